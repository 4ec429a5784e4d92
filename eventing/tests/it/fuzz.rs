//! What is imported, of any bytes: what passes is what an export may hold.

use domain::Metadata;
use eventing::export::{Line, Records, records};
use eventing::import::Order;
use uuid::Uuid;

/// Found in writing the law below: the last of two was taken, and the log's readers take neither.
#[test]
fn metadata_that_names_a_field_twice_is_refused() {
    let file = include_str!("__fuzz__/import/corpus/crlf");
    let line: Line = Records::new(file.as_bytes()).next().unwrap().unwrap();
    assert!(Order::default().take(&(1, line.clone())).is_ok());
    let metadata = line.metadata.replacen('{', r#"{"actor":"steward","#, 1);
    let error = Order::default().take(&(1, Line { metadata, ..line })).unwrap_err();
    assert!(error.to_string().contains("duplicate field"), "{error}");
}

/// Lines as `events import` takes them: read one by one, each checked against those before.
#[test]
fn any_import() {
    fuzzing::target!("import", |bytes| {
        let mut order = Order::default();
        let mut taken: Vec<Line> = Vec::new();
        let mut lines = Records::<Line, _>::new(bytes);
        while let Some(Ok(line)) = lines.next() {
            let numbered = (lines.line(), line);
            if let Err(error) = order.take(&numbered) {
                assert!(error.to_string().starts_with(&format!("line {}: ", numbered.0)));
                return;
            }
            taken.push(numbered.1);
        }
        for (line, position) in taken.iter().zip(1..) {
            assert_eq!(line.position, position);
            let ids: Vec<&str> = line.aggregate_id.split('/').collect();
            assert!(ids.len() == 2 && ids.iter().all(|id| id.parse::<Uuid>().is_ok()));
            // Readers of the log can read what was let in.
            let metadata = Metadata::parse(&line.metadata).unwrap();
            assert_eq!(metadata.event_id, line.event_id);
            serde_json::from_str::<serde_json::Value>(&line.payload).unwrap();
        }
        assert!(taken.windows(2).all(|pair| pair[0].recorded_at <= pair[1].recorded_at));
        let mut again = Vec::new();
        taken.iter().for_each(|line| records::write(&mut again, line).unwrap());
        let read: Vec<Line> = Records::new(again.as_slice()).map(|line| line.unwrap()).collect();
        assert_eq!(read, taken);
    });
}

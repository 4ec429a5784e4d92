//! The bytes: of a leaf, of a head, of an export's line.

use audit::{Block, Head, Line, Records, SealKey};
use proptest::prelude::*;

use crate::support::{Log, at, event, key};

#[test]
fn a_leaf_is_these_bytes() {
    let expected = [
        "01",                               // version
        "0000000000000005",                 // position
        "00000000000000010000000000000005", // event_id
        "0000000000000004",                 // aggregate_type, 4 bytes: Task
        "5461736b",
        "0000000000000049", // aggregate_id, 73 bytes: tenant, slash, id
        "30303030303030302d303030302d303030302d303030302d303030303030303030303037",
        "2f",
        "30303030303030302d303030302d303030302d303030302d303030303030303030303038",
        "0000000000000005", // sequence
        "000000000000000b", // event_type, 11 bytes: TaskCreated
        "5461736b43726561746564",
        "0000000000000001", // event_version, 1 byte: 1
        "31",
        "00000000000000020000000000000005", // command_id
        "00065bfeda740d80",                 // recorded_at, in microseconds
        "0000000000000013",                 // metadata, 19 bytes
        "7b226163746f72223a2273746577617264227d",
        "0000000000000016", // payload, 22 bytes
        "7b20227469746c65223a226e756d626572203522207d",
    ];
    assert_eq!(hex::encode(event(5).leaf().encode()), expected.concat());
}

#[test]
fn a_signed_head_is_these_bytes() {
    let log = Log::new(4, 2);
    let [first, second] = [&log.blocks[0].head, &log.blocks[1].head];
    let expected = [
        hex::encode("steward log head"),
        "0000000000000001".to_owned(),
        "00000000000000000000000000000009".to_owned(),
        "0000000000000002".to_owned(),
        "0000000000000004".to_owned(),
        second.root.to_string(),
        first.hash().to_string(),
        hex::encode(at(4).timestamp_micros().to_be_bytes()),
    ];
    assert_eq!(hex::encode(second.signed()), expected.concat());
    assert!(second.is_signed_by(&[key().public()]));
    assert!(!second.is_signed_by(&[]));
    let mut changed = second.clone();
    changed.size += 1;
    assert!(!changed.is_signed_by(&[key().public()]));
}

#[test]
fn a_line_is_written_as_documented_and_read_back() {
    let mut written = Vec::new();
    audit::records::write(&mut written, &event(1)).unwrap();
    let text = String::from_utf8(written).unwrap();
    assert_eq!(
        text,
        concat!(
            r#"{"position":1,"event_id":"00000000-0000-0001-0000-000000000001","aggregate_type":"Task","#,
            r#""aggregate_id":"00000000-0000-0000-0000-000000000007/00000000-0000-0000-0000-000000000008","#,
            r#""sequence":1,"event_type":"TaskCreated","event_version":"1","#,
            r#""command_id":"00000000-0000-0002-0000-000000000001","recorded_at":"2026-09-21T14:13:21.123456Z","#,
            r#""metadata":"{\"actor\":\"steward\"}","payload":"{ \"title\":\"number 1\" }"}"#,
            "\n"
        )
    );
    let read: Vec<Line> = Records::new(text.as_bytes()).map(Result::unwrap).collect();
    assert_eq!(read, [event(1)]);
}

#[test]
fn what_no_line_is_is_refused_with_its_number() {
    let good = serde_json::to_string(&event(1)).unwrap();
    let finer = good.replace(".123456Z", ".1234567Z");
    let more = good.replace(r#"{"position":1"#, r#"{"hidden":1,"position":1"#);
    for bad in ["{}", "[", "null", &finer, &more, &good.replace("00000001\"", "\"")] {
        let file = format!("{good}\n\n{bad}\n");
        let mut lines = Records::<Line, _>::new(file.as_bytes());
        assert!(lines.next().unwrap().is_ok());
        let error = lines.next().unwrap().unwrap_err().to_string();
        assert!(error.starts_with("line 3 is not as it must be"), "{error}");
    }
}

#[test]
fn a_block_keeps_its_leaves_and_a_head_does_without() {
    let block = Log::new(2, 2).blocks.remove(0);
    let text = serde_json::to_string(&block).unwrap();
    assert_eq!(serde_json::from_str::<Block>(&text).unwrap(), block);
    // Whoever wants only heads reads the same file.
    assert_eq!(serde_json::from_str::<Head>(&text).unwrap(), block.head);
    let head = serde_json::to_string(&block.head).unwrap();
    assert_eq!(serde_json::from_str::<Block>(&head).unwrap().leaves, None);
}

#[test]
fn a_key_is_never_shown() {
    for bad in ["", "abc", &"zz".repeat(32), &"ab".repeat(31)] {
        assert!(SealKey::from_hex(bad).is_err());
    }
    let shown = format!("{:?}", key());
    assert!(!shown.contains(&"5e".repeat(32)) && shown.contains(&key().public().to_string()));
}

proptest! {
    /// Moving a character from one column to the next is another leaf.
    #[test]
    fn no_two_rows_have_the_same_bytes(one in texts(), other in texts()) {
        let row = |texts: &[String; 6]| {
            let mut line = event(1);
            let [a, b, c, d, e, f] = texts.clone();
            (line.aggregate_type, line.aggregate_id, line.event_type) = (a, b, c);
            (line.event_version, line.metadata, line.payload) = (d, e, f);
            line
        };
        prop_assert_eq!(row(&one).leaf().encode() == row(&other).leaf().encode(), one == other);
    }
}

fn texts() -> impl Strategy<Value = [String; 6]> {
    prop::array::uniform6("[ab\\x00]{0,2}")
}

//! From a log to a file, into another log, and back to the same file.

use std::path::Path;

use audit::{Line, Records, SealKey};
use eventing::browse::Filter;
use eventing::sealer::{Pace, Sealer};
use eventing::{Database, DbRole, DeploymentKey, KeyRing, log};
use serde_json::Value;
use tempfile::TempDir;
use test_support::TestDb;
use tokio_util::sync::CancellationToken;

use super::export::{Format, Source};
use super::import::import;
use crate::commands::generate::past;

struct Log {
    db: TestDb,
    system: Database,
}

impl Log {
    async fn empty() -> Self {
        let db = TestDb::new().await;
        let system = Database::connect(&db.url(), DbRole::System, 8).await.unwrap();
        Self { db, system }
    }

    async fn generated(events: u64) -> Self {
        let log = Self::empty().await;
        let key = DeploymentKey::from_hex(&"d1".repeat(32)).unwrap();
        past(&log.system, KeyRing::new(log.system.clone(), key), events).await.unwrap();
        log
    }

    async fn export(&self, format: Format, filter: Filter) -> String {
        let head = log::head(&self.system).await.unwrap();
        let source = Source { pool: self.system.pool(), log: head.log_id };
        let filter = Filter { before: Some(filter.before.unwrap_or(head.position + 1)), ..filter };
        let mut text = Vec::new();
        source.write(format, filter, &mut text, &CancellationToken::new()).await.unwrap();
        String::from_utf8(text).unwrap()
    }

    async fn whole(&self) -> String {
        self.export(Format::Ndjson, Filter::default()).await
    }

    async fn import(&self, file: &Path) -> Result<(u64, u64), String> {
        let url = self.db.admin_url();
        let done = import(file, &url, self.system.pool(), &CancellationToken::new()).await;
        done.map(|done| (done.known, done.events)).map_err(|error| format!("{error:#}"))
    }

    async fn root(&self) -> String {
        let key = SealKey::from_hex(&"5e".repeat(32)).unwrap();
        let pace = Pace { age: std::time::Duration::ZERO, ..Pace::default() };
        let mut sealer = Sealer::new(self.system.clone(), key, pace);
        while sealer.seal().await.unwrap().is_some() {}
        sqlx::query_scalar("SELECT encode(root, 'hex') FROM log_blocks ORDER BY block DESC LIMIT 1")
            .fetch_one(self.system.pool())
            .await
            .unwrap()
    }
}

fn file(folder: &TempDir, text: &str) -> std::path::PathBuf {
    let path = folder.path().join("log.ndjson");
    std::fs::write(&path, text).unwrap();
    path
}

#[tokio::test]
async fn an_imported_log_is_the_exported_one_and_has_its_root() {
    let folder = TempDir::new().unwrap();
    let source = Log::generated(2600).await;
    let whole = source.whole().await;
    let count = whole.lines().count() as u64;
    let copy = Log::empty().await;
    assert_eq!(copy.import(&file(&folder, &whole)).await, Ok((0, count)));
    assert_eq!(copy.whole().await, whole);
    assert_eq!(copy.root().await, source.root().await);

    // It is a log like any: events are appended, commands are known, and none is imported.
    let known = |log: &Log| {
        let pool = log.system.pool().clone();
        async move {
            sqlx::query_as::<_, (String, i64)>(
                "SELECT command_id::text, position FROM commands ORDER BY command_id",
            )
            .fetch_all(&pool)
            .await
            .unwrap()
        }
    };
    assert_eq!(known(&copy).await, known(&source).await);
    let again = copy.import(&file(&folder, &whole)).await.unwrap_err();
    assert!(again.contains("was imported up to position"), "{again}");
    let used = source.import(&file(&folder, &whole)).await.unwrap_err();
    assert!(used.contains("the log is not empty, it stands at position"), "{used}");
}

#[tokio::test]
async fn an_interrupted_import_goes_on_with_the_same_file_alone() {
    let folder = TempDir::new().unwrap();
    let source = Log::generated(1500).await;
    let whole = source.whole().await;
    let lines: Vec<&str> = whole.lines().collect();
    let copy = Log::empty().await;
    let torn = format!("{}\nno line\n", lines[..1200].join("\n"));
    let refused = copy.import(&file(&folder, &torn)).await.unwrap_err();
    assert!(refused.contains("line 1201 is not as it must be"), "{refused}");

    let other = whole.replacen("TenantRegistered", "TenantInvented", 1);
    let refused = copy.import(&file(&folder, &other)).await.unwrap_err();
    assert!(refused.contains("other events than the file: line 1 is another event"), "{refused}");
    let short = format!("{}\n", lines[..700].join("\n"));
    let refused = copy.import(&file(&folder, &short)).await.unwrap_err();
    assert!(refused.contains("the file ends before position 701"), "{refused}");

    let rest = lines.len() as u64 - 1200;
    assert_eq!(copy.import(&file(&folder, &whole)).await, Ok((1200, rest)));
    assert_eq!(copy.whole().await, whole);
}

#[tokio::test]
async fn what_does_not_follow_is_refused_by_its_line() {
    let folder = TempDir::new().unwrap();
    let source = Log::generated(300).await;
    let whole = source.whole().await;
    let lines: Vec<&str> = whole.lines().collect();
    let altered = |number: usize, change: &dyn Fn(&mut Value)| {
        let mut all: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        let mut value: Value = serde_json::from_str(&all[number - 1]).unwrap();
        change(&mut value);
        all[number - 1] = value.to_string();
        all.join("\n")
    };
    let first: Value = serde_json::from_str(lines[0]).unwrap();
    let without = |gone: usize| {
        let mut rest = lines.clone();
        rest.remove(gone - 1);
        rest.join("\n")
    };
    let swapped = {
        let mut all = lines.clone();
        all.swap(20, 21);
        all.join("\n")
    };
    let cases = [
        (without(50), "line 50: position 51 comes where position 50 must"),
        (swapped, "line 21: position 22 comes where position 21 must"),
        (format!("{}\n{}", lines[0], lines[0]), "line 2: position 1 comes again"),
        (
            altered(9, &|line| line["colour"] = "red".into()),
            "line 9 is not as it must be: unknown field",
        ),
        (
            altered(9, &|line| line["sequence"] = 77.into()),
            "line 9: it does not follow the events of its stream",
        ),
        (
            altered(9, &|line| line["event_id"] = first["event_id"].clone()),
            "line 9: metadata names another event",
        ),
        (
            altered(9, &|line| line["recorded_at"] = "2020-01-01T00:00:00Z".into()),
            "line 9: it was recorded before",
        ),
        (altered(9, &|line| line["aggregate_id"] = "x/y".into()), "line 9: aggregate_id must be"),
        (altered(9, &|line| line["payload"] = "{".into()), "line 9: payload is no JSON"),
        (altered(9, &|line| line["metadata"] = "{}".into()), "line 9: metadata lacks"),
        (
            altered(9, &|line| {
                let (own, other) = (line["event_id"].clone(), first["event_id"].clone());
                let metadata = line["metadata"].as_str().unwrap();
                let metadata = metadata.replace(own.as_str().unwrap(), other.as_str().unwrap());
                (line["metadata"], line["event_id"]) = (metadata.into(), other);
            }),
            "line 9: its event id was there before",
        ),
        (String::new(), "the file has no events"),
    ];
    for (text, wanted) in cases {
        let copy = Log::empty().await;
        let refused = copy.import(&file(&folder, &text)).await.unwrap_err();
        assert!(refused.contains(wanted), "{wanted}: {refused}");
    }
}

#[tokio::test]
async fn an_export_is_narrowed_and_speaks_cloud_events() {
    let source = Log::generated(400).await;
    let filter =
        Filter { events: vec!["MessageSent".to_owned()], after: Some(100), ..Filter::default() };
    let rows = source.export(Format::Ndjson, filter.clone()).await;
    let rows: Vec<Line> = Records::new(rows.as_bytes()).map(Result::unwrap).collect();
    assert!(!rows.is_empty() && rows.iter().all(|row| row.event_type == "MessageSent"));
    assert!(rows[0].position > 100);
    let events = source.export(Format::Cloudevents, filter).await;
    let events: Vec<Value> =
        events.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(events.len(), rows.len());
    for (event, row) in events.iter().zip(&rows) {
        for (name, value) in event.as_object().unwrap() {
            let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
            assert!(name.chars().all(plain) && name.len() <= 20, "{name}");
            assert!(
                name == "data" || value.as_str().is_some_and(|text| !text.is_empty()),
                "{name}"
            );
        }
        assert_eq!(
            (&event["specversion"], &event["type"]),
            (&"1.0".into(), &"steward.Conversation.MessageSent".into())
        );
        assert_eq!(event["id"], row.event_id.to_string());
        assert_eq!(event["position"], row.position.to_string());
        assert_eq!(event["data"], serde_json::from_str::<Value>(&row.payload).unwrap());
        assert!(event["data"].to_string().contains("$sealed"));
    }
}

//! Golden files: what events looked like when they were written, for ever.
//!
//! `golden/<Event>.v<N>.json` is append-only. A new event or version gets its file from
//! `cargo test -p domain write_golden_files -- --ignored`, which never changes one that
//! exists.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use cqrs_es::persist::SerializedEvent;
use domain::{Event, catalogue, upcasters};
use serde_json::{Value, json};

use crate::samples;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// All files, by event and version: `{"aggregate": "Turn", "payload": {...}}`.
pub(crate) fn files() -> BTreeMap<(String, String), Value> {
    fs::read_dir(folder())
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let (event, version) = name
                .strip_suffix(".json")
                .and_then(|stem| stem.split_once(".v"))
                .unwrap_or_else(|| panic!("{name} is not called <Event>.v<N>.json"));
            let content = serde_json::from_str(&fs::read_to_string(&path).unwrap())
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            ((event.to_owned(), version.to_owned()), content)
        })
        .collect()
}

/// The stored form of an event: its aggregate's wire name, and its payload.
pub(crate) fn stored(event: &Event) -> (&'static str, Value) {
    fn json(event: &impl serde::Serialize) -> Value {
        serde_json::to_value(event).unwrap()
    }
    match event {
        Event::Tenant(event) => ("Tenant", json(event)),
        Event::Member(event) => ("Member", json(event)),
        Event::Conversation(event) => ("Conversation", json(event)),
        Event::Turn(event) => ("Turn", json(event)),
        Event::Action(event) => ("Action", json(event)),
        Event::Notification(event) => ("Notification", json(event)),
        Event::Document(event) => ("Document", json(event)),
        Event::Roster(event) => ("Roster", json(event)),
        Event::Schedule(event) => ("Schedule", json(event)),
        Event::Task(event) => ("Task", json(event)),
        Event::Logbook(event) => ("Logbook", json(event)),
        Event::Memory(event) => ("Memory", json(event)),
        Event::Reminder(event) => ("Reminder", json(event)),
        Event::Access(event) => ("Access", json(event)),
    }
}

/// Brings a stored event to its current version, as the store does.
pub(crate) fn upcast(
    aggregate: &str,
    event: &str,
    version: &str,
    payload: Value,
) -> SerializedEvent {
    let stored = SerializedEvent::new(
        "id".into(),
        1,
        aggregate.into(),
        event.into(),
        version.into(),
        payload,
        json!({}),
    );
    upcasters().iter().fold(stored, |event, upcaster| {
        if upcaster.can_upcast(&event.event_type, &event.event_version) {
            upcaster.upcast(event)
        } else {
            event
        }
    })
}

#[test]
fn every_file_reads_as_its_event_in_the_current_version() {
    let current: BTreeMap<_, _> = catalogue().into_iter().map(|name| (name.event, name)).collect();
    for ((event, version), file) in files() {
        let name = current.get(event.as_str()).unwrap_or_else(|| panic!("{event} is orphaned"));
        assert_eq!(file["aggregate"], name.aggregate, "{event}.v{version}");
        let now = upcast(name.aggregate, &event, &version, file["payload"].clone());
        assert_eq!(now.event_version, name.version, "{event}.v{version} stays behind");

        let decoded = Event::decode(name.aggregate, &now.payload)
            .unwrap_or_else(|error| panic!("{event}.v{version}: {error}"));
        let (aggregate, payload) = stored(&decoded);
        assert_eq!(aggregate, name.aggregate);
        assert_eq!(payload, now.payload, "{event}.v{version} is written otherwise than it is read");
        let variant: Vec<_> = payload.as_object().unwrap().keys().collect();
        assert_eq!(variant, [name.event]);
    }
}

#[test]
fn the_category_of_an_older_entry_is_known_as_long_as_its_text() {
    let read = |text: Value, category: Value| {
        let payload = json!({ "EntryLogged": { "text": text, "category": category } });
        upcast("Logbook", "EntryLogged", "1", payload).payload["EntryLogged"]["category"].clone()
    };
    let known = |value: &str| json!({ "$personal": { "about": ["a", "b"], "value": value } });
    let erased = json!({ "$erased": { "about": ["a", "b"] } });
    assert_eq!(read(known("The oven broke."), json!("incident")), known("incident"));
    assert_eq!(read(erased.clone(), json!("incident")), erased);
    assert_eq!(read(erased, Value::Null), Value::Null);
}

#[test]
fn every_event_that_can_be_written_has_a_file() {
    let files = files();
    for name in catalogue() {
        let key = (name.event.to_owned(), name.version.to_owned());
        assert!(
            files.contains_key(&key),
            "{}.v{}.json is missing; run `cargo test -p domain write_golden_files -- --ignored`",
            name.event,
            name.version
        );
    }
}

#[test]
fn no_version_is_missing_or_ahead() {
    let current: BTreeMap<_, _> =
        catalogue().into_iter().map(|name| (name.event, name.version)).collect();
    for (event, version) in files().into_keys() {
        let newest: u32 = current[event.as_str()].parse().unwrap();
        let version: u32 = version.parse().expect("a version is a number");
        assert!((1..=newest).contains(&version), "{event}.v{version}: the newest is {newest}");
    }
}

#[test]
fn wire_names_are_unique() {
    let names: BTreeSet<_> = catalogue().into_iter().map(|name| name.event).collect();
    assert_eq!(names.len(), catalogue().len());
}

#[test]
fn there_is_one_example_of_every_event_in_order() {
    let examples: Vec<String> = samples::all()
        .iter()
        .flat_map(|event| stored(event).1.as_object().unwrap().keys().cloned().collect::<Vec<_>>())
        .collect();
    let events: Vec<_> = catalogue().into_iter().map(|name| name.event).collect();
    assert_eq!(examples, events);
}

/// Writes the file of every event that has none in its current version.
#[test]
#[ignore = "changes the repository: run it when an event is new"]
fn write_golden_files() {
    for (event, name) in samples::all().iter().zip(catalogue()) {
        let path = folder().join(format!("{}.v{}.json", name.event, name.version));
        if path.exists() {
            continue;
        }
        let (aggregate, payload) = stored(event);
        let file = json!({"aggregate": aggregate, "payload": payload});
        fs::write(path, serde_json::to_string_pretty(&file).unwrap() + "\n").unwrap();
    }
}

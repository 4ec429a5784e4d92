//! Events, metadata and phrases of any text: what is read is written as it was read.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::when::When;
use domain::{Actor, Event, Metadata, catalogue, fold, recurrence, when};
use serde_json::{Value, json};

use crate::golden::{self, stored, upcast};

/// Stored events as `{"aggregate", "version", "payload"}`, and whole streams of them as
/// `{"aggregate", "events": [{"version", "payload"}]}`.
#[test]
fn any_stored_events() {
    fuzzing::target!("events", seeds(), |bytes| {
        let Ok(file) = serde_json::from_slice::<Value>(bytes) else { return };
        let aggregate = file["aggregate"].as_str().unwrap_or_default();
        let one = [file.clone()];
        let events = file["events"].as_array().map_or(&one[..], Vec::as_slice);
        let read: Vec<Value> = events.iter().filter_map(|event| read(aggregate, event)).collect();
        let twice = read.iter().chain(read.iter().rev()).cloned();
        if catalogue().iter().any(|name| name.aggregate == aggregate) {
            fold(aggregate, twice).unwrap();
        }
    });
}

/// Every golden file, and the streams that they make.
fn seeds() -> Vec<Vec<u8>> {
    let mut streams: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let mut seeds = Vec::new();
    for ((_, version), mut file) in golden::files() {
        let aggregate = file["aggregate"].as_str().unwrap().to_owned();
        file["version"] = json!(version);
        seeds.push(file.to_string().into_bytes());
        streams.entry(aggregate).or_default().push(file);
    }
    let stream = |(aggregate, events)| json!({ "aggregate": aggregate, "events": events });
    seeds.extend(streams.into_iter().map(|named| stream(named).to_string().into_bytes()));
    seeds
}

/// The event as it would be written now, if it can be read.
fn read(aggregate: &str, event: &Value) -> Option<Value> {
    let name = event["payload"].as_object()?.keys().next()?;
    let version = event["version"].as_str().unwrap_or("1");
    let now = upcast(aggregate, name, version, event["payload"].clone());
    assert_eq!(&now.event_type, name);
    let decoded = Event::decode(aggregate, &now.payload).ok()?;
    let (named, written) = stored(&decoded);
    assert_eq!(named, aggregate);
    let text = written.to_string();
    let again = Event::decode(aggregate, &serde_json::from_str(&text).unwrap()).unwrap();
    let again = stored(&again).1;
    assert!(fuzzing::alike(&again, &written), "{again} is read where {text} was written");
    Some(written)
}

#[test]
fn any_metadata() {
    fuzzing::target!("metadata", |bytes| {
        let text = String::from_utf8_lossy(bytes);
        if let Ok(actor) = text.parse::<Actor>() {
            assert_eq!(actor.to_string().parse(), Ok(actor));
        }
        let json: Value = serde_json::from_str(&text).unwrap_or_default();
        for metadata in [Metadata::parse(&text), Metadata::from_json(&json)].into_iter().flatten() {
            // It is kept to the microsecond.
            let kept = Metadata::parse(&metadata.to_json()).unwrap();
            assert_eq!(
                kept.occurred_at.timestamp_micros(),
                metadata.occurred_at.timestamp_micros()
            );
            assert_eq!(Metadata { occurred_at: metadata.occurred_at, ..kept.clone() }, metadata);
            assert_eq!(Metadata::from_map(&kept.to_map()).as_ref(), Ok(&kept));
            assert_eq!(Metadata::from_json(&json!(kept.to_map())).as_ref(), Ok(&kept));
            assert_eq!(kept.to_json(), json!(kept.to_map()).to_string());
        }
    });
}

/// What members write and documents say of time.
#[test]
fn any_phrase_of_time() {
    fuzzing::target!("phrases", |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let now: DateTime<Utc> = "2026-11-23T10:00:00Z".parse().unwrap();
        for zone in [Tz::Europe__Rome, Tz::Pacific__Apia] {
            for schedule in recurrence::find(&text) {
                assert!(!schedule.phrase.trim().is_empty());
                if let Some(next) = schedule.next_after(now, zone) {
                    assert!(next > now, "{next} is over");
                    assert!(schedule.describe_next(now, zone).is_some());
                }
            }
            match when::resolve(&text, now, zone) {
                Ok(moment @ When::At(_)) => assert!(!when::describe_when(moment, zone).is_empty()),
                Ok(stretch @ When::Range(from, until)) => {
                    assert!(from < until, "{from} to {until}");
                    assert!(!when::describe_when(stretch, zone).is_empty());
                }
                Err(error) => assert!(error.to_string().len() < 2000),
            }
        }
    });
}

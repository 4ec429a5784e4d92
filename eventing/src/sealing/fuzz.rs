//! Payloads and entries of any shape: what is sealed opens as it was, and nothing else opens.

use domain::{MemberId, TenantId};
use serde_json::Value;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::text::{Opener, SealError, abouts, disclose, named, seal, withhold};
use super::{Keys, Piece, RunningAnswer};

const TENANT: TenantId = TenantId(Uuid::from_u128(7));
const EVENT: Uuid = Uuid::from_u128(9);

/// Keys for everybody whom a payload is about.
fn keys(payload: &Value) -> Keys {
    let one = |member: MemberId| ((TENANT, member), Some(Zeroizing::new([5; 32])));
    abouts(payload).into_iter().map(one).collect()
}

fn open(mut payload: Value, keys: &Keys) -> Result<Value, SealError> {
    Opener::new(keys.clone(), false).open(&mut payload, TENANT, EVENT).map(|()| payload)
}

/// Whether there is a personal value of this form in it.
fn holds(payload: &Value, marker: &str) -> bool {
    match payload {
        Value::Array(items) => items.iter().any(|item| holds(item, marker)),
        Value::Object(map) => match map.iter().next() {
            Some((key, body)) if map.len() == 1 && body["about"].is_array() => key == marker,
            _ => map.values().any(|item| holds(item, marker)),
        },
        _ => false,
    }
}

/// Whether it has a marker without the list of members: that is none, but can become one when
/// what is inside it changes. No event has such a field.
fn unlike_any(payload: &Value) -> bool {
    match payload {
        Value::Array(items) => items.iter().any(unlike_any),
        Value::Object(map) => map.iter().any(|(key, body)| {
            let marker = ["$personal", "$sealed", "$erased"].contains(&key.as_str());
            marker && !(map.len() == 1 && body["about"].is_array()) || unlike_any(body)
        }),
        _ => false,
    }
}

#[test]
fn any_payload() {
    fuzzing::target!("payload", |bytes| {
        let Ok(payload) = serde_json::from_slice::<Value>(bytes) else { return };
        if unlike_any(&payload) {
            return;
        }
        let keys = keys(&payload);
        stored(&payload, &keys);
        let mut sealed = payload.clone();
        if seal(&mut sealed, TENANT, EVENT, &keys).is_err() {
            return;
        }
        assert!(!holds(&sealed, "$personal"), "words are left in {sealed}");
        assert_eq!(abouts(&sealed), abouts(&payload));
        stored(&sealed, &keys);
        if holds(&payload, "$sealed") {
            return;
        }
        // What stands beside about and value is not kept; from then on it is always the same.
        let opened = open(sealed.clone(), &keys).unwrap();
        assert_eq!(abouts(&opened), abouts(&payload));
        let mut again = opened.clone();
        seal(&mut again, TENANT, EVENT, &keys).unwrap();
        let again = open(again, &keys).unwrap();
        assert!(fuzzing::alike(&again, &opened), "{again} is not {opened}");
        // Of somebody who has no key there is nothing to read.
        let erased = open(sealed, &Keys::new()).unwrap();
        assert!(!holds(&erased, "$personal") && !holds(&erased, "$sealed"));
    });
}

/// What readers do with any payload that lies in the log.
fn stored(payload: &Value, keys: &Keys) {
    let mut shown = payload.clone();
    withhold(&mut shown, TENANT, keys);
    let mut told = payload.clone();
    disclose(&mut told, MemberId(Uuid::from_u128(2)));
    for marker in ["$personal", "$sealed", "$erased"] {
        assert!(!holds(&shown, marker), "{shown}");
    }
    // Nobody's key made what it did not seal.
    if let Ok(opened) = open(payload.clone(), &Keys::new()) {
        assert!(!holds(&opened, "$sealed"));
    }
    // Whoever's keys are needed is told from the text, before it is parsed. As written here:
    // elsewhere there may be spaces in it.
    let text = payload.to_string();
    let named: Vec<MemberId> = named(&text).collect();
    assert!(abouts(payload).iter().all(|member| named.contains(member)), "{text}");
}

#[test]
fn any_entry_of_a_running_answer() {
    let answer = RunningAnswer::derived("log:turn:1".to_owned(), &[3; 32]);
    let other = RunningAnswer::derived("log:turn:2".to_owned(), &[3; 32]);
    let piece = Piece { generation: 1, index: 0, text: "Good morning.".to_owned() };
    let sealed = answer.seal(&piece);
    let seeds = [sealed.clone(), other.seal(&piece)].map(String::into_bytes);
    fuzzing::target!("running-answer", seeds, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        match answer.open(&text) {
            Some(opened) => assert_eq!((text.as_ref(), &opened), (sealed.as_str(), &piece)),
            None => assert_ne!(text, sealed),
        }
    });
}

//! Where in a body something is wrong, and text that cannot be stored.

use serde_json::Value;
use serde_path_to_error::{Error, Segment};

use crate::error::{ApiError, kinds};

/// The refusal of text with U+0000 or half of a surrogate pair.
pub(crate) fn unstorable(pointer: String) -> ApiError {
    ApiError::new(kinds::UNSTORABLE_TEXT)
        .with_field(pointer, "must not contain the character U+0000 or half of a surrogate pair")
}

/// The first string or key with U+0000, as a JSON pointer.
pub(super) fn find_nul(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => text.contains('\0').then(String::new),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| find_nul(item).map(|rest| format!("/{index}{rest}"))),
        Value::Object(map) => map.iter().find_map(|(key, item)| {
            if key.contains('\0') {
                return Some(String::new());
            }
            find_nul(item).map(|rest| format!("/{}{rest}", escape(key)))
        }),
        _ => None,
    }
}

/// Place and problem of a value that does not fit.
pub(super) fn pointer_of(error: &Error<serde_json::Error>) -> (String, String) {
    let mut pointer = String::new();
    for segment in error.path() {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => pointer.push_str(&format!("/{}", escape(key))),
            Segment::Enum { variant } => pointer.push_str(&format!("/{}", escape(variant))),
            Segment::Unknown => {}
        }
    }
    let words = error.inner().to_string();
    let words = words.split(" at line").next().unwrap_or_default();
    if let Some((name, rest)) = quoted(words, "unknown field `") {
        let last = format!("/{}", escape(name));
        if !pointer.ends_with(&last) {
            pointer.push_str(&last);
        }
        let known = rest.trim_start_matches([',', ' ']);
        return (pointer, format!("is not a field here ({known})"));
    }
    if let Some((name, _)) = quoted(words, "missing field `") {
        return (format!("{pointer}/{}", escape(name)), "is missing".to_owned());
    }
    (pointer, words.to_owned())
}

fn quoted<'a>(words: &'a str, start: &str) -> Option<(&'a str, &'a str)> {
    words.strip_prefix(start)?.split_once('`')
}

fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

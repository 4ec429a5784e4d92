//! The one payload that everybody writes. `bench/payload.json` shows it; ids are new for
//! each event.

use std::sync::LazyLock;

use serde_json::Value;
use uuid::Uuid;

static EXAMPLE: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../payload.json")).unwrap_or_default());

/// What a message says: 200 characters.
pub fn text() -> String {
    EXAMPLE["data"]["text"].as_str().unwrap_or_default().to_owned()
}

/// What is kept about a message besides its data, where a peer has a place for it.
pub fn metadata() -> Vec<(String, String)> {
    ["correlation_id", "causation_id"]
        .map(|name| (name.to_owned(), Uuid::now_v7().to_string()))
        .to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_has_two_hundred_characters() {
        assert_eq!(text().chars().count(), 200);
    }
}

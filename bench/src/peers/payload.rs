//! The one payload that everybody writes, in `bench/payload.json`.

use serde::Deserialize;
use serde_json::Value;

const TEXT: &str = include_str!("../../payload.json");

/// Data and metadata of an event.
#[derive(Debug, Clone, Deserialize)]
pub struct Payload {
    /// What happened.
    pub data: Value,
    /// Who, why, when.
    pub metadata: Value,
}

impl Payload {
    /// As it lies in the file.
    pub fn read() -> anyhow::Result<Self> {
        Ok(serde_json::from_str(TEXT)?)
    }
}

#[cfg(test)]
mod tests {
    use super::Payload;

    #[test]
    fn the_file_holds_data_and_metadata() {
        let payload = Payload::read().unwrap();
        assert!(payload.data.is_object() && payload.metadata.is_object());
    }
}

//! An event as an export writes it: one JSON object a line, with every column of the row.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Hash, Leaf};

/// A row of the log. `metadata` and `payload` are strings that hold the stored text itself,
/// so that no reader or writer of JSON changes a byte of it. Personal text in it is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Its place in the log, from 1.
    pub position: u64,
    /// Its identity.
    pub event_id: Uuid,
    /// Wire name of the aggregate's type.
    pub aggregate_type: String,
    /// `<tenant>/<id>`.
    pub aggregate_id: String,
    /// Its place in its stream, from 1.
    pub sequence: u64,
    /// Wire name.
    pub event_type: String,
    /// Version of its shape.
    pub event_version: String,
    /// The command that it came of.
    pub command_id: Uuid,
    /// When it was appended, to the microsecond: `2026-11-26T14:00:00.123456Z`.
    #[serde(with = "micros")]
    pub recorded_at: DateTime<Utc>,
    /// JSON, as stored.
    pub metadata: String,
    /// JSON, as stored.
    pub payload: String,
}

impl Line {
    /// What of it is hashed: everything.
    pub fn leaf(&self) -> Leaf<'_> {
        Leaf {
            position: self.position,
            event_id: self.event_id,
            aggregate_type: &self.aggregate_type,
            aggregate_id: &self.aggregate_id,
            sequence: self.sequence,
            event_type: &self.event_type,
            event_version: &self.event_version,
            command_id: self.command_id,
            recorded_at: self.recorded_at.timestamp_micros(),
            metadata: &self.metadata,
            payload: &self.payload,
        }
    }

    /// Its hash in the tree.
    pub fn hash(&self) -> Hash {
        self.leaf().hash()
    }
}

/// Instants to the microsecond, as Postgres keeps them; finer ones are refused, since the
/// leaf would not cover them.
pub(crate) mod micros {
    use chrono::{DateTime, SecondsFormat, Utc};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(crate) fn serialize<S: Serializer>(
        at: &DateTime<Utc>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&at.to_rfc3339_opts(SecondsFormat::Micros, true))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<DateTime<Utc>, D::Error> {
        let at = DateTime::<Utc>::deserialize(deserializer)?;
        // A leap second has more, and in microseconds it is the same as one of the next minute.
        match at.timestamp_subsec_nanos() {
            nanos if nanos >= 1_000_000_000 => Err(D::Error::custom(
                "an instant is not in a leap second, which the log has none of",
            )),
            nanos if !nanos.is_multiple_of(1000) => {
                Err(D::Error::custom("an instant is given to the microsecond, no finer"))
            }
            _ => Ok(at),
        }
    }
}

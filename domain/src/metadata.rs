//! What is recorded about each event besides its payload.

use std::collections::HashMap;
use std::fmt::{self, Write as _};
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::MemberId;

/// Who caused an event. Wire form: `member:<id>`, `steward`, or `system:<part>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Actor {
    /// A person of the business.
    Member(MemberId),
    /// The assistant.
    Steward,
    /// A part of the platform, such as `seed`.
    System(String),
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(id) => write!(f, "member:{id}"),
            Self::Steward => f.write_str("steward"),
            Self::System(part) => write!(f, "system:{part}"),
        }
    }
}

impl FromStr for Actor {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            None if text == "steward" => Ok(Self::Steward),
            Some(("member", id)) => {
                id.parse().map(Self::Member).map_err(|_| format!("not an actor: {text}"))
            }
            Some(("system", part)) => Ok(Self::System(part.to_owned())),
            _ => Err(format!("not an actor: {text}")),
        }
    }
}

impl TryFrom<String> for Actor {
    type Error = String;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Actor> for String {
    fn from(actor: Actor) -> Self {
        actor.to_string()
    }
}

/// Metadata of one event. Stored as a flat map of strings, the form that `cqrs-es` reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata {
    /// Identity of the event.
    pub event_id: Uuid,
    /// Who caused it.
    pub actor: Actor,
    /// What all events of one story share: the member's message, or the command.
    pub correlation_id: Uuid,
    /// The event or command that led to this one directly.
    pub causation_id: Uuid,
    /// The command it was decided for.
    pub command_id: Uuid,
    /// When it happened, by the clock of whoever decided.
    pub occurred_at: DateTime<Utc>,
    /// W3C trace context, if the command carried one.
    pub traceparent: Option<String>,
}

impl Metadata {
    /// The stored form.
    pub fn to_map(&self) -> HashMap<String, String> {
        let mut map = HashMap::from([
            ("event_id".to_owned(), self.event_id.to_string()),
            ("actor".to_owned(), self.actor.to_string()),
            ("correlation_id".to_owned(), self.correlation_id.to_string()),
            ("causation_id".to_owned(), self.causation_id.to_string()),
            ("command_id".to_owned(), self.command_id.to_string()),
            (
                "occurred_at".to_owned(),
                self.occurred_at.to_rfc3339_opts(SecondsFormat::Micros, true),
            ),
        ]);
        if let Some(trace) = &self.traceparent {
            map.insert("traceparent".to_owned(), trace.clone());
        }
        map
    }

    /// The stored form as JSON, its keys in order.
    pub fn to_json(&self) -> String {
        let (actor, trace) = (self.actor.to_string(), self.traceparent.as_deref());
        let mut json = String::with_capacity(384);
        // Ids and times need no escape.
        let _ = write!(
            json,
            r#"{{"actor":{},"causation_id":"{}","command_id":"{}","correlation_id":"{}","event_id":"{}","occurred_at":"{}""#,
            Value::from(actor),
            self.causation_id,
            self.command_id,
            self.correlation_id,
            self.event_id,
            self.occurred_at.to_rfc3339_opts(SecondsFormat::Micros, true),
        );
        if let Some(trace) = trace {
            let _ = write!(json, r#","traceparent":{}"#, Value::from(trace));
        }
        json.push('}');
        json
    }

    /// Reads the stored form from the text of its JSON, without a map between.
    pub fn parse(json: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Stored {
            event_id: Uuid,
            actor: Actor,
            correlation_id: Uuid,
            causation_id: Uuid,
            command_id: Uuid,
            occurred_at: DateTime<Utc>,
            traceparent: Option<String>,
        }
        let stored: Stored =
            serde_json::from_str(json).map_err(|error| format!("metadata: {error}"))?;
        Ok(Self {
            event_id: stored.event_id,
            actor: stored.actor,
            correlation_id: stored.correlation_id,
            causation_id: stored.causation_id,
            command_id: stored.command_id,
            occurred_at: stored.occurred_at,
            traceparent: stored.traceparent,
        })
    }

    /// Reads the stored form; the error names what is missing or malformed.
    pub fn from_map(map: &HashMap<String, String>) -> Result<Self, String> {
        Self::read(|name| map.get(name).map(String::as_str))
    }

    /// Reads the stored form as JSON; the error names what is missing or malformed.
    pub fn from_json(json: &Value) -> Result<Self, String> {
        Self::read(|name| json.get(name).and_then(Value::as_str))
    }

    fn read<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Result<Self, String> {
        let field = |name: &str| get(name).ok_or_else(|| format!("metadata lacks {name}"));
        let id = |name: &str| {
            Uuid::parse_str(field(name)?).map_err(|_| format!("metadata: {name} is no UUID"))
        };
        Ok(Self {
            event_id: id("event_id")?,
            actor: field("actor")?.parse()?,
            correlation_id: id("correlation_id")?,
            causation_id: id("causation_id")?,
            command_id: id("command_id")?,
            occurred_at: DateTime::parse_from_rfc3339(field("occurred_at")?)
                .map_err(|_| "metadata: occurred_at is no RFC 3339 time".to_owned())?
                .with_timezone(&Utc),
            traceparent: get("traceparent").map(str::to_owned),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn both_stored_forms_say_the_same() {
        let mut metadata = Metadata {
            event_id: Uuid::from_u128(1),
            actor: Actor::System("a \"quoted\"\npart".to_owned()),
            correlation_id: Uuid::from_u128(2),
            causation_id: Uuid::from_u128(3),
            command_id: Uuid::from_u128(4),
            occurred_at: DateTime::from_timestamp(1_796_000_000, 123_456_000).unwrap(),
            traceparent: None,
        };
        assert_eq!(metadata.to_json(), json!(metadata.to_map()).to_string());
        metadata.traceparent = Some("00-\"-01".to_owned());
        assert_eq!(metadata.to_json(), json!(metadata.to_map()).to_string());
        assert_eq!(Metadata::from_json(&json!(metadata.to_map())), Ok(metadata.clone()));
        assert_eq!(Metadata::from_map(&metadata.to_map()), Ok(metadata));
    }

    #[test]
    fn the_text_of_its_json_reads_as_its_map_does() {
        let id = Uuid::from_u128;
        let metadata = Metadata {
            event_id: id(1),
            actor: Actor::Member(MemberId(id(2))),
            correlation_id: id(3),
            causation_id: id(4),
            command_id: id(5),
            occurred_at: DateTime::from_timestamp_micros(1_700_000_000_123_456).unwrap_or_default(),
            traceparent: None,
        };
        let map = metadata.to_map();
        let json = serde_json::to_string(&map).unwrap();
        assert_eq!(Metadata::from_map(&map).as_ref(), Ok(&metadata));
        assert_eq!(Metadata::parse(&json), Ok(metadata));
        assert!(Metadata::parse("{}").unwrap_err().contains("missing field"));
    }
}

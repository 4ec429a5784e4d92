//! Texts that are too long for an event lie beside the log; they are put into the events
//! before these are folded, so that a fold stays a function of its event.

use eventing::{Database, RecordedEvent};
use serde_json::Value;

/// The most bytes of text that are put into the events of one stretch, about.
const MOST: usize = 2 * 1024 * 1024;

/// Of which aggregate's events texts may lie beside the log.
pub(crate) const OF: &str = "Document";

/// What became of a stretch of events.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Attached {
    /// Only so many of its events are to be applied now, if not all.
    pub(crate) only: Option<usize>,
    /// The first of them lacks its text.
    pub(crate) missing: bool,
}

/// Puts their texts into the events of documents that name one.
pub(crate) async fn attach(
    database: &Database,
    events: &mut [RecordedEvent],
) -> Result<Attached, sqlx::Error> {
    let mut total = 0;
    for at in 0..events.len() {
        let Some(event) = events.get_mut(at) else { break };
        let tenant = event.tenant.0;
        let Some(content) = content(event) else { continue };
        let Some(sha256) = content["file"]["text"].as_str() else { continue };
        if total > MOST {
            return Ok(Attached { only: Some(at), missing: false });
        }
        let text: Option<String> = sqlx::query_scalar(
            "SELECT convert_from(bytes, 'UTF8') FROM files WHERE tenant_id = $1 AND sha256 = $2",
        )
        .bind(tenant)
        .bind(sha256)
        .fetch_optional(database.pool())
        .await?;
        match text {
            Some(text) => {
                total += text.len();
                content["text"] = Value::String(text);
            }
            // It comes alone, as one that cannot be opened does.
            None if at == 0 => return Ok(Attached { only: Some(1), missing: true }),
            None => return Ok(Attached { only: Some(at), missing: false }),
        }
    }
    Ok(Attached::default())
}

/// What a version of a document says, in the payload of its event.
fn content(event: &mut RecordedEvent) -> Option<&mut Value> {
    if event.aggregate_type != OF {
        return None;
    }
    event.payload.as_object_mut()?.values_mut().next()?.get_mut("content")
}

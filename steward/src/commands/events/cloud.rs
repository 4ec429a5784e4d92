//! An event as CloudEvents 1.0 has it, in its JSON format. Names of extensions are lower-case
//! letters and digits; numbers that may outgrow 32 bits are strings, as that format wants it.

use std::collections::HashMap;

use anyhow::anyhow;
use chrono::{DateTime, SecondsFormat, Utc};
use domain::Metadata;
use eventing::export::Line;
use serde::Serialize;
use serde_json::value::RawValue;
use uuid::Uuid;

/// The event, ready to be written on one line.
#[derive(Debug, Serialize)]
pub(super) struct CloudEvent {
    specversion: &'static str,
    id: Uuid,
    /// The log.
    source: String,
    #[serde(rename = "type")]
    kind: String,
    datacontenttype: &'static str,
    /// The shape of the data: event and version.
    dataschema: String,
    /// The stream: `Task/<id>`.
    subject: String,
    /// When it happened.
    time: String,
    /// When it was recorded.
    recordedat: String,
    tenantid: String,
    /// Its place in the log.
    position: String,
    /// The same, so that its order is that of the text: the extension of that name.
    sequence: String,
    /// Its place in its stream.
    streamsequence: String,
    /// What belongs together in order: the extension of that name.
    partitionkey: String,
    correlationid: Uuid,
    causationid: Uuid,
    commandid: Uuid,
    actor: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    traceparent: Option<String>,
    /// The payload, as it is stored: personal text is sealed.
    data: Box<RawValue>,
}

impl CloudEvent {
    /// What a row of a log says.
    pub(super) fn new(log: Uuid, line: &Line) -> anyhow::Result<Self> {
        let bad = |what: String| anyhow!("the event at position {}: {what}", line.position);
        let metadata: HashMap<String, String> =
            serde_json::from_str(&line.metadata).map_err(|error| bad(error.to_string()))?;
        let metadata = Metadata::from_map(&metadata).map_err(bad)?;
        let (tenant, id) = line
            .aggregate_id
            .split_once('/')
            .ok_or_else(|| bad("its stream has no tenant".to_owned()))?;
        let kind = &line.aggregate_type;
        Ok(Self {
            specversion: "1.0",
            id: line.event_id,
            source: format!("urn:uuid:{log}"),
            kind: format!("steward.{kind}.{}", line.event_type),
            datacontenttype: "application/json",
            dataschema: format!("urn:steward:event:{}:{}", line.event_type, line.event_version),
            subject: format!("{kind}/{id}"),
            time: instant(metadata.occurred_at),
            recordedat: instant(line.recorded_at),
            tenantid: tenant.to_owned(),
            position: line.position.to_string(),
            sequence: format!("{:020}", line.position),
            streamsequence: line.sequence.to_string(),
            partitionkey: format!("{tenant}/{kind}/{id}"),
            correlationid: metadata.correlation_id,
            causationid: metadata.causation_id,
            commandid: line.command_id,
            actor: metadata.actor.to_string(),
            traceparent: metadata.traceparent,
            data: data(&line.payload).map_err(|error| bad(error.to_string()))?,
        })
    }
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// The payload's own text, unless that is of several lines.
fn data(payload: &str) -> serde_json::Result<Box<RawValue>> {
    let raw: Box<RawValue> = serde_json::from_str(payload)?;
    if raw.get().contains(['\n', '\r']) {
        let value: serde_json::Value = serde_json::from_str(payload)?;
        return serde_json::value::to_raw_value(&value);
    }
    Ok(raw)
}

//! Which events a command is about, and an event's line.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::TenantId;
use eventing::RecordedEvent;
use eventing::browse::Filter;
use serde::Serialize;
use uuid::Uuid;

/// Which events; each condition narrows.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Which events")]
pub(crate) struct FilterArgs {
    /// Of this business.
    #[arg(long, value_name = "ID")]
    tenant: Option<Uuid>,
    /// Of this kind of aggregate, such as Conversation.
    #[arg(long, value_name = "TYPE")]
    aggregate: Option<String>,
    /// Of the stream with this id.
    #[arg(long, value_name = "ID")]
    stream: Option<Uuid>,
    /// Of these types, such as MessageSent; separated by commas.
    #[arg(long = "type", value_name = "EVENT", value_delimiter = ',')]
    events: Vec<String>,
    /// Caused by `member:<id>`, `steward` or `system:<part>`.
    #[arg(long, value_parser = actor)]
    actor: Option<String>,
    /// Of the story that began with this message or command.
    #[arg(long, value_name = "ID")]
    correlation: Option<Uuid>,
    /// Recorded at or after this time, such as 2026-11-26T14:00:00Z.
    #[arg(long, value_name = "TIME")]
    since: Option<DateTime<Utc>>,
    /// Recorded before this time.
    #[arg(long, value_name = "TIME")]
    until: Option<DateTime<Utc>>,
    /// Behind this position.
    #[arg(long, value_name = "POSITION")]
    pub(super) after: Option<u64>,
    /// In front of this position.
    #[arg(long, value_name = "POSITION")]
    pub(super) before: Option<u64>,
}

fn actor(text: &str) -> Result<String, String> {
    text.parse::<domain::Actor>()
        .map(|actor| actor.to_string())
        .map_err(|_| "an actor is member:<id>, steward or system:<part>".to_owned())
}

impl FilterArgs {
    pub(crate) fn filter(&self) -> Filter {
        Filter {
            tenant: self.tenant.map(TenantId),
            aggregate: self.aggregate.clone(),
            stream: self.stream,
            events: self.events.clone(),
            actor: self.actor.clone(),
            correlation: self.correlation,
            since: self.since,
            until: self.until,
            after: self.after,
            before: self.before,
        }
    }
}

/// An envelope as it is printed.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    position: u64,
    event_id: Uuid,
    tenant_id: Uuid,
    event: String,
    event_version: String,
    stream: Stream,
    sequence: u64,
    actor: String,
    correlation_id: Uuid,
    causation_id: Uuid,
    command_id: Uuid,
    occurred_at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
}

#[derive(Debug, Serialize)]
struct Stream {
    #[serde(rename = "type")]
    kind: String,
    id: Uuid,
}

impl From<RecordedEvent> for Line {
    fn from(event: RecordedEvent) -> Self {
        let metadata = event.metadata;
        Self {
            position: event.position,
            event_id: event.event_id,
            tenant_id: event.tenant.0,
            event: event.event_type,
            event_version: event.event_version,
            stream: Stream { kind: event.aggregate_type, id: event.id },
            sequence: event.sequence,
            actor: metadata.actor.to_string(),
            correlation_id: metadata.correlation_id,
            causation_id: metadata.causation_id,
            command_id: metadata.command_id,
            occurred_at: metadata.occurred_at,
            recorded_at: event.recorded_at,
        }
    }
}

impl Line {
    /// The columns of a table of events.
    pub(super) const HEAD: [&str; 6] =
        ["POSITION", "RECORDED", "EVENT", "STREAM", "TENANT", "ACTOR"];

    pub(super) fn cells(&self) -> [String; 6] {
        [
            self.position.to_string(),
            self.recorded_at.to_rfc3339_opts(SecondsFormat::Millis, true),
            format!("{} v{}", self.event, self.event_version),
            format!("{}/{} #{}", self.stream.kind, self.stream.id, self.sequence),
            self.tenant_id.to_string(),
            self.actor.clone(),
        ]
    }

    /// One line, for a list that has no end.
    pub(super) fn text(&self) -> String {
        let [position, recorded, event, stream, tenant, actor] = self.cells();
        format!("{position:>9}  {recorded}  {event:<28} {stream}  {tenant}  {actor}")
    }

    /// Everything, a line for each.
    pub(crate) fn sheet(&self) -> String {
        let Self { position, event_id, tenant_id, event, event_version, sequence, actor, .. } =
            self;
        let Stream { kind, id } = &self.stream;
        format!(
            "position     {position}\nevent        {event} version {event_version}\nid           {event_id}\n\
             tenant       {tenant_id}\nstream       {kind}/{id}, its event {sequence}\nactor        {actor}\n\
             correlation  {}\ncause        {}\ncommand      {}\noccurred     {}\nrecorded     {}",
            self.correlation_id,
            self.causation_id,
            self.command_id,
            self.occurred_at.to_rfc3339_opts(SecondsFormat::Micros, true),
            self.recorded_at.to_rfc3339_opts(SecondsFormat::Micros, true),
        )
    }
}

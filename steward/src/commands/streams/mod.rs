//! `steward streams state`: an aggregate as it was.

use std::str::FromStr;

use anyhow::{Context, bail};
use chrono::{DateTime, SecondsFormat, Utc};
use eventing::browse::At;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::tool::Deployment;
use crate::tool::output::Format;

/// What can be done with streams.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Show the state of an aggregate, now or as of a position or an instant: what its next
    /// decision would go by. Personal text is withheld.
    State(State),
}

/// Which aggregate, and when.
#[derive(Debug, clap::Args)]
pub(crate) struct State {
    /// What it is, such as Task.
    #[arg(value_name = "TYPE")]
    kind: String,
    /// Its id, or `<tenant>/<id>` if that is known.
    #[arg(value_name = "ID")]
    id: StreamId,
    /// As of this position, or this instant, such as 2026-11-26T14:00:00Z; now unless given.
    #[arg(long, value_name = "POSITION|TIME", value_parser = at)]
    at: Option<At>,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

fn at(text: &str) -> Result<At, String> {
    text.parse().map_err(|wanted| format!("give {wanted}"))
}

#[derive(Debug, Clone, Copy)]
struct StreamId {
    tenant: Option<Uuid>,
    id: Uuid,
}

impl FromStr for StreamId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        let (tenant, id) = match text.split_once('/') {
            Some((tenant, id)) => (Some(tenant.parse()?), id),
            None => (None, text),
        };
        Ok(Self { tenant, id: id.parse()? })
    }
}

#[derive(Debug, Serialize)]
struct Shown {
    stream: String,
    /// Of its last event that counts.
    position: u64,
    sequence: u64,
    recorded_at: DateTime<Utc>,
    state: Value,
}

/// Does it.
pub(crate) async fn run(command: Command) -> anyhow::Result<()> {
    let Command::State(args) = command;
    let platform = args.deployment.connect().await?;
    let mut connection = platform.system().pool().acquire().await?;
    let through = match args.at {
        None => eventing::log::head(platform.system()).await?.position,
        Some(at) => at.position(&mut connection, None).await?,
    };
    let id = match args.id.tenant {
        Some(tenant) => format!("{tenant}/{}", args.id.id),
        None => find(&mut connection, &args.kind, args.id.id).await?,
    };
    let keys = platform.system_keys();
    let events = eventing::past::stream(&mut connection, &keys, &args.kind, &id, through).await?;
    let Some(last) = events.last() else {
        bail!("{}/{id} had no event at position {through}", args.kind);
    };
    let shown = Shown {
        stream: format!("{}/{id}", args.kind),
        position: last.position,
        sequence: last.sequence,
        recorded_at: last.recorded_at,
        state: eventing::past::state(&args.kind, events)?,
    };
    let state = serde_json::to_string_pretty(&shown.state).context("the state is no JSON")?;
    let mut output = args.format.output();
    output.value(&shown, |shown| {
        format!(
            "{}\nafter its event {}, at position {} of {}\n{state}",
            shown.stream,
            shown.sequence,
            shown.position,
            shown.recorded_at.to_rfc3339_opts(SecondsFormat::Micros, true)
        )
    })?;
    Ok(output.flush()?)
}

/// The stream's whole id; it is looked for, so the tenant need not be known.
async fn find(connection: &mut sqlx::PgConnection, kind: &str, id: Uuid) -> anyhow::Result<String> {
    let found: Option<String> = sqlx::query_scalar(
        "SELECT aggregate_id FROM events \
         WHERE aggregate_type = $1 AND right(aggregate_id, 36) = $2 LIMIT 1",
    )
    .bind(kind)
    .bind(id.to_string())
    .fetch_optional(connection)
    .await?;
    found.with_context(|| {
        let kinds: std::collections::BTreeSet<_> =
            domain::catalogue().into_iter().map(|name| name.aggregate).collect();
        let kinds: Vec<_> = kinds.into_iter().collect();
        format!("there is no stream {kind}/{id}; kinds are {}", kinds.join(", "))
    })
}

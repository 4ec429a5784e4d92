//! `steward audit trail`.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::tool::Deployment;
use crate::tool::output::Format;

/// Of which business.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The business.
    #[arg(long, value_name = "ID")]
    tenant: Uuid,
    /// At most so many.
    #[arg(long, default_value = "50", value_parser = clap::value_parser!(i64).range(1..=100_000))]
    limit: i64,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

#[derive(Serialize, sqlx::FromRow)]
struct Entry {
    position: i64,
    event: String,
    member_id: Option<Uuid>,
    actor: String,
    details: Json<Value>,
    occurred_at: DateTime<Utc>,
}

impl Entry {
    fn cells(&self) -> Vec<String> {
        vec![
            self.position.to_string(),
            self.occurred_at.to_rfc3339_opts(SecondsFormat::Secs, true),
            self.event.clone(),
            self.member_id.map(|id| id.to_string()).unwrap_or_default(),
            self.actor.clone(),
            self.details.to_string(),
        ]
    }
}

/// Prints it.
pub(super) async fn run(args: Args) -> anyhow::Result<()> {
    let platform = args.deployment.connect().await?;
    let entries: Vec<Entry> = sqlx::query_as(
        "SELECT position, event, member_id, actor, details, occurred_at FROM security_events \
         WHERE tenant_id = $1 ORDER BY position DESC LIMIT $2",
    )
    .bind(args.tenant)
    .bind(args.limit)
    .fetch_all(platform.system().pool())
    .await?;
    let mut output = args.format.output();
    let head = ["POSITION", "OCCURRED", "EVENT", "MEMBER", "ACTOR", "DETAILS"];
    output.list(&entries, &head, Entry::cells, "Nothing of this business is in the trail.")?;
    Ok(output.flush()?)
}

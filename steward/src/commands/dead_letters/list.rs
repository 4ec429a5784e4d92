//! `steward dead-letters list`.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::TenantId;
use eventing::dead_letter::{self, DeadLetter, Wanted};
use serde::Serialize;
use uuid::Uuid;

use super::{known, letters};
use crate::platform::Platform;
use crate::tool::Deployment;
use crate::tool::output::Format;

/// Which parked events.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Of this projection.
    #[arg(long, value_name = "NAME")]
    projection: Option<String>,
    /// Of this business.
    #[arg(long, value_name = "ID")]
    tenant: Option<Uuid>,
    /// Those too that wait behind another one.
    #[arg(long)]
    all: bool,
    /// What was left out of projections for good, instead.
    #[arg(long, conflicts_with_all = ["tenant", "all"])]
    discarded: bool,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

/// A parked event, as it is printed.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    projection: String,
    position: i64,
    tenant_id: Uuid,
    stream: Stream,
    event: String,
    reason: String,
    attempts: i32,
    parked_at: DateTime<Utc>,
    first: bool,
    behind: i64,
}

#[derive(Debug, Serialize)]
pub(super) struct Stream {
    #[serde(rename = "type")]
    kind: String,
    id: String,
}

impl Stream {
    /// Of a stored id: `<tenant>/<id>`.
    pub(super) fn new(kind: String, id: &str) -> Self {
        Self { kind, id: id.rsplit('/').next().unwrap_or_default().to_owned() }
    }

    pub(super) fn text(&self) -> String {
        format!("{}/{}", self.kind, self.id)
    }
}

impl From<DeadLetter> for Line {
    fn from(letter: DeadLetter) -> Self {
        Self {
            projection: letter.consumer,
            position: letter.position,
            tenant_id: letter.tenant_id,
            stream: Stream::new(letter.aggregate_type, &letter.aggregate_id),
            event: letter.event_type,
            reason: letter.reason,
            attempts: letter.attempts,
            parked_at: letter.parked_at,
            first: letter.first,
            behind: letter.behind,
        }
    }
}

impl Line {
    /// Everything, a line for each.
    pub(super) fn sheet(&self) -> String {
        let Self { projection, position, reason, attempts, .. } = self;
        let times = if *attempts == 1 { "time" } else { "times" };
        format!(
            "projection   {projection}\nposition     {position}\nparked       {}, tried {attempts} {times}\n\
             why          {reason}",
            self.parked_at.to_rfc3339_opts(SecondsFormat::Secs, true),
        )
    }
}

const HEAD: [&str; 7] = ["PROJECTION", "POSITION", "EVENT", "STREAM", "BEHIND", "TRIES", "WHY"];

/// Lists them.
pub(super) async fn run(args: Args) -> anyhow::Result<()> {
    if let Some(name) = &args.projection {
        known(name)?;
    }
    let platform = args.deployment.connect().await?;
    if args.discarded {
        return discarded(&args, &platform).await;
    }
    let wanted = Wanted {
        consumer: args.projection.as_deref(),
        tenant: args.tenant.map(TenantId),
        first: !args.all,
        ..Wanted::default()
    };
    let lines: Vec<Line> = letters(&platform, wanted).await?.into_iter().map(Line::from).collect();
    let mut output = args.format.output();
    let row = |line: &Line| {
        vec![
            line.projection.clone(),
            line.position.to_string(),
            line.event.clone(),
            line.stream.text(),
            line.behind.to_string(),
            line.attempts.to_string(),
            line.reason.clone(),
        ]
    };
    output.list(&lines, &HEAD, row, "nothing is parked")?;
    if let Some(first) = lines.first() {
        output.note(&format!(
            "\nsteward dead-letters show {} {} explains the first",
            first.projection, first.position
        ))?;
    }
    Ok(output.flush()?)
}

/// What was left out, as it is printed.
#[derive(Debug, Serialize)]
struct LeftOut {
    projection: String,
    position: i64,
    tenant_id: Uuid,
    stream: Stream,
    event: String,
    trouble: String,
    reason: String,
    discarded_by: String,
    discarded_at: DateTime<Utc>,
}

async fn discarded(args: &Args, platform: &Platform) -> anyhow::Result<()> {
    const MOST: u32 = 100_000;
    let mut connection = platform.system().pool().acquire().await?;
    let found = dead_letter::discarded(&mut connection, args.projection.as_deref(), MOST).await?;
    let lines: Vec<LeftOut> = found
        .into_iter()
        .map(|it| LeftOut {
            projection: it.consumer,
            position: it.position,
            tenant_id: it.tenant_id,
            stream: Stream::new(it.aggregate_type, &it.aggregate_id),
            event: it.event_type,
            trouble: it.trouble,
            reason: it.reason,
            discarded_by: it.discarded_by,
            discarded_at: it.discarded_at,
        })
        .collect();
    let head = ["PROJECTION", "POSITION", "EVENT", "STREAM", "LEFT OUT", "BY", "REASON"];
    let row = |line: &LeftOut| {
        vec![
            line.projection.clone(),
            line.position.to_string(),
            line.event.clone(),
            line.stream.text(),
            line.discarded_at.to_rfc3339_opts(SecondsFormat::Secs, true),
            line.discarded_by.clone(),
            line.reason.clone(),
        ]
    };
    let mut output = args.format.output();
    output.list(&lines, &head, row, "nothing was left out")?;
    Ok(output.flush()?)
}

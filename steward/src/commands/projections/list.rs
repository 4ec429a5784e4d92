//! `steward projections list` and `status`.

use anyhow::Context;
use chrono::{DateTime, SecondsFormat, Utc};
use eventing::projections::{self, Projection};
use serde::Serialize;

use super::named;
use crate::tool::Deployment;
use crate::tool::output::Format;

/// Of which deployment.
#[derive(Debug, clap::Args)]
pub(crate) struct List {
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

/// Which projection.
#[derive(Debug, clap::Args)]
pub(crate) struct Status {
    /// Its name, such as tasks.
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

/// A projection as it is printed.
#[derive(Debug, Serialize)]
struct Line {
    name: String,
    state: &'static str,
    position: i64,
    head: i64,
    lag: i64,
    parked: i64,
    generation: i32,
    version: i32,
    wanted_version: Option<u32>,
    tables: Vec<String>,
    held: bool,
    updated_at: Option<DateTime<Utc>>,
    paused_at: Option<DateTime<Utc>>,
    flipped_at: Option<DateTime<Utc>>,
    retired: bool,
    rebuild: Option<Rebuild>,
}

#[derive(Debug, Serialize)]
struct Rebuild {
    generation: i32,
    version: i32,
    position: i64,
    lanes: i32,
    started_at: DateTime<Utc>,
    held: bool,
}

impl From<Projection> for Line {
    fn from(it: Projection) -> Self {
        let wanted = projector::PROJECTIONS.iter().find(|known| known.name == it.name);
        let wanted_version = wanted.map(|known| known.version);
        let rebuild = &it.rebuild;
        let rebuild = rebuild.rebuild_generation.zip(rebuild.rebuild_started_at).map(
            |(generation, started_at)| Rebuild {
                generation,
                version: rebuild.rebuild_version.unwrap_or_default(),
                position: rebuild.rebuild_position.unwrap_or_default(),
                lanes: rebuild.rebuild_lanes.unwrap_or_default(),
                started_at,
                held: rebuild.rebuild_held.unwrap_or_default(),
            },
        );
        let state = if it.paused_at.is_some() {
            "paused"
        } else if it.stalled {
            "stalled"
        } else if wanted_version.is_some_and(|wanted| i64::from(wanted) > i64::from(it.version)) {
            "waiting"
        } else {
            "running"
        };
        Self {
            lag: it.head - it.position,
            state,
            rebuild,
            wanted_version,
            name: it.name,
            position: it.position,
            head: it.head,
            parked: it.parked,
            generation: it.generation,
            version: it.version,
            tables: it.tables,
            held: it.held,
            updated_at: it.updated_at,
            paused_at: it.paused_at,
            flipped_at: it.flipped_at,
            retired: it.retired,
        }
    }
}

impl Line {
    const HEAD: [&str; 7] =
        ["PROJECTION", "STATE", "POSITION", "BEHIND", "PARKED", "GENERATION", "REBUILD"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.name.clone(),
            self.state.to_owned(),
            self.position.to_string(),
            self.lag.to_string(),
            self.parked.to_string(),
            format!("{} v{}", self.generation, self.version),
            self.rebuild.as_ref().map_or_else(String::new, |rebuild| rebuild.told(self.head)),
        ]
    }

    fn sheet(&self) -> String {
        let time = |at: &Option<DateTime<Utc>>| {
            at.map_or("never".to_owned(), |at| at.to_rfc3339_opts(SecondsFormat::Secs, true))
        };
        let state = match self.state {
            "paused" => format!(
                "paused since {}; go on with: steward projections resume {}",
                time(&self.paused_at),
                self.name
            ),
            "stalled" => {
                "stalled: it is behind, and nobody moves it. Does a projector run?".to_owned()
            }
            "waiting" => {
                "running, with tables of an older version; a projector makes new ones".to_owned()
            }
            other => other.to_owned(),
        };
        let mut sheet = format!(
            "projection   {}\nstate        {state}\nposition     {} of {} ({} behind)\nmoved        {}\n\
             held         {}\nparked       {}\ngeneration   {}, version {}, since {}\ntables       {}",
            self.name,
            self.position,
            self.head,
            self.lag,
            time(&self.updated_at),
            if self.held { "an instance works on it" } else { "nobody works on it" },
            match self.parked {
                0 => "none".to_owned(),
                n => format!("{n}; see: steward dead-letters list --projection {}", self.name),
            },
            self.generation,
            self.version,
            self.flipped_at.map_or("the beginning".to_owned(), |_| time(&self.flipped_at)),
            self.tables.join(", "),
        );
        if let Some(rebuild) = &self.rebuild {
            sheet.push_str(&format!("\nrebuild      {}", rebuild.told(self.head)));
        }
        if self.retired {
            sheet.push_str(&format!(
                "\nretired      the tables from before; drop them with: steward projections drop-retired {}",
                self.name
            ));
        }
        sheet
    }
}

impl Rebuild {
    fn told(&self, head: i64) -> String {
        let Self { generation, position, lanes, held, .. } = self;
        let who = if *held { format!("{lanes} lanes") } else { "interrupted".to_owned() };
        format!("{generation}: {position} of {head}, {who}")
    }
}

async fn all(deployment: &Deployment) -> anyhow::Result<Vec<Line>> {
    let platform = deployment.connect().await?;
    let all = projections::list(platform.system(), None).await?;
    Ok(all.into_iter().map(Line::from).collect())
}

pub(super) async fn run(args: List) -> anyhow::Result<()> {
    let lines = all(&args.deployment).await?;
    let mut output = args.format.output();
    output.list(&lines, &Line::HEAD, Line::cells, "There are no projections: is it migrated?")?;
    Ok(output.flush()?)
}

pub(super) async fn status(args: Status) -> anyhow::Result<()> {
    let name = named(&args.name)?;
    let lines = all(&args.deployment).await?;
    let line = lines.iter().find(|line| line.name == name);
    let line = line.context("the database does not know it; run steward migrate")?;
    let mut output = args.format.output();
    output.value(line, Line::sheet)?;
    Ok(output.flush()?)
}

//! `steward events show`.

use std::str::FromStr;

use anyhow::{Context, bail};
use eventing::browse::{Which, event};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::filter::Line;
use crate::tool::Deployment;
use crate::tool::output::Format;

/// Which event to show.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Its position in the log, or its id.
    #[arg(value_name = "POSITION|ID", value_parser = Wanted::from_str)]
    event: Wanted,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

#[derive(Debug, Clone, Copy)]
struct Wanted(Which);

impl FromStr for Wanted {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let position = text.parse().map(Which::At).ok();
        let id = || Uuid::parse_str(text).map(Which::Called).ok();
        position
            .or_else(id)
            .map(Self)
            .ok_or_else(|| "a position is a number, an id a UUID".to_owned())
    }
}

#[derive(Debug, Serialize)]
struct Shown {
    #[serde(flatten)]
    envelope: Line,
    payload: Value,
}

/// Shows it.
pub(super) async fn run(args: Args) -> anyhow::Result<()> {
    let platform = args.deployment.connect().await?;
    let mut connection = platform.system().pool().acquire().await?;
    let found = event(&mut connection, &platform.system_keys(), args.event.0).await?;
    let Some(mut event) = found else {
        let head = eventing::log::head(platform.system()).await?.position;
        bail!("there is no such event; the log ends at position {head}");
    };
    let payload = event.payload.take();
    let shown = Shown { envelope: event.into(), payload };
    let payload = serde_json::to_string_pretty(&shown.payload).context("the payload is no JSON")?;
    let mut output = args.format.output();
    output.value(&shown, |shown| format!("{}\n{payload}", shown.envelope.sheet()))?;
    Ok(output.flush()?)
}

//! `steward dead-letters show`.

use eventing::browse::{Which, event};
use eventing::dead_letter::{DeadLetter, Wanted};
use serde::Serialize;
use serde_json::Value;

use super::advice::advice;
use super::list::Line;
use super::{Letter, letters};
use crate::commands::events::Envelope;
use crate::platform::Platform;
use crate::tool::Deployment;
use crate::tool::output::Format;

/// Positions that are told of those that wait.
const TOLD: usize = 10;

/// Which event.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    letter: Letter,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

/// Everything about it.
#[derive(Debug, Serialize)]
struct Shown {
    #[serde(flatten)]
    letter: Line,
    /// The event's envelope; none when not even that can be read.
    envelope: Option<Envelope>,
    /// Its payload without the words in it.
    payload: Option<Value>,
    /// Positions of the stream's events that wait behind it.
    waiting: Vec<i64>,
    /// What to do next.
    advice: Vec<String>,
}

/// Explains it.
pub(super) async fn run(args: Args) -> anyhow::Result<()> {
    let platform = args.deployment.connect().await?;
    let letter = args.letter.find(&platform).await?;
    let shown = explain(&platform, letter).await?;
    let mut output = args.format.output();
    output.value(&shown, text)?;
    Ok(output.flush()?)
}

async fn explain(platform: &Platform, letter: DeadLetter) -> anyhow::Result<Shown> {
    let wanted = Wanted { consumer: Some(&letter.consumer), ..Wanted::default() };
    let stream: Vec<i64> = letters(platform, wanted)
        .await?
        .into_iter()
        .filter(|other| other.stream() == letter.stream())
        .map(|other| other.position)
        .collect();
    let mut connection = platform.system().pool().acquire().await?;
    let at = Which::At(letter.position.unsigned_abs());
    // One that cannot be read is told by its letter alone.
    let found = event(&mut connection, &platform.system_keys(), at).await.ok().flatten();
    let (payload, envelope) = match found {
        Some(mut event) => (Some(event.payload.take()), Some(Envelope::from(event))),
        None => (None, None),
    };
    let first = stream.first().copied().unwrap_or(letter.position);
    Ok(Shown {
        advice: advice(&letter, first),
        waiting: stream.into_iter().filter(|position| *position > letter.position).collect(),
        letter: letter.into(),
        envelope,
        payload,
    })
}

fn text(shown: &Shown) -> String {
    let mut told = shown.letter.sheet();
    if let Some(envelope) = &shown.envelope {
        told.push_str(&format!("\n\nThe event\n{}", envelope.sheet()));
    }
    match &shown.payload {
        Some(payload) => told.push_str(&format!("\n{payload:#}")),
        None => told.push_str("\n\nThe event itself cannot be read."),
    }
    let (told_first, more) = shown.waiting.split_at(shown.waiting.len().min(TOLD));
    let positions: Vec<_> = told_first.iter().map(i64::to_string).collect();
    told.push_str(&match (positions.as_slice(), more.len()) {
        ([], _) => "\n\nNothing waits behind it.".to_owned(),
        (positions, 0) => format!("\n\nBehind it wait: {}", positions.join(", ")),
        (positions, more) => {
            format!("\n\nBehind it wait: {} and {more} more", positions.join(", "))
        }
    });
    told.push_str("\n\nWhat to do");
    for step in &shown.advice {
        told.push_str(&format!("\n  {step}"));
    }
    told
}

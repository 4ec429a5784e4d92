//! `steward generate`: a made-up past of any size, or a live load, for tests and benchmarks.
//!
//! Everything goes through the event store as the commands that lead to it, so that each
//! event is valid, sealed and can be decided on; and each story is told to its end in one
//! unit, so that nothing is left to do for a worker, a timer or a person: no model is asked,
//! nobody is notified or reminded.

mod bulk;
mod business;
mod chat;
mod deeds;
mod desk;
mod dice;
mod lanes;
mod live;
mod notices;
mod records;
mod shifts;
mod story;
#[cfg(test)]
mod tests;
mod words;

use std::time::Duration;

use anyhow::{bail, ensure};
use clap::ArgGroup;
use eventing::log::head;

use crate::commands::shutdown_on_signal;
use crate::tool::Deployment;
use crate::tool::output::Format;

/// What to make up.
#[derive(Debug, clap::Args)]
#[command(
    group(ArgGroup::new("how much").required(true).args(["events", "rate"])),
    after_help = "Examples:\n  \
        steward generate --events 1000000 --tenants 50 --into-existing\n  \
        steward generate --rate 200 --for 60s --into-existing --json\n\n\
        Everything is written through commands and cannot be removed again. Businesses, people, \
        texts and ids follow from --seed; in which order the log has them does not. It may be \
        interrupted at any time: what is in the log is whole, and the same command goes on where \
        it ended. A larger --events goes on too; another --seed adds other businesses. \
        Nobody can sign in to a generated business. Every story is finished as it is written, so \
        no model is asked and nobody is notified; only the passages of its few documents are \
        embedded, as those of any document are."
)]
pub(crate) struct Args {
    /// Write a past of about so many events; the last story is finished.
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    events: Option<u64>,
    /// Send so many commands a second instead: messages with their turns, tasks, entries,
    /// shifts, facts and reminders, as of now.
    #[arg(long, value_name = "PER_SECOND", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    rate: Option<u32>,
    /// How long to send them, such as 60s or 5m.
    #[arg(long = "for", value_name = "DURATION", default_value = "60s", value_parser = duration, conflicts_with = "events")]
    lasting: Duration,
    /// Over so many businesses, of eight people each.
    #[arg(long, default_value = "10", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    tenants: u32,
    /// Whatever is made up follows from this.
    #[arg(long, default_value = "1")]
    seed: u64,
    /// Write into a log that has events already.
    #[arg(long)]
    into_existing: bool,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "a duration is a number with s, m or h, such as 60s".to_owned();
    let split = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let seconds = match unit {
        "s" | "" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return Err(wrong()),
    };
    match number.checked_mul(seconds) {
        Some(seconds @ 1..=604_800) => Ok(Duration::from_secs(seconds)),
        _ => Err("a load lasts between a second and a week".to_owned()),
    }
}

/// Makes it up.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    let platform = args.deployment.connect().await?;
    let position = head(platform.system()).await?.position;
    let Args { tenants, seed, .. } = args;
    if position > 0 && !args.into_existing {
        let what = match (args.events, args.rate) {
            (Some(events), _) => format!("up to {events} events"),
            (_, rate) => format!(
                "{} commands a second for {} s",
                rate.unwrap_or_default(),
                args.lasting.as_secs()
            ),
        };
        bail!(
            "the log is not empty, it stands at position {position}; --into-existing would add \
             {what} of {tenants} made-up businesses to it, which cannot be removed again"
        );
    }
    let shutdown = shutdown_on_signal()?;
    let (system, store) = (platform.system(), platform.system_store());
    let mut output = args.format.output();
    if let Some(events) = args.events {
        let wanted = bulk::Wanted { events, tenants, seed };
        let done = bulk::run(system, store, wanted, shutdown).await?;
        output.value(&done, bulk::Done::text)?;
        output.flush()?;
        ensure!(done.complete, "interrupted; the same command with --into-existing goes on");
    } else {
        let rate = args.rate.unwrap_or_default();
        let wanted = live::Wanted { rate, lasting: args.lasting, tenants, seed };
        // Other processes hear at once of what is appended.
        let wake = shutdown.child_token();
        let load = async {
            let done = live::run(system, store, wanted, shutdown).await;
            wake.cancel();
            done
        };
        let (done, ()) = tokio::join!(load, platform.bridge(wake.clone()));
        let done = done?;
        output.value(&done, live::Done::text)?;
        output.flush()?;
        ensure!(done.complete, "interrupted");
    }
    Ok(())
}

/// A small past, for the tests of other commands.
#[cfg(test)]
pub(crate) async fn past(
    system: &eventing::Database,
    keys: eventing::KeyRing,
    events: u64,
) -> anyhow::Result<()> {
    let store = eventing::EventStore::start(system.clone(), keys, eventing::Signals::local());
    let wanted = bulk::Wanted { events, tenants: 2, seed: 7 };
    bulk::run(system, store, wanted, tokio_util::sync::CancellationToken::new()).await?;
    Ok(())
}

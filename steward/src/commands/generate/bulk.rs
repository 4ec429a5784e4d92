//! A past of so many events.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use eventing::{Database, EventStore};
use serde::Serialize;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::business::Business;
use super::desk::Desk;
use super::lanes::{Lanes, Sender, Tally};
use crate::tool::progress;

/// How much of what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub(super) events: u64,
    pub(super) tenants: u32,
    pub(super) seed: u64,
}

/// What was written.
#[derive(Debug, Serialize)]
pub(super) struct Done {
    /// Whether all that was wanted is there.
    pub(super) complete: bool,
    pub(super) events: u64,
    pub(super) commands: u64,
    /// Commands that were in the log before.
    pub(super) known: u64,
    /// Commands that do not fit any more, since somebody changed what they build on.
    pub(super) refused: u64,
    pub(super) tenants: u32,
    pub(super) seed: u64,
    /// Where the log stands.
    pub(super) position: u64,
    pub(super) seconds: f64,
    pub(super) events_per_second: f64,
}

impl Done {
    pub(super) fn text(&self) -> String {
        let Self { events, commands, tenants, position, seconds, events_per_second, .. } = self;
        let mut text = format!(
            "{events} events of {tenants} businesses in {commands} commands, in {seconds:.1} s: \
             {events_per_second:.0} events a second.\nThe log stands at position {position}."
        );
        if self.known > 0 {
            text.push_str(&format!("\n{} commands were there before.", self.known));
        }
        if self.refused > 0 {
            text.push_str(&format!(
                "\n{} commands were refused: somebody changed what they build on.",
                self.refused
            ));
        }
        text
    }
}

/// Writes it, or the rest of it, until it is there or `shutdown`.
pub(super) async fn run(
    system: &Database,
    store: EventStore,
    wanted: Wanted,
    shutdown: CancellationToken,
) -> anyhow::Result<Done> {
    let Wanted { events, tenants, seed } = wanted;
    let businesses: Vec<_> =
        (0..tenants).map(|number| Business::new(seed, number, false)).collect();
    let known = known(system, &businesses).await?;
    let sender = Sender::new(store, progress::bar("generating", events));
    let started = Instant::now();
    sender.open(&businesses).await?;

    let mut planned: u64 = businesses.iter().map(|business| business.opening().events()).sum();
    sender.bar.inc(planned);
    let mut desks: Vec<Desk> = businesses
        .iter()
        .flat_map(|business| Desk::all(business, "generate", Business::dawn()))
        .collect();
    let lanes = Lanes::start(desks.len(), 2, &sender, false);
    let mut found = 0;
    let mut going = true;
    while going && planned < events {
        for (lane, desk) in desks.iter_mut().enumerate() {
            if planned >= events {
                break;
            }
            let story = desk.later();
            planned += story.events();
            if known.contains(&story.command()) {
                found += 1;
                sender.bar.inc(story.events());
                continue;
            }
            let put = lanes.put(lane, (story, tokio::time::Instant::now()));
            going = tokio::select! {
                put = put => put,
                () = shutdown.cancelled() => false,
            };
            if !going {
                break;
            }
        }
    }
    lanes.finish().await?;
    sender.bar.finish_and_clear();
    let seconds = started.elapsed().as_secs_f64();
    let tally = &sender.tally;
    let written = Tally::read(&tally.events);
    Ok(Done {
        complete: going,
        events: written,
        commands: Tally::read(&tally.commands),
        known: found + Tally::read(&tally.known),
        refused: Tally::read(&tally.refused),
        tenants,
        seed,
        position: eventing::log::head(system).await?.position,
        seconds,
        events_per_second: written as f64 / seconds.max(0.001),
    })
}

/// The commands of these businesses that are in the log.
async fn known(
    database: &Database,
    businesses: &[Arc<Business>],
) -> Result<HashSet<Uuid>, sqlx::Error> {
    let tenants: Vec<Uuid> = businesses.iter().map(|business| business.tenant.0).collect();
    let commands: Vec<Uuid> =
        sqlx::query_scalar("SELECT command_id FROM commands WHERE tenant_id = ANY($1)")
            .bind(tenants)
            .fetch_all(database.pool())
            .await?;
    Ok(commands.into_iter().collect())
}

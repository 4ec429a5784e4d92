//! So many commands a second, as of now.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::schedule::Schedule;
use eventing::{Database, EventStore};
use serde::Serialize;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::business::Business;
use super::desk::Desk;
use super::lanes::{Lanes, Sender, Tally};
use crate::tool::progress;

/// How much, and how long.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub(super) rate: u32,
    pub(super) lasting: Duration,
    pub(super) tenants: u32,
    pub(super) seed: u64,
}

/// What was achieved.
#[derive(Debug, Serialize)]
pub(super) struct Done {
    /// Whether it lasted as long as was wanted.
    pub(super) complete: bool,
    /// Commands a second that were wanted.
    rate: u32,
    /// Commands that were taken.
    commands: u64,
    /// Commands that were refused.
    refused: u64,
    events: u64,
    seconds: f64,
    commands_per_second: f64,
    events_per_second: f64,
    /// From when a command was due until it was committed.
    latency_ms: Latency,
    /// Where the log stands.
    position: u64,
}

#[derive(Debug, Serialize)]
struct Latency {
    p50: f64,
    p95: f64,
    p99: f64,
    max: f64,
}

impl Latency {
    fn of(mut took: Vec<Duration>) -> Self {
        took.sort_unstable();
        let at = |share: usize| {
            let place = (took.len() * share / 100).min(took.len().saturating_sub(1));
            took.get(place).copied().unwrap_or_default().as_secs_f64() * 1000.0
        };
        Self { p50: at(50), p95: at(95), p99: at(99), max: at(100) }
    }
}

impl Done {
    pub(super) fn text(&self) -> String {
        let Latency { p50, p95, p99, max } = self.latency_ms;
        let mut text = format!(
            "{} commands ({} events) in {:.1} s: {:.1} of {} commands a second, {:.0} events a second.\n\
             Until committed: half within {p50:.1} ms, 95 % within {p95:.1} ms, 99 % within {p99:.1} ms, \
             all within {max:.0} ms.\nThe log stands at position {}.",
            self.commands,
            self.events,
            self.seconds,
            self.commands_per_second,
            self.rate,
            self.events_per_second,
            self.position,
        );
        if self.refused > 0 {
            text.push_str(&format!("\n{} commands were refused.", self.refused));
        }
        text
    }
}

/// Sends them until the time is over or `shutdown`, then waits for those under way.
pub(super) async fn run(
    system: &Database,
    store: EventStore,
    wanted: Wanted,
    shutdown: CancellationToken,
) -> anyhow::Result<Done> {
    let Wanted { rate, lasting, tenants, seed } = wanted;
    let businesses: Vec<_> = (0..tenants).map(|number| Business::new(seed, number, true)).collect();
    let total = u64::from(rate) * lasting.as_secs();
    let sender = Sender::new(store.clone(), progress::bar("sending", total));
    sender.open(&businesses).await?;
    let run = format!("live/{}", Uuid::now_v7());
    let now = Utc::now();
    let mut desks: Vec<Desk> =
        businesses.iter().flat_map(|business| Desk::all(business, &run, now)).collect();
    for desk in &mut desks {
        desk.go_live(taken_until(&store, desk, now).await?, now);
    }
    let sender = Sender::new(store, sender.bar);
    let lanes = Lanes::start(desks.len(), 1024, &sender, true);
    let started = Instant::now();
    let pace = Duration::from_secs(1) / rate;
    let mut going = true;
    for number in 0..total {
        let due = started + pace * u32::try_from(number).unwrap_or(u32::MAX);
        tokio::select! {
            () = tokio::time::sleep_until(due) => {}
            () = shutdown.cancelled() => going = false,
        }
        let lane = usize::try_from(number).unwrap_or_default() % desks.len();
        let Some(desk) = desks.get_mut(lane).filter(|_| going) else { break };
        let story = desk.at(Utc::now());
        going = tokio::select! {
            put = lanes.put(lane, (story, due)) => put,
            () = shutdown.cancelled() => false,
        };
    }
    let took = lanes.finish().await?;
    sender.bar.finish_and_clear();
    let seconds = started.elapsed().as_secs_f64();
    let tally = &sender.tally;
    let (commands, events) = (Tally::read(&tally.commands), Tally::read(&tally.events));
    Ok(Done {
        complete: going,
        rate,
        commands,
        refused: Tally::read(&tally.refused),
        events,
        seconds,
        commands_per_second: commands as f64 / seconds.max(0.001),
        events_per_second: events as f64 / seconds.max(0.001),
        latency_ms: Latency::of(took),
        position: eventing::log::head(system).await?.position,
    })
}

/// Until when a person's time is taken, by earlier loads.
async fn taken_until(
    store: &EventStore,
    desk: &Desk,
    now: DateTime<Utc>,
) -> anyhow::Result<DateTime<Utc>> {
    let schedule = store.load::<Schedule>(desk.business.tenant, desk.me.id.0).await?.aggregate;
    let last = schedule.booked().iter().map(|booking| booking.ends_at).max();
    Ok(last.map_or(now, |last| last.max(now)))
}

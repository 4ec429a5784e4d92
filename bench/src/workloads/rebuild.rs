//! Rebuilds: the read model of conversations made anew from the first event, rows included.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use anyhow::ensure;
use async_trait::async_trait;
use cqrs_es::persist::{GenericQuery, QueryReplay};
use cqrs_es::{EventEnvelope, View};
use eventing::{Database, DbRole, KeyRing, Signals};
use futures::TryStreamExt;
use postgres_es::{PostgresEventRepository, PostgresViewRepository};
use projector::{Config, Options, Projector};
use serde::{Deserialize, Serialize};
use sqlx::{Executor, PgPool, Row};

use super::history;
use crate::Context;
use crate::measure::{About, Case, Contender, Environment, Figures, Record, interleave};
use crate::peers::Peer;
use crate::peers::drive::Store as _;
use crate::peers::message::Talk;
use crate::peers::postgres_es::{Open, PostgresEs, pool};
use crate::peers::steward::deployment_key;
use crate::peers::streams::numbered;

/// Steward's rebuild of `conversations`, cqrs-es' replay, and the bare scan in order.
pub(super) async fn main(context: &Context) -> anyhow::Result<Record> {
    let mut record = Record::new("rebuild", Environment::look(context).await?);
    let url = context.services.steward_database("bench_rebuild").await?;
    let events = history::write(&url, context.effort.pick(50_000, 300_000)).await?;
    let replayed_url = context.services.empty_database("bench_replay").await?;
    PostgresEs.prepare(&replayed_url).await?;
    let replayed = context.effort.pick(2_500, 10_000);
    fill(&replayed_url, replayed).await?;
    context.services.settle().await?;
    let system = Database::connect(&url, DbRole::System, 8).await?;
    let keys = KeyRing::new(system.clone(), deployment_key()?);
    let projector = Projector::new(Config::new(system.clone(), keys, Signals::local()))?;
    let mut contenders: Vec<Box<dyn Contender>> = vec![
        Box::new(Rebuild { projector, events }),
        Box::new(Replay { pool: pool(&replayed_url, 4).await?, events: replayed }),
        Box::new(Scan { pool: pool(&url, 1).await?, events }),
    ];
    let mut case = Case::new("conversations").with("events", events).with("replayed", replayed);
    case.rounds = interleave(context.effort.rounds, &mut contenders).await?;
    record.cases.push(case);
    record.contenders = about();
    record.notes.push(format!(
        "Streams have {} events in both logs. cqrs-es replays {replayed} events, since more would \
         take minutes; its view counts a conversation's messages and keeps the last text.",
        history::EVENTS
    ));
    Ok(record)
}

fn about() -> Vec<About> {
    let about = |name: &str, version: &str, guarantees: &str, tuning: &str| About {
        name: name.to_owned(),
        version: version.to_owned(),
        guarantees: guarantees.to_owned(),
        tuning: tuning.to_owned(),
    };
    vec![
        about(
            "steward",
            env!("CARGO_PKG_VERSION"),
            "a row for each message, decrypted; readers see the old rows until one flip; ends at \
             any error; goes on after a crash",
            "as many lanes as cores, as in the product",
        ),
        about(
            "cqrs-es",
            "0.5.0",
            "one row for each conversation, read and written for each event; an error of the \
             database looks like the end of the log; readers see half-made rows",
            "four connections without a test before use",
        ),
        about("scan", "", "none: every event is read in order by one connection", "as text"),
    ]
}

struct Rebuild {
    projector: Projector,
    events: u64,
}

#[async_trait]
impl Contender for Rebuild {
    fn name(&self) -> String {
        "steward".to_owned()
    }

    async fn round(&mut self, _: usize) -> anyhow::Result<Figures> {
        let begun = Instant::now();
        let options = Options { from_scratch: true, ..Options::default() };
        self.projector.rebuild("conversations", options, |_| {}).await?;
        Ok(rate(self.events, begun))
    }
}

/// A conversation as cqrs-es keeps it.
#[derive(Debug, Default, Serialize, Deserialize)]
struct TalkView {
    messages: u64,
    last: String,
}

impl View<Talk<String>> for TalkView {
    fn update(&mut self, event: &EventEnvelope<Talk<String>>) {
        self.messages += 1;
        self.last.clone_from(&event.payload.text);
    }
}

struct Replay {
    pool: PgPool,
    events: u64,
}

#[async_trait]
impl Contender for Replay {
    fn name(&self) -> String {
        "cqrs-es".to_owned()
    }

    async fn round(&mut self, _: usize) -> anyhow::Result<Figures> {
        self.pool.execute("TRUNCATE bench_view").await?;
        let errors = Arc::new(AtomicU64::new(0));
        let views =
            PostgresViewRepository::<TalkView, Talk<String>>::new("bench_view", self.pool.clone());
        let mut query = GenericQuery::new(Arc::new(views));
        let counted = Arc::clone(&errors);
        query.use_error_handler(Box::new(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
        }));
        let repository = PostgresEventRepository::new(self.pool.clone());
        let begun = Instant::now();
        QueryReplay::new(repository, query).replay_all().await?;
        let figures = rate(self.events, begun);
        let seen: i64 = sqlx::query_scalar(
            "SELECT coalesce(sum((payload->>'messages')::bigint), 0)::bigint FROM bench_view",
        )
        .fetch_one(&self.pool)
        .await?;
        let errors = errors.load(Ordering::Relaxed);
        ensure!(
            errors == 0 && seen.unsigned_abs() == self.events,
            "{seen} events, {errors} errors"
        );
        Ok(figures)
    }
}

struct Scan {
    pool: PgPool,
    events: u64,
}

#[async_trait]
impl Contender for Scan {
    fn name(&self) -> String {
        "scan".to_owned()
    }

    async fn round(&mut self, _: usize) -> anyhow::Result<Figures> {
        let begun = Instant::now();
        let mut rows = sqlx::query(
            "SELECT position, aggregate_type, aggregate_id, sequence, event_type, event_version, \
             payload::text, metadata::text FROM events ORDER BY position",
        )
        .fetch(&self.pool);
        let (mut seen, mut bytes) = (0, 0);
        while let Some(row) = rows.try_next().await? {
            let (payload, metadata): (&str, &str) = (row.try_get(6)?, row.try_get(7)?);
            bytes += payload.len() + metadata.len();
            seen += 1;
        }
        ensure!(seen == self.events && bytes > 0, "{seen} events instead of {}", self.events);
        Ok(rate(seen, begun))
    }
}

fn rate(events: u64, begun: Instant) -> Figures {
    let seconds = begun.elapsed().as_secs_f64();
    Figures::new().with("events_per_s", events as f64 / seconds).with("took_s", seconds)
}

async fn fill(url: &str, events: u64) -> anyhow::Result<()> {
    let pool = pool(url, 1).await?;
    let open = Open::new(&pool);
    for number in 0..events / history::EVENTS {
        let stream = numbered(2, usize::try_from(number)?);
        open.append(stream, uuid::Uuid::now_v7(), usize::try_from(history::EVENTS)?).await?;
    }
    pool.close().await;
    Ok(())
}

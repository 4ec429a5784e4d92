//! Growth: the same work on a log of ten thousand events and on ones of a million and more.

use std::time::Instant;

use anyhow::ensure;
use async_trait::async_trait;
use domain::TenantId;
use eventing::{Database, DbRole, EventStore, KeyRing, LogReader, Signals};
use sqlx::{Executor, PgPool};
use uuid::Uuid;

use crate::Context;
use crate::measure::{About, Case, Contender, Environment, Figures, Latencies, Record, interleave};
use crate::peers::message::{TYPE, Talk};
use crate::peers::postgres_es::pool;
use crate::peers::steward::{Steward, deployment_key};
use crate::peers::{Load, Peer, payload};

/// Operations of each kind in a round.
const OPERATIONS: usize = 500;
/// Events of a stream.
const STREAM: u64 = 10;
/// What is filled.
const TABLES: [&str; 3] = ["events", "commands", "messages"];
/// Positions that a reader takes at once at the log's end.
const TAIL: u64 = 100;

/// Logs side by side in one Postgres, each in a database of its own.
pub(super) async fn main(context: &Context) -> anyhow::Result<Record> {
    let mut record = Record::new("growth", Environment::look(context).await?);
    let sizes = context.effort.pick(&[10_000_u64, 100_000][..], &[10_000, 1_000_000, 10_000_000]);
    let mut contenders: Vec<Box<dyn Contender>> = Vec::new();
    for &events in sizes.iter().filter(|events| **events <= context.effort.largest) {
        eprintln!("bench:   writing {events} events");
        let name = format!("{events} events");
        let url = context.services.steward_database(&format!("bench_growth_{events}")).await?;
        fill(&url, events).await?;
        record.contenders.push(About { name: name.clone(), ..about() });
        contenders.push(Box::new(Log::open(name, url, events).await?));
    }
    context.services.settle().await?;
    let mut case = Case::new("one at a time").with("operations", OPERATIONS as u64);
    case.rounds = interleave(context.effort.rounds, &mut contenders).await?;
    record.cases.push(case);
    record.notes.push(format!(
        "The logs were written by SQL, past the store: streams of {STREAM} events over 100 \
         businesses, text in clear, a command and a row of the read model for each event. Append: \
         a command of one event by one writer. Load: a stream of {STREAM} events, of {OPERATIONS} \
         picked at random in each round. Tail: the last {TAIL} events. Query: the messages of one \
         of these conversations. At first means read for the first time: the larger logs do not \
         fit into Postgres' own memory (2 GB), nor do they all stay in the system's; without it, \
         they were read a moment ago, as all of the smallest log was."
    ));
    Ok(record)
}

fn about() -> About {
    About {
        name: String::new(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        guarantees: "Steward, with a log of that size".to_owned(),
        tuning: "as in the product".to_owned(),
    }
}

struct Log {
    name: String,
    url: String,
    events: u64,
    store: EventStore,
    reader: LogReader,
    database: Database,
    streams: Vec<(Uuid, Uuid)>,
}

impl Log {
    async fn open(name: String, url: String, events: u64) -> anyhow::Result<Self> {
        let database = Database::connect(&url, DbRole::Api, 2).await?;
        let keys = KeyRing::new(database.clone(), deployment_key()?);
        let store = EventStore::start(database.clone(), keys, Signals::local());
        let system = Database::connect(&url, DbRole::System, 2).await?;
        let reader = LogReader::new(system.clone(), KeyRing::new(system, deployment_key()?));
        Ok(Self { name, url, events, store, reader, database, streams: Vec::new() })
    }

    /// Streams picked at random, by their tenants and ids.
    async fn pick(&mut self) -> anyhow::Result<()> {
        self.streams = sqlx::query_as(
            "SELECT md5('tenant' || stream % 100)::uuid, md5('stream' || stream)::uuid \
             FROM (SELECT floor(random() * $1)::bigint AS stream FROM generate_series(1, $2)) AS picked",
        )
        .bind((self.events / STREAM) as f64)
        .bind(i32::try_from(OPERATIONS)?)
        .fetch_all(self.reader_pool())
        .await?;
        Ok(())
    }

    fn reader_pool(&self) -> &PgPool {
        self.database.pool()
    }

    async fn loads(&self) -> anyhow::Result<Latencies> {
        let mut latencies = Latencies::new();
        for &(tenant, stream) in &self.streams {
            let begun = Instant::now();
            let loaded = self.store.load::<Talk<String>>(TenantId(tenant), stream).await?;
            latencies.record(begun.elapsed());
            ensure!(loaded.sequence == STREAM, "a stream of {} events", loaded.sequence);
        }
        Ok(latencies)
    }

    async fn tails(&self) -> anyhow::Result<Latencies> {
        let mut latencies = Latencies::new();
        let head = self.reader.head().await?.position;
        for _ in 0..OPERATIONS {
            let begun = Instant::now();
            let batch = self.reader.read(head - TAIL, TAIL as u32, &[TYPE]).await?;
            latencies.record(begun.elapsed());
            ensure!(batch.events.len() as u64 == TAIL, "{} events", batch.events.len());
        }
        Ok(latencies)
    }

    async fn queries(&self) -> anyhow::Result<Latencies> {
        let mut latencies = Latencies::new();
        for &(tenant, stream) in &self.streams {
            let begun = Instant::now();
            let mut connection = self.database.acquire(TenantId(tenant)).await?;
            let rows: Vec<(Uuid, Option<String>, i64)> = sqlx::query_as(
                "SELECT message_id, text, position FROM messages \
                 WHERE conversation_id = $1 AND position > 0 ORDER BY position LIMIT 50",
            )
            .bind(stream)
            .fetch_all(&mut *connection)
            .await?;
            latencies.record(begun.elapsed());
            ensure!(rows.len() as u64 == STREAM, "{} rows", rows.len());
        }
        Ok(latencies)
    }
}

#[async_trait]
impl Contender for Log {
    fn name(&self) -> String {
        self.name.clone()
    }

    async fn round(&mut self, _: usize) -> anyhow::Result<Figures> {
        self.pick().await?;
        let load = Load { writers: 1, seconds: 1, ..Load::default() };
        let append = Steward::plain("steward").measure("append", &self.url, load).await?.latency_us;
        // Picked at random from the whole past, they come from wherever they lie; then they are
        // in use, as the whole of a small log is.
        let parts = [
            ("load_at_first", self.loads().await?),
            ("query_at_first", self.queries().await?),
            ("load", self.loads().await?),
            ("tail", self.tails().await?),
            ("query", self.queries().await?),
        ];
        let mut figures =
            Figures::new().with("append_p50_us", append.p50).with("append_p99_us", append.p99);
        for (part, latencies) in parts {
            figures = figures
                .with(&format!("{part}_p50_us"), latencies.at(0.50))
                .with(&format!("{part}_p99_us"), latencies.at(0.99));
        }
        Ok(figures)
    }
}

/// Rows first and indexes afterwards: millions of rows take minutes that way, not an hour.
async fn fill(url: &str, events: u64) -> anyhow::Result<()> {
    let admin = pool(url, 1).await?;
    for table in TABLES {
        sqlx::query("UPDATE pg_index SET indisready = false, indisvalid = false WHERE indrelid = $1::regclass")
            .bind(table)
            .execute(&admin)
            .await?;
    }
    for statement in [include_str!("growth.sql"), include_str!("growth_rows.sql")] {
        sqlx::query(statement).bind(events as i64).bind(payload::text()).execute(&admin).await?;
    }
    sqlx::query(
        "INSERT INTO commands (tenant_id, command_id, fingerprint, result, position, recorded_at) \
         SELECT tenant_id, command_id, '\\x00', 'null', position, recorded_at FROM events",
    )
    .execute(&admin)
    .await?;
    for table in TABLES {
        admin.execute(format!("REINDEX TABLE {table}").as_str()).await?;
    }
    sqlx::query("UPDATE log_head SET position = $1").bind(events as i64).execute(&admin).await?;
    admin.execute("VACUUM (FREEZE, ANALYZE)").await?;
    admin.close().await;
    Ok(())
}

//! One look at everything.

use anyhow::Context;
use bench::measure::Figures;
use redis::aio::MultiplexedConnection;
use sqlx::{Connection, PgConnection};

use super::resources::Resources;
use crate::cluster::Cluster;
use crate::load::{Load, at};

/// Looks at a deployment and its load, again and again.
pub(super) struct Sampler {
    database: PgConnection,
    redis: MultiplexedConnection,
    /// Where the last look ended: of the meter, and of the log.
    seconds: f64,
    position: i64,
}

impl Sampler {
    pub(super) async fn new(cluster: &Cluster, load: &Load) -> anyhow::Result<Self> {
        let client = redis::Client::open(cluster.redis_url.as_str())?;
        let mut database = PgConnection::connect(&cluster.database).await?;
        let position =
            sqlx::query_scalar("SELECT position FROM log_head").fetch_one(&mut database).await?;
        Ok(Self {
            database,
            redis: client.get_multiplexed_async_connection().await?,
            seconds: load.meter.now(),
            position,
        })
    }

    /// What there is now, and what happened since the last look.
    pub(super) async fn look(&mut self, cluster: &Cluster, load: &Load) -> anyhow::Result<Figures> {
        let figures = processes(cluster, Figures::new()).await;
        let figures = figures.with("cpu_wanted_percent", wanted().unwrap_or(f64::NAN));
        let figures = self.redis(figures).await.context("Redis")?;
        let (figures, turns) = self.postgres(figures).await.context("Postgres")?;
        Ok(self.people(load, figures, turns))
    }

    async fn redis(&mut self, figures: Figures) -> anyhow::Result<Figures> {
        let info: String = redis::cmd("INFO").arg("memory").query_async(&mut self.redis).await?;
        let used = info.lines().find_map(|line| line.strip_prefix("used_memory:"));
        let used: f64 = used.context("it does not tell its memory")?.trim().parse()?;
        let keys: u64 = redis::cmd("DBSIZE").query_async(&mut self.redis).await?;
        Ok(figures.with("redis_used_kb", used / 1024.0).with("redis_keys", keys as f64))
    }

    /// And how many turns ended with a reply, and without one.
    async fn postgres(&mut self, figures: Figures) -> anyhow::Result<(Figures, [i64; 2])> {
        let (connections, bytes, head): (i64, i64, i64) = sqlx::query_as(
            "SELECT (SELECT count(*) FROM pg_stat_activity WHERE datid IS NOT NULL), \
                    pg_database_size(current_database()), position FROM log_head",
        )
        .fetch_one(&mut self.database)
        .await?;
        let (replies, failed): (i64, i64) = sqlx::query_as(
            "SELECT count(*) FILTER (WHERE event_type = 'ReplyGiven'), \
                    count(*) FILTER (WHERE event_type = 'TurnFailed') \
             FROM events WHERE position > $1 AND position <= $2",
        )
        .bind(self.position)
        .bind(head)
        .fetch_one(&mut self.database)
        .await?;
        self.position = head;
        let figures = figures
            .with("postgres_connections", connections as f64)
            .with("database_kb", bytes as f64 / 1024.0)
            .with("events", head as f64);
        Ok((figures, [replies, failed]))
    }

    fn people(&mut self, load: &Load, figures: Figures, turns: [i64; 2]) -> Figures {
        let now = load.meter.now().floor();
        let stretch = load.meter.between(self.seconds, now);
        self.seconds = now;
        let lags = stretch.lags.concat();
        let [replies, failed] = turns.map(|turns| turns as f64 / stretch.seconds);
        let mut figures = figures
            .with("commands_per_s", stretch.rate(stretch.answers.len()))
            .with("failed_attempts", stretch.failures() as f64)
            .with("replies_per_s", replies)
            .with("failed_turns_per_s", failed);
        for (name, durations) in [("command", &stretch.answers), ("frame", &lags)] {
            for (percentile, share) in [("p50", 0.5), ("p99", 0.99)] {
                if let Some(took) = at(durations, share) {
                    figures = figures.with(&format!("{name}_{percentile}_ms"), took);
                }
            }
        }
        figures
    }
}

/// Of the last ten seconds, in how many percent somebody waited for a processor: a busy machine
/// explains what takes longer. Not every kernel tells it.
fn wanted() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/pressure/cpu").ok()?;
    let (_, rest) = told.split_once("avg10=")?;
    rest.split_whitespace().next()?.parse().ok()
}

/// Memory and files of every process.
async fn processes(cluster: &Cluster, mut figures: Figures) -> Figures {
    let mut put = |name: &str, memory: u64, files: u64| {
        let now = std::mem::take(&mut figures);
        figures = now
            .with(&format!("memory_kb {name}"), memory as f64)
            .with(&format!("files {name}"), files as f64);
    };
    for (name, role) in &cluster.roles {
        // One that ended a moment ago is left out.
        if let Some(has) = role.lock().await.process().and_then(Resources::of) {
            put(name, has.resident_kb, has.files);
        }
    }
    let services = cluster.services.lock().await;
    if let Some(has) = Resources::of(services.redis_process()) {
        put("redis", has.resident_kb, has.files);
    }
    // Its processes share memory, which each of them would count.
    if let Some(has) = services.postgres_process().and_then(Resources::of_family) {
        put("postgres", has.private_kb, has.files);
    }
    if let Some(has) = Resources::of(std::process::id()) {
        put("chaos", has.resident_kb, has.files);
    }
    figures
}

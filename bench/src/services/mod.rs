//! A private Postgres and Redis for one run: nobody else's load is in the figures, and
//! Postgres is as safe against a power failure as in production (`fsync` and
//! `synchronous_commit` on). Both listen on loopback, since every client can do that.

mod account;
mod away;
mod database;
pub mod port;
mod postgres;
mod redis;

use std::fs::File;
use std::time::Duration;

use anyhow::Context;

use crate::paths::Paths;
use postgres::Postgres;
use redis::Redis;

/// The running servers. They end with this value.
#[derive(Debug)]
pub struct Services {
    postgres: Postgres,
    redis: Redis,
    /// One run at a time: figures beside those of another would be of no use.
    _lock: File,
}

impl Services {
    /// Starts both, with empty data, and waits until they answer.
    pub async fn start(paths: &Paths) -> anyhow::Result<Self> {
        let lock = File::create(paths.work.join("lock"))?;
        lock.lock().context("waiting for another run")?;
        let postgres = Postgres::start(paths).await.context("Postgres for the measurements")?;
        let redis = Redis::start(paths).await.context("Redis for the measurements")?;
        Ok(Self { postgres, redis, _lock: lock })
    }

    /// The URL of an existing database, for its superuser.
    pub fn database_url(&self, name: &str) -> String {
        self.postgres.url(name)
    }

    /// The URL of the Redis.
    pub fn redis_url(&self) -> String {
        self.redis.url()
    }

    /// Ends Postgres as a power failure would (its immediate mode), and starts it again on the
    /// same data and port after a pause.
    pub async fn crash_postgres(&mut self, pause: Duration) -> anyhow::Result<()> {
        self.postgres.crash()?;
        tokio::time::sleep(pause).await;
        self.postgres.start_again().await
    }

    /// Kills Redis, and starts it again on its port, empty, after a pause.
    pub async fn kill_redis(&mut self, pause: Duration) -> anyhow::Result<()> {
        self.redis.kill()?;
        tokio::time::sleep(pause).await;
        self.redis.start_again().await
    }

    /// Postgres' process, whose resources are a server's share.
    pub fn postgres_process(&self) -> Option<u32> {
        self.postgres.process()
    }

    /// Redis' process.
    pub fn redis_process(&self) -> u32 {
        self.redis.process()
    }

    /// Where the data of Postgres lies.
    pub fn programs(&self) -> &std::path::Path {
        self.postgres.programs()
    }
}

//! A server that is away until somebody brings it back.

use super::Services;

impl Services {
    /// Ends Postgres as a power failure would; [`Self::start_postgres`] brings it back.
    pub fn stop_postgres(&mut self) -> anyhow::Result<()> {
        self.postgres.crash()
    }

    /// Starts Postgres on the same data and port.
    pub async fn start_postgres(&mut self) -> anyhow::Result<()> {
        self.postgres.start_again().await
    }

    /// Kills Redis; [`Self::start_redis`] brings it back.
    pub fn stop_redis(&mut self) -> anyhow::Result<()> {
        self.redis.kill()
    }

    /// Starts Redis on its port, empty.
    pub async fn start_redis(&mut self) -> anyhow::Result<()> {
        self.redis.start_again().await
    }
}

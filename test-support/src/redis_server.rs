//! A Redis of a test's own, to flush, stop and start again.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::services::stop_test;

const PATIENCE: Duration = Duration::from_secs(20);

/// A private Redis process on a unix socket; it ends with this value.
#[derive(Debug)]
pub struct TestRedis {
    folder: TempDir,
    process: Option<Child>,
}

impl TestRedis {
    /// Starts a server and waits until it answers.
    ///
    /// # Panics
    /// When no `redis-server` or `valkey-server` is on the path or it does not start.
    pub async fn start() -> Self {
        let folder = match tempfile::Builder::new().prefix("steward-redis-").tempdir() {
            Ok(folder) => folder,
            Err(error) => stop_test(&format!("no temporary folder: {error}")),
        };
        let mut redis = Self { folder, process: None };
        redis.start_again().await;
        redis
    }

    /// The URL of the server, the same after a restart.
    #[must_use]
    pub fn url(&self) -> String {
        format!("unix://{}", self.socket().display())
    }

    /// Starts the server again, empty, after [`Self::stop`].
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start_again(&mut self) {
        if self.process.is_some() {
            return;
        }
        self.process = Some(self.spawn());
        let deadline = Instant::now() + PATIENCE;
        while let Err(error) = self.ping().await {
            if Instant::now() > deadline {
                stop_test(&format!("a Redis for the test does not answer: {error}"));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Kills the server, as a crash would.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
        let _ = std::fs::remove_file(self.socket());
    }

    /// Removes every key, as `FLUSHALL`.
    ///
    /// # Panics
    /// When the server does not run.
    pub async fn flush_all(&self) {
        if let Err(error) = self.command("FLUSHALL").await {
            stop_test(&format!("FLUSHALL failed: {error}"));
        }
    }

    async fn ping(&self) -> Result<(), redis::RedisError> {
        self.command("PING").await
    }

    async fn command(&self, name: &str) -> Result<(), redis::RedisError> {
        let client = redis::Client::open(self.url())?;
        let mut connection = client.get_multiplexed_async_connection().await?;
        redis::cmd(name).query_async(&mut connection).await
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("redis.sock")
    }

    fn spawn(&self) -> Child {
        for program in ["redis-server", "valkey-server"] {
            let started = Command::new(program)
                .args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"])
                .arg(self.socket())
                .arg("--dir")
                .arg(self.folder.path())
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn();
            if let Ok(process) = started {
                return process;
            }
        }
        stop_test("neither redis-server nor valkey-server starts; run `make services`")
    }
}

impl Drop for TestRedis {
    fn drop(&mut self) {
        self.stop();
    }
}

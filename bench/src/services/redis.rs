//! The private Redis: nothing kept on disk, as the product has it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use super::port;
use crate::paths::Paths;

const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug)]
pub(super) struct Redis {
    child: Child,
    port: u16,
    folder: PathBuf,
}

impl Redis {
    pub(super) async fn start(paths: &Paths) -> anyhow::Result<Self> {
        let port = port::free()?;
        let folder = paths.work.join("redis");
        std::fs::create_dir_all(&folder)?;
        let mut redis = Self { child: spawn(port, &folder)?, port, folder };
        redis.answers().await?;
        Ok(redis)
    }

    pub(super) fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    pub(super) async fn start_again(&mut self) -> anyhow::Result<()> {
        self.child = spawn(self.port, &self.folder)?;
        self.answers().await
    }

    pub(super) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub(super) fn process(&self) -> u32 {
        self.child.id()
    }

    async fn answers(&mut self) -> anyhow::Result<()> {
        let client = redis::Client::open(self.url())?;
        let begun = Instant::now();
        loop {
            let error = match ping(&client).await {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            if let Some(status) = self.child.try_wait()? {
                bail!("Redis ended at once: {status}");
            }
            if begun.elapsed() > PATIENCE {
                return Err(error).context("Redis does not answer");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

fn spawn(port: u16, folder: &Path) -> anyhow::Result<Child> {
    let start = |program: &str| {
        Command::new(program)
            .args(["--bind", "127.0.0.1", "--port", &port.to_string()])
            .args(["--save", "", "--appendonly", "no", "--maxclients", "20000", "--dir"])
            .arg(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
    };
    start("redis-server")
        .or_else(|_| start("valkey-server"))
        .context("neither redis-server nor valkey-server starts")
}

async fn ping(client: &redis::Client) -> redis::RedisResult<()> {
    let mut connection = client.get_multiplexed_async_connection().await?;
    redis::cmd("PING").query_async(&mut connection).await
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

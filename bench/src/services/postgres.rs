//! The private Postgres: the pinned one that the product brings, with durable settings.

use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::str::FromStr;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process};
use sqlx::Connection;
use sqlx::postgres::{PgConnectOptions, PgConnection};

use super::account::Account;
use super::port;
use crate::paths::Paths;

const USER: &str = "bench";
const PATIENCE: Duration = Duration::from_secs(60);

/// The same for every contender. `fsync`, `synchronous_commit` and `full_page_writes` are
/// named although they are Postgres' defaults: the figures rest on them.
const SETTINGS: [&str; 16] = [
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
    "wal_level=replica",
    "max_connections=300",
    "shared_buffers=2GB",
    "effective_cache_size=8GB",
    "maintenance_work_mem=512MB",
    "max_wal_size=8GB",
    "checkpoint_timeout=15min",
    "random_page_cost=1.1",
    "jit=off",
    "timezone=UTC",
    "shared_preload_libraries=pg_stat_statements",
    "listen_addresses=127.0.0.1",
    "log_min_messages=warning",
];

#[derive(Debug)]
pub(super) struct Postgres {
    child: Child,
    port: u16,
    programs: PathBuf,
    folder: PathBuf,
    log_file: PathBuf,
}

impl Postgres {
    pub(super) async fn start(paths: &Paths) -> anyhow::Result<Self> {
        let account = Account::choose();
        let folder = paths.work.join("postgres");
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).context("the data of an earlier run is in the way");
            }
            _ => {}
        }
        DirBuilder::new().mode(0o700).create(&folder)?;
        account.own(&folder)?;
        let data = folder.join("data");
        let log_file = paths.work.join("postgres.log");
        let log = File::create(&log_file)?;
        let made = account
            .command(&paths.postgres.join("bin/initdb"))
            .arg("--pgdata")
            .arg(&data)
            .args(["--username", USER, "--auth", "trust", "--encoding", "UTF8", "--locale", "C"])
            .args(["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"])
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log.try_clone()?)
            .status()
            .context("initdb does not start; may its account enter the folder?")?;
        if !made.success() {
            bail!("initdb failed; see {}", log_file.display());
        }
        let port = port::free()?;
        let programs = paths.postgres.clone();
        let child = spawn(&programs, &folder, port, log)?;
        let mut server = Self { child, port, programs, folder, log_file };
        server.answers().await?;
        Ok(server)
    }

    /// Ends it in immediate mode: what is not in its journal is lost.
    pub(super) fn crash(&mut self) -> anyhow::Result<()> {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            kill_process(pid, Signal::QUIT)?;
        }
        self.child.wait()?;
        Ok(())
    }

    /// Starts it on its data.
    pub(super) async fn start_again(&mut self) -> anyhow::Result<()> {
        let log = File::options().append(true).open(&self.log_file)?;
        self.child = spawn(&self.programs, &self.folder, self.port, log)?;
        self.answers().await
    }

    pub(super) fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port)
    }

    pub(super) fn process(&self) -> Option<u32> {
        Some(self.child.id())
    }

    pub(super) fn programs(&self) -> &Path {
        &self.programs
    }

    async fn answers(&mut self) -> anyhow::Result<()> {
        let done = self.wait().await;
        done.with_context(|| format!("see {}", self.log_file.display()))
    }

    async fn wait(&mut self) -> anyhow::Result<()> {
        let options = PgConnectOptions::from_str(&self.url("postgres"))?;
        let begun = Instant::now();
        loop {
            match PgConnection::connect_with(&options).await {
                Ok(connection) => return Ok(connection.close().await?),
                Err(error) if begun.elapsed() > PATIENCE => return Err(error.into()),
                Err(_) => {}
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("Postgres ended at once: {status}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

fn spawn(programs: &Path, folder: &Path, port: u16, log: File) -> anyhow::Result<Child> {
    Account::choose()
        .command(&programs.join("bin/postgres"))
        .arg("-D")
        .arg(folder.join("data"))
        .arg("-k")
        .arg(folder)
        .args(["-p", &port.to_string()])
        .args(SETTINGS.iter().flat_map(|setting| ["-c", setting]))
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()
        .context("Postgres does not start")
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // Fast shutdown: sessions end, data is written.
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process(pid, Signal::INT);
        }
        let _ = self.child.wait();
    }
}

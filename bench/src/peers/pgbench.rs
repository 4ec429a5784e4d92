//! What Postgres itself can do: single-row inserts by its own `pgbench`, with the payload
//! in a table that has nothing but a primary key.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, bail};
use async_trait::async_trait;
use sqlx::{Connection, Executor};
use tokio::process::Command;

use super::{Load, Peer, payload};
use crate::measure::{About, Latencies, Sample};

const SCHEMA: &str = "CREATE TABLE inserts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, \
                      stream uuid NOT NULL, payload json NOT NULL, metadata json NOT NULL)";

/// `pgbench` of the Postgres that is measured.
#[derive(Debug, Clone)]
pub struct Pgbench {
    program: PathBuf,
    /// Its script and its logs.
    folder: PathBuf,
}

impl Pgbench {
    /// The one among the programs of a Postgres; `work` is for files that it needs.
    pub fn new(postgres: &Path, work: &Path) -> Self {
        Self { program: postgres.join("bin/pgbench"), folder: work.join("pgbench") }
    }

    fn script(&self) -> anyhow::Result<PathBuf> {
        std::fs::create_dir_all(&self.folder)?;
        let data = serde_json::json!({
            "message_id": uuid::Uuid::nil(), "member_id": uuid::Uuid::nil(), "text": payload::text(),
        });
        let metadata: serde_json::Map<_, _> =
            payload::metadata().into_iter().map(|(name, id)| (name, id.into())).collect();
        let metadata = serde_json::Value::Object(metadata);
        let script = self.folder.join("insert.sql");
        std::fs::write(
            &script,
            format!(
                "INSERT INTO inserts (stream, payload, metadata) \
                 VALUES (gen_random_uuid(), '{data}', '{metadata}');\n"
            ),
        )?;
        Ok(script)
    }

    async fn run(&self, url: &str, writers: usize, seconds: u64, log: bool) -> anyhow::Result<()> {
        let script = self.script()?;
        let mut command = Command::new(&self.program);
        command
            .args(["--no-vacuum", "--protocol", "prepared", "--jobs", "2"])
            .args(["--client", &writers.to_string(), "--time", &seconds.to_string(), "--file"])
            .arg(script);
        if log {
            command.args(["--log", "--log-prefix"]).arg(self.folder.join("log"));
        }
        let ended = command
            .arg(url)
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output()
            .await
            .context("pgbench does not start")?;
        if !ended.status.success() {
            bail!("pgbench failed: {}", String::from_utf8_lossy(&ended.stderr));
        }
        Ok(())
    }

    /// Its logs have a line per transaction; the third number is its time in microseconds.
    fn latencies(&self) -> anyhow::Result<Latencies> {
        let mut latencies = Latencies::new();
        for entry in std::fs::read_dir(&self.folder)?.flatten() {
            if !entry.file_name().to_string_lossy().starts_with("log.") {
                continue;
            }
            for line in std::fs::read_to_string(entry.path())?.lines() {
                if let Some(micros) = line.split(' ').nth(2).and_then(|text| text.parse().ok()) {
                    latencies.record(Duration::from_micros(micros));
                }
            }
            std::fs::remove_file(entry.path())?;
        }
        Ok(latencies)
    }
}

#[async_trait]
impl Peer for Pgbench {
    fn about(&self) -> About {
        About {
            name: "pgbench".to_owned(),
            version: "of the Postgres that is measured".to_owned(),
            guarantees: "durable rows, nothing else: no stream, no version, no order".to_owned(),
            tuning: "prepared statements, two threads, one row and one commit per transaction"
                .to_owned(),
        }
    }

    async fn prepare(&self, url: &str) -> anyhow::Result<()> {
        let mut connection = sqlx::PgConnection::connect(url).await?;
        connection.execute(SCHEMA).await?;
        Ok(connection.close().await?)
    }

    async fn measure(&self, workload: &str, url: &str, load: Load) -> anyhow::Result<Sample> {
        anyhow::ensure!(workload == "append" && load.events == 1, "no such workload");
        self.run(url, load.writers, 1, false).await?;
        self.run(url, load.writers, load.seconds, true).await?;
        let latencies = self.latencies()?;
        Ok(Sample {
            operations: latencies.count(),
            events: latencies.count(),
            conflicts: 0,
            lost: 0,
            seconds: load.seconds as f64,
            latency_us: latencies.summary(),
        })
    }

    fn knows(&self, workload: &str) -> bool {
        workload == "append"
    }
}

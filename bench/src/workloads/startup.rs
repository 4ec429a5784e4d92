//! From the start of `steward up` to its answer that it is ready, with Postgres and Redis
//! running and the schema there; and what it holds in memory at rest.

use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use async_trait::async_trait;
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

use crate::Context;
use crate::measure::{About, Case, Contender, Environment, Figures, Record, interleave};

/// What it prints once it answers.
const READY: &str = "Steward is ready at";
const PATIENCE: Duration = Duration::from_secs(120);
/// How long it is left alone before its memory is read.
const REST: Duration = Duration::from_secs(5);

/// All roles in one process, as `make run` starts them.
pub(super) async fn main(context: &Context) -> anyhow::Result<Record> {
    let mut record = Record::new("startup", Environment::look(context).await?);
    let url = context.services.empty_database("bench_startup").await?;
    let mut up = Up::new(context, url);
    // The first start makes the schema and the keys.
    up.round(0).await?;
    let mut contenders: Vec<Box<dyn Contender>> = vec![Box::new(up)];
    let mut case = Case::new("all roles in one process");
    case.rounds = interleave(context.effort.rounds, &mut contenders).await?;
    record.cases.push(case);
    record.contenders.push(About {
        name: "steward".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        guarantees: "ready is when it says so on its standard output".to_owned(),
        tuning: "release build; an empty business database".to_owned(),
    });
    record.notes.push(format!(
        "Memory is read {} s after it is ready: resident_kb is all that is resident, private_kb \
         what no file backs (Rss and RssAnon of the kernel). The offline model is in the same \
         process and reads the weights of its embedding model at its start: they are model_kb of \
         both.",
        REST.as_secs()
    ));
    Ok(record)
}

struct Up {
    program: std::path::PathBuf,
    folder: std::path::PathBuf,
    home: std::path::PathBuf,
    urls: [(&'static str, String); 2],
}

impl Up {
    fn new(context: &Context, url: String) -> Self {
        Self {
            program: context.steward.clone(),
            folder: context.paths.work.join("startup"),
            home: context.paths.postgres.parent().unwrap_or(&context.paths.work).to_owned(),
            urls: [("DATABASE_URL", url), ("REDIS_URL", context.services.redis_url())],
        }
    }

    /// The weights of the embedding model, in bytes.
    fn model(&self) -> anyhow::Result<f64> {
        let file = self.home.join("models/all-minilm-l6-v2/model.safetensors");
        let there = std::fs::metadata(&file).with_context(|| file.display().to_string())?;
        Ok(there.len() as f64)
    }

    fn spawn(&self) -> anyhow::Result<Child> {
        std::fs::create_dir_all(&self.folder)?;
        let log = std::fs::File::create(self.folder.join("log"))?;
        Command::new(&self.program)
            .args(["up", "--no-seed", "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"])
            .arg("--root")
            .arg(&self.folder)
            .env("STEWARD_HOME", &self.home)
            .envs(self.urls.iter().map(|(name, value)| (name, value)))
            .env_remove("GOOGLE_API_KEY")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} does not start", self.program.display()))
    }
}

#[async_trait]
impl Contender for Up {
    fn name(&self) -> String {
        "steward".to_owned()
    }

    async fn round(&mut self, _: usize) -> anyhow::Result<Figures> {
        let begun = Instant::now();
        let mut child = self.spawn()?;
        let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
        let ready = async {
            while let Some(line) = lines.next_line().await? {
                if line.starts_with(READY) {
                    return Ok(begun.elapsed());
                }
            }
            bail!("it ended early; see {}", self.folder.join("log").display())
        };
        let took = timeout(PATIENCE, ready).await.context("it did not become ready")??;
        sleep(REST).await;
        let id = child.id().context("it ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let figures = Figures::new()
            .with("ready_ms", took.as_secs_f64() * 1e3)
            .with("resident_kb", kilobytes(&status, "VmRSS")?)
            .with("private_kb", kilobytes(&status, "RssAnon")?)
            .with("model_kb", self.model()? / 1024.0);
        if let Some(pid) = i32::try_from(id).ok().and_then(Pid::from_raw) {
            kill_process(pid, Signal::TERM)?;
        }
        timeout(PATIENCE, child.wait()).await.context("it did not end")??;
        Ok(figures)
    }
}

fn kilobytes(status: &str, name: &str) -> anyhow::Result<f64> {
    let line = status.lines().find(|line| line.starts_with(name)).context("no such line")?;
    let number = line.split_whitespace().nth(1).context("no number")?;
    Ok(number.parse()?)
}

#[cfg(test)]
mod tests {
    use super::kilobytes;

    #[test]
    fn a_status_is_understood() {
        assert_eq!(kilobytes("Name:\tx\nVmRSS:\t  120 kB\n", "VmRSS").unwrap(), 120.0);
        assert!(kilobytes("", "VmRSS").is_err());
    }
}

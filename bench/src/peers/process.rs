//! A peer that is a program of its own.
//!
//! `<program> <workload> --postgres URL --writers W --events E --seconds S --streams N
//! --length L` prints one line of JSON, a [`Sample`]; `prepare` makes the schema in an empty
//! database; `version` prints `{"name", "version"}`. Errors go to stderr, and the exit code
//! is not 0.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, bail};
use async_trait::async_trait;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::process::Command;

use super::{Load, Peer};
use crate::measure::{About, Sample};

/// Beyond the time it was asked for.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program that speaks the protocol above.
#[derive(Debug, Clone)]
pub struct Process {
    /// The program and its first arguments, such as `node` and a script.
    pub command: Vec<String>,
    /// Where it is run.
    pub folder: PathBuf,
    /// The workloads that it knows.
    pub workloads: Vec<&'static str>,
    about: About,
}

#[derive(Deserialize)]
struct Version {
    version: String,
}

impl Process {
    /// Asks the program for its version; the rest of `about` is the caller's.
    pub async fn start(
        command: Vec<String>,
        folder: PathBuf,
        workloads: Vec<&'static str>,
        mut about: About,
    ) -> anyhow::Result<Self> {
        about.version = String::new();
        let mut process = Self { command, folder, workloads, about };
        let Version { version } = process.ask(&["version".to_owned()], PATIENCE).await?;
        process.about.version = version;
        Ok(process)
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        arguments: &[String],
        patience: Duration,
    ) -> anyhow::Result<T> {
        let text = self.output(arguments, patience).await?;
        let line = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
        serde_json::from_str(line)
            .with_context(|| format!("{} printed no result: {line}", self.about.name))
    }

    async fn output(&self, arguments: &[String], patience: Duration) -> anyhow::Result<String> {
        let (program, first) = self.command.split_first().context("no program is named")?;
        let child = Command::new(program)
            .args(first)
            .args(arguments)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{program} does not start"))?;
        let ended = tokio::time::timeout(patience, child.wait_with_output())
            .await
            .with_context(|| format!("{} did not end in time", self.about.name))??;
        if !ended.status.success() {
            let words = String::from_utf8_lossy(&ended.stderr).into_owned();
            bail!("{} failed ({}): {}", self.about.name, ended.status, words.trim());
        }
        Ok(String::from_utf8_lossy(&ended.stdout).into_owned())
    }
}

#[async_trait]
impl Peer for Process {
    fn about(&self) -> About {
        self.about.clone()
    }

    async fn prepare(&self, url: &str) -> anyhow::Result<()> {
        let arguments = ["prepare", "--postgres", url].map(str::to_owned);
        self.output(&arguments, PATIENCE).await.map(|_| ())
    }

    async fn measure(&self, workload: &str, url: &str, load: Load) -> anyhow::Result<Sample> {
        let arguments = arguments(workload, url, load);
        self.ask(&arguments, PATIENCE + Duration::from_secs(load.seconds)).await
    }

    fn knows(&self, workload: &str) -> bool {
        self.workloads.contains(&workload)
    }
}

fn arguments(workload: &str, url: &str, load: Load) -> Vec<String> {
    let mut arguments = vec![workload.to_owned(), "--postgres".to_owned(), url.to_owned()];
    let numbers = [
        ("--writers", load.writers as u64),
        ("--events", load.events as u64),
        ("--seconds", load.seconds),
        ("--streams", load.streams as u64),
        ("--length", load.length as u64),
    ];
    for (name, value) in numbers {
        arguments.extend([name.to_owned(), value.to_string()]);
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Process {
        Process {
            command: ["sh", "-c", script, "peer"].map(str::to_owned).to_vec(),
            folder: std::env::temp_dir(),
            workloads: vec!["append"],
            about: About {
                name: "peer".to_owned(),
                version: String::new(),
                guarantees: String::new(),
                tuning: String::new(),
            },
        }
    }

    #[test]
    fn numbers_are_told_by_name() {
        let told = arguments("append", "postgres://x", Load { writers: 8, ..Load::default() });
        assert_eq!(told[..5], ["append", "--postgres", "postgres://x", "--writers", "8"]);
    }

    #[tokio::test]
    async fn the_last_line_is_the_result() {
        let script = r#"echo hello; echo '{"operations":1,"events":2,"seconds":1.0,
            "latency_us":{"p50":1,"p95":1,"p99":1,"max":1}}' | tr -d '\n'"#;
        let sample = shell(script).measure("append", "", Load::default()).await.unwrap();
        assert_eq!(sample.events, 2);
    }

    #[tokio::test]
    async fn a_failure_tells_why() {
        let error = shell("echo no table >&2; exit 3").prepare("").await.unwrap_err();
        assert!(error.to_string().contains("no table"), "{error}");
    }
}

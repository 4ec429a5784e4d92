//! A process of the product: how it is started, and what happened to it.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{bail, ensure};
use rustix::process::Signal;

use super::process::Process;

const PATIENCE: Duration = Duration::from_secs(60);
/// The pause before one is started again that ended by itself: what it needs may be away.
const PAUSE: Duration = Duration::from_millis(300);
/// One of these says that it is at work.
const AT_WORK: [&str; 3] = ["api listening address=", "running role=", "is listening address="];

/// A process of the product, running or not.
#[derive(Debug)]
pub struct Role {
    name: &'static str,
    command: Command,
    log: PathBuf,
    process: Option<Process>,
    /// Where in its log this process begins.
    from: usize,
    /// When it was last seen to have ended by itself.
    ended: Option<Instant>,
    /// How often it ended by itself: something that it needs was away when it started.
    pub gave_up: u32,
}

impl Role {
    pub(super) fn new(name: &'static str, command: Command, log: PathBuf) -> Self {
        Self { name, command, log, process: None, from: 0, ended: None, gave_up: 0 }
    }

    /// From its next start on, a setting of it has this value.
    pub fn set(&mut self, setting: &str, value: &str) {
        self.command.env(setting, value);
    }

    /// Starts it.
    pub fn start(&mut self) -> anyhow::Result<()> {
        self.from = std::fs::metadata(&self.log).map_or(0, |file| file.len() as usize);
        self.process = Some(Process::start(&mut self.command, &self.log)?);
        self.ended = None;
        Ok(())
    }

    /// Waits until it is at work.
    pub async fn at_work(&mut self) -> anyhow::Result<()> {
        let begun = Instant::now();
        loop {
            let said = std::fs::read_to_string(&self.log)?;
            let said = said.get(self.from..).unwrap_or_default();
            if AT_WORK.iter().any(|words| said.contains(words)) {
                return Ok(());
            }
            let ended = self.process.as_mut().map(Process::ended).transpose()?.flatten();
            if let Some(status) = ended {
                bail!("{} has ended ({status}); see {}", self.name, self.log.display());
            }
            ensure!(begun.elapsed() < PATIENCE, "{} is not at work", self.name);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Kills it, and nobody starts it again until somebody does.
    pub fn leave(&mut self) -> anyhow::Result<()> {
        self.ended = None;
        self.process.take().map_or(Ok(()), |mut process| process.kill())
    }

    /// Kills it, and starts it again after a pause.
    pub async fn kill(&mut self, pause: Duration) -> anyhow::Result<()> {
        if let Some(mut process) = self.process.take() {
            process.kill()?;
        }
        tokio::time::sleep(pause).await;
        self.start()
    }

    /// Stops it where it stands, and lets it go on.
    pub async fn stop(&mut self, pause: Duration) -> anyhow::Result<()> {
        let Some(process) = &self.process else { return Ok(()) };
        process.signal(Signal::STOP)?;
        tokio::time::sleep(pause).await;
        process.signal(Signal::CONT)
    }

    /// Asks it to end, and starts it again.
    pub async fn restart(&mut self) -> anyhow::Result<()> {
        if let Some(mut process) = self.process.take() {
            process.end().await?;
        }
        self.start()
    }

    /// Starts it again if it ended by itself a moment ago.
    pub(super) fn supervise(&mut self) -> anyhow::Result<()> {
        if let Some(ended) = self.ended {
            return if ended.elapsed() >= PAUSE { self.start() } else { Ok(()) };
        }
        let Some(process) = &mut self.process else { return Ok(()) };
        if process.ended()?.is_some() {
            self.ended = Some(Instant::now());
            self.gave_up += 1;
        }
        Ok(())
    }

    /// Its process, while it runs.
    pub fn process(&self) -> Option<u32> {
        self.process.as_ref().map(Process::id)
    }

    /// Lines of its log in which it says that it panicked.
    pub fn panics(&self) -> anyhow::Result<Vec<String>> {
        let said = std::fs::read_to_string(&self.log)?;
        let panicked = said.lines().filter(|line| line.contains("panicked at"));
        Ok(panicked.map(|line| format!("{}: {line}", self.name)).collect())
    }
}

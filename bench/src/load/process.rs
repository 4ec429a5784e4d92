//! A server as a process: what it says, what it needs, its end.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process};

/// How long it may take to become ready, and to end.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server. It is stopped with this value.
#[derive(Debug)]
pub struct Server {
    child: Child,
    log: PathBuf,
}

impl Server {
    /// Starts it; what it prints goes into the file `log`.
    pub fn start(command: &mut Command, log: &Path) -> anyhow::Result<Self> {
        if let Some(folder) = log.parent() {
            std::fs::create_dir_all(folder)?;
        }
        Ok(Self { child: spawn(command, File::create(log)?)?, log: log.to_owned() })
    }

    /// Waits until a line has `mark` in it; what follows it, up to the next blank.
    pub async fn says(&mut self, mark: &str) -> anyhow::Result<String> {
        let begun = Instant::now();
        loop {
            let said = std::fs::read_to_string(&self.log)?;
            if let Some((_, rest)) = said.split_once(mark) {
                return Ok(rest.split_whitespace().next().unwrap_or_default().to_owned());
            }
            if self.child.try_wait()?.is_some() || begun.elapsed() > PATIENCE {
                bail!("it did not say {mark:?}; see {}", self.log.display());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until it has ended by itself; that it failed is an error.
    pub async fn ended(mut self) -> anyhow::Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            match self.child.try_wait()? {
                Some(status) if status.success() => return Ok(()),
                Some(status) => bail!("it failed ({status}); see {}", self.log.display()),
                None => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
        bail!("it did not end in time; see {}", self.log.display())
    }

    /// Memory that it holds now, in kB.
    pub fn resident_kb(&self) -> anyhow::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        resident(&status).context("its memory is not known")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process(pid, Signal::TERM);
        }
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts a process that reads nothing and prints into a file.
pub fn spawn(command: &mut Command, log: File) -> anyhow::Result<Child> {
    command
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()
        .with_context(|| format!("{} does not start", command.get_program().display()))
}

fn resident(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_from_its_line() {
        assert_eq!(resident("VmPeak:\t 9 kB\nVmRSS:\t  1234 kB\n"), Some(1234));
        assert_eq!(resident("VmPeak:\t 9 kB\n"), None);
    }

    #[tokio::test]
    async fn a_server_that_ends_early_says_nothing() {
        let log = std::env::temp_dir().join(format!("bench-{}.log", std::process::id()));
        let mut server = Server::start(Command::new("true").arg("x"), &log).unwrap();
        assert!(server.says("ready at ").await.is_err());
        std::fs::remove_file(log).unwrap();
    }
}

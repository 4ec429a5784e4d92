//! One process of the system, which can be killed, stopped and asked to end.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use bench::load::process::spawn;
use rustix::process::{Pid, Signal, kill_process};

/// How long one may take to end that is asked to.
const GRACE: Duration = Duration::from_secs(30);

/// A running process. It is killed with this value.
#[derive(Debug)]
pub(super) struct Process(Child);

impl Process {
    /// Starts it; what it says is added to the file `log`.
    pub(super) fn start(command: &mut Command, log: &Path) -> anyhow::Result<Self> {
        let file = File::options().create(true).append(true).open(log)?;
        Ok(Self(spawn(command, file)?))
    }

    /// How it has ended, if it has.
    pub(super) fn ended(&mut self) -> anyhow::Result<Option<ExitStatus>> {
        Ok(self.0.try_wait()?)
    }

    /// Ends it as the kernel would: it learns nothing.
    pub(super) fn kill(&mut self) -> anyhow::Result<()> {
        self.0.kill()?;
        self.0.wait()?;
        Ok(())
    }

    /// Sends it a signal.
    pub(super) fn signal(&self, signal: Signal) -> anyhow::Result<()> {
        let pid = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw).context("no such id")?;
        match kill_process(pid, signal) {
            // It has just ended.
            Err(rustix::io::Errno::SRCH) | Ok(()) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Asks it to end, and waits for that.
    pub(super) async fn end(&mut self) -> anyhow::Result<()> {
        self.signal(Signal::TERM)?;
        let asked = Instant::now();
        while self.ended()?.is_none() {
            ensure!(asked.elapsed() < GRACE, "it did not end {GRACE:?} after SIGTERM");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(())
    }

    /// Its number.
    pub(super) fn id(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

//! Signals, and servers that an earlier steward left running.

use std::io;
use std::path::Path;
use std::process::ExitStatus;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use tokio::process::Child;

/// How to end a server: each signal, and how long to wait before the next.
pub(super) type Ways = &'static [(Signal, Duration)];

/// A child that is asked to end when this value is dropped.
pub(super) struct Process {
    child: Child,
    ways: Ways,
}

impl Process {
    pub(super) fn new(child: Child, ways: Ways) -> Self {
        Self { child, ways }
    }

    /// Waits for its end.
    pub(super) async fn ended(&mut self) -> io::Result<ExitStatus> {
        self.child.wait().await
    }

    /// How it ended, if it has.
    pub(super) fn has_ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Ends it, gently first.
    pub(super) async fn end(mut self) {
        for (signal, patience) in self.ways {
            let Some(pid) = pid_of(&self.child) else { return };
            let _ = kill_process(pid, *signal);
            if tokio::time::timeout(*patience, self.child.wait()).await.is_ok() {
                return;
            }
        }
        let _ = self.child.kill().await;
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let (Some(pid), Some((signal, _))) = (pid_of(&self.child), self.ways.first()) {
            let _ = kill_process(pid, *signal);
        }
    }
}

fn pid_of(child: &Child) -> Option<Pid> {
    Pid::from_raw(i32::try_from(child.id()?).ok()?)
}

/// The process that a pid file names, when it lives.
pub(super) fn living(pid_file: &Path) -> Option<Pid> {
    let text = std::fs::read_to_string(pid_file).ok()?;
    let pid = Pid::from_raw(text.lines().next()?.trim().parse().ok()?)?;
    is_living(pid).then_some(pid)
}

/// Whether the process works in that folder. Servers do; another process that was
/// given the same number since does not.
pub(super) fn works_in(pid: Pid, folder: &Path) -> bool {
    let link = format!("/proc/{}/cwd", pid.as_raw_nonzero());
    std::fs::read_link(link).is_ok_and(|cwd| cwd == folder)
}

/// Ends a process that is not our child, gently first.
pub(super) async fn end_orphan(pid: Pid, ways: Ways) {
    for (signal, patience) in ways.iter().chain([&(Signal::KILL, Duration::from_secs(5))]) {
        let _ = kill_process(pid, *signal);
        let deadline = Instant::now() + *patience;
        while Instant::now() < deadline {
            if !is_living(pid) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// A zombie that nobody has collected yet counts as ended.
fn is_living(pid: Pid) -> bool {
    // "not permitted" also means that there is such a process.
    if test_kill_process(pid) == Err(rustix::io::Errno::SRCH) {
        return false;
    }
    let status = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()));
    // The state follows the name, which is in parentheses and may hold anything.
    !status.is_ok_and(|text| text.rsplit(')').next().is_some_and(|rest| rest.starts_with(" Z")))
}

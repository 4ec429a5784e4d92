//! Keeps a server running until it is told to stop.

use std::time::{Duration, Instant};

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::process::Process;

const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A server that is started again whenever it ends by itself.
pub(super) struct Supervised {
    stop: CancellationToken,
    task: Option<JoinHandle<()>>,
}

impl Supervised {
    /// Watches over `process`; `spawn` starts another one.
    pub(super) fn watch(
        name: &'static str,
        process: Process,
        spawn: impl Fn() -> anyhow::Result<Process> + Send + Sync + 'static,
    ) -> Self {
        let stop = CancellationToken::new();
        let task = tokio::spawn(keep(name, process, spawn, stop.clone()));
        Self { stop, task: Some(task) }
    }

    /// Stops the server and waits until it has ended.
    pub(super) async fn stop(mut self) {
        self.stop.cancel();
        if let Some(task) = self.task.take() {
            let _ = task.await;
        }
    }
}

impl Drop for Supervised {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn keep(
    name: &'static str,
    mut process: Process,
    spawn: impl Fn() -> anyhow::Result<Process> + Send + Sync,
    stop: CancellationToken,
) {
    let mut pause = FIRST_PAUSE;
    loop {
        let since = Instant::now();
        let how = tokio::select! {
            () = stop.cancelled() => return process.end().await,
            how = process.ended() => how,
        };
        if since.elapsed() > LONGEST_PAUSE {
            pause = FIRST_PAUSE;
        }
        let how = how.map_or_else(|error| error.to_string(), |status| status.to_string());
        tracing::error!(service = name, how, "{name} has ended by itself; it is started again");
        process = loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(pause) => {}
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
            match spawn() {
                Ok(process) => break process,
                Err(error) => {
                    tracing::error!(service = name, "{name} could not be started: {error:#}");
                }
            }
        };
    }
}

//! Clients that have a thread of their own: their latencies are not those of others that wait
//! for the same thread.

use std::future::Future;

use tokio::runtime::{Builder, Runtime};

/// A thread for some clients, whose connections have to be made there too.
#[derive(Debug)]
pub struct Apart {
    /// Nothing once it is dropped.
    runtime: Option<Runtime>,
}

impl Apart {
    /// Starts it.
    pub fn start(name: &str) -> std::io::Result<Self> {
        let runtime =
            Builder::new_multi_thread().worker_threads(1).thread_name(name).enable_all().build()?;
        Ok(Self { runtime: Some(runtime) })
    }

    /// Runs something there.
    pub async fn run<T: Send + 'static>(
        &self,
        what: impl Future<Output = anyhow::Result<T>> + Send + 'static,
    ) -> anyhow::Result<T> {
        match &self.runtime {
            Some(runtime) => runtime.spawn(what).await?,
            None => what.await,
        }
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        // A runtime that waits for its threads must not be dropped within another.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_runs_on_a_thread_of_its_own() {
        let apart = Apart::start("apart").unwrap();
        let name = apart
            .run(async { Ok(std::thread::current().name().map(ToOwned::to_owned)) })
            .await
            .unwrap();
        assert_eq!(name.as_deref(), Some("apart"));
    }
}

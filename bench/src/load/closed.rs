//! Clients in a closed loop: each waits for its answer before it goes on.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use futures::future::try_join_all;

use crate::measure::{Latencies, Sample};

/// What comes before the measurement and is not counted.
pub const WARM_UP: Duration = Duration::from_secs(1);

/// Somebody who asks.
#[async_trait]
pub trait Asking: Send + 'static {
    /// Asks once and reads the answer.
    async fn ask(&mut self) -> anyhow::Result<()>;
}

/// All of them ask for so many seconds, after a warm-up.
pub async fn run<A: Asking>(clients: Vec<A>, seconds: u64) -> anyhow::Result<Sample> {
    let seconds = Duration::from_secs(seconds);
    let begins = Instant::now() + WARM_UP;
    let asking = clients.into_iter().map(|client| tokio::spawn(work(client, begins, seconds)));
    let mut all = Latencies::new();
    for latencies in try_join_all(asking).await? {
        all.add(&latencies?);
    }
    Ok(Sample {
        operations: all.count(),
        events: all.count(),
        conflicts: 0,
        lost: 0,
        seconds: seconds.as_secs_f64(),
        latency_us: all.summary(),
    })
}

async fn work<A: Asking>(
    mut client: A,
    begins: Instant,
    seconds: Duration,
) -> anyhow::Result<Latencies> {
    let mut latencies = Latencies::new();
    loop {
        let asked = Instant::now();
        client.ask().await?;
        let answered = Instant::now();
        if answered >= begins + seconds {
            return Ok(latencies);
        }
        if answered >= begins {
            latencies.record(answered - asked);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Failing;

    #[async_trait]
    impl Asking for Failing {
        async fn ask(&mut self) -> anyhow::Result<()> {
            anyhow::bail!("no answer")
        }
    }

    #[tokio::test]
    async fn a_client_that_fails_ends_the_measurement() {
        let error = run(vec![Failing], 60).await.unwrap_err();
        assert_eq!(error.to_string(), "no answer");
    }
}

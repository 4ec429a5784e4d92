//! Wake-ups: "the log is longer", "a projection is further". Hints only: whoever waits
//! also looks for itself, about once a second.
//!
//! Within a process they are `watch` channels; [`Signals::bridge`] joins processes by
//! Redis pub/sub on `<log_id>:signals`. A lost signal costs time, never an event.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// The signals of one process. Clones share them.
#[derive(Debug, Clone)]
pub struct Signals {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    head: watch::Sender<u64>,
    projected: watch::Sender<BTreeMap<String, u64>>,
    outbox: watch::Sender<Option<mpsc::Sender<String>>>,
}

impl Default for Signals {
    fn default() -> Self {
        Self::local()
    }
}

impl Signals {
    /// Signals within this process only.
    pub fn local() -> Self {
        let shared = Shared {
            head: watch::Sender::new(0),
            projected: watch::Sender::new(BTreeMap::new()),
            outbox: watch::Sender::new(None),
        };
        Self { shared: Arc::new(shared) }
    }

    /// The log reaches `position` now.
    pub fn committed(&self, position: u64) {
        self.heard_head(position);
        self.tell(format!("head {position}"));
    }

    /// These projections have committed their rows up to `position`.
    pub fn projected(&self, projections: &[&str], position: u64) {
        self.heard_projected(projections.iter().copied(), position);
        self.tell(format!("projected {position} {}", projections.join(" ")));
    }

    /// Returns when the log is known to go beyond `position`, or after `at_most`.
    pub async fn head_beyond(&self, position: u64, at_most: Duration) {
        let mut head = self.shared.head.subscribe();
        let _ = tokio::time::timeout(at_most, head.wait_for(|head| *head > position)).await;
    }

    /// Returns when every projection heard of has reached `position`, or after `at_most`.
    /// It may return early, so look at the checkpoints, and pause before asking again.
    pub async fn projected_beyond(&self, position: u64, at_most: Duration) {
        let mut projected = self.shared.projected.subscribe();
        let reached =
            projected.wait_for(|all| !all.is_empty() && all.values().all(|at| *at >= position));
        let _ = tokio::time::timeout(at_most, reached).await;
    }

    /// Tells when any projection has moved.
    pub fn projections(&self) -> watch::Receiver<BTreeMap<String, u64>> {
        self.shared.projected.subscribe()
    }

    /// Joins these signals with those of other processes on the same log, until
    /// `shutdown`. When Redis is away it keeps trying, and processes look for themselves.
    pub async fn bridge(&self, client: redis::Client, log_id: Uuid, shutdown: CancellationToken) {
        let channel = format!("{log_id}:signals");
        let (sender, mut outbox) = mpsc::channel(1024);
        self.shared.outbox.send_replace(Some(sender));
        while !shutdown.is_cancelled() {
            tokio::select! {
                () = shutdown.cancelled() => break,
                end = self.exchange(&client, &channel, &mut outbox) => {
                    if let Err(error) = end {
                        tracing::debug!(%error, "signals through Redis interrupted");
                    }
                    tokio::time::sleep(Duration::from_millis(500)).await;
                }
            }
        }
        self.shared.outbox.send_replace(None);
    }

    async fn exchange(
        &self,
        client: &redis::Client,
        channel: &str,
        outbox: &mut mpsc::Receiver<String>,
    ) -> redis::RedisResult<()> {
        let mut publish = client.get_multiplexed_async_connection().await?;
        let mut subscription = client.get_async_pubsub().await?;
        subscription.subscribe(channel).await?;
        let mut messages = subscription.on_message();
        loop {
            tokio::select! {
                message = messages.next() => match message {
                    Some(message) => self.hear(&message.get_payload::<String>()?),
                    None => return Ok(()),
                },
                Some(signal) = outbox.recv() => {
                    redis::cmd("PUBLISH").arg(channel).arg(signal).exec_async(&mut publish).await?;
                }
            }
        }
    }

    /// Takes in another process's signal; anything malformed is ignored.
    fn hear(&self, signal: &str) {
        let mut words = signal.splitn(3, ' ');
        let kind = words.next();
        let Some(position) = words.next().and_then(|word| word.parse().ok()) else { return };
        match (kind, words.next()) {
            (Some("head"), None) => self.heard_head(position),
            (Some("projected"), Some(names)) => self.heard_projected(names.split(' '), position),
            _ => {}
        }
    }

    fn heard_head(&self, position: u64) {
        self.shared.head.send_if_modified(|head| {
            let further = position > *head;
            *head = (*head).max(position);
            further
        });
    }

    fn heard_projected<'a>(&self, names: impl Iterator<Item = &'a str>, position: u64) {
        self.shared.projected.send_modify(|all| {
            for name in names {
                // A rebuild goes back: what was heard last counts.
                match all.get_mut(name) {
                    Some(at) => *at = position,
                    None => drop(all.insert(name.to_owned(), position)),
                }
            }
        });
    }

    /// Passes a signal on to other processes; drops it when too many wait.
    fn tell(&self, signal: String) {
        if let Some(outbox) = self.shared.outbox.borrow().as_ref() {
            let _ = outbox.try_send(signal);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_waiter_wakes_when_the_log_grows() {
        let signals = Signals::local();
        let waiting = signals.clone();
        let waiter =
            tokio::spawn(async move { waiting.head_beyond(4, Duration::from_secs(60)).await });
        signals.committed(5);
        waiter.await.unwrap();
    }

    #[tokio::test]
    async fn garbage_from_elsewhere_is_ignored() {
        let signals = Signals::local();
        for garbage in ["", "head", "head x", "projected 3", "head 1 2", "other 4"] {
            signals.hear(garbage);
        }
        assert_eq!(*signals.shared.head.borrow(), 0);
        signals.hear("projected 7 turns");
        signals.projected_beyond(7, Duration::from_secs(60)).await;
    }
}

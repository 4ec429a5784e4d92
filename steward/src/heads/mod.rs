//! Publishes heads, so that whoever keeps the log cannot take them back: appended to a file,
//! and posted to a webhook. What was published once is never published otherwise: each head
//! must follow the one before it.

mod file;
mod webhook;

use std::path::PathBuf;
use std::time::Duration;

use audit::Head;
use eventing::sealer::blocks;
use secrecy::SecretString;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use self::file::HeadsFile;
use self::webhook::Webhook;

/// How often it looks for new heads.
const TICK: Duration = Duration::from_secs(1);
/// The longest pause after failures in a row.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// Heads that are read at once.
const BATCH: u32 = 16;

/// Where heads go.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    /// The file.
    pub(crate) file: PathBuf,
    /// The webhook's address, if there is one.
    pub(crate) webhook: Option<SecretString>,
}

/// A place where heads go.
trait Target {
    /// For messages.
    const NAME: &'static str;

    /// The block of the last head that it has.
    async fn last(&mut self) -> anyhow::Result<u64>;

    /// Takes the next one.
    async fn take(&mut self, head: &Head) -> anyhow::Result<()>;
}

/// Publishes until `shutdown`. A place that is away is tried again until it is there.
pub(crate) async fn run(pool: PgPool, config: Config, shutdown: CancellationToken) {
    let file = HeadsFile::new(config.file);
    let webhook = async {
        if let Some(address) = config.webhook {
            keep_on(&pool, Webhook::new(pool.clone(), address), &shutdown).await;
        }
    };
    tokio::join!(keep_on(&pool, file, &shutdown), webhook);
}

async fn keep_on<T: Target>(pool: &PgPool, mut target: T, shutdown: &CancellationToken) {
    let (mut pause, mut told) = (TICK, String::new());
    let unpublished = metrics::counter!("steward_heads_unpublished_total", "target" => T::NAME);
    // A series that begins with its first failure would hide it from `increase`.
    unpublished.increment(0);
    while !shutdown.is_cancelled() {
        match publish(pool, &mut target).await {
            Ok(()) => (pause, told) = (TICK, String::new()),
            Err(error) => {
                // Where the log cannot be read, no place is to blame.
                if !error.chain().any(|cause| cause.is::<sqlx::Error>()) {
                    unpublished.increment(1);
                }
                let reason = format!("{error:#}");
                // It may last: that is one line for each reason.
                if told != reason {
                    tracing::error!(target = T::NAME, error = reason, "heads are not published");
                    told = reason;
                }
                pause = LONGEST_PAUSE.min(pause * 2);
            }
        }
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Publishes what there is.
async fn publish<T: Target>(pool: &PgPool, target: &mut T) -> anyhow::Result<()> {
    loop {
        let last = target.last().await?;
        let blocks = blocks::after(pool, last, BATCH).await?;
        if blocks.is_empty() {
            return Ok(());
        }
        for block in blocks {
            target.take(&block.head).await?;
        }
    }
}

#[cfg(test)]
mod tests;

//! Running the API: its listeners, and what goes on beside requests.

use std::net::SocketAddr;
use std::time::Duration;

use eventing::Database;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::auth::accounts;
use crate::config::Config;
use crate::connections::serve;
use crate::features::{documents, invitations};
use crate::routes::router;
use crate::state::AppState;

/// How long requests may go on once nobody new is served.
const DRAIN: Duration = Duration::from_secs(10);
const SWEEP: Duration = Duration::from_secs(3600);

/// Why the API does not run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A setting is missing or wrong.
    #[error("{0}")]
    Config(&'static str),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// Passwords cannot be hashed.
    #[error("passwords cannot be hashed: {0}")]
    Password(String),
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] eventing::LogError),
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// A listener failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Serves until `Limits::drain` after `shutdown`, then lets requests finish for some seconds.
pub async fn run(config: Config, shutdown: CancellationToken) -> Result<(), Error> {
    let listener = listen(config.listen).await?;
    run_on(listener, config, shutdown).await
}

/// The same on a listener that is open already.
pub async fn run_on(
    listener: TcpListener,
    config: Config,
    shutdown: CancellationToken,
) -> Result<(), Error> {
    let figures = match config.metrics.clone() {
        Some(metrics) => Some((listen(metrics.listen).await?, metrics.handle)),
        None => None,
    };
    let system = config.services.system.clone();
    let state = AppState::start(config, shutdown).await?;
    let (draining, shutdown) = (state.draining.clone(), state.shutdown.clone());
    if let Some((listener, handle)) = figures {
        tokio::spawn(crate::metrics::serve(listener, handle, shutdown.clone()));
    }
    let stop = shutdown.clone();
    tokio::spawn(async move {
        loop {
            if let Err(error) = accounts::sweep(&system).await {
                tracing::warn!(%error, "leftovers of sign-ins were not swept");
            }
            if let Err(error) = invitations::sweep(&system).await {
                tracing::warn!(%error, "leftovers of invitations were not swept");
            }
            if let Err(error) = documents::sweep(&system).await {
                tracing::warn!(%error, "files that nothing names were not swept");
            }
            if let Err(error) = sweep_vectors(&system).await {
                tracing::warn!(%error, "vectors of former models were not swept");
            }
            if tokio::time::timeout(SWEEP, stop.cancelled()).await.is_ok() {
                return;
            }
        }
    });
    tracing::info!(address = %listener.local_addr()?, "api listening");
    let (limits, trusted) = (state.limits.clone(), state.trusted_proxies.clone());
    let router = router(state);
    tokio::select! {
        () = serve(listener, router, &limits, &trusted, draining, shutdown.clone()) => {}
        () = async { shutdown.cancelled().await; tokio::time::sleep(DRAIN).await } => {
            tracing::warn!("api stopped with requests unfinished");
        }
    }
    Ok(())
}

async fn sweep_vectors(system: &Database) -> Result<u64, sqlx::Error> {
    let mut connection = system.pool().acquire().await?;
    retrieval::sweep_embeddings(&mut connection).await
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Error> {
    TcpListener::bind(address).await.map_err(|source| Error::Listen { address, source })
}

//! The subcommands, one module each.

pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod completions;
pub(crate) mod dead_letters;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod erase;
pub(crate) mod eval;
pub(crate) mod events;
pub(crate) mod export;
pub(crate) mod generate;
pub(crate) mod keys;
pub(crate) mod migrate;
pub(crate) mod offline_model;
pub(crate) mod operator;
pub(crate) mod projections;
pub(crate) mod replay;
pub(crate) mod restore;
pub(crate) mod role;
pub(crate) mod seed;
pub(crate) mod services;
pub(crate) mod streams;
pub(crate) mod up;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// A token that is cancelled by SIGINT (Ctrl-C) or SIGTERM; a second signal ends the
/// process at once.
pub(crate) fn shutdown_on_signal() -> anyhow::Result<CancellationToken> {
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let token = CancellationToken::new();
    let cancelled = token.clone();
    tokio::spawn(async move {
        let mut signalled = async || {
            tokio::select! {
                _ = term.recv() => {}
                _ = int.recv() => {}
            }
        };
        signalled().await;
        cancelled.cancel();
        signalled().await;
        std::process::exit(130);
    });
    Ok(token)
}

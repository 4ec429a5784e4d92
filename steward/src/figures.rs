//! What a process tells Prometheus: how it is recorded, where roles other than the API serve
//! it, and how full the disk is that Steward writes on.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use metrics::gauge;
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// How often what was recorded is put in order, and the disk looked at.
const EVERY: Duration = Duration::from_secs(10);
/// Bounds of every histogram of seconds: those of several processes can be added up.
const SECONDS: [f64; 14] =
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 180.0];
/// Bounds of how many units are appended together.
const UNITS: [f64; 8] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0];

/// Records from here on; none if this process records already.
pub(crate) fn record() -> Option<PrometheusHandle> {
    let builder = || -> Result<PrometheusHandle, BuildError> {
        PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)?
            .set_buckets_for_metric(Matcher::Suffix("_units".to_owned()), &UNITS)?
            .install_recorder()
    };
    builder().ok()
}

/// Keeps the figures in order until `shutdown`; without it what is recorded piles up. The disk
/// is that of `home`, `database_limit` how large the database may become.
pub(crate) async fn keep(
    handle: PrometheusHandle,
    home: PathBuf,
    database_limit: Option<u64>,
    shutdown: CancellationToken,
) {
    if let Some(limit) = database_limit {
        gauge!("steward_database_limit_bytes").set(limit as f64);
    }
    while !shutdown.is_cancelled() {
        handle.run_upkeep();
        if let Some(disk) = disk(&home) {
            gauge!("steward_disk_free_bytes").set(disk.free as f64);
            gauge!("steward_disk_bytes").set(disk.size as f64);
        }
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Listens for Prometheus; the returned work serves it until `shutdown`.
pub(crate) async fn serve(
    address: SocketAddr,
    handle: PrometheusHandle,
    shutdown: CancellationToken,
) -> anyhow::Result<impl Future<Output = ()> + Send> {
    let listener = TcpListener::bind(address).await.with_context(|| {
        format!("{address} cannot be listened on; check STEWARD_METRICS_LISTEN")
    })?;
    Ok(async move {
        if let Err(error) = api::metrics::serve(listener, handle, shutdown).await {
            tracing::warn!(%error, "metrics are not served any more");
        }
    })
}

/// A disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Disk {
    /// Bytes that may still be written.
    pub(crate) free: u64,
    /// Bytes in all.
    pub(crate) size: u64,
}

/// The disk that a folder, or the first folder above it that is there, lies on.
pub(crate) fn disk(folder: &Path) -> Option<Disk> {
    let folder = std::path::absolute(folder).ok()?;
    let there = folder.ancestors().find(|folder| folder.exists())?;
    let found = rustix::fs::statvfs(there).ok()?;
    Some(Disk {
        free: found.f_bavail.saturating_mul(found.f_frsize),
        size: found.f_blocks.saturating_mul(found.f_frsize),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_disk_of_a_folder_that_is_not_there_yet_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let there = disk(folder.path()).unwrap();
        assert!(0 < there.free && there.free <= there.size, "{there:?}");
        assert_eq!(disk(&folder.path().join("not/yet")).unwrap().size, there.size);
    }
}

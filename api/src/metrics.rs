//! `/metrics` on an address of its own, for any role of a process.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

const UPKEEP: Duration = Duration::from_secs(10);

/// Serves what was recorded, in Prometheus' text format, until `shutdown`.
pub async fn serve(
    listener: TcpListener,
    handle: PrometheusHandle,
    shutdown: CancellationToken,
) -> std::io::Result<()> {
    let upkeep = handle.clone();
    let stop = shutdown.clone();
    tokio::spawn(async move {
        while tokio::time::timeout(UPKEEP, stop.cancelled()).await.is_err() {
            upkeep.run_upkeep();
        }
    });
    let router = Router::new().route("/metrics", get(move || async move { handle.render() }));
    axum::serve(listener, router).with_graceful_shutdown(shutdown.cancelled_owned()).await
}

//! `steward api|relay|projector|agent-worker|timers|push|sealer`: one role alone; several may run at once.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::restore;
use super::up::free;
use crate::language::ModelEndpoint;
use crate::platform::Platform;
use crate::secrets::Secrets;
use crate::settings::Settings;

/// A role of the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// REST, WebSocket, the web app.
    Api,
    /// From the log to Redis.
    Relay,
    /// From the log to the read models.
    Projector,
    /// Turns, and timers beside them.
    AgentWorker,
    /// Timers.
    Timers,
    /// Notices to devices whose app is closed.
    Push,
    /// Signed heads over the log.
    Sealer,
}

/// Runs `role` on external services, or on those of a running `steward up`.
pub(crate) async fn run(settings: Settings, role: Role) -> anyhow::Result<()> {
    settings.check()?;
    let shutdown = super::shutdown_on_signal()?;
    if role == Role::Api {
        free(settings.listen, "STEWARD_LISTEN").await?;
        free(settings.metrics_address(), "STEWARD_METRICS_LISTEN").await?;
    } else if let Some(address) = settings.metrics_listen {
        free(address, "STEWARD_METRICS_LISTEN").await?;
    }
    let urls = settings.external()?;
    // A key of its own would be another one than that of the other processes.
    let secrets = Secrets::load(&settings, false)?;
    let model = ModelEndpoint::of(&settings);
    let platform = Arc::new(Platform::connect(&settings, secrets, urls, model).await?);
    restore::is_complete(&platform).await?;
    let bridge = {
        let (platform, shutdown) = (platform.clone(), shutdown.clone());
        tokio::spawn(async move { platform.bridge(shutdown).await })
    };
    let figures = {
        let (platform, shutdown) = (platform.clone(), shutdown.clone());
        tokio::spawn(async move { platform.figures(shutdown).await })
    };
    // The API serves them by itself.
    if let Some(address) = settings.metrics_listen.filter(|_| role != Role::Api) {
        platform.serve_figures(address, shutdown.clone()).await?;
    }
    tracing::info!(role = ?role, log.id = %platform.log_id, "running");
    let done = start(&platform, role, shutdown.clone()).await;
    shutdown.cancel();
    bridge.await?;
    figures.await??;
    done
}

async fn start(platform: &Platform, role: Role, shutdown: CancellationToken) -> anyhow::Result<()> {
    match role {
        Role::Api => {
            let services = platform.api_services().await?;
            platform.api(services, shutdown).await
        }
        Role::Relay => platform.relay(shutdown).await,
        Role::Projector => platform.projector(shutdown).await,
        Role::AgentWorker => platform.agent_worker(shutdown).await,
        Role::Timers => platform.timers(shutdown).await,
        Role::Push => platform.push(shutdown).await,
        Role::Sealer => platform.sealer(shutdown).await,
    }
}

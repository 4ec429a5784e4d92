//! `steward offline-model`: the local server that speaks Gemini's protocol, alone.

use anyhow::Context;
use offline_model::Scripts;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::settings::Settings;

/// Serves on the configured address until a signal.
pub(crate) async fn run(settings: Settings) -> anyhow::Result<()> {
    let shutdown = super::shutdown_on_signal()?;
    let address = settings.offline_model_listen;
    let listener = TcpListener::bind(address).await.with_context(|| {
        format!(
            "{address} cannot be listened on; set STEWARD_OFFLINE_MODEL_LISTEN to another address"
        )
    })?;
    println!("The offline model listens on http://{}", listener.local_addr()?);
    serve(&settings, Scripts::default(), listener, shutdown).await
}

/// Serves on `listener` until `shutdown`.
pub(crate) async fn serve(
    settings: &Settings,
    scripts: Scripts,
    listener: TcpListener,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    let config = offline_model::Config {
        scripts,
        ..offline_model::Config::new(settings.embedding_model_folder())
    };
    offline_model::run(listener, config, shutdown)
        .await
        .context("the offline model does not run; `make run` fetches the embedding model it needs")
}

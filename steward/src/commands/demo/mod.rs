//! `steward demo`: both scenarios, through HTTP and WebSocket, on a private instance.

pub(crate) mod client;
mod scenarios;
mod transcript;

use std::sync::Arc;

use anyhow::bail;

use self::client::Server;
use self::transcript::Transcript;
use super::up;
use crate::settings::Settings;
use crate::trial::Trial;

/// Arguments of `steward demo`.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) settings: Settings,
    /// Print the transcript as JSON.
    #[arg(long)]
    json: bool,
}

/// Starts a private instance on free ports, runs the scenarios, stops it, and prints the
/// transcript. An error unless every expectation held.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    let shutdown = super::shutdown_on_signal()?;
    let root = std::env::temp_dir().join(format!("steward-demo-{}", std::process::id()));
    let mut settings = args.settings.clone();
    settings.listen = ([127, 0, 0, 1], 0).into();
    settings.metrics_listen = Some(([127, 0, 0, 1], 0).into());
    settings.public_url = None;
    // An instance of its own, whatever the environment names.
    settings.database_url = None;
    settings.redis_url = None;
    let trial = Trial::default();
    let up = up::Args { settings, root: Some(root), throw_away: true, no_seed: false, trial };
    let quiet = args.json;
    let report = move |step: &str| {
        if !quiet {
            eprintln!("steward: {step}");
        }
    };
    let running = up::start(&up, Arc::new(report)).await?;
    let server = Server::new(running.address)?;
    let mut transcript = Transcript::new(running.offline);
    let told = tokio::select! {
        told = scenarios::all(&server, &mut transcript) => told,
        () = shutdown.cancelled() => Err(anyhow::anyhow!("interrupted")),
    };
    running.stop().await;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&transcript)?);
    } else {
        print!("{}", transcript.text());
    }
    told?;
    match transcript.failed() {
        0 => Ok(()),
        failed => bail!("{failed} expectations did not hold"),
    }
}

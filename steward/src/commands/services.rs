//! `steward services`: the embedded Postgres and Redis alone, for tests and tools.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use tokio::signal::unix::{SignalKind, signal};

use crate::embedded::{self, Options, Urls};

/// Arguments of `steward services`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder with the prepared programs, and for everything Steward keeps.
    #[arg(long, env = "STEWARD_HOME", default_value = ".steward")]
    home: PathBuf,
    /// Keep data, logs and sockets here instead.
    #[arg(long)]
    root: Option<PathBuf>,
    /// Give up safety against power failure, and remove the data at the end.
    #[arg(long)]
    throw_away: bool,
    /// Print the addresses of the services that already run here, and exit.
    #[arg(long, conflicts_with = "throw_away")]
    show: bool,
}

/// Starts both services, prints `DATABASE_URL=...` and `REDIS_URL=...`, and runs until
/// a SIGTERM or SIGINT.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    let mut options = Options::new(&args.home);
    if let Some(root) = args.root {
        options.root = root;
    }
    if args.show {
        print(&embedded::running(&options.root).context("no steward runs with this folder")?);
        return Ok(());
    }
    options.durable = !args.throw_away;
    options.report = Arc::new(|step| eprintln!("steward: {step}"));
    // Before the start, so that a signal in the middle of it also ends in order.
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let services = tokio::select! {
        started = embedded::start(&options) => started?,
        _ = term.recv() => return Ok(()),
        _ = int.recv() => return Ok(()),
    };
    print(&services.urls);
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
    services.stop().await;
    Ok(())
}

fn print(urls: &Urls) {
    println!("DATABASE_URL={}", urls.database_url);
    println!("REDIS_URL={}", urls.redis_url);
}

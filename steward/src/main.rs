//! The steward program.

mod commands;
mod embedded;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The assistant that knows your business.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the embedded Postgres and Redis alone, for tests and tools.
    #[command(hide = true)]
    Services(commands::services::Args),
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let done = match Cli::parse().command {
        Command::Services(args) => commands::services::run(args).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // For people: what happened, what to do, and why; no backtrace.
            eprintln!("steward: {error}");
            for cause in error.chain().skip(1) {
                eprintln!("  because: {cause}");
            }
            ExitCode::FAILURE
        }
    }
}

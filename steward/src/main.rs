//! The steward program: every role, the embedded services, the seed and the tools.

mod backup;
mod commands;
mod embedded;
mod figures;
mod heads;
mod http;
mod key_files;
mod language;
mod limits;
mod platform;
mod postgres;
#[cfg(test)]
mod reach;
mod schema;
mod secret_files;
mod secrets;
mod seed;
mod settings;
mod telemetry;
mod tool;
mod trial;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::commands::role::Role;
use crate::settings::{LogFormat, Settings};

/// The assistant that knows your business.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run everything in one process, with Postgres, Redis and a model started when missing.
    Up(Box<commands::up::Args>),
    /// Run the API and the web app alone.
    Api(Box<Settings>),
    /// Run the relay alone: from the log to Redis.
    Relay(Box<Settings>),
    /// Run the projector alone: from the log to the read models.
    Projector(Box<Settings>),
    /// Run an agent worker alone: turns and timers.
    AgentWorker(Box<Settings>),
    /// Run timers alone: reminders, notices held back and passed on.
    Timers(Box<Settings>),
    /// Run pushing alone: notices to devices whose app is closed.
    Push(Box<Settings>),
    /// Run the sealer alone: signed heads over the log, so that nobody changes it unseen.
    Sealer(Box<Settings>),
    /// Run the offline model alone: a local server that speaks Gemini's protocol.
    OfflineModel(Box<Settings>),
    /// Bring the database's schema up to date.
    Migrate(Box<Settings>),
    /// Write the demo's businesses and accounts, where they are missing.
    Seed(Box<Settings>),
    /// For those who run the deployment.
    #[command(subcommand)]
    Operator(commands::operator::Command),
    /// Look through the log, and follow it.
    #[command(subcommand)]
    Events(commands::events::Command),
    /// Verify that the log is as it was sealed, and prove it to others.
    #[command(subcommand)]
    Audit(commands::audit::Command),
    /// Look after the read models: pause, rebuild, compare with the log.
    #[command(subcommand)]
    Projections(commands::projections::Command),
    /// Replay a range of the log through a projection: told, or done again.
    Replay(commands::replay::Args),
    /// Look at a stream as it was.
    #[command(subcommand)]
    Streams(commands::streams::Command),
    /// Find, explain and mend events that a read model could not apply.
    #[command(subcommand)]
    DeadLetters(commands::dead_letters::Command),
    /// Check the whole deployment: say what is wrong, and what to do about it.
    Doctor(commands::doctor::Args),
    /// Make up a log of any size, or a live load, for tests and benchmarks.
    Generate(Box<commands::generate::Args>),
    /// Erase people for ever, and see who was.
    #[command(subcommand)]
    Erase(commands::erase::Command),
    /// Write everything that is known about somebody into one file.
    #[command(subcommand)]
    Export(commands::export::Command),
    /// Change the key that wraps members' keys.
    #[command(subcommand)]
    Keys(commands::keys::Command),
    /// Back up the deployment while it runs, and check backups.
    #[command(subcommand)]
    Backup(commands::backup::Command),
    /// Restore a backup, or take over a database that was restored in another way.
    #[command(subcommand)]
    Restore(commands::restore::Command),
    /// Run both demo scenarios against a private instance and print what happened.
    Demo(Box<commands::demo::Args>),
    /// Measure the whole on our own evaluation sets, on a private instance.
    Eval(Box<commands::eval::Args>),
    /// Print what a shell needs to complete this program's arguments.
    Completions(commands::completions::Args),
    /// Read one uploaded file from standard input, within limits, and print what it says:
    /// the API starts this for each file that needs a parser.
    #[command(hide = true)]
    ExtractText {
        /// What kind of file it is.
        kind: retrieval::files::Kind,
    },
    /// Run the embedded Postgres and Redis alone, for tests and tools.
    #[command(hide = true)]
    Services(commands::services::Args),
}

impl Command {
    /// The settings that it runs with.
    fn settings(&mut self) -> Option<&mut Settings> {
        match self {
            Self::Api(settings)
            | Self::Relay(settings)
            | Self::Projector(settings)
            | Self::AgentWorker(settings)
            | Self::Timers(settings)
            | Self::Push(settings)
            | Self::Sealer(settings)
            | Self::OfflineModel(settings)
            | Self::Migrate(settings)
            | Self::Seed(settings) => Some(settings),
            Self::Up(args) => Some(&mut args.settings),
            Self::Operator(command) => Some(command.settings_mut()),
            Self::Demo(args) => Some(&mut args.settings),
            Self::Eval(args) => Some(&mut args.settings),
            Self::Events(_)
            | Self::DeadLetters(_)
            | Self::Projections(_)
            | Self::Replay(_)
            | Self::Streams(_)
            | Self::Erase(_)
            | Self::Export(_)
            | Self::Keys(_)
            | Self::Doctor(_)
            | Self::Audit(_)
            | Self::Backup(_)
            | Self::Restore(_)
            | Self::Generate(_)
            | Self::Completions(_)
            | Self::Services(_)
            | Self::ExtractText { .. } => None,
        }
    }

    /// What runs, in traces. Tools leave none.
    fn service(&self) -> Option<&'static str> {
        match self {
            Self::Up(_) => Some("steward"),
            Self::Api(_) => Some("steward-api"),
            Self::Relay(_) => Some("steward-relay"),
            Self::Projector(_) => Some("steward-projector"),
            Self::AgentWorker(_) => Some("steward-agent-worker"),
            Self::Timers(_) => Some("steward-timers"),
            Self::Push(_) => Some("steward-push"),
            _ => None,
        }
    }

    /// How this command logs: servers tell what they do, tools only what goes wrong.
    fn logging(&self) -> (LogFormat, &'static str) {
        match self {
            Self::Api(settings)
            | Self::Relay(settings)
            | Self::Projector(settings)
            | Self::AgentWorker(settings)
            | Self::Timers(settings)
            | Self::Push(settings)
            | Self::Sealer(settings)
            | Self::OfflineModel(settings) => (settings.log_format, "info"),
            Self::Up(args) => (args.settings.log_format, "warn"),
            Self::Operator(command) => (command.settings().log_format, "warn"),
            Self::Migrate(settings) | Self::Seed(settings) => (settings.log_format, "warn"),
            Self::Events(_)
            | Self::DeadLetters(_)
            | Self::Projections(_)
            | Self::Replay(_)
            | Self::Streams(_)
            | Self::Audit(_)
            | Self::Generate(_)
            | Self::Erase(_)
            | Self::Export(_)
            | Self::Backup(_)
            | Self::Restore(_)
            | Self::Keys(_) => (LogFormat::Text, "warn"),
            Self::Demo(_) | Self::Eval(_) | Self::Doctor(_) => (LogFormat::Text, "error"),
            Self::Services(_) | Self::Completions(_) | Self::ExtractText { .. } => {
                (LogFormat::Text, "info")
            }
        }
    }
}

fn main() -> ExitCode {
    // The environment goes before .env; a missing file is fine.
    let _ = dotenvy::dotenv();
    let command = Cli::parse().command;
    // It limits its own memory and starts nothing else.
    if let Command::ExtractText { kind } = command {
        return if retrieval::files::child(kind).is_ok() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        };
    }
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(run(command)),
        Err(error) => {
            eprintln!("steward: no threads can be started\n  because: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(mut command: Command) -> ExitCode {
    let (format, filter) = command.logging();
    telemetry::start(format, filter);
    if let Some(settings) = command.settings()
        && let Err(error) = settings.read_secret_files()
    {
        return told(&error);
    }
    let traces = match (command.service(), command.settings()) {
        (Some(service), Some(settings)) => telemetry::traces::start(&settings.traces, service),
        _ => Ok(None),
    };
    let traces = match traces {
        Ok(traces) => traces,
        Err(error) => return told(&error),
    };
    let done = match command {
        Command::Up(args) => commands::up::run(*args).await,
        Command::Api(settings) => commands::role::run(*settings, Role::Api).await,
        Command::Relay(settings) => commands::role::run(*settings, Role::Relay).await,
        Command::Projector(settings) => commands::role::run(*settings, Role::Projector).await,
        Command::AgentWorker(settings) => commands::role::run(*settings, Role::AgentWorker).await,
        Command::Timers(settings) => commands::role::run(*settings, Role::Timers).await,
        Command::Push(settings) => commands::role::run(*settings, Role::Push).await,
        Command::Sealer(settings) => commands::role::run(*settings, Role::Sealer).await,
        Command::OfflineModel(settings) => commands::offline_model::run(*settings).await,
        Command::Migrate(settings) => commands::migrate::run(*settings).await,
        Command::Seed(settings) => commands::seed::run(*settings).await,
        Command::Operator(command) => commands::operator::run(command).await,
        Command::Events(command) => commands::events::run(command).await,
        Command::Audit(command) => commands::audit::run(command).await,
        Command::Projections(command) => commands::projections::run(command).await,
        Command::Replay(args) => commands::replay::run(args).await,
        Command::Streams(command) => commands::streams::run(command).await,
        Command::Erase(command) => commands::erase::run(command).await,
        Command::Export(command) => commands::export::run(command).await,
        Command::Keys(command) => commands::keys::run(command).await,
        Command::Backup(command) => commands::backup::run(command).await,
        Command::Restore(command) => commands::restore::run(command).await,
        Command::DeadLetters(command) => commands::dead_letters::run(command).await,
        Command::Doctor(args) => commands::doctor::run(args).await,
        Command::Generate(args) => commands::generate::run(*args).await,
        Command::Demo(args) => commands::demo::run(*args).await,
        Command::Eval(args) => commands::eval::run(*args).await,
        Command::Services(args) => commands::services::run(args).await,
        Command::Completions(args) => commands::completions::run(&args),
        // Done before there was a runtime.
        Command::ExtractText { .. } => Ok(()),
    };
    if let Some(traces) = traces {
        traces.end().await;
    }
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => told(&error),
    }
}

/// For people: what happened, what to do, and why; no backtrace.
fn told(error: &anyhow::Error) -> ExitCode {
    if tool::output::nobody_reads(error) {
        return ExitCode::SUCCESS;
    }
    let mut told = error.to_string();
    eprintln!("steward: {told}");
    for cause in error.chain().skip(1).map(ToString::to_string) {
        // Some errors repeat their cause in their own words.
        if !told.contains(&cause) {
            eprintln!("  because: {cause}");
            told = cause;
        }
    }
    ExitCode::FAILURE
}

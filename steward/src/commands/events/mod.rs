//! `steward events`: the log as it lies there: looked through, followed, taken out, put back.
//!
//! No command opens personal text: whoever holds the database and its key could, but the
//! tools give nobody a habit of it.

mod cloud;
mod export;
mod filter;
mod import;
mod list;
mod show;
mod tail;
#[cfg(test)]
mod tests;

pub(crate) use self::filter::Line as Envelope;

/// What can be done with the log's events.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List events, the latest first.
    List(list::Args),
    /// Show one event with its payload; personal text is withheld.
    Show(show::Args),
    /// Write events to a file or to standard output, as they are stored.
    Export(export::Args),
    /// Fill an empty log with the events of an export.
    Import(import::Args),
    /// Follow the log: print events as they are appended, until interrupted.
    Tail(tail::Args),
}

/// Does it.
pub(crate) async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::List(args) => list::run(args).await,
        Command::Show(args) => show::run(args).await,
        Command::Export(args) => export::run(args).await,
        Command::Import(args) => import::run(args).await,
        Command::Tail(args) => tail::run(args).await,
    }
}

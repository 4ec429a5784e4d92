//! `steward events`: the log as it lies there: looked through, followed, taken out, put back.
//!
//! No command opens personal text: whoever holds the database and its key could, but the
//! tools give nobody a habit of it.

mod filter;
mod list;
mod show;
mod tail;

/// What can be done with the log's events.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List events, the latest first.
    List(list::Args),
    /// Show one event with its payload; personal text is withheld.
    Show(show::Args),
    /// Follow the log: print events as they are appended, until interrupted.
    Tail(tail::Args),
}

/// Does it.
pub(crate) async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::List(args) => list::run(args).await,
        Command::Show(args) => show::run(args).await,
        Command::Tail(args) => tail::run(args).await,
    }
}

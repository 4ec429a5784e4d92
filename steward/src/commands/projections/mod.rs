//! `steward projections`: how far the read models are, and looking after them.

mod change;
mod list;
mod rebuild;
mod verify;

use anyhow::bail;
use projector::PROJECTIONS;

/// What can be done with projections.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List projections: how far each is, and whether it moves.
    List(list::List),
    /// Show everything about one projection.
    Status(list::Status),
    /// Stop projections where they are; queries go on being answered from what is there.
    Pause(change::Args),
    /// Let paused projections go on.
    Resume(change::Args),
    /// Make the tables anew from the log, beside the live ones, and put them in their place.
    ///
    /// Queries are answered all the while, and new events are applied. Nothing is sent and no
    /// model is called. If it is interrupted, the same command goes on where it was. The
    /// tables from before are kept until `drop-retired`, or the next rebuild.
    Rebuild(rebuild::Args),
    /// Compare live rows with a fold of the log, and print what differs. Exit code 1 if
    /// anything does.
    Verify(verify::Args),
    /// Forget an interrupted rebuild, with what it has done.
    Abandon(change::Args),
    /// Drop the tables from before the last rebuild.
    DropRetired(change::Args),
}

/// Does it.
pub(crate) async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::List(args) => list::run(args).await,
        Command::Status(args) => list::status(args).await,
        Command::Pause(args) => change::pause(args, true).await,
        Command::Resume(args) => change::pause(args, false).await,
        Command::Rebuild(args) => rebuild::run(args).await,
        Command::Verify(args) => verify::run(args).await,
        Command::Abandon(args) => change::abandon(args).await,
        Command::DropRetired(args) => change::drop_retired(args).await,
    }
}

/// Which projections.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Which projections")]
pub(super) struct Which {
    /// Their names, such as tasks.
    #[arg(value_name = "NAME", required_unless_present = "all", conflicts_with = "all")]
    names: Vec<String>,
    /// Every one.
    #[arg(long)]
    all: bool,
}

impl Which {
    /// Their names; an error that lists them if there is no such projection.
    pub(super) fn names(&self) -> anyhow::Result<Vec<&'static str>> {
        if self.all {
            return Ok(PROJECTIONS.iter().map(|projection| projection.name).collect());
        }
        self.names.iter().map(|name| named(name)).collect()
    }
}

pub(super) fn named(name: &str) -> anyhow::Result<&'static str> {
    let known = || PROJECTIONS.iter().map(|projection| projection.name);
    match known().find(|known| *known == name) {
        Some(name) => Ok(name),
        None => {
            let known: Vec<&str> = known().collect();
            bail!("there is no projection called {name}; there are {}", known.join(", "))
        }
    }
}

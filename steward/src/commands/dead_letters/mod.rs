//! `steward dead-letters`: events that a projection could not apply. They are found, understood
//! and mended here, without a database client.

mod advice;
mod list;
mod mend;
mod show;

use anyhow::{bail, ensure};
use eventing::dead_letter::{self, DeadLetter, Wanted};
use projector::PROJECTIONS;

use crate::platform::Platform;

/// What can be done with parked events.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List the events that stopped their streams, and how many wait behind each.
    List(list::Args),
    /// Explain one: the event without the words in it, why it is parked, what waits behind it,
    /// and what to do next.
    Show(show::Args),
    /// Try parked streams again, each in its order, once what stopped them is mended. Exit
    /// code 1 if any is parked still.
    Retry(mend::Retry),
    /// Leave an event out of a projection for good; the later ones of its stream are applied.
    Discard(mend::Discard),
}

/// Does it.
pub(crate) async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::List(args) => list::run(args).await,
        Command::Show(args) => show::run(args).await,
        Command::Retry(args) => mend::retry(args).await,
        Command::Discard(args) => mend::discard(args).await,
    }
}

/// A parked event.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Letter {
    /// The projection that could not apply it, such as tasks.
    #[arg(value_name = "PROJECTION")]
    projection: String,
    /// Its position in the log.
    #[arg(value_name = "POSITION")]
    position: u64,
}

/// Refuses what is no projection.
fn known(name: &str) -> anyhow::Result<()> {
    let names: Vec<&str> = PROJECTIONS.iter().map(|projection| projection.name).collect();
    ensure!(
        names.contains(&name),
        "there is no projection called {name}; there are {}",
        names.join(", ")
    );
    Ok(())
}

/// Everything that is parked, narrowed.
async fn letters(platform: &Platform, wanted: Wanted<'_>) -> anyhow::Result<Vec<DeadLetter>> {
    const MOST: u32 = 100_000;
    let mut connection = platform.system().pool().acquire().await?;
    Ok(dead_letter::list(&mut connection, wanted, MOST).await?)
}

impl Letter {
    /// The letter of this event.
    async fn find(&self, platform: &Platform) -> anyhow::Result<DeadLetter> {
        known(&self.projection)?;
        let Self { projection, position } = self;
        let wanted = Wanted {
            consumer: Some(projection.as_str()),
            position: Some((*position).min(i64::MAX.unsigned_abs())),
            ..Wanted::default()
        };
        match letters(platform, wanted).await?.pop() {
            Some(letter) => Ok(letter),
            None => bail!(
                "the event at position {position} is not parked in {projection}; \
                 steward dead-letters list shows what is"
            ),
        }
    }
}

//! The event stores that take part, each with a database of its own.

use std::sync::Arc;

use anyhow::Context as _;
use async_trait::async_trait;

use crate::Context;
use crate::measure::{About, Case, Contender, Figures, Record, interleave};
use crate::peers::disintegrate::Disintegrate;
use crate::peers::foreign;
use crate::peers::pgbench::Pgbench;
use crate::peers::postgres_es::PostgresEs;
use crate::peers::steward::Steward;
use crate::peers::{Load, Peer};

/// Steward as the product is.
pub const STEWARD: &str = "steward";
/// Steward with text that is nobody's.
pub const PLAIN: &str = "steward-plain";

/// Left to the long run: no target names them.
const LATER: [&str; 2] = [PLAIN, "eventsourcing"];

/// An event store and the database that is its own.
#[derive(Clone)]
pub(super) struct Entrant {
    pub(super) peer: Arc<dyn Peer>,
    url: String,
}

impl Entrant {
    /// Measures it once, on its own database.
    pub(super) async fn measure(&self, workload: &str, load: Load) -> anyhow::Result<Figures> {
        Ok(self.peer.measure(workload, &self.url, load).await?.figures())
    }
}

/// Which of them take part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// All.
    All,
    /// Those in this process, in Rust.
    Rust,
}

/// Everybody who knows the workload, each with an empty database and its schema in it.
pub(super) async fn entrants(
    context: &Context,
    record: &mut Record,
    workload: &str,
    field: Field,
) -> anyhow::Result<Vec<Entrant>> {
    let mut peers: Vec<Arc<dyn Peer>> = vec![
        Arc::new(Steward::sealed(STEWARD, 1)),
        Arc::new(Steward::plain(PLAIN)),
        Arc::new(PostgresEs),
        Arc::new(Disintegrate),
        Arc::new(Pgbench::new(&context.paths.postgres, &context.paths.work)),
    ];
    if field == Field::All {
        let (found, missing) = foreign::find(&context.paths).await?;
        peers.extend(found.into_iter().map(|peer| Arc::new(peer) as Arc<dyn Peer>));
        record.notes.extend(missing);
    }
    let waits = |name: &str| !context.effort.full && LATER.contains(&name);
    peers.retain(|peer| peer.knows(workload) && !waits(&peer.about().name));
    let mut entrants = Vec::with_capacity(peers.len());
    for peer in peers {
        let About { name, .. } = peer.about();
        record.contenders.push(peer.about());
        entrants.push(enter(context, peer).await.with_context(|| format!("preparing {name}"))?);
    }
    context.services.settle().await?;
    Ok(entrants)
}

/// Gives a peer an empty database with its schema.
pub(super) async fn enter(context: &Context, peer: Arc<dyn Peer>) -> anyhow::Result<Entrant> {
    let name = format!(
        "bench_{}",
        peer.about().name.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_")
    );
    let url = context.services.empty_database(&name).await?;
    peer.prepare(&url).await?;
    Ok(Entrant { peer, url })
}

/// Measures some of them in one case.
pub(super) async fn case(
    context: &Context,
    name: &str,
    workload: &'static str,
    load: Load,
    entrants: &[Entrant],
) -> anyhow::Result<Case> {
    eprintln!("bench:   {name}");
    let mut contenders: Vec<Box<dyn Contender>> = entrants
        .iter()
        .map(|entrant| {
            Box::new(Running { entrant: entrant.clone(), workload, load }) as Box<dyn Contender>
        })
        .collect();
    let mut case = Case::new(name)
        .with("writers", load.writers as u64)
        .with("events", load.events as u64)
        .with("streams", load.streams as u64)
        .with("length", load.length as u64)
        .with("seconds", load.seconds);
    case.rounds = interleave(context.effort.rounds, &mut contenders).await?;
    context.services.settle().await?;
    Ok(case)
}

struct Running {
    entrant: Entrant,
    workload: &'static str,
    load: Load,
}

#[async_trait]
impl Contender for Running {
    fn name(&self) -> String {
        self.entrant.peer.about().name
    }

    async fn round(&mut self, _: usize) -> anyhow::Result<Figures> {
        self.entrant.measure(self.workload, self.load).await
    }
}

//! A business that asks for a hundred times as much as another, and what the other feels of it:
//! its commands and queries while it is alone, and beside the flood.

mod busy;
mod deployment;
mod flood;
mod quiet;
mod tally;
mod writer;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use self::busy::Busy;
use self::deployment::Deployment;
use self::flood::{Flood, Pace};
use self::quiet::Quiet;
use self::tally::Counts;
use crate::Context;
use crate::load::steward::{Instance, Limits, Roles};
use crate::measure::{About, Case, Contender, Environment, Figures, Record, interleave};

/// How many times the pace of the quiet business the other has.
const TIMES: u32 = 100;
/// What comes before a measurement.
const WARM_UP: Duration = Duration::from_secs(1);

/// Who is measured: the quiet business, beside what.
const BESIDE: [(&str, Option<Pace>, &str); 3] = [
    ("alone", None, "nobody else asks"),
    ("beside-100x", Some(Pace::Paced(TIMES * quiet::COMMANDS)), "another sends 500 a second"),
    ("beside-flood", Some(Pace::Closed), "another sends what 256 connections can"),
];

/// With nothing refused for its number, and with the limits of the product.
pub(super) async fn main(context: &Context) -> anyhow::Result<Record> {
    let mut record = Record::new("fairness", Environment::look(context).await?);
    let seconds = context.effort.pick(20, 60);
    let steward = Instance::about(Roles::WithoutAnswers);
    for (name, _, beside) in BESIDE {
        let tuning = format!("{beside}; {}", steward.tuning);
        record.contenders.push(About { name: name.to_owned(), tuning, ..steward.clone() });
    }
    for (name, limits) in
        [("nobody is limited", Limits::Raised), ("limits as usual", Limits::Usual)]
    {
        let deployment = Arc::new(Deployment::start(context, limits).await?);
        let mut contenders: Vec<Box<dyn Contender>> = Vec::new();
        for (name, pace, _) in BESIDE {
            let deployment = deployment.clone();
            contenders.push(Box::new(Measured { deployment, name, pace, limits, seconds }));
        }
        context.services.settle().await?;
        let mut case = Case::new(name)
            .with("commands", u64::from(quiet::COMMANDS))
            .with("queries", u64::from(quiet::QUERIES))
            .with("times", u64::from(TIMES))
            .with("seconds", seconds);
        case.rounds = interleave(context.effort.rounds, &mut contenders).await?;
        record.cases.push(case);
    }
    record.notes.push(format!(
        "A quiet business sends {} messages and asks {} queries a second, each counted from the \
         moment when it was due. Another sends {TIMES} times as many messages, or as many as it \
         can, and does not heed that it is refused. Its answers are counted: served, 429 (more \
         than it may ask for), 503 (no place among the requests at work). Where limits are as \
         usual, it has used up what it may ask for at once before the measurement. Clients, \
         servers and databases share the machine; busy is the share of its cores at work.",
        quiet::COMMANDS,
        quiet::QUERIES,
    ));
    Ok(record)
}

/// The quiet business, alone or beside the other.
struct Measured {
    deployment: Arc<Deployment>,
    name: &'static str,
    pace: Option<Pace>,
    limits: Limits,
    seconds: u64,
}

impl Measured {
    async fn flood(&self, pace: Pace) -> anyhow::Result<Flood> {
        let address = self.deployment.instance.address;
        let flood = Flood::begin(address, &self.deployment.loud().await?, pace).await?;
        if self.limits == Limits::Usual {
            flood.refused().await?;
        }
        Ok(flood)
    }
}

#[async_trait]
impl Contender for Measured {
    fn name(&self) -> String {
        self.name.to_owned()
    }

    async fn round(&mut self, _: usize) -> anyhow::Result<Figures> {
        self.deployment.is_at_rest().await?;
        let quiet = Quiet::new(self.deployment.instance.address, self.deployment.quiet().await?)?;
        let flood = match self.pace {
            Some(pace) => Some(self.flood(pace).await?),
            None => None,
        };
        tokio::time::sleep(WARM_UP).await;
        let clients = quiet.connect().await?;
        let counted = || flood.as_ref().map(Flood::counts).unwrap_or_default();
        let (counts, busy, begun) = (counted(), Busy::now(), std::time::Instant::now());
        let met = quiet.ask(clients, self.seconds).await?;
        let (counts, busy) = (counted().since(counts), Busy::now().since(busy));
        let took = begun.elapsed();
        if let Some(flood) = flood {
            flood.end().await?;
        }
        let (commands, queries) = (met.commands.summary(), met.queries.summary());
        let figures = Figures::new()
            .with_latencies(&commands)
            .with("query_p50_us", queries.p50)
            .with("query_p99_us", queries.p99)
            .with("refused", met.refused as f64)
            .with("busy", busy);
        Ok(with_flood(figures, counts, took))
    }
}

/// With what the flood asked for, and how it was answered.
fn with_flood(figures: Figures, counts: Counts, took: Duration) -> Figures {
    let rate = |count: u64| count as f64 / took.as_secs_f64();
    figures
        .with("flood_times", rate(counts.all()) / f64::from(quiet::COMMANDS))
        .with("flood_per_s", rate(counts.all()))
        .with("flood_served_per_s", rate(counts.served))
        .with("flood_limited_per_s", rate(counts.limited))
        .with("flood_shed_per_s", rate(counts.shed))
        .with("flood_silent", counts.silent as f64)
}

//! One message to everybody of a business of 1,000: until the last of their connections has
//! its frame.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use async_trait::async_trait;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use uuid::Uuid;

use super::event_stores::STEWARD;
use crate::Context;
use crate::load::files;
use crate::load::http::Client;
use crate::load::socket::Arrival;
use crate::load::steward::{Business, Instance, Roles, Sockets};
use crate::measure::{Case, Contender, Environment, Figures, Latencies, Record, interleave};

/// People of the business.
const PEOPLE: usize = 1_000;
/// Connections of each case; beyond 1,000 everybody has several.
const CONNECTIONS: [usize; 3] = [100, 1_000, 10_000];
/// Messages of a round.
const MESSAGES: usize = 3;
/// How long a frame may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// 100, 1,000 and 10,000 connections.
pub(super) async fn main(context: &Context) -> anyhow::Result<Record> {
    let mut record = Record::new("fan-out", Environment::look(context).await?);
    record.contenders.push(Instance::about(Roles::Up));
    let may_open = files::raise();
    let most = context.effort.pick(PEOPLE, usize::MAX);
    for connections in CONNECTIONS.into_iter().filter(|connections| *connections <= most) {
        if may_open < connections as u64 + 500 {
            record.notes.push(format!(
                "{connections} connections were left out: a process may open {may_open} files here."
            ));
            continue;
        }
        eprintln!("bench:   {connections} connections");
        let instance = Instance::start(context, "fan_out", Roles::Up).await?;
        let business = Business::open(&instance, PEOPLE).await?;
        let people = PEOPLE.min(connections);
        let tickets = business.tickets(&instance, people, connections / people).await?;
        let sockets = Sockets::open(instance.address, tickets).await?;
        let (arrivals, arrived) = unbounded_channel();
        let listening = sockets.0.into_iter().map(|socket| socket.listen(arrivals.clone()));
        let listening: Vec<_> = listening.map(tokio::spawn).collect();
        let owner = business.people.first().context("nobody is there")?;
        let running = Running { client: owner.sign_in(&instance).await?, arrived, connections };
        let mut case = Case::new(format!("{connections} connections"))
            .with("connections", connections as u64)
            .with("messages", MESSAGES as u64);
        case.rounds = interleave(context.effort.rounds, &mut [Box::new(running)]).await?;
        record.cases.push(case);
        listening.iter().for_each(tokio::task::JoinHandle::abort);
    }
    record.notes.push(
        "A task for everybody: from before its request until a connection has read its frame \
         (p50_us, p95_us, p99_us over all of them) and until the last one has (last_us). Server \
         and clients share the machine, so reading the frames is part of it. 10,000 connections \
         are ten of each person."
            .to_owned(),
    );
    Ok(record)
}

struct Running {
    client: Client,
    arrived: UnboundedReceiver<Arrival>,
    connections: usize,
}

#[derive(Deserialize)]
struct Made {
    task_id: Uuid,
}

impl Running {
    /// When each connection had the frame of a message that is sent now.
    async fn message(&mut self, all: &mut Latencies) -> anyhow::Result<Duration> {
        let began = Instant::now();
        let task = json!({ "title": "Everybody: the back door stays shut today" });
        let Made { task_id } = self.client.post("/api/v1/tasks", &task).await?;
        let (mut had, mut last) = (0, Duration::ZERO);
        while had < self.connections {
            let next = tokio::time::timeout(PATIENCE, self.arrived.recv()).await;
            let (about, at) = next
                .with_context(|| format!("{had} of {} had the frame", self.connections))?
                .context("nobody listens any more")?;
            if about == task_id {
                let took = at.saturating_duration_since(began);
                all.record(took);
                (had, last) = (had + 1, last.max(took));
            }
        }
        Ok(last)
    }
}

#[async_trait]
impl Contender for Running {
    fn name(&self) -> String {
        STEWARD.to_owned()
    }

    async fn round(&mut self, _: usize) -> anyhow::Result<Figures> {
        let (mut all, mut lasts) = (Latencies::new(), Latencies::new());
        for _ in 0..MESSAGES {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let last = self.message(&mut all).await?;
            lasts.record(last);
        }
        Ok(Figures::new().with_latencies(&all.summary()).with("last_us", lasts.at(0.5)))
    }
}

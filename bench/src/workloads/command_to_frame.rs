//! From a command to the frame in another member's client: an HTTP request, its events, the
//! read models, a WebSocket. 200 a second, steadily. Beside it Emmett's own subscription, from
//! the call of an append to the handler in the same process.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use async_trait::async_trait;
use futures::future::try_join_all;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use uuid::Uuid;

use super::event_stores::{self as stores, Entrant};
use crate::Context;
use crate::load::fastapi::{self, FastApi};
use crate::load::http::Client;
use crate::load::paced::{moments, until};
use crate::load::socket::{Arrival, Socket};
use crate::load::steward::{Business, Instance, Roles};
use crate::measure::{
    Case, Contender, Environment, Figures, Latencies, Record, Sample, interleave,
};
use crate::peers::{Load, Peer, foreign, payload};

/// Commands a second.
const RATE: u32 = 200;
/// Connections that take turns in sending them.
const LANES: usize = 8;
/// The first second is not counted.
const WARM_UP: usize = RATE as usize;
/// How long the last frames may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Latency at 200 commands a second.
pub(super) async fn main(context: &Context) -> anyhow::Result<Record> {
    let mut record = Record::new("command-to-frame", Environment::look(context).await?);
    let seconds = context.effort.pick(2, 10);
    let instance = Instance::start(context, "command_to_frame", Roles::Up).await?;
    let business = Business::open(&instance, LANES + 1).await?;
    record.contenders.push(Instance::about(Roles::Up));
    let whole =
        |name: String, server| Box::new(Whole { name, server, seconds }) as Box<dyn Contender>;
    let mut contenders =
        vec![whole(stores::STEWARD.to_owned(), Server::Product(instance, business))];
    if FastApi::installed(context) {
        record.contenders.push(FastApi::about(context, 1)?);
        let service = FastApi::start(context, 1, LANES + 1).await?;
        contenders.push(whole(fastapi::name(1), Server::Other(service)));
    } else {
        record.notes.push("fastapi was not installed, so it is missing here.".to_owned());
    }
    let (found, missing) = foreign::find(&context.paths).await?;
    record.notes.extend(missing);
    // The target names Emmett; the others are left to the long run.
    let wanted = |name: &str| context.effort.full || name == "emmett";
    for peer in found.into_iter().filter(|peer| wanted(&peer.about().name)) {
        record.contenders.push(peer.about());
        let entrant = stores::enter(context, Arc::new(peer)).await?;
        contenders.push(Box::new(Subscriber { entrant, seconds }));
    }
    context.services.settle().await?;
    let mut case = Case::new("200 a second").with("rate", u64::from(RATE)).with("seconds", seconds);
    case.rounds = interleave(context.effort.rounds, &mut contenders).await?;
    record.cases.push(case);
    record.notes.push(
        "Steward: from before the request of one member (a task for everybody) until the frame \
         about it was read by another member's client; the same of fastapi, with a message. The \
         others: from before the append until \
         their own subscription, as it comes, gave the event to a handler in the same process: no \
         HTTP, no read model, no WebSocket."
            .to_owned(),
    );
    Ok(record)
}

/// A service that is reached over HTTP and WebSocket.
struct Whole {
    name: String,
    server: Server,
    seconds: u64,
}

enum Server {
    Product(Instance, Business),
    Other(FastApi),
}

impl Server {
    fn address(&self) -> SocketAddr {
        match self {
            Self::Product(instance, _) => instance.address,
            Self::Other(service) => service.address,
        }
    }

    /// The members that send, and the path that opens the observer's WebSocket.
    async fn people(&self) -> anyhow::Result<(Vec<Client>, String)> {
        let mut clients = Vec::with_capacity(LANES);
        match self {
            Self::Product(instance, business) => {
                let (observer, members) = business.people.split_last().context("nobody")?;
                for member in members {
                    clients.push(member.sign_in(instance).await?);
                }
                Ok((clients, observer.socket_path(instance).await?))
            }
            Self::Other(service) => {
                let (observer, members) = service.tokens.split_last().context("nobody")?;
                for token in members {
                    clients.push(Client::connect(service.address, Some(token)).await?);
                }
                Ok((clients, format!("/ws?token={observer}")))
            }
        }
    }

    /// What is sent, and where: in the product a task for everybody, in the other one a
    /// message, which there is for everybody.
    fn command(&self) -> (String, Value) {
        match self {
            Self::Product(..) => {
                let task =
                    json!({ "title": "Bring the empty crates back", "notes": payload::text() });
                ("/api/v1/tasks".to_owned(), task)
            }
            Self::Other(_) => {
                let path = format!("/conversations/{}/messages", Uuid::now_v7());
                (path, json!({ "text": payload::text() }))
            }
        }
    }
}

#[derive(Deserialize)]
struct Made {
    #[serde(alias = "task_id", alias = "message_id")]
    id: Uuid,
}

type Moments = HashMap<Uuid, Instant>;

#[async_trait]
impl Contender for Whole {
    fn name(&self) -> String {
        self.name.clone()
    }

    async fn round(&mut self, _: usize) -> anyhow::Result<Figures> {
        let (clients, path) = self.server.people().await?;
        let socket = Socket::open(self.server.address(), &path).await?;
        let count = WARM_UP + RATE as usize * usize::try_from(self.seconds)?;
        let (arrivals, mut arrived) = unbounded_channel();
        let listening = tokio::spawn(socket.listen(arrivals));
        let first = Instant::now() + Duration::from_millis(100);
        let counted = first + Duration::from_secs(1);
        let command = self.server.command();
        let lanes = clients.into_iter().enumerate().map(|(lane, client)| {
            tokio::spawn(send(client, command.clone(), moments(first, RATE, count, lane, LANES)))
        });
        let mut sent = Moments::new();
        for lane in try_join_all(lanes).await? {
            sent.extend(lane?);
        }
        let all = tokio::time::timeout(PATIENCE, frames(&sent, &mut arrived)).await;
        listening.abort();
        let arrived = all.context("frames are missing")??;
        joined(&sent, &arrived, counted, self.seconds).map(|sample| sample.figures())
    }
}

/// Sends the command at its moments: when each was due.
async fn send(
    mut client: Client,
    (path, body): (String, Value),
    due: impl Iterator<Item = Instant>,
) -> anyhow::Result<Moments> {
    let mut sent = Moments::new();
    for moment in due {
        until(moment).await;
        let Made { id } = client.post(&path, &body).await?;
        sent.insert(id, moment);
    }
    Ok(sent)
}

/// When the frame about each of these was read, once all were.
async fn frames(
    sent: &Moments,
    arrivals: &mut UnboundedReceiver<Arrival>,
) -> anyhow::Result<Moments> {
    let mut arrived = Moments::new();
    while arrived.len() < sent.len() {
        let (about, at) = arrivals.recv().await.context("the WebSocket was closed")?;
        if sent.contains_key(&about) {
            arrived.entry(about).or_insert(at);
        }
    }
    Ok(arrived)
}

fn joined(
    sent: &Moments,
    arrived: &Moments,
    counted: Instant,
    seconds: u64,
) -> anyhow::Result<Sample> {
    let mut latencies = Latencies::new();
    for (about, moment) in sent.iter().filter(|(_, moment)| **moment >= counted) {
        let at = arrived.get(about).with_context(|| format!("no frame about {about}"))?;
        latencies.record(at.saturating_duration_since(*moment));
    }
    ensure!(latencies.count() > 0, "nothing was counted");
    Ok(Sample {
        operations: latencies.count(),
        events: latencies.count(),
        conflicts: 0,
        lost: 0,
        seconds: Duration::from_secs(seconds).as_secs_f64(),
        latency_us: latencies.summary(),
    })
}

struct Subscriber {
    entrant: Entrant,
    seconds: u64,
}

#[async_trait]
impl Contender for Subscriber {
    fn name(&self) -> String {
        self.entrant.peer.about().name
    }

    async fn round(&mut self, _: usize) -> anyhow::Result<Figures> {
        let load = Load { writers: LANES, seconds: self.seconds, ..Load::default() };
        self.entrant.measure("subscription", load).await
    }
}

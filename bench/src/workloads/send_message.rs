//! `SendMessage` over HTTP, authenticated and durable: 64 clients, each of another member,
//! each waiting for its answer. Beside it the event store alone, with as many writers.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use hyper::{Method, StatusCode};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::event_stores::{self as stores, Entrant};
use crate::Context;
use crate::load::closed::{self, Asking};
use crate::load::fastapi::{self, FastApi};
use crate::load::http::Client;
use crate::load::steward::{Business, Instance, Roles};
use crate::measure::{Case, Contender, Environment, Figures, Record, interleave};
use crate::peers::payload;
use crate::peers::steward::Steward;
use crate::peers::{Load, Peer};

const CLIENTS: usize = 64;
/// Conversations of each client in a round, written to in turn.
const CONVERSATIONS: usize = 10;
/// The event store without the way to it.
const BARE: &str = "steward-append";
/// Processes of uvicorn that are measured.
const PROCESSES: [usize; 2] = [1, 2];

/// Throughput and latency of 64 clients.
pub(super) async fn main(context: &Context) -> anyhow::Result<Record> {
    let mut record = Record::new("send-message", Environment::look(context).await?);
    let seconds = context.effort.pick(1, 5);
    let text = message()?;
    let instance = Instance::start(context, "send_message", Roles::WithoutAnswers).await?;
    let business = Business::open(&instance, CLIENTS).await?;
    let mut tokens = Vec::with_capacity(CLIENTS);
    for person in &business.people {
        tokens.push(person.token(&instance).await?);
    }
    record.contenders.push(Instance::about(Roles::WithoutAnswers));
    let product = Product { instance, tokens, text: text.clone(), seconds };
    let mut contenders: Vec<Box<dyn Contender>> = vec![Box::new(product)];

    let bare = Arc::new(Steward::sealed(BARE, 1));
    record.contenders.push(bare.about());
    let entrant = stores::enter(context, bare).await?;
    contenders.push(Box::new(Bare { entrant, seconds }));

    for processes in PROCESSES {
        if !FastApi::installed(context) {
            record.notes.push("fastapi was not installed, so it is missing here.".to_owned());
            break;
        }
        record.contenders.push(FastApi::about(context, processes)?);
        let service = FastApi::start(context, processes, CLIENTS).await?;
        let name = fastapi::name(processes);
        contenders.push(Box::new(Peers { name, service, text: text.clone(), seconds }));
    }
    context.services.settle().await?;
    let mut case = Case::new("64 clients").with("clients", CLIENTS as u64).with("seconds", seconds);
    case.rounds = interleave(context.effort.rounds, &mut contenders).await?;
    record.cases.push(case);
    record.notes.push(
        "Clients, servers and databases share the machine. No model answers: neither service has \
         an agent running. Steward's relay and projector work while it is measured, and so does \
         the worker of the other."
            .to_owned(),
    );
    Ok(record)
}

fn message() -> anyhow::Result<Bytes> {
    Ok(Bytes::from(serde_json::to_vec(&json!({ "text": payload::text() }))?))
}

/// Sends the same message to one path after another.
struct Sender {
    client: Client,
    paths: Vec<String>,
    next: usize,
    text: Bytes,
}

#[async_trait]
impl Asking for Sender {
    async fn ask(&mut self) -> anyhow::Result<()> {
        self.next = (self.next + 1) % self.paths.len();
        let path = &self.paths[self.next];
        let (status, answer) =
            self.client.send(Method::POST, path, Some(self.text.clone())).await?;
        let answer = String::from_utf8_lossy(&answer);
        anyhow::ensure!(status == StatusCode::ACCEPTED, "{path}: {status}: {answer}");
        Ok(())
    }
}

struct Product {
    instance: Instance,
    tokens: Vec<String>,
    text: Bytes,
    seconds: u64,
}

#[derive(Deserialize)]
struct Started {
    conversation_id: Uuid,
}

impl Product {
    /// A client with conversations of its own, which are not measured.
    async fn sender(&self, token: &str) -> anyhow::Result<Sender> {
        let mut client = Client::connect(self.instance.address, Some(token)).await?;
        let mut paths = Vec::with_capacity(CONVERSATIONS);
        for _ in 0..CONVERSATIONS {
            let Started { conversation_id } =
                client.post("/api/v1/conversations", &json!({})).await?;
            paths.push(format!("/api/v1/conversations/{conversation_id}/messages"));
        }
        Ok(Sender { client, paths, next: 0, text: self.text.clone() })
    }
}

#[async_trait]
impl Contender for Product {
    fn name(&self) -> String {
        stores::STEWARD.to_owned()
    }

    async fn round(&mut self, _: usize) -> anyhow::Result<Figures> {
        let made = self.tokens.iter().map(|token| self.sender(token));
        let clients = futures::future::try_join_all(made).await?;
        Ok(closed::run(clients, self.seconds).await?.figures())
    }
}

struct Peers {
    name: String,
    service: FastApi,
    text: Bytes,
    seconds: u64,
}

#[async_trait]
impl Contender for Peers {
    fn name(&self) -> String {
        self.name.clone()
    }

    async fn round(&mut self, _: usize) -> anyhow::Result<Figures> {
        let mut clients = Vec::with_capacity(self.service.tokens.len());
        for token in &self.service.tokens {
            let paths = (0..CONVERSATIONS)
                .map(|_| format!("/conversations/{}/messages", Uuid::now_v7()))
                .collect();
            let client = Client::connect(self.service.address, Some(token)).await?;
            clients.push(Sender { client, paths, next: 0, text: self.text.clone() });
        }
        Ok(closed::run(clients, self.seconds).await?.figures())
    }
}

struct Bare {
    entrant: Entrant,
    seconds: u64,
}

#[async_trait]
impl Contender for Bare {
    fn name(&self) -> String {
        BARE.to_owned()
    }

    async fn round(&mut self, _: usize) -> anyhow::Result<Figures> {
        let load = Load { writers: CLIENTS, seconds: self.seconds, ..Load::default() };
        self.entrant.measure("append", load).await
    }
}

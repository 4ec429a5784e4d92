//! Read-model queries over HTTP, at rest and while commands arrive.

use std::sync::Arc;
use std::time::Instant;

use async_trait::async_trait;
use futures::future::try_join_all;
use hyper::Method;
use serde_json::{Value, json};

use crate::Context;
use crate::load::closed::{self, Asking, WARM_UP};
use crate::load::http::Client;
use crate::load::paced::{moments, until};
use crate::load::steward::{Business, Instance, Roles};
use crate::measure::{Case, Contender, Environment, Figures, Record, interleave};

/// Who read, each waiting for its answer.
const READERS: usize = 4;
/// Who write.
const WRITERS: usize = 8;
/// Commands a second while it is busy.
const RATE: u32 = 200;
/// Tasks that are there before.
const TASKS: usize = 2_000;
/// What is read, in turn.
const PATHS: [&str; 5] = [
    "/api/v1/tasks?limit=50",
    "/api/v1/logbook?limit=50",
    "/api/v1/members?limit=50",
    "/api/v1/conversations?limit=50",
    "/api/v1/notifications?limit=50",
];

/// At rest, and beside 200 commands a second.
pub(super) async fn main(context: &Context) -> anyhow::Result<Record> {
    let mut record = Record::new("queries", Environment::look(context).await?);
    let seconds = context.effort.pick(2, 5);
    let instance = Instance::start(context, "queries", Roles::Up).await?;
    let business = Business::open(&instance, READERS + WRITERS).await?;
    let mut tokens = Vec::with_capacity(business.people.len());
    for person in &business.people {
        tokens.push(person.token(&instance).await?);
    }
    let service = Arc::new(Service { instance, tokens });
    service.fill().await?;
    record.contenders.push(Instance::about(Roles::Up));
    let running = |name, rate| {
        Box::new(Running { service: service.clone(), name, rate, seconds }) as Box<dyn Contender>
    };
    let mut contenders = [running("at-rest", 0), running("under-load", RATE)];
    let mut case = Case::new("lists")
        .with("readers", READERS as u64)
        .with("rate", u64::from(RATE))
        .with("seconds", seconds);
    case.rounds = interleave(context.effort.rounds, &mut contenders).await?;
    record.cases.push(case);
    record.notes.push(format!(
        "{READERS} readers ask for the first page of tasks, the log book, members, conversations \
         and notifications in turn; {TASKS} tasks were there before. Under load {RATE} commands a \
         second arrive meanwhile.",
    ));
    Ok(record)
}

struct Service {
    instance: Instance,
    tokens: Vec<String>,
}

impl Service {
    /// A connection of one of its people.
    async fn client(&self, number: usize) -> anyhow::Result<Client> {
        let token = self.tokens.get(number).map(String::as_str);
        Client::connect(self.instance.address, token).await
    }

    /// Makes the tasks that are there before.
    async fn fill(&self) -> anyhow::Result<()> {
        self.write(Instant::now(), RATE * 100, TASKS).await
    }

    /// Makes `count` tasks, `rate` a second from `first` on.
    async fn write(&self, first: Instant, rate: u32, count: usize) -> anyhow::Result<()> {
        let lanes = (0..WRITERS).map(async |lane| {
            let mut client = self.client(READERS + lane).await?;
            for moment in moments(first, rate, count, lane, WRITERS) {
                until(moment).await;
                let task = json!({ "title": "Bring the empty crates back" });
                client.post::<Value>("/api/v1/tasks", &task).await?;
            }
            anyhow::Ok(())
        });
        try_join_all(lanes).await.map(drop)
    }
}

struct Running {
    service: Arc<Service>,
    name: &'static str,
    /// Commands a second; 0 for none.
    rate: u32,
    seconds: u64,
}

/// Reads one list after another.
struct Reader {
    client: Client,
    next: usize,
}

#[async_trait]
impl Asking for Reader {
    async fn ask(&mut self) -> anyhow::Result<()> {
        let path = PATHS[self.next % PATHS.len()];
        self.next += 1;
        let (status, answer) = self.client.send(Method::GET, path, None).await?;
        let answer = String::from_utf8_lossy(&answer);
        anyhow::ensure!(status.is_success(), "{path}: {status}: {answer}");
        Ok(())
    }
}

#[async_trait]
impl Contender for Running {
    fn name(&self) -> String {
        self.name.to_owned()
    }

    async fn round(&mut self, _: usize) -> anyhow::Result<Figures> {
        let mut readers = Vec::with_capacity(READERS);
        for number in 0..READERS {
            readers.push(Reader { client: self.service.client(number).await?, next: number });
        }
        // All through the warm-up and the measurement.
        let count = self.rate as usize * usize::try_from(self.seconds + WARM_UP.as_secs())?;
        let (service, rate) = (self.service.clone(), self.rate);
        let writing = tokio::spawn(async move { service.write(Instant::now(), rate, count).await });
        let sample = closed::run(readers, self.seconds).await?;
        writing.await??;
        Ok(sample.figures())
    }
}

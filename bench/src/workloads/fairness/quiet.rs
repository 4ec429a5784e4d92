//! The business that asks for little: so many commands and queries a second. Each counts from
//! the moment when it was due, so that one that waits for the last is not taken for quick.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::ensure;
use futures::future::try_join_all;
use futures::try_join;
use hyper::Method;

use super::writer::{Writer, refuses};
use crate::load::apart::Apart;
use crate::load::http::Client;
use crate::load::paced::{exactly, moments};
use crate::measure::Latencies;

/// Commands a second.
pub(super) const COMMANDS: u32 = 5;
/// Queries a second.
pub(super) const QUERIES: u32 = 5;
/// Members that write, in turn.
const WRITERS: usize = 16;
/// Members that read, in turn.
const READERS: usize = 4;
/// Its people.
pub(super) const PEOPLE: usize = WRITERS + READERS;
/// What is read, in turn.
const PATHS: [&str; 5] = [
    "/api/v1/conversations?limit=50",
    "/api/v1/tasks?limit=50",
    "/api/v1/members?limit=50",
    "/api/v1/logbook?limit=50",
    "/api/v1/notifications?limit=50",
];
/// What comes first is not counted.
const WARM_UP: Duration = Duration::from_secs(1);

/// The business and its thread.
pub(super) struct Quiet {
    address: SocketAddr,
    tokens: Arc<Vec<String>>,
    apart: Apart,
}

/// Its connections.
pub(super) struct Clients {
    writers: Vec<Writer>,
    readers: Vec<Client>,
}

/// What it met.
#[derive(Default)]
pub(super) struct Met {
    pub(super) commands: Latencies,
    pub(super) queries: Latencies,
    /// Answers that said to come back later.
    pub(super) refused: u64,
}

impl Quiet {
    pub(super) fn new(address: SocketAddr, tokens: Vec<String>) -> anyhow::Result<Self> {
        let apart = Apart::start("quiet")?;
        Ok(Self { address, tokens: Arc::new(tokens), apart })
    }

    /// Connects, and begins a conversation for each who writes.
    pub(super) async fn connect(&self) -> anyhow::Result<Clients> {
        let (address, tokens) = (self.address, self.tokens.clone());
        let connecting = async move {
            let (write, read) = tokens.split_at(WRITERS.min(tokens.len()));
            let writers = try_join_all(write.iter().map(|token| Writer::open(address, token)));
            let readers =
                try_join_all(read.iter().map(|token| Client::connect(address, Some(token))));
            let (writers, readers) = try_join!(writers, readers)?;
            Ok(Clients { writers, readers })
        };
        self.apart.run(connecting).await
    }

    /// Asks for so many seconds.
    pub(super) async fn ask(&self, clients: Clients, seconds: u64) -> anyhow::Result<Met> {
        let asking = async move {
            let Clients { writers, readers } = clients;
            let first = Instant::now();
            let (write, read) = (writers.len(), readers.len());
            let writing = writers.into_iter().enumerate().map(|(lane, writer)| {
                commands(writer, first, due(first, COMMANDS, seconds, lane, write))
            });
            let reading = readers.into_iter().enumerate().map(|(lane, client)| {
                queries(client, first, lane, due(first, QUERIES, seconds, lane, read))
            });
            let (written, read) = try_join!(try_join_all(writing), try_join_all(reading))?;
            let mut all = Met::default();
            for one in written.iter().chain(&read) {
                all.commands.add(&one.commands);
                all.queries.add(&one.queries);
                all.refused += one.refused;
            }
            Ok(all)
        };
        self.apart.run(asking).await
    }
}

/// When a lane asks, through the warm-up and so many seconds.
fn due(
    first: Instant,
    rate: u32,
    seconds: u64,
    lane: usize,
    lanes: usize,
) -> impl Iterator<Item = Instant> {
    let count = u64::from(rate) * (seconds + WARM_UP.as_secs());
    moments(first, rate, usize::try_from(count).unwrap_or(usize::MAX), lane, lanes)
}

async fn commands(
    mut writer: Writer,
    first: Instant,
    due: impl Iterator<Item = Instant>,
) -> anyhow::Result<Met> {
    let mut met = Met::default();
    for moment in due {
        exactly(moment).await;
        let status = writer.write().await?.status();
        if refuses(status) {
            met.refused += 1;
        } else if moment >= first + WARM_UP {
            met.commands.record(moment.elapsed());
        }
    }
    Ok(met)
}

async fn queries(
    mut client: Client,
    first: Instant,
    lane: usize,
    due: impl Iterator<Item = Instant>,
) -> anyhow::Result<Met> {
    let mut met = Met::default();
    for (number, moment) in due.enumerate() {
        exactly(moment).await;
        let path = PATHS[(lane + number) % PATHS.len()];
        let (status, _) = client.send(Method::GET, path, None).await?;
        ensure!(status.is_success() || refuses(status), "{path}: {status}");
        if refuses(status) {
            met.refused += 1;
        } else if moment >= first + WARM_UP {
            met.queries.record(moment.elapsed());
        }
    }
    Ok(met)
}

//! Many writers at once: 32 in two processes, on 8 streams, with conflicts, repeated and
//! reused keys and refused text, while a reader tails the log.

mod plan;
mod process;
mod verify;
mod writer;

use std::collections::HashSet;
use std::time::{Duration, Instant};

use eventing::{LogReader, RecordedEvent, Signals};
use futures::future::join_all;
use tokio::sync::watch;

use self::plan::{COMMANDS, Stream, WRITERS};
use self::process::Orders;
use self::writer::{Ack, Report, request, start};
use crate::support::World;

const SEED: u64 = 20_261_123;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_writers_in_two_processes_and_a_reader() {
    let world = World::new().await;
    let orders = |writers| Orders {
        url: world.db.url(),
        key: world.key.to_hex().to_string(),
        seed: SEED,
        writers,
    };
    let opened = open_streams(&orders(0..0)).await;

    let signals = Signals::local();
    let (done, is_done) = watch::channel(false);
    let tail = tokio::spawn(tail(world.reader.clone(), signals.clone(), is_done));
    let started = Instant::now();
    let (here, there) = (orders(0..WRITERS / 2), orders(WRITERS / 2..WRITERS));
    let (here, there) = tokio::join!(here.carry_out(signals), there.delegate());
    let took = started.elapsed();
    done.send_replace(true);

    let report = opened.join(here).join(there);
    let seen = tail.await.unwrap();
    let head = world.reader.head().await.unwrap().position;
    assert_eq!(seen.len() as u64, head);
    verify::log_is_dense(&seen);
    let streams = verify::streams_are_gapless(&seen);
    verify::acknowledged_exactly_once(&seen, &report);
    let kept = commands_of_refused(&world, &report).await;
    assert_eq!(kept, 0, "a refused command is remembered as done");
    let repeated = report.acks.iter().filter(|ack| ack.repeated).count();
    println!(
        "{COMMANDS} commands in {took:.1?}: {head} events in {streams} streams, {repeated} \
         repetitions, {} refusals besides reused keys, {} conflicts, {} groups of {:.1} units",
        report.refused.len(),
        report.conflicts,
        report.groups.len(),
        report.groups.iter().sum::<f64>() / report.groups.len() as f64,
    );
}

/// The second process of the test above.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by many_writers_in_two_processes_and_a_reader"]
async fn second_process() {
    process::obey().await;
}

/// Opens every conversation of the run.
async fn open_streams(orders: &Orders) -> Report {
    let store = orders.store(Signals::local()).await;
    let opened = join_all(Stream::all().map(|stream| {
        let key = stream.id(orders.seed).0;
        let store = &store;
        async move {
            let request = request(orders.seed, stream, key, 0);
            let outcome = store.execute(request, vec![start(orders.seed, stream)]).await.unwrap();
            Ack { key, position: outcome.position, repeated: outcome.repeated, events: 1 }
        }
    }));
    Report { acks: opened.await, ..Report::default() }
}

/// Follows the log from its beginning until the writers are done and the head is reached.
async fn tail(
    reader: LogReader,
    signals: Signals,
    done: watch::Receiver<bool>,
) -> Vec<RecordedEvent> {
    let mut seen = Vec::new();
    let mut through = 0;
    loop {
        let last_look = *done.borrow();
        let batch = reader.read(through, 500, &["Conversation"]).await.unwrap();
        if batch.through > through {
            assert_eq!(batch.events.len() as u64, batch.through - through);
            through = batch.through;
            seen.extend(batch.events);
        } else if last_look {
            return seen;
        } else {
            signals.head_beyond(through, Duration::from_millis(100)).await;
        }
    }
}

/// How many refused commands are kept as if they had been carried out.
async fn commands_of_refused(world: &World, report: &Report) -> i64 {
    let keys: HashSet<_> = report.refused.iter().map(|(key, _)| *key).collect();
    sqlx::query_scalar("SELECT count(*) FROM commands WHERE command_id = ANY($1)")
        .bind(keys.into_iter().collect::<Vec<_>>())
        .fetch_one(world.db.admin_pool())
        .await
        .unwrap()
}

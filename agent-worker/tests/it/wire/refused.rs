//! The model's endpoint is refused while many wait, and comes back.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use agent_worker::Config;
use domain::turn::TurnEvent;
use futures::future::join_all;
use llm::Breakers;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::bytes::Answer;
use super::server::Server;
use super::{LONG, Protocol, worker_of};
use crate::support::{Asked, World, day};

/// Far more than all of it takes.
const PATIENCE: Duration = Duration::from_secs(100);

/// Returns once these tries have all ended, by the log.
async fn until_ended(world: &World, config: &Config, asked: &[Asked], attempt: u32) {
    let waiting = async {
        for asked in asked {
            while !has_ended(&world.events(*asked, attempt).await) {
                world.project().await;
                config.signals.head_beyond(u64::MAX, Duration::from_millis(20)).await;
            }
        }
        world.project().await;
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap();
}

fn has_ended(events: &[TurnEvent]) -> bool {
    matches!(events.last(), Some(TurnEvent::TurnCompleted(_) | TurnEvent::TurnFailed(_)))
}

/// What a try ended in: its status, and the kind of its failure.
async fn end(world: &World, asked: Asked, attempt: u32) -> (String, String) {
    let turn = world.turn(asked, attempt).await;
    let word = |field: &str| turn[field].as_str().unwrap_or_default().to_owned();
    (word("status"), word("failure"))
}

#[tokio::test]
async fn while_the_endpoint_is_refused_nothing_is_lost_and_afterwards_all_is_normal() {
    let world = World::new().await;
    world.plan(world.peach, "kitchen", &day(1, "09:00"), &day(1, "17:00")).await;
    // A free port, at which nobody listens.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let url = format!("http://{address}");
    let config = Config {
        breakers: Arc::new(Breakers::new(3, Duration::from_millis(100))),
        ..worker_of(&world, &url, Protocol::Gemini, LONG).await
    };
    let stop = CancellationToken::new();
    let running = tokio::spawn(agent_worker::run(config.clone(), stop.clone()));

    // Two waves; the second meets a breaker that is open already.
    let mut asked = Vec::new();
    for _ in 0..2 {
        let wave = join_all((0..12).map(|_| world.ask("Hello"))).await;
        let known = world.ask("Who works tomorrow at 10?").await;
        until_ended(&world, &config, &wave, 1).await;
        until_ended(&world, &config, &[known], 1).await;
        let told = world.reply(known).await;
        assert!(told["text"].as_str().unwrap().starts_with("Without AI: On shift"), "{told}");
        asked.extend(wave);
    }
    for one in &asked {
        let (status, failure) = end(&world, *one, 1).await;
        assert_eq!(status, "failed");
        assert!(["transport", "down"].contains(&failure.as_str()), "{failure}");
        assert!(world.replies(*one).await.is_empty());
        assert!(!world.failures(*one).await.is_empty(), "the record says why");
    }
    let down = join_all(asked.iter().map(|one| end(&world, *one, 1))).await;
    assert!(down.iter().any(|(_, failure)| failure == "down"), "the breaker spared the endpoint");

    // It is back. The first one through closes the breaker; nobody restarts anything.
    let back = Server::start_at(&address, Protocol::Gemini, vec![Answer::Say("Hello!"); 50]).await;
    let (first, others) = asked.split_first().unwrap();
    let mut attempt = 2;
    loop {
        world.retry(*first, attempt).await;
        until_ended(&world, &config, &[*first], attempt).await;
        if end(&world, *first, attempt).await.0 == "completed" {
            break;
        }
        attempt += 1;
    }
    for one in others {
        world.retry(*one, 2).await;
    }
    until_ended(&world, &config, others, 2).await;
    let fresh = world.ask("Hello").await;
    until_ended(&world, &config, &[fresh], 1).await;
    stop.cancel();
    running.await.unwrap().unwrap();

    for one in asked.iter().chain([&fresh]) {
        assert_eq!(world.reply(*one).await["text"], json!("Hello!"));
    }
    assert!(world.failures(fresh).await.is_empty());
    assert_eq!(back.requests().len(), asked.len() + 1, "one call each: nothing was done twice");
}

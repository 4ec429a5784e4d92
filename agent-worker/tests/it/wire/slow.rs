//! Answers that take their time.

use std::time::Duration;

use serde_json::json;

use super::bytes::{Answer, End as Ends};
use super::{BOTH, End, LONG, Row, play, worker};
use crate::support::World;
use crate::wire::server::Server;

#[tokio::test]
async fn a_slow_answer_is_an_answer() {
    let words = "This comes word by word.";
    play(|| {
        let drip = Answer::Drip(words, Duration::from_millis(20));
        vec![Row::new("tokens one by one", vec![drip], &[], End::Reply(words))]
    })
    .await;
}

#[tokio::test]
async fn silence_is_a_failed_attempt() {
    play(|| {
        let silent = Answer::Stops(Ends::Silence);
        let end = End::Reply("Hello!");
        let row = Row::new("silence in the middle", vec![silent], &[("timeout", true)], end);
        vec![Row { idle: Duration::from_secs(2), ..row }]
    })
    .await;
}

/// Each word comes in time, and the whole does not: the turn's own deadline ends it.
#[tokio::test]
async fn an_answer_that_never_ends_is_ended() {
    let world = World::new().await;
    let words: &'static str = Box::leak("and so on ".repeat(500).into_boxed_str());
    for protocol in BOTH {
        let asked = world.ask("Hello").await;
        let drip = Answer::Drip(words, Duration::from_millis(20));
        let server = Server::start(protocol, [drip]).await;
        let mut config = worker(&world, &server, protocol, LONG).await;
        config.turn_deadline = Duration::from_millis(600);
        world.run_as(config).await;
        assert_eq!(world.turn(asked, 1).await["failure"], "timeout");
        let failures = world.failures(asked).await;
        assert_eq!((failures.len(), failures[0].retry_in_ms), (1, None), "no time is left");
        assert!(world.replies(asked).await.is_empty());
        world.retry(asked, 2).await;
        server.push([Answer::Say("Hello!")]);
        world.run_as(worker(&world, &server, protocol, LONG).await).await;
        assert_eq!(world.reply(asked).await["text"], json!("Hello!"));
    }
}

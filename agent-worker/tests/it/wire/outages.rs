//! Failures before or in the middle of an answer.

use std::time::Duration;

use super::bytes::{Answer, End as Ends};
use super::{BOTH, End, LONG, Row, play, worker};
use crate::support::World;
use crate::wire::server::Server;

const HELLO: End = End::Reply("Hello!");

#[tokio::test]
async fn what_passes_is_tried_again() {
    play(|| {
        vec![
            Row::new(
                "429 with RetryInfo",
                vec![Answer::Limited(Duration::from_millis(40))],
                &[("rate-limited", true)],
                HELLO,
            ),
            Row::new("500", vec![Answer::Status(500)], &[("internal", true)], HELLO),
            Row::new("503 twice", vec![Answer::Status(503); 2], &[("overloaded", true); 2], HELLO),
            Row::new(
                "an error in mid-stream",
                vec![Answer::MidStream],
                &[("mid-stream", true)],
                HELLO,
            ),
            Row::new(
                "a stream that ends too early",
                vec![Answer::Stops(Ends::Close)],
                &[("incomplete", true)],
                HELLO,
            ),
            Row::new(
                "a connection that breaks",
                vec![Answer::Stops(Ends::Cut)],
                &[("incomplete", true)],
                HELLO,
            ),
        ]
    })
    .await;
}

#[tokio::test]
async fn what_does_not_pass_ends_the_turn() {
    const STORM: &[(&str, bool)] =
        &[("overloaded", true), ("overloaded", true), ("overloaded", false)];
    const BROKEN: &[(&str, bool)] =
        &[("mid-stream", true), ("mid-stream", true), ("mid-stream", false)];
    play(|| {
        vec![
            Row::new(
                "a quota per day",
                vec![Answer::UsedUp],
                &[("quota-exhausted", false)],
                End::Failure("quota-exhausted"),
            ),
            Row::new(
                "a storm of 503",
                vec![Answer::Status(503); 3],
                STORM,
                End::Failure("overloaded"),
            ),
            Row::new(
                "errors in mid-stream, again and again",
                vec![Answer::MidStream; 3],
                BROKEN,
                End::Failure("mid-stream"),
            ),
            Row::new(
                "the key is refused",
                vec![Answer::Status(401)],
                &[("unauthorized", false)],
                End::Failure("unauthorized"),
            ),
            Row::new(
                "the model is gone",
                vec![Answer::Status(404)],
                &[("not-found", false)],
                End::Failure("not-found"),
            ),
        ]
    })
    .await;
}

#[tokio::test]
async fn the_wait_that_was_asked_for_is_kept() {
    let world = World::new().await;
    for protocol in BOTH {
        let asked = world.ask("Hello").await;
        let answers = [Answer::Limited(Duration::from_millis(120)), Answer::Say("Hello!")];
        let server = Server::start(protocol, answers).await;
        world.run_as(worker(&world, &server, protocol, LONG).await).await;
        let failures = world.failures(asked).await;
        assert!(failures[0].retry_in_ms.unwrap() >= 120, "{failures:?}");
        assert_eq!(world.reply(asked).await["text"], "Hello!");
    }
}

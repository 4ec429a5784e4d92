//! Answers under status 200 that are no use.

use serde_json::json;

use super::bytes::Answer;
use super::{End, LONG, Protocol, Row, play, tell_peach, worker};
use crate::support::World;
use crate::wire::server::Server;

const HELLO: End = End::Reply("Hello!");

#[tokio::test]
async fn what_cannot_be_used_is_asked_for_again() {
    play(|| {
        vec![
            Row::new("an empty STOP", vec![Answer::Empty], &[("empty", true)], HELLO),
            Row::new(
                "MALFORMED_FUNCTION_CALL",
                vec![Answer::Malformed],
                &[("malformed", true)],
                HELLO,
            ),
            Row::new(
                "MAX_TOKENS in the arguments of a call",
                vec![Answer::CutCall],
                &[("malformed", true)],
                HELLO,
            ),
            Row::new(
                "arguments that are no object",
                vec![Answer::Call("find_on_shift", json!([1]))],
                &[("malformed", true)],
                HELLO,
            ),
            Row::new(
                "both, one after the other",
                vec![Answer::Empty, Answer::Malformed],
                &[("empty", true), ("malformed", true)],
                HELLO,
            ),
            Row::new(
                "MAX_TOKENS in the words",
                vec![Answer::CutWords("The bins are emptied on")],
                &[],
                End::Reply("The bins are emptied on"),
            ),
        ]
    })
    .await;
}

#[tokio::test]
async fn what_stays_useless_ends_the_turn() {
    const THRICE: &[(&str, bool)] =
        &[("malformed", true), ("malformed", true), ("malformed", false)];
    play(|| {
        vec![
            Row::new(
                "calls that nobody can read",
                vec![Answer::Malformed; 3],
                THRICE,
                End::Failure("malformed"),
            ),
            Row::new(
                "a SAFETY block",
                vec![Answer::Blocked],
                &[("blocked", false)],
                End::Failure("blocked"),
            ),
            Row::new(
                "a signature that is missing",
                vec![Answer::NoSignature],
                &[("invalid-request", false)],
                End::Failure("invalid-request"),
            ),
        ]
    })
    .await;
}

#[tokio::test]
async fn a_call_that_came_unsigned_is_sent_back_so_that_it_passes() {
    let world = World::new().await;
    let asked = world.ask("Tell Peach").await;
    let Answer::Call(name, args) = tell_peach() else { panic!("no call") };
    let answers = [Answer::CallUnsigned(name, args), Answer::Say("Hello!")];
    let server = Server::start(Protocol::Gemini, answers).await;
    world.run_as(worker(&world, &server, Protocol::Gemini, LONG).await).await;
    assert_eq!(world.reply(asked).await["text"], "Hello!");
    assert_eq!(world.notices(asked).await.len(), 1);
    let sent_back = &server.requests()[1]["contents"][1]["parts"][0];
    assert_eq!(sent_back["functionCall"]["name"], "notify_user");
    assert_eq!(sent_back["thoughtSignature"], "skip_thought_signature_validator");
}

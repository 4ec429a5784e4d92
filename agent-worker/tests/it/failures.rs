//! Models that fail, and turns that fail with them.

use std::time::Duration;

use llm::testing::{Script, ScriptedModel, response};
use llm::{Finish, ModelError, Part};
use serde_json::json;

use crate::support::{World, text};

fn mid_stream(cause: ModelError) -> ModelError {
    ModelError::MidStream { status: "UNAVAILABLE".to_owned(), cause: Box::new(cause) }
}

fn limited(daily: bool) -> ModelError {
    ModelError::RateLimited { retry_after: Some(Duration::from_millis(2)), daily }
}

#[tokio::test]
async fn what_may_pass_is_tried_again_and_recorded() {
    let world = World::new().await;
    let malformed = ModelError::Malformed { reason: "MALFORMED_FUNCTION_CALL".to_owned() };
    let transport = ModelError::Transport { reason: "reset".to_owned() };
    let after_words =
        Script::FailAfter(vec!["Half a".to_owned()], mid_stream(ModelError::Overloaded));
    let unread = Script::Respond(response(vec![], Finish::Stop));
    for (script, kind) in [
        (Script::Fail(limited(false)), "rate-limited"),
        (Script::Fail(ModelError::Overloaded), "overloaded"),
        (Script::Fail(ModelError::Internal), "internal"),
        (Script::Fail(ModelError::Timeout), "timeout"),
        (Script::Fail(transport), "transport"),
        (Script::Fail(malformed), "malformed"),
        (unread, "empty"),
        (Script::Fail(ModelError::Incomplete), "incomplete"),
        (after_words, "mid-stream"),
        (Script::Respond(response(vec![Part::text("a\u{0}b")], Finish::Stop)), "malformed"),
    ] {
        let asked = world.ask("Hello").await;
        world.run(&ScriptedModel::new([script, text("Hello!")])).await;
        assert_eq!(world.reply(asked).await["text"], "Hello!", "{kind}");
        let failures = world.failures(asked).await;
        assert_eq!(failures.len(), 1, "{kind}");
        assert_eq!((failures[0].kind.as_str(), failures[0].attempt), (kind, 1));
        assert!(failures[0].retry_in_ms.is_some(), "{kind}");
    }
}

#[tokio::test]
async fn what_cannot_pass_ends_the_turn_until_the_member_tries_again() {
    let world = World::new().await;
    let blocked = ModelError::Blocked { reason: "SAFETY".to_owned() };
    let invalid = ModelError::InvalidRequest { message: "no".to_owned() };
    for (error, kind) in [
        (limited(true), "quota-exhausted"),
        (invalid, "invalid-request"),
        (ModelError::Unauthorized, "unauthorized"),
        (ModelError::NotFound, "not-found"),
        (blocked, "blocked"),
        (mid_stream(ModelError::Unauthorized), "mid-stream"),
    ] {
        let asked = world.ask("Hello").await;
        world.run(&ScriptedModel::new([Script::Fail(error)])).await;
        let turn = world.turn(asked, 1).await;
        assert_eq!((&turn["status"], &turn["failure"]), (&json!("failed"), &json!(kind)));
        let failures = world.failures(asked).await;
        assert_eq!((failures.len(), failures[0].retry_in_ms), (1, None), "{kind}");
        assert!(world.replies(asked).await.is_empty());

        let idle = ScriptedModel::new([]);
        world.run(&idle).await;
        assert!(idle.requests().is_empty(), "a turn that failed waits for its member");
        world.retry(asked, 2).await;
        world.run(&ScriptedModel::new([text("Hello again!")])).await;
        assert_eq!(world.reply(asked).await["text"], "Hello again!", "{kind}");
        assert_eq!(world.turn(asked, 2).await["status"], "completed");
    }
}

#[tokio::test]
async fn attempts_are_bounded() {
    let world = World::new().await;
    let asked = world.ask("Hello").await;
    let model = ScriptedModel::new((0..9).map(|_| Script::Fail(ModelError::Overloaded)));
    world.run(&model).await;
    assert_eq!(world.turn(asked, 1).await["failure"], "overloaded");
    let attempts: Vec<_> =
        world.failures(asked).await.iter().map(|f| (f.attempt, f.retry_in_ms.is_some())).collect();
    assert_eq!(attempts, [(1, true), (2, true), (3, false)]);
    assert_eq!(model.remaining(), 6);
}

#[tokio::test]
async fn a_failed_turn_holds_up_no_later_one() {
    let world = World::new().await;
    let first = world.ask("one").await;
    let second = world.ask_in(first.conversation, "two").await;
    let model = ScriptedModel::new([Script::Fail(ModelError::Unauthorized), text("B.")]);
    world.run(&model).await;
    assert_eq!(world.turn(first, 1).await["status"], "failed");
    assert_eq!(world.reply(second).await["text"], "B.");
    // The retried first turn knows nothing of what came after it.
    world.retry(first, 2).await;
    let model = ScriptedModel::new([text("A.")]);
    world.run(&model).await;
    assert_eq!(world.reply(first).await["text"], "A.");
    assert_eq!(model.requests()[0].messages.len(), 1);
}

#[tokio::test]
async fn a_turn_has_a_deadline() {
    let world = World::new().await;
    let hanging = world.ask("Hello").await;
    let waiting = world.ask("Hello").await;
    let patient =
        ModelError::RateLimited { retry_after: Some(Duration::from_secs(200)), daily: false };
    let model = ScriptedModel::new([Script::Hang(vec!["I".to_owned()]), Script::Fail(patient)]);
    let mut config = world.worker(model).await;
    config.turn_deadline = Duration::from_millis(400);
    world.run_as(config).await;
    assert_eq!(world.turn(hanging, 1).await["failure"], "timeout");
    assert_eq!(world.turn(waiting, 1).await["failure"], "rate-limited", "not waited for in vain");
}

#[tokio::test]
async fn a_turn_over_which_workers_die_is_given_up() {
    let world = World::new().await;
    let asked = world.ask("Hello").await;
    world.project().await;
    let config = world.worker(ScriptedModel::new([])).await;
    let turn = domain::TurnId::of(asked.message, 1).0;
    for _ in 0..6 {
        // Each takes the lease, begins, and is never heard of again.
        let lease = eventing::lease::ConversationLease::acquire(
            &config.database,
            world.tenant,
            asked.conversation,
            uuid::Uuid::now_v7(),
            Duration::from_secs(60),
        );
        let lease = lease.await.unwrap().unwrap();
        lease.renew(&config.database, Duration::from_secs(60), turn).await.unwrap();
        world.expire_leases().await;
    }
    world.run_as(config).await;
    assert_eq!(world.turn(asked, 1).await["failure"], "worker-crashed");
}

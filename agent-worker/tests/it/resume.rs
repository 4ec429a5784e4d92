//! A turn goes on from what is recorded of it, wherever the last worker left it.

use domain::turn::TurnEvent;
use llm::ModelError;
use llm::testing::{Script, ScriptedModel};
use serde_json::json;

use crate::support::{World, day, notify, search, text};

/// The steps of a turn; `who` tells the worlds apart in which they were said.
fn scripts(who: &str) -> Vec<Script> {
    let lookups = [
        ("a".to_owned(), "search_knowledge".to_owned(), json!({"query": who})),
        ("b".to_owned(), "find_on_shift".to_owned(), json!({"at": day(1, "10:00")})),
    ];
    let tell = json!({"text": format!("From {who}."), "on_shift_at": day(1, "10:00")});
    vec![Script::tool_calls(lookups), notify(tell), text(&format!("Said by {who}."))]
}

async fn refuse_events_of_turns_beyond(world: &World, sequence: i64) {
    sqlx::query("UPDATE test_limit SET n = $1")
        .bind(sequence)
        .execute(world.db.admin_pool())
        .await
        .unwrap();
}

/// A store that stops after some events, as if the worker had died just then.
async fn make_refusable(world: &World) {
    sqlx::raw_sql(
        "CREATE TABLE test_limit (n bigint NOT NULL); \
         INSERT INTO test_limit VALUES (1000); \
         GRANT SELECT ON test_limit TO PUBLIC; \
         CREATE FUNCTION test_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
           IF NEW.aggregate_type = 'Turn' AND NEW.sequence > (SELECT n FROM test_limit) THEN \
             RAISE EXCEPTION 'the worker is gone'; \
           END IF; \
           RETURN NEW; END $$; \
         CREATE TRIGGER test_refuse BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION test_refuse();",
    )
    .execute(world.db.admin_pool())
    .await
    .unwrap();
}

#[tokio::test]
async fn from_every_prefix_of_its_record_a_turn_ends_the_same() {
    let world = World::new().await;
    world.plan(world.peach, "kitchen", &day(1, "09:00"), &day(1, "17:00")).await;
    make_refusable(&world).await;
    // Started, context, failed attempt, responded, two answers, responded, answer with
    // the action, responded, completed.
    let length = 10;
    for recorded in 0..=length {
        let asked = world.ask("A delivery comes tomorrow at 10").await;
        let overloaded = Script::Fail(ModelError::Overloaded);
        let first = ScriptedModel::new([overloaded].into_iter().chain(scripts("one")));
        world.project().await;
        refuse_events_of_turns_beyond(&world, recorded).await;
        let end = agent_worker::run_until_idle(world.worker(first).await).await;
        assert_eq!(end.is_ok(), recorded == length, "{recorded}: {end:?}");
        let events = world.events(asked, 1).await;
        assert_eq!(events.len() as i64, recorded);
        let responded = |event: &&TurnEvent| matches!(event, TurnEvent::ModelResponded(_));
        let known = events.iter().filter(responded).count();

        refuse_events_of_turns_beyond(&world, 1000).await;
        let second = ScriptedModel::new(scripts("two").into_iter().skip(known));
        world.run(&second).await;

        assert_eq!(
            second.requests().len(),
            3 - known,
            "{recorded}: recorded steps are not asked again"
        );
        let said_by = |step| if known > step { "one" } else { "two" };
        let notices = world.notices(asked).await;
        assert_eq!(notices.len(), 1, "{recorded}");
        assert_eq!(notices[0]["text"], format!("From {}.", said_by(1)));
        assert_eq!(world.actions(asked).await.len(), 1, "{recorded}");
        assert_eq!(world.reply(asked).await["text"], format!("Said by {}.", said_by(2)));
        assert_eq!(world.events(asked, 1).await[..events.len()], events[..], "{recorded}");
    }
}

#[tokio::test]
async fn a_resumed_turn_sends_the_same_request() {
    let world = World::new().await;
    make_refusable(&world).await;
    let asked = world.ask("ovens").await;
    world.project().await;
    refuse_events_of_turns_beyond(&world, 2).await;
    let first = ScriptedModel::new([search("bins")]);
    agent_worker::run_until_idle(world.worker(first.clone()).await).await.unwrap_err();
    refuse_events_of_turns_beyond(&world, 1000).await;
    let second = ScriptedModel::new([text("Yes.")]);
    world.run(&second).await;
    world.reply(asked).await;
    assert_eq!(first.requests(), second.requests());
}

#[tokio::test]
async fn a_wait_that_was_agreed_is_not_begun_anew() {
    let world = World::new().await;
    make_refusable(&world).await;
    let asked = world.ask("ovens").await;
    world.project().await;
    refuse_events_of_turns_beyond(&world, 3).await;
    let first = ScriptedModel::new([Script::Fail(ModelError::Overloaded), text("Never.")]);
    agent_worker::run_until_idle(world.worker(first).await).await.unwrap_err();
    // Nine seconds later ten would have been waited.
    sqlx::raw_sql(
        "ALTER TABLE events DISABLE TRIGGER USER; \
         UPDATE events SET payload = jsonb_set(payload::jsonb, '{ModelAttemptFailed,retry_in_ms}', '3600000')::json, \
           metadata = jsonb_set(metadata::jsonb, '{occurred_at}', '\"2020-01-01T00:00:00Z\"')::json \
         WHERE event_type = 'ModelAttemptFailed'; \
         ALTER TABLE events ENABLE TRIGGER USER;",
    )
    .execute(world.db.admin_pool())
    .await
    .unwrap();
    refuse_events_of_turns_beyond(&world, 1000).await;
    let failures = world.failures(asked).await;
    assert_eq!(failures[0].retry_in_ms, Some(3_600_000));
    world.run(&ScriptedModel::new([text("Soon.")])).await;
    assert_eq!(world.reply(asked).await["text"], "Soon.");
}

#[tokio::test]
async fn what_was_erased_meanwhile_ends_the_turn_and_holds_up_no_other() {
    let world = World::new().await;
    world.plan(world.peach, "kitchen", &day(1, "09:00"), &day(1, "17:00")).await;
    make_refusable(&world).await;
    let asked = world.ask("Tell Peach").await;
    world.project().await;
    refuse_events_of_turns_beyond(&world, 3).await;
    let first = ScriptedModel::new([search("bins")]);
    agent_worker::run_until_idle(world.worker(first).await).await.unwrap_err();
    refuse_events_of_turns_beyond(&world, 1000).await;
    world.erase(world.peach).await;
    let after = world.ask_in(asked.conversation, "And now?").await;
    let second = ScriptedModel::new([text("All is well.")]);
    world.run(&second).await;
    let turn = world.turn(asked, 1).await;
    assert_eq!(
        (&turn["status"], &turn["failure"]),
        (&json!("failed"), &json!("record-unreadable"))
    );
    assert!(world.replies(asked).await.is_empty());
    assert_eq!(world.turn(after, 1).await["status"], "failed", "Peach is on shift in its context");
}

#[tokio::test]
async fn an_erased_colleague_in_an_earlier_reply_does_not_end_a_conversation() {
    let world = World::new().await;
    let asked = world.ask("Tell Peach").await;
    let tell = notify(json!({"text": "x", "member": "Peach"}));
    world.run(&ScriptedModel::new([tell, text("Peach is nice.")])).await;
    world.reply(asked).await;
    world.erase(world.peach).await;
    let after = world.ask_in(asked.conversation, "And now?").await;
    let model = ScriptedModel::new([text("All is well.")]);
    world.run(&model).await;
    assert_eq!(world.reply(after).await["text"], "All is well.");
    assert!(!format!("{:?}", model.requests()).contains("Peach is nice"));
}

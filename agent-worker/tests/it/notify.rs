//! Telling the right people.

use domain::turn::TurnEvent;
use llm::testing::ScriptedModel;
use serde_json::json;

use crate::support::{World, day, in_words, notify, text};

#[tokio::test]
async fn whoever_is_on_shift_is_told_in_one_unit_with_a_receipt() {
    let world = World::new().await;
    world.plan(world.peach, "kitchen", &day(1, "09:00"), &day(1, "17:00")).await;
    world.plan(world.luigi, "kitchen", &day(1, "09:00"), &day(1, "17:00")).await;
    world.plan(world.toad, "kitchen", &day(1, "17:00"), &day(1, "23:00")).await;
    let asked = world.ask("A delivery comes tomorrow at 10, but I'm off").await;
    let model = ScriptedModel::new([
        notify(
            json!({"text": "A delivery comes.", "on_shift_at": day(1, "10:00"), "role": "Kitchen"}),
        ),
        text("Thanks for telling me."),
    ]);
    world.run(&model).await;

    let notices = world.notices(asked).await;
    assert_eq!(notices.len(), 1, "neither the asker nor whoever comes later: {notices:#?}");
    assert_eq!(notices[0]["recipient_id"], world.peach.to_string());
    assert_eq!(notices[0]["sender_id"], world.luigi.to_string());
    assert_eq!(notices[0]["text"], "A delivery comes.");
    let reason = format!("on shift {} (kitchen)", in_words(&day(1, "10:00")));
    assert_eq!(notices[0]["reason"], reason.as_str());
    let actions = world.actions(asked).await;
    assert_eq!(actions.len(), 1);
    assert_eq!(actions[0]["status"], "performed");
    assert_eq!(actions[0]["member_id"], world.luigi.to_string());
    let reply = world.reply(asked).await;
    assert_eq!(reply["actions"], json!([actions[0]["action_id"]]));
    let told = world.answers(asked).await.remove(0);
    let told = told.answer.known().unwrap().clone();
    assert_eq!(told["output"]["status"], "performed");
    assert_eq!(told["output"]["recipients"], json!([{"name": "Peach", "reason": reason}]));
    let units: i64 = sqlx::query_scalar(
        "SELECT count(DISTINCT command_id) FROM events WHERE event_type IN \
         ('ToolAnswered', 'ActionRequested', 'ActionPerformed', 'NotificationIssued')",
    )
    .fetch_one(world.db.admin_pool())
    .await
    .unwrap();
    assert_eq!(units, 1, "the action and its effects are one unit");
}

#[tokio::test]
async fn a_shift_over_midnight_counts_on_both_days() {
    let world = World::new().await;
    world.plan(world.toad, "gate", &day(1, "22:00"), &day(2, "06:00")).await;
    let asked = world.ask("The alarm is off").await;
    let when = day(2, "02:00");
    let model = ScriptedModel::new([
        notify(
            json!({"text": "The alarm is off.", "on_shift_at": when, "role": "manager", "urgency": "urgent"}),
        ),
        notify(json!({"text": "Too late.", "on_shift_at": day(2, "06:00")})),
        text("Fine."),
    ]);
    world.run(&model).await;
    let notices = world.notices(asked).await;
    assert_eq!(notices.len(), 1, "a shift ends before its last instant");
    assert_eq!(notices[0]["recipient_id"], world.toad.to_string());
    assert_eq!(notices[0]["urgency"], "urgent");
}

#[tokio::test]
async fn when_nobody_is_meant_the_model_is_told_and_nothing_happens() {
    let world = World::new().await;
    world.plan(world.peach, "kitchen", &day(1, "09:00"), &day(1, "17:00")).await;
    world.remove(world.peach).await;
    let asked = world.ask("Tell somebody").await;
    let calls = [
        json!({"text": "x", "on_shift_at": day(1, "10:00")}),
        json!({"text": "x", "member": "Luigi"}),
        json!({"text": "x", "member": "Peach"}),
        json!({"text": "x"}),
        json!({"text": "x", "on_shift_at": "when the moon is blue"}),
    ];
    let model = ScriptedModel::new(calls.map(notify).into_iter().chain([text("Nobody is there.")]));
    world.run(&model).await;
    let answers = world.answers(asked).await;
    let errors: Vec<_> = answers
        .iter()
        .map(|answered| answered.answer.known().unwrap()["error"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(errors[0], format!("nobody else is on shift {}", in_words(&day(1, "10:00"))));
    assert_eq!(errors[1], "that is the member who is asking");
    assert_eq!(errors[2], "nobody here is called Peach");
    assert_eq!(errors[3], "say who: on_shift_at, role or member");
    assert!(errors[4].starts_with("cannot tell when"), "{}", errors[4]);
    assert!(world.actions(asked).await.is_empty());
    assert!(world.notices(asked).await.is_empty());
    assert_eq!(world.reply(asked).await["text"], "Nobody is there.");
}

#[tokio::test]
async fn the_roster_tells_who_is_on_and_who_is_off() {
    let world = World::new().await;
    world.plan(world.peach, "kitchen", &day(1, "09:00"), &day(1, "17:00")).await;
    world.plan(world.toad, "bar", &day(1, "09:00"), &day(1, "17:00")).await;
    let asked = world.ask("Who cooks tomorrow at ten?").await;
    let find = |args| llm::testing::Script::tool_call("f", "find_on_shift", args);
    let model = ScriptedModel::new([
        find(json!({"at": day(1, "10:00"), "role": "kitchen"})),
        find(json!({"from": "tomorrow", "to": "in 60 days"})),
        text("Peach."),
    ]);
    world.run(&model).await;
    let answers = world.answers(asked).await;
    let output = &answers[0].answer.known().unwrap()["output"];
    assert_eq!(output["at"], in_words(&day(1, "10:00")).as_str());
    assert_eq!(output["on_shift"].as_array().unwrap().len(), 1);
    assert_eq!(output["on_shift"][0]["name"], "Peach");
    assert_eq!(output["off"], json!(["Luigi", "Mario"]), "Toad works, if not as a cook");
    let refused = answers[1].answer.known().unwrap()["error"].as_str().unwrap();
    assert!(refused.contains("at most 31 days"), "{refused}");
    // What was read names everybody: so does what is derived from it.
    let events = world.events(asked, 1).await;
    let TurnEvent::ModelResponded(last) = &events[events.len() - 2] else { panic!("{events:?}") };
    assert!(last.response.about().contains(&world.mario));
}

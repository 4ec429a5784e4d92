//! Setting reminders for those who ask.

use chrono::{DateTime, TimeDelta, Utc};
use domain::ReminderId;
use domain::reminder::Reminder;
use domain::tenant::Policy;
use llm::testing::{Script, ScriptedModel};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Asked, World, day, in_words, text};

fn remind(args: Value) -> Script {
    Script::tool_call("r", "schedule_reminder", args)
}

/// Luigi asks, and the model calls with these arguments.
async fn call(world: &World, args: Value) -> Asked {
    let asked = world.ask("Remind me to order flour tomorrow at 10").await;
    world.run(&ScriptedModel::new([remind(args), text("Very well.")])).await;
    asked
}

/// What the tool answered.
async fn told(world: &World, asked: Asked) -> Value {
    world.answers(asked).await.remove(0).answer.known().unwrap().clone()
}

#[tokio::test]
async fn a_reminder_is_set_in_one_unit_and_fires_at_its_moment() {
    let world = World::new().await;
    let asked = call(&world, json!({"text": "Order flour.", "when": day(1, "10:00")})).await;
    let words = in_words(&day(1, "10:00"));

    let action = world.actions(asked).await.remove(0);
    assert_eq!(action["status"], "performed");
    assert_eq!(action["preview"]["kind"], "schedule_reminder");
    assert_eq!(action["preview"]["local_time"], words.as_str());
    assert_eq!(action["preview"]["own"], true);
    assert_eq!(world.reply(asked).await["actions"], json!([action["action_id"]]));
    let output = told(&world, asked).await["output"].clone();
    assert_eq!((&output["reminds"], &output["at"]), (&json!("Luigi"), &json!(words)));
    let units: i64 = sqlx::query_scalar(
        "SELECT count(DISTINCT command_id) FROM events WHERE event_type IN \
         ('ToolAnswered', 'ActionRequested', 'ActionPerformed', 'ReminderScheduled')",
    )
    .fetch_one(world.db.admin_pool())
    .await
    .unwrap();
    assert_eq!(units, 1, "the action and its effect are one unit");

    let due: DateTime<Utc> = action["preview"]["due_at"].as_str().unwrap().parse().unwrap();
    assert_eq!(world.fire_at(due - TimeDelta::seconds(1)).await, 0);
    assert_eq!(world.fire_at(due).await, 1);
    let notices = world.notices(asked).await;
    assert_eq!(notices.len(), 1, "{notices:#?}");
    assert_eq!(notices[0]["recipient_id"], world.luigi.to_string());
    assert_eq!(notices[0]["text"], "Order flour.");
    assert_eq!(notices[0]["action_id"], action["action_id"]);
}

#[tokio::test]
async fn one_that_policy_asks_about_is_not_set_before() {
    let world = World::new().await;
    world.policy(Policy::Ask).await;
    let asked = call(&world, json!({"text": "Order flour.", "when": day(1, "10:00")})).await;
    let action = world.actions(asked).await.remove(0);
    let id = action["action_id"].as_str().unwrap().parse::<Uuid>().unwrap();
    assert_eq!(action["status"], "waiting");
    assert_eq!(action["preview"]["local_time"], in_words(&day(1, "10:00")).as_str());
    let reminder = domain::ActionId(id).reminder();
    assert_eq!(state(&world, reminder).await, Reminder::Unknown);
}

#[tokio::test]
async fn others_are_not_reminded_for_a_mere_member() {
    let world = World::new().await;
    let args = json!({"text": "Order flour.", "when": day(1, "10:00"), "member": "Peach"});
    let asked = call(&world, args).await;
    assert!(told(&world, asked).await.to_string().contains("only owners and managers"));
    assert!(world.actions(asked).await.is_empty());
}

#[tokio::test]
async fn a_moment_that_is_past_or_none_sets_nothing_and_tells_the_model_why() {
    let world = World::new().await;
    for (when, why) in [("2020-01-01T10:00", "later than now"), ("tomorrow", "time of day")] {
        let asked = call(&world, json!({"text": "Order flour.", "when": when})).await;
        let answer = told(&world, asked).await.to_string();
        assert!(answer.contains(why), "{when}: {answer}");
        assert!(world.actions(asked).await.is_empty());
    }
}

async fn state(world: &World, reminder: ReminderId) -> Reminder {
    world.store.load::<Reminder>(world.tenant, reminder.0).await.unwrap().aggregate
}

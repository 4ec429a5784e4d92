//! Actions that wait for the member who asked.

use chrono::{DateTime, TimeDelta, Utc};
use domain::tenant::Policy;
use llm::testing::ScriptedModel;
use serde_json::{Value, json};

use crate::support::{Asked, World, notify, text};

/// A turn whose notice to Peach waits; the action's row.
async fn waiting(world: &World) -> (Asked, Value) {
    let asked = world.ask("Tell Peach").await;
    let model =
        ScriptedModel::new([notify(json!({"text": "As previewed.", "member": "Peach"})), text("")]);
    model.push(text("I have notified Peach."));
    world.run(&model).await;
    let actions = world.actions(asked).await;
    assert_eq!(actions.len(), 1);
    assert_eq!(actions[0]["status"], "waiting");
    assert!(world.notices(asked).await.is_empty());
    (asked, actions[0].clone())
}

#[tokio::test]
async fn what_waits_is_not_done_and_not_claimed() {
    let world = World::new().await;
    world.policy(Policy::Ask).await;
    let (asked, action) = waiting(&world).await;
    let reply = world.reply(asked).await;
    assert_eq!(reply["text"], "This needs your approval first:", "the claim is withheld");
    assert_eq!(reply["withheld"], 1);
    assert_eq!(action["preview"]["text"], "As previewed.");
    assert_eq!(action["preview"]["recipients"][0]["member_id"], world.peach.to_string());
    assert!(action["expires_at"].is_string());
    agent_worker::run_until_idle(world.worker(ScriptedModel::new([])).await).await.unwrap();
    world.project().await;
    assert!(world.notices(asked).await.is_empty());
    assert_eq!(world.actions(asked).await[0]["status"], "waiting");
}

#[tokio::test]
async fn a_denied_kind_is_not_even_requested() {
    let world = World::new().await;
    world.policy(Policy::Deny).await;
    let asked = world.ask("Tell Peach").await;
    let model =
        ScriptedModel::new([notify(json!({"text": "x", "member": "Peach"})), text("I may not.")]);
    world.run(&model).await;
    assert!(world.actions(asked).await.is_empty());
    assert!(world.notices(asked).await.is_empty());
    let answer = world.answers(asked).await.remove(0);
    assert_eq!(answer.answer.known().unwrap()["output"]["status"], "denied");
    assert_eq!(world.reply(asked).await["text"], "I may not.");
}

#[tokio::test]
async fn what_nobody_decides_on_expires_once() {
    let world = World::new().await;
    world.policy(Policy::Ask).await;
    let (asked, action) = waiting(&world).await;
    let until: DateTime<Utc> = action["expires_at"].as_str().unwrap().parse().unwrap();
    assert_eq!(world.fire_at(until - TimeDelta::seconds(1)).await, 0);
    assert_eq!(world.fire_at(until).await, 1);
    assert_eq!(world.fire_at(until + TimeDelta::days(1)).await, 0);
    world.project().await;
    let action = &world.actions(asked).await[0];
    assert_eq!(action["status"], "expired");
    assert!(world.notices(asked).await.is_empty());
}

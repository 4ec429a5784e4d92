//! Actions that wait for the member who asked.

use domain::tenant::Policy;
use llm::testing::ScriptedModel;
use serde_json::{Value, json};
use uuid::Uuid;

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

fn id(action: &Value) -> Uuid {
    action["action_id"].as_str().unwrap().parse().unwrap()
}

async fn perform_twice(world: &World) {
    world.project().await;
    let one = agent_worker::run_until_idle(world.worker(ScriptedModel::new([])).await);
    let two = agent_worker::run_until_idle(world.worker(ScriptedModel::new([])).await);
    let (one, two) = tokio::join!(one, two);
    one.unwrap();
    two.unwrap();
    world.project().await;
}

#[tokio::test]
async fn what_was_previewed_is_performed_once() {
    let world = World::new().await;
    world.policy(Policy::Ask).await;
    let (asked, action) = waiting(&world).await;
    let reply = world.reply(asked).await;
    assert_eq!(reply["text"], "This needs your approval first:", "the claim is withheld");
    assert_eq!(reply["withheld"], 1);
    let tag = action["tag"].as_str().unwrap();
    world.approve(id(&action), "another tag").await.unwrap_err();
    world.approve(id(&action), tag).await.unwrap();
    world.approve(id(&action), tag).await.unwrap();
    perform_twice(&world).await;
    perform_twice(&world).await;
    let notices = world.notices(asked).await;
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0]["text"], "As previewed.");
    assert_eq!(notices[0]["recipient_id"], world.peach.to_string());
    assert_eq!(world.actions(asked).await[0]["status"], "performed");
}

#[tokio::test]
async fn what_was_rejected_never_happens() {
    let world = World::new().await;
    world.policy(Policy::Ask).await;
    let (asked, action) = waiting(&world).await;
    world.reject(id(&action)).await;
    perform_twice(&world).await;
    world.approve(id(&action), action["tag"].as_str().unwrap()).await.unwrap_err();
    assert!(world.notices(asked).await.is_empty());
    assert_eq!(world.actions(asked).await[0]["status"], "rejected");
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
async fn rights_and_people_are_checked_again_when_it_is_performed() {
    for (change, failure) in [
        ("policy", "policy-denies"),
        ("recipient", "recipient-removed"),
        ("asker", "member-removed"),
        ("erased", "erased"),
    ] {
        let world = World::new().await;
        world.policy(Policy::Ask).await;
        let (asked, action) = waiting(&world).await;
        world.approve(id(&action), action["tag"].as_str().unwrap()).await.unwrap();
        match change {
            "policy" => world.policy(Policy::Deny).await,
            "recipient" => world.remove(world.peach).await,
            "asker" => world.remove(world.luigi).await,
            _ => world.erase(world.peach).await,
        }
        perform_twice(&world).await;
        assert!(world.notices(asked).await.is_empty(), "{change}");
        let settled = &world.actions(asked).await[0];
        assert_eq!(settled["status"], "failed", "{change}");
        let failure = if change == "erased" { "preview-erased" } else { failure };
        assert_eq!(settled["failure"], failure);
    }
}

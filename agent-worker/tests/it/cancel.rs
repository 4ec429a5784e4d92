//! Turns that nobody wants an answer to any more.

use llm::testing::ScriptedModel;
use serde_json::json;

use crate::support::{Gate, World, notify, text};

#[tokio::test]
async fn a_turn_cancelled_before_it_began_is_never_thought_about() {
    let world = World::new().await;
    let asked = world.ask("Hello").await;
    world.cancel(asked).await;
    let model = ScriptedModel::new([text("Hello!")]);
    // Once from read models that do not know of it yet.
    agent_worker::run_until_idle(world.worker(model.clone()).await).await.unwrap();
    world.run(&model).await;
    assert!(model.requests().is_empty());
    assert!(world.replies(asked).await.is_empty());
    assert_eq!(world.turn(asked, 1).await["status"], "cancelled");
}

#[tokio::test]
async fn a_turn_cancelled_while_the_model_speaks_has_no_reply_and_no_effect() {
    for scripts in [
        vec![text("Hello!")],
        vec![notify(json!({"text": "x", "member": "Peach"})), text("Hello!")],
    ] {
        let world = World::new().await;
        let asked = world.ask("Hello").await;
        world.project().await;
        let gate = Gate::new(scripts);
        let running = tokio::spawn(agent_worker::run_until_idle(world.worker(gate.clone()).await));
        gate.called().await;
        world.cancel(asked).await;
        gate.open();
        running.await.unwrap().unwrap();
        world.project().await;
        assert!(world.replies(asked).await.is_empty());
        assert!(world.notices(asked).await.is_empty());
        assert_eq!(world.turn(asked, 1).await["status"], "cancelled");
        // It can be tried again.
        world.retry(asked, 2).await;
        world.run(&ScriptedModel::new([text("Here I am.")])).await;
        assert_eq!(world.reply(asked).await["text"], "Here I am.");
    }
}

//! Two workers that both believe they hold a conversation.

use llm::testing::Script;
use serde_json::json;

use crate::support::{Gate, World, notify, text};

fn scripts(who: &str) -> [Script; 2] {
    let tell = json!({"text": format!("From {who}."), "member": "Peach"});
    [notify(tell), text(&format!("Said by {who}."))]
}

#[tokio::test]
async fn two_workers_on_one_turn_give_one_reply_and_one_notice() {
    let world = World::new().await;
    for _ in 0..5 {
        let asked = world.ask("Tell Peach").await;
        world.project().await;
        let (one, two) = (Gate::new(scripts("one")), Gate::new(scripts("two")));
        let first = tokio::spawn(agent_worker::run_until_idle(world.worker(one.clone()).await));
        one.called().await;
        // The first one is paused beyond its lease.
        world.expire_leases().await;
        let second = tokio::spawn(agent_worker::run_until_idle(world.worker(two.clone()).await));
        two.called().await;
        one.open();
        two.open();
        first.await.unwrap().unwrap();
        second.await.unwrap().unwrap();
        world.project().await;

        let reply = world.reply(asked).await;
        let notices = world.notices(asked).await;
        assert_eq!(notices.len(), 1, "{notices:#?}");
        assert_eq!(world.actions(asked).await.len(), 1);
        assert_eq!(world.turn(asked, 1).await["status"], "completed");
        assert!(reply["text"].as_str().unwrap().starts_with("Said by "));
    }
}

#[tokio::test]
async fn a_worker_that_wakes_after_the_other_is_done_adds_nothing() {
    let world = World::new().await;
    let asked = world.ask("Tell Peach").await;
    world.project().await;
    let (one, two) = (Gate::new(scripts("one")), Gate::new(scripts("two")));
    let first = tokio::spawn(agent_worker::run_until_idle(world.worker(one.clone()).await));
    one.called().await;
    world.expire_leases().await;
    two.open();
    agent_worker::run_until_idle(world.worker(two.clone()).await).await.unwrap();
    let recorded = world.events(asked, 1).await;
    one.open();
    first.await.unwrap().unwrap();
    world.project().await;

    assert_eq!(world.events(asked, 1).await, recorded);
    assert_eq!(world.reply(asked).await["text"], "Said by two.");
    assert_eq!(world.notices(asked).await[0]["text"], "From two.");
    assert_eq!(one.model.requests().len(), 1);
}

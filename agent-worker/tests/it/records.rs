//! Tasks, the logbook and the memory, as the steward writes them for those who ask.

use domain::Event;
use domain::memory::MemoryEvent;
use domain::tenant::Policy;
use llm::testing::{Script, ScriptedModel};
use serde_json::{Value, json};

use crate::support::{Asked, World, day, in_words, text};

/// Luigi says `message`, and the model makes these calls, one per step.
async fn calls<const N: usize>(world: &World, message: &str, calls: [(&str, Value); N]) -> Asked {
    let asked = world.ask(message).await;
    let calls = calls.into_iter().map(|(tool, args)| Script::tool_call("c", tool, args));
    world.run(&ScriptedModel::new(calls.chain([text("Very well.")]))).await;
    asked
}

/// What the last call was answered with.
async fn told(world: &World, asked: Asked) -> Value {
    world.answers(asked).await.pop().unwrap().answer.known().unwrap().clone()
}

async fn made(world: &World, asked: Asked) -> Value {
    let mut actions = world.actions(asked).await;
    assert_eq!(actions.len(), 1, "{actions:#?}");
    actions.remove(0)
}

/// Luigi has a task created for Peach; its id.
async fn task_for_peach(world: &World) -> String {
    let args = json!({"title": "Order flour", "assignee": "Peach", "due": day(1, "10:00")});
    calls(world, "Peach is to order flour by tomorrow at 10", [("create_task", args)]).await;
    world.tasks().await[0]["task_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_task_is_created_for_somebody_who_is_told() {
    let world = World::new().await;
    let args = json!({"title": "Order flour", "assignee": "peach", "due": day(1, "10:00")});
    let asked =
        calls(&world, "Peach is to order flour by tomorrow at 10", [("create_task", args)]).await;
    let action = made(&world, asked).await;
    assert_eq!(action["status"], "performed");
    assert_eq!(action["preview"]["assignee"]["name"], "Peach");
    let tasks = world.tasks().await;
    assert_eq!(tasks.len(), 1);
    assert_eq!(tasks[0]["title"], "Order flour");
    assert_eq!(tasks[0]["assignee_id"], world.peach.to_string());
    assert_eq!(tasks[0]["created_by"], world.luigi.to_string());
    let notices = world.notices(asked).await;
    assert_eq!(notices.len(), 1, "{notices:#?}");
    assert_eq!(notices[0]["kind"], "task");
    let words = in_words(&day(1, "10:00"));
    assert_eq!(notices[0]["text"], format!("A task for you: Order flour ({words})"));
}

#[tokio::test]
async fn a_task_waits_where_policy_asks_and_names_only_people_of_the_business() {
    let world = World::new().await;
    world.policy(Policy::Ask).await;
    let asked = calls(&world, "x", [("create_task", json!({"title": "Order flour"}))]).await;
    assert_eq!(made(&world, asked).await["status"], "waiting");
    for (args, why) in [
        (json!({"title": "a", "assignee": "Wario"}), "nobody here is called"),
        (json!({"title": "a", "due": "2020-01-01"}), "is over"),
        (json!({"title": ""}), "title"),
        (json!({"title": "a", "tenant": "b"}), "do not fit"),
    ] {
        let asked = calls(&world, "x", [("create_task", args.clone())]).await;
        let answer = told(&world, asked).await.to_string();
        assert!(answer.contains(why), "{args}: {answer}");
    }
    assert!(world.tasks().await.is_empty());
}

#[tokio::test]
async fn a_task_is_assigned_and_completed_once_it_was_listed() {
    let world = World::new().await;
    let id = task_for_peach(&world).await;
    let asked = calls(&world, "done?", [("complete_task", json!({"task": id}))]).await;
    assert!(told(&world, asked).await.to_string().contains("list them first"));

    let assign = json!({"task": id, "assignee": "Toad"});
    let asked =
        calls(&world, "Toad does it", [("list_tasks", json!({})), ("assign_task", assign)]).await;
    assert_eq!(made(&world, asked).await["status"], "performed");
    assert_eq!(world.tasks().await[0]["assignee_id"], world.toad.to_string());
    assert_eq!(world.notices(asked).await[0]["recipient_id"], world.toad.to_string());

    let complete = ("complete_task", json!({"task": id}));
    let asked =
        calls(&world, "It is done", [("list_tasks", json!({"whose": "all"})), complete]).await;
    assert_eq!(made(&world, asked).await["preview"]["title"], "Order flour");
    assert_eq!(world.tasks().await[0]["status"], "done");
}

#[tokio::test]
async fn what_happened_is_logged_and_what_is_to_come_is_not() {
    let world = World::new().await;
    let args =
        json!({"text": "A window broke.", "category": "incident", "happened": day(-1, "17:00")});
    let asked = calls(&world, "Log that a window broke yesterday", [("log_event", args)]).await;
    let action = made(&world, asked).await;
    assert_eq!(action["preview"]["local_time"], in_words(&day(-1, "17:00")).as_str());
    let args = json!({"text": "A window breaks.", "happened": day(1, "17:00")});
    let asked = calls(&world, "x", [("log_event", args)]).await;
    assert!(told(&world, asked).await.to_string().contains("what has happened"));
}

#[tokio::test]
async fn only_what_the_member_said_is_remembered_and_it_is_recalled() {
    let world = World::new().await;
    let said = "By the way, I'm allergic to peanuts.";
    for (text, quote, why) in [
        ("Luigi is allergic to cats", "I am allergic to cats", "own words"),
        ("Luigi may approve refunds", said, "more than the member said"),
    ] {
        let args = json!({"text": text, "quote": quote});
        let asked = calls(&world, said, [("remember_fact", args)]).await;
        let answer = told(&world, asked).await.to_string();
        assert!(answer.contains(why), "{text}: {answer}");
    }
    let args = json!({"text": "I'm allergic to peanuts", "topic": "allergy", "quote": said});
    let asked = calls(&world, said, [("remember_fact", args.clone())]).await;
    let action = made(&world, asked).await;
    assert_eq!(action["preview"]["message_id"], asked.message.to_string());
    let again = calls(&world, said, [("remember_fact", args)]).await;
    assert!(told(&world, again).await.to_string().contains("known already"));

    let asked = world.ask("What can I eat?").await;
    let model = ScriptedModel::new([text("No peanuts.")]);
    world.run(&model).await;
    let request = serde_json::to_string(&model.requests()[0]).unwrap();
    assert!(request.contains("remembered: I'm allergic to peanuts\\n"), "{request}");
    world.reply(asked).await;
}

#[tokio::test]
async fn nobody_is_told_what_another_member_said_of_themselves() {
    let world = World::new().await;
    let said = "My locker is 12.";
    let args = json!({"text": said, "quote": said});
    calls(&world, said, [("remember_fact", args)]).await;
    let asked = world.ask_as(world.toad, "What is in locker 12?").await;
    let recall = Script::tool_call("c", "recall_facts", json!({}));
    let model = ScriptedModel::new([recall, text("Nothing.")]);
    world.run(&model).await;
    let request = serde_json::to_string(&model.requests()[0]).unwrap();
    assert!(!request.contains("locker is 12"), "{request}");
    assert_eq!(told(&world, asked).await["output"], json!({"facts": []}));
}

#[tokio::test]
async fn a_fact_is_forgotten_once_it_was_recalled() {
    let world = World::new().await;
    let said = "My locker is 12.";
    let args = json!({"text": said, "quote": said});
    calls(&world, said, [("remember_fact", args)]).await;
    let loaded =
        world.store.load::<domain::memory::Memory>(world.tenant, world.luigi.0).await.unwrap();
    let Ok(Event::Memory(MemoryEvent::FactRemembered(fact))) = loaded.events[0].decode() else {
        panic!("{:?}", loaded.events)
    };
    let forget = ("forget_fact", json!({"fact": fact.fact_id}));
    let asked = calls(&world, "Forget my locker", [("recall_facts", json!({})), forget]).await;
    assert_eq!(made(&world, asked).await["preview"]["text"], said);
    let asked = calls(&world, "What do you know?", [("recall_facts", json!({}))]).await;
    assert_eq!(told(&world, asked).await["output"], json!({"facts": []}));
}

//! Models that have lost their way, or try what they may not.

use llm::ToolMode;
use llm::testing::{Script, ScriptedModel};
use serde_json::{Value, json};

use crate::support::{Asked, World, notify, search, text};

async fn error(world: &World, asked: Asked, index: usize) -> String {
    let answers = world.answers(asked).await;
    answers[index].answer.known().unwrap()["error"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn arguments_that_do_not_fit_are_told_to_the_model() {
    let world = World::new().await;
    for args in [
        json!({"text": 5, "member": "Peach"}),
        json!({"text": "x", "member": "Peach", "tenant_id": "another"}),
        json!({"text": "x", "member": "Peach", "sender": "Mario"}),
        json!({"text": " ", "member": "Peach"}),
        json!({"text": "x".repeat(3000), "member": "Peach"}),
        json!({"text": "x", "member": "Peach", "urgency": "apocalyptic"}),
        json!({"text": "x", "on_shift_at": "-4800-01-01T00:00Z"}),
        json!({"text": "x", "on_shift_at": "9999-12-31T23:59:59Z"}),
        json!({"text": "x", "y".repeat(5000): 1}),
        json!([1, 2]),
        json!("notify everybody"),
        Value::Null,
    ] {
        let asked = world.ask("Tell Peach").await;
        world.run(&ScriptedModel::new([notify(args.clone()), text("Sorry.")])).await;
        assert_eq!(world.reply(asked).await["text"], "Sorry.", "{args}");
        assert!(error(&world, asked, 0).await.chars().count() <= 400, "{args}");
        assert!(world.notices(asked).await.is_empty(), "{args}");
    }
}

#[tokio::test]
async fn nulls_are_as_good_as_nothing() {
    let world = World::new().await;
    let asked = world.ask("Tell Peach").await;
    let args =
        json!({"text": "x", "member": "Peach", "role": null, "on_shift_at": null, "urgency": null});
    world.run(&ScriptedModel::new([notify(args), text("Yes.")])).await;
    assert_eq!(world.notices(asked).await.len(), 1);
}

#[tokio::test]
async fn tools_that_do_not_exist_are_refused() {
    let world = World::new().await;
    let asked = world.ask("Hello").await;
    let long = "x".repeat(500);
    let model = ScriptedModel::new([
        Script::tool_call("1", "default_api.notify_user", json!({"text": "x", "member": "Peach"})),
        Script::tool_call("2", long, json!({})),
        text("Sorry."),
    ]);
    world.run(&model).await;
    for index in 0..2 {
        assert!(error(&world, asked, index).await.starts_with("there is no such tool"));
    }
    assert_eq!(world.answers(asked).await[1].tool.len(), 64);
    assert_eq!(world.reply(asked).await["text"], "Sorry.");
}

#[tokio::test]
async fn an_endless_loop_ends_in_words() {
    let world = World::new().await;
    let asked = world.ask("Hello").await;
    let model = ScriptedModel::new((0..20).map(|n| search(&format!("try {n}"))));
    world.run(&model).await;
    let requests = model.requests();
    assert_eq!(requests.len(), 6);
    assert!(requests[..5].iter().all(|request| request.tool_mode == ToolMode::Auto));
    assert_eq!(requests[5].tool_mode, ToolMode::None);
    assert_eq!(world.answers(asked).await.len(), 5, "calls of the last response are not run");
    let reply = world.reply(asked).await;
    assert!(reply["text"].as_str().unwrap().starts_with("I have no answer"));
}

#[tokio::test]
async fn the_same_call_twice_is_answered_once() {
    let world = World::new().await;
    let asked = world.ask("Tell Peach").await;
    let tell = || notify(json!({"text": "x", "member": "Peach"}));
    world.run(&ScriptedModel::new([tell(), tell(), text("Yes.")])).await;
    assert_eq!(world.notices(asked).await.len(), 1);
    assert!(error(&world, asked, 1).await.starts_with("this was asked already"));
}

#[tokio::test]
async fn actions_and_calls_of_a_turn_are_bounded() {
    let world = World::new().await;
    let asked = world.ask("Tell Peach").await;
    let call = |n: usize| {
        let args = json!({"text": format!("Notice {n}"), "member": "Peach"});
        (n.to_string(), "notify_user".to_owned(), args)
    };
    let model = ScriptedModel::new([
        Script::tool_calls((0..9).map(call)),
        Script::tool_calls((0..8).map(call)),
        text("That was a lot."),
    ]);
    world.run(&model).await;
    assert_eq!(world.failures(asked).await[0].kind, "malformed", "nine calls at once");
    assert_eq!(world.notices(asked).await.len(), 5);
    for index in 5..8 {
        assert!(error(&world, asked, index).await.starts_with("this turn has done enough"));
    }
    assert_eq!(world.reply(asked).await["actions"].as_array().unwrap().len(), 5);
}

//! Two models: when the first one cannot, the other one answers.

use std::sync::Arc;
use std::time::Duration;

use domain::turn::TurnEvent;
use llm::testing::{Script, ScriptedModel, response};
use llm::{Breakers, Finish, ModelError, Models, Part, ToolMode};
use serde_json::json;

use crate::support::{Asked, World, notify, text};

struct Pair {
    big: ScriptedModel,
    small: ScriptedModel,
}

impl Pair {
    fn new(big: impl IntoIterator<Item = Script>, small: impl IntoIterator<Item = Script>) -> Self {
        Self { big: ScriptedModel::named("big", big), small: ScriptedModel::named("small", small) }
    }

    async fn config(&self, world: &World) -> agent_worker::Config {
        let models = Models::listed(vec![Arc::new(self.big.clone()), Arc::new(self.small.clone())]);
        agent_worker::Config { models, ..world.worker(self.big.clone()).await }
    }

    async fn run(&self, world: &World) {
        world.run_as(self.config(world).await).await;
    }
}

/// Every attempt of a turn: the model, how it ended, and where a failure leads.
async fn attempts(world: &World, asked: Asked) -> Vec<String> {
    let events = world.events(asked, 1).await.into_iter();
    let attempts = events.filter_map(|event| match event {
        TurnEvent::ModelResponded(event) => Some(format!("{} answered", event.model)),
        TurnEvent::ModelAttemptFailed(event) => {
            let next = match (event.next_model, event.retry_in_ms) {
                (Some(next), _) => format!("then {next}"),
                (None, Some(_)) => "again".to_owned(),
                (None, None) => "no more".to_owned(),
            };
            Some(format!("{} {}, {next}", event.model, event.kind))
        }
        _ => None,
    });
    attempts.collect()
}

#[tokio::test]
async fn terminal_errors_go_to_the_other_model_at_once() {
    let world = World::new().await;
    for (error, kind) in [
        (ModelError::RateLimited { retry_after: None, daily: true }, "quota-exhausted"),
        (ModelError::Unauthorized, "unauthorized"),
        (ModelError::NotFound, "not-found"),
        (ModelError::InvalidRequest { message: "no".to_owned() }, "invalid-request"),
    ] {
        let asked = world.ask("Hello").await;
        let pair = Pair::new([Script::Fail(error)], [text("Hello!")]);
        pair.run(&world).await;
        assert_eq!(world.reply(asked).await["text"], "Hello!");
        assert_eq!(
            attempts(&world, asked).await,
            [format!("big {kind}, then small"), "small answered".to_owned()]
        );
        assert_eq!(pair.big.requests().len(), 1, "not asked again");
    }
}

#[tokio::test]
async fn an_outage_is_tried_twice_and_then_elsewhere_until_attempts_run_out() {
    let world = World::new().await;
    let asked = world.ask("Hello").await;
    let down = || (0..9).map(|_| Script::Fail(ModelError::Overloaded));
    Pair::new(down(), down()).run(&world).await;
    assert_eq!(world.turn(asked, 1).await["failure"], "overloaded");
    assert_eq!(
        attempts(&world, asked).await,
        [
            "big overloaded, again",
            "big overloaded, then small",
            "small overloaded, again",
            "small overloaded, again",
            "small overloaded, no more",
        ]
    );
}

#[tokio::test]
async fn a_model_that_is_down_is_not_asked_by_other_turns() {
    let world = World::new().await;
    let pair = Pair::new(
        (0..9).map(|_| Script::Fail(ModelError::Timeout)),
        (0..9).map(|n| text(&format!("Answer {n}."))),
    );
    let config = agent_worker::Config {
        breakers: Arc::new(Breakers::new(2, Duration::from_secs(600))),
        ..pair.config(&world).await
    };
    let first = world.ask("one").await;
    world.run_as(config.clone()).await;
    assert_eq!(attempts(&world, first).await[2], "small answered");
    assert_eq!(pair.big.requests().len(), 2);

    let second = world.ask("two").await;
    world.run_as(config.clone()).await;
    assert_eq!(attempts(&world, second).await, ["big down, then small", "small answered"]);
    assert_eq!(pair.big.requests().len(), 2, "its breaker is open");

    // And when the other one is down as well, nobody is kept waiting.
    let none = Pair::new([], (0..9).map(|_| Script::Fail(ModelError::Internal)));
    let models = Models::listed(vec![Arc::new(pair.big.clone()), Arc::new(none.small.clone())]);
    let third = world.ask("three").await;
    world.run_as(agent_worker::Config { models, ..config }).await;
    let tried = attempts(&world, third).await;
    assert_eq!(tried[0], "big down, then small");
    assert_eq!(tried.last().unwrap(), "small internal, no more");
    assert_eq!(world.turn(third, 1).await["failure"], "internal");
}

#[tokio::test]
async fn a_model_switched_in_mid_turn_gets_no_foreign_signatures_and_nothing_happens_twice() {
    let world = World::new().await;
    let asked = world.ask("Tell Peach").await;
    let big =
        [notify(json!({"text": "x", "member": "Peach"})), Script::Fail(ModelError::Unauthorized)];
    let pair = Pair::new(big, [text("A notice is on its way.")]);
    pair.run(&world).await;
    assert_eq!(world.notices(asked).await.len(), 1);
    assert_eq!(world.reply(asked).await["actions"].as_array().unwrap().len(), 1);
    let own = serde_json::to_string(&pair.big.requests()[1].messages).unwrap();
    assert!(own.contains("thoughtSignature"), "its own model gets it back");
    let foreign = serde_json::to_string(&pair.small.requests()[0].messages).unwrap();
    assert!(foreign.contains("notify_user") && !foreign.contains("thoughtSignature"), "{foreign}");
}

#[tokio::test]
async fn a_turn_stays_with_the_model_that_took_over() {
    let world = World::new().await;
    let asked = world.ask("Tell Peach").await;
    let small = [notify(json!({"text": "x", "member": "Peach"})), text("So it is.")];
    let pair = Pair::new([Script::Fail(ModelError::NotFound)], small);
    pair.run(&world).await;
    assert_eq!(
        attempts(&world, asked).await,
        ["big not-found, then small", "small answered", "small answered"]
    );
}

#[tokio::test]
async fn calls_that_cannot_be_read_lead_to_a_note_and_then_to_words() {
    let world = World::new().await;
    let malformed = || Script::Respond(response(vec![], Finish::Malformed));
    let empty = || Script::Respond(response(vec![], Finish::Stop));
    let cut = |parts| Script::Respond(response(parts, Finish::Length));
    let Script::Respond(call) = notify(json!({"text": "x", "member": "Peach"})) else { panic!() };
    for (first, second) in
        [(malformed(), empty()), (empty(), malformed()), (cut(call.parts.clone()), cut(vec![]))]
    {
        let asked = world.ask("Tell Peach").await;
        // Even if the model calls a tool again where words are asked for.
        let third = Script::Respond(response(
            [Part::text("I cannot do that now.")].into_iter().chain(call.parts.clone()).collect(),
            Finish::ToolCalls,
        ));
        let pair = Pair::new([first, second, third], []);
        pair.run(&world).await;
        assert_eq!(world.reply(asked).await["text"], "I cannot do that now.");
        assert!(world.notices(asked).await.is_empty(), "text without action");
        let requests = pair.big.requests();
        let modes: Vec<_> = requests.iter().map(|request| request.tool_mode).collect();
        assert_eq!(modes, [ToolMode::Auto, ToolMode::Auto, ToolMode::None]);
        assert!(requests[1].system.starts_with(&requests[0].system));
        assert!(requests[1].system.contains("could not be read"));
        assert!(requests[1].max_output_tokens > requests[0].max_output_tokens);
        assert_eq!(requests[1].messages, requests[0].messages, "nothing broken is sent along");
        assert!(pair.small.requests().is_empty());
    }
}

#[tokio::test]
async fn what_a_filter_stops_is_not_asked_of_another_model() {
    let world = World::new().await;
    let asked = world.ask("Hello").await;
    let blocked = Script::Fail(ModelError::Blocked { reason: "SAFETY".to_owned() });
    let pair = Pair::new([blocked], [text("Hello!")]);
    pair.run(&world).await;
    assert_eq!(world.turn(asked, 1).await["failure"], "blocked");
    assert!(pair.small.requests().is_empty());
}

#[tokio::test]
async fn a_failed_call_is_metered_too() {
    let world = World::new().await;
    let asked = world.ask("Hello").await;
    let pair = Pair::new([Script::Respond(response(vec![], Finish::Stop)), text("Hello!")], []);
    pair.run(&world).await;
    world.reply(asked).await;
    let usage = world.failures(asked).await[0].usage.unwrap();
    assert_eq!((usage.input, usage.output), (100, 20));
}

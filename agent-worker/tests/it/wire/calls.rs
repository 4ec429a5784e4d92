//! Calls that must not be run.

use chrono::Utc;
use domain::task::{Task, TaskCommand, TaskCreated};
use domain::{Actor, MemberId, Personal, TaskId, TenantId};
use eventing::{CommandRequest, Step};
use serde_json::{Value, json};
use uuid::Uuid;

use super::bytes::Answer;
use super::{BOTH, LONG, worker};
use crate::support::World;
use crate::wire::server::Server;

/// Whether what a call was answered with says this.
fn refused(answer: &Value, words: &str) -> bool {
    answer["error"].as_str().is_some_and(|error| error.contains(words))
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_the_turn_goes_on() {
    let world = World::new().await;
    let foreign = foreign_task(&world).await;
    for protocol in BOTH {
        for (name, tool, args, words) in [
            ("a tool that does not exist", "drop_tables", json!({}), "there is no such tool"),
            ("a prefix", "default_api.notify_user", json!({"text": "x"}), "there is no such tool"),
            (
                "a number for a text",
                "notify_user",
                json!({"text": 5, "member": "Peach"}),
                "do not fit",
            ),
            (
                "a field too many",
                "notify_user",
                json!({"text": "x", "tenant_id": "y"}),
                "do not fit",
            ),
            (
                "an id of another tenant",
                "complete_task",
                json!({"task": foreign.1.to_string()}),
                "must be an id that was shown",
            ),
        ] {
            let asked = world.ask("Hello").await;
            let server =
                Server::start(protocol, [Answer::Call(tool, args), Answer::Say("Hello!")]).await;
            world.run_as(worker(&world, &server, protocol, LONG).await).await;
            let answers = world.answers(asked).await;
            assert_eq!(answers.len(), 1, "{name}");
            let answer = answers[0].answer.known().unwrap();
            assert!(refused(answer, words), "{name} ({protocol:?}): {answer}");
            assert_eq!(world.reply(asked).await["text"], "Hello!", "{name}");
            assert!(world.failures(asked).await.is_empty(), "{name}: no attempt failed");
            assert!(world.actions(asked).await.is_empty(), "{name}: nothing was done");
        }
    }
    let task = world.store.load::<Task>(foreign.0, foreign.1.0).await.unwrap();
    assert_eq!(task.sequence, 1, "nobody has touched it");
}

/// A task of another business.
async fn foreign_task(world: &World) -> (TenantId, TaskId) {
    let (tenant, member) = (TenantId(Uuid::now_v7()), MemberId(Uuid::now_v7()));
    let task_id = TaskId(Uuid::now_v7());
    let created = TaskCreated {
        task_id,
        created_by: member,
        assignee: None,
        title: Personal::of(member, "Order flour".to_owned()),
        notes: None,
        due_at: None,
        action_id: None,
    };
    let request = CommandRequest::new(tenant, Actor::Member(member), Utc::now());
    let step = Step::new::<Task>(task_id, TaskCommand::CreateTask(created));
    world.store.execute(request, vec![step]).await.unwrap();
    (tenant, task_id)
}

#[tokio::test]
async fn an_endless_loop_ends_in_what_was_done() {
    let world = World::new().await;
    for protocol in BOTH {
        let asked = world.ask("Hello").await;
        let tell = |_| Answer::Call("notify_user", json!({"text": "Hello.", "member": "Peach"}));
        let server = Server::start(protocol, (0..20).map(tell)).await;
        world.run_as(worker(&world, &server, protocol, LONG).await).await;
        assert_eq!(server.requests().len(), 6, "{protocol:?}");
        assert_eq!(world.notices(asked).await.len(), 1, "the same call is run once");
        assert_eq!(world.actions(asked).await.len(), 1);
        assert_eq!(world.answers(asked).await.len(), 5, "the last response is words or nothing");
        assert_eq!(world.reply(asked).await["text"], "Here is what was done:");
        assert_eq!(world.turn(asked, 1).await["status"], "completed");
    }
}

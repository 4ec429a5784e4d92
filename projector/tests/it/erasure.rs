//! A member is erased: from the event to rows without words, also when whoever carries it
//! out is stopped on the way.

use domain::member::*;
use domain::task::*;
use domain::*;
use eventing::Step;
use projector::Erased;
use serde_json::{Value, json};
use tokio::sync::mpsc::unbounded_channel;
use uuid::Uuid;

use crate::support::World;

fn joined(member_id: MemberId, name: &str) -> Step {
    let name = Personal::of(member_id, name.to_owned());
    let event = MemberJoined { member_id, name, role: Role::Member, title: "t".into() };
    Step::new::<Member>(member_id, MemberCommand::JoinTenant(event))
}

fn erase(member: MemberId) -> Step {
    let erased = MemberErased { erased_by: None };
    Step::new::<Member>(member, MemberCommand::EraseMember(erased))
}

fn task(by: MemberId, title: &str) -> Step {
    let task_id = TaskId(Uuid::now_v7());
    let event = TaskCreated {
        task_id,
        created_by: by,
        assignee: None,
        title: Personal::of(by, title.to_owned()),
        notes: None,
        due_at: None,
        action_id: None,
    };
    Step::new::<Task>(task_id, TaskCommand::CreateTask(event))
}

/// Luigi and Peach with a task each, all of it projected.
async fn with_peach() -> (World, MemberId) {
    let world = World::new().await;
    let peach = MemberId(Uuid::now_v7());
    world.append(joined(world.member, "Luigi")).await;
    world.append(joined(peach, "Peach")).await;
    world.append(task(peach, "Call the florist")).await;
    world.append(task(world.member, "Order flour")).await;
    world.project().await;
    (world, peach)
}

async fn words(world: &World) -> Vec<Value> {
    let names = world.rows("members").await.into_iter().map(|row| row["name"].clone());
    let titles = world.rows("tasks").await.into_iter().map(|row| row["title"].clone());
    let mut all: Vec<Value> = names.chain(titles).collect();
    all.sort_by_key(Value::to_string);
    all
}

fn of_luigi() -> Vec<Value> {
    vec![json!("Luigi"), json!("Order flour"), Value::Null, Value::Null]
}

async fn end(world: &World) -> (i32, Option<Erased>) {
    let (attempts, outcome): (i32, Option<sqlx::types::Json<Erased>>) =
        sqlx::query_as("SELECT attempts, outcome FROM erasures WHERE ended_at IS NOT NULL")
            .fetch_one(world.db.admin_pool())
            .await
            .unwrap();
    (attempts, outcome.map(|outcome| outcome.0))
}

#[tokio::test]
async fn the_words_of_an_erased_member_leave_the_read_models_and_others_keep_theirs() {
    let (world, peach) = with_peach().await;
    world.append(erase(peach)).await;
    assert_eq!(world.projector().erase_pending().await.unwrap(), 1);
    assert_eq!(words(&world).await, of_luigi());
    assert_eq!(end(&world).await, (1, Some(Erased { streams: 2, folded: 3, redis_keys: 0 })));
    // What is behind is folded without them, and so is everything that is folded again.
    world.project().await;
    let rows = world.dump().await;
    for projection in projector::PROJECTIONS {
        world
            .projector()
            .rebuild(projection.name, projector::Options::default(), |_| ())
            .await
            .unwrap();
    }
    assert_eq!(world.dump().await, rows);
    assert_eq!(world.projector().erase_pending().await.unwrap(), 0, "it is done");
}

#[tokio::test]
async fn an_erasure_that_was_stopped_anywhere_is_finished_by_the_next() {
    let (world, peach) = with_peach().await;
    world.append(erase(peach)).await;
    world.project().await;
    let projector = world.projector();
    let mut stopped = 0;
    loop {
        let (stop, mut stopping) = unbounded_channel();
        let mut seen = 0;
        let erasing = projector.erase(world.tenant, peach, |_| {
            seen += 1;
            if seen == stopped + 1 {
                stop.send(()).unwrap();
            }
        });
        tokio::select! {
            biased;
            _ = stopping.recv() => stopped += 1,
            _ = erasing => break,
        }
    }
    assert!(stopped >= 5, "it was stopped {stopped} times");
    assert_eq!(words(&world).await, of_luigi());
    assert_eq!(end(&world).await.0, stopped + 1);
}

#[tokio::test]
async fn nobody_is_erased_whom_nobody_decided_to_erase() {
    let (world, peach) = with_peach().await;
    let refused = world.projector().erase(world.tenant, peach, |_| ()).await;
    assert!(refused.unwrap_err().to_string().contains("nobody has decided"));
    assert!(words(&world).await.contains(&json!("Peach")));
}

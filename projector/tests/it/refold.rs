//! Streams folded again give the rows that they gave before, without what cannot be read
//! any more.

use domain::member::*;
use domain::task::*;
use domain::*;
use eventing::Step;
use eventing::dead_letter::ParkedStream;
use projector::{PROJECTIONS, Projector};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::rebuild::ops::op;
use crate::support::World;

/// Every stream of the log.
async fn streams(world: &World) -> Vec<ParkedStream> {
    sqlx::query_as(
        "SELECT DISTINCT aggregate_type, aggregate_id FROM events ORDER BY aggregate_type, aggregate_id",
    )
    .fetch_all(world.db.admin_pool())
    .await
    .unwrap()
}

async fn refold(world: &World, streams: &[ParkedStream]) {
    for projection in PROJECTIONS {
        world.projector().refold(projection.name, streams).await.unwrap();
    }
}

async fn erase_key(world: &World, member: MemberId) {
    sqlx::query("SELECT erase_member_key($1, $2)")
        .bind(world.tenant.0)
        .bind(member.0)
        .execute(world.system.pool())
        .await
        .unwrap();
}

fn joined(member_id: MemberId, name: &str) -> Step {
    let name = Personal::of(member_id, name.to_owned());
    let event = MemberJoined { member_id, name, role: Role::Member, title: "t".into() };
    Step::new::<Member>(member_id, MemberCommand::JoinTenant(event))
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn refolding_any_streams_changes_nothing(
        ops in prop::collection::vec(op(), 20..150), batch in 1_u32..40, behind in 0_usize..30,
        chosen in prop::collection::vec(any::<bool>(), 1..20),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let world = World::new().await;
            let mut config = world.config();
            config.batch = batch;
            for (n, op) in ops.iter().enumerate() {
                if n + behind == ops.len() {
                    world.project().await;
                }
                let _ = world.try_append(vec![op.step(world.tenant)]).await;
            }
            let before = world.dump().await;
            let some: Vec<ParkedStream> = streams(&world).await.into_iter()
                .zip(chosen.iter().cycle()).filter_map(|(stream, chosen)| chosen.then_some(stream))
                .collect();
            for projection in PROJECTIONS {
                let projector = Projector::new(config.clone()).unwrap();
                projector.refold(projection.name, &some).await.unwrap();
            }
            assert_eq!(world.dump().await, before, "what is not applied yet stays out of it");
            world.project().await;
            let whole = world.dump().await;
            refold(&world, &streams(&world).await).await;
            assert_eq!(world.dump().await, whole);
            assert_eq!(world.parked().await, vec![]);
        });
    }
}

#[tokio::test]
async fn what_needs_a_key_that_is_gone_is_null_and_the_rest_stays() {
    // given
    let world = World::new().await;
    let peach = MemberId(Uuid::now_v7());
    world.append(joined(world.member, "Luigi")).await;
    world.append(joined(peach, "Peach")).await;
    world.append(task(peach, "Call the florist")).await;
    world.append(task(world.member, "Order flour")).await;
    world.project().await;
    // when
    erase_key(&world, peach).await;
    let streams = streams(&world).await;
    refold(&world, &streams).await;
    // then
    let members = world.rows("members").await;
    let tasks = world.rows("tasks").await;
    let column = |rows: &[Value], name: &str| {
        let mut all: Vec<Value> = rows.iter().map(|row| row[name].clone()).collect();
        all.sort_by_key(|value| value.to_string());
        all
    };
    assert_eq!(column(&members, "name"), [json!("Luigi"), Value::Null]);
    assert_eq!(column(&tasks, "title"), [json!("Order flour"), Value::Null]);
    let folded = world.dump().await;
    for projection in PROJECTIONS {
        world
            .projector()
            .rebuild(projection.name, projector::Options::default(), |_| ())
            .await
            .unwrap();
    }
    assert_eq!(world.dump().await, folded, "a rebuild makes the same rows");
}

#[tokio::test]
async fn an_erased_member_is_known_by_an_id_alone() {
    let world = World::new().await;
    world.append(joined(world.member, "Luigi")).await;
    world.project().await;
    let erased = MemberCommand::EraseMember(MemberErased { erased_by: None });
    world.append(Step::new::<Member>(world.member, erased)).await;
    world.project().await;
    let row = world.row("members").await;
    assert_eq!((&row["status"], &row["name"]), (&json!("erased"), &Value::Null));
    let asked: Vec<(Uuid, Uuid, bool)> =
        sqlx::query_as("SELECT tenant_id, member_id, ended_at IS NULL FROM erasures")
            .fetch_all(world.db.admin_pool())
            .await
            .unwrap();
    assert_eq!(asked, [(world.tenant.0, world.member.0, true)]);
}

#[tokio::test]
async fn a_stream_whose_event_fits_by_now_is_mended_and_one_that_does_not_stays_parked() {
    // given two streams that stopped at an event of a shape that is not known
    let world = World::new().await;
    world.append(task(world.member, "Order flour")).await;
    let [mended, broken] = [Uuid::now_v7(), Uuid::now_v7()];
    for id in [mended, broken] {
        world
            .inject("Task", id, 1, "TaskCreated", r#"{"TaskCreated": {"shape": "unknown"}}"#)
            .await;
    }
    world.project().await;
    assert_eq!(world.parked().await.len(), 2);
    // when the one's event has its shape
    let payload = json!({ "TaskCreated": {
        "task_id": mended, "created_by": world.member, "assignee": null, "title": {"$erased": {"about": []}},
        "notes": null, "due_at": null, "action_id": null,
    }});
    let mut tx = world.db.admin_pool().begin().await.unwrap();
    sqlx::query("SET LOCAL session_replication_role = replica").execute(&mut *tx).await.unwrap();
    sqlx::query("UPDATE events SET payload = $2 WHERE aggregate_id LIKE '%' || $1")
        .bind(mended.to_string())
        .bind(sqlx::types::Json(payload))
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let streams = streams(&world).await;
    refold(&world, &streams).await;
    // then
    let parked = world.parked().await;
    assert_eq!(parked.len(), 1, "{parked:?}");
    assert!(parked[0].aggregate_id.ends_with(&broken.to_string()));
    assert_eq!(parked[0].attempts, 2);
    assert_eq!(world.rows("tasks").await.len(), 2);
}

#[tokio::test]
async fn who_applies_events_at_that_moment_is_interrupted_and_goes_on() {
    let world = World::new().await;
    world.append(joined(world.member, "Luigi")).await;
    let lease = eventing::checkpoint::ProjectionLease::acquire(
        &world.system,
        "directory",
        1,
        Uuid::new_v4(),
        std::time::Duration::from_secs(60),
    )
    .await
    .unwrap()
    .unwrap();
    world.projector().interrupt("directory").await.unwrap();
    let mut connection = world.system.pool().acquire().await.unwrap();
    assert!(lease.advance(&mut connection, 0, 1).await.is_err(), "what it has read is too old");
    world.project().await;
    assert_eq!(world.rows("members").await.len(), 1);
}

//! A rebuild from position 1 makes the same rows, beside readers and live work.

pub(crate) mod ops;
mod resume;
mod verify;
mod versions;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Duration, Utc};
use domain::action::*;
use domain::conversation::*;
use domain::document::*;
use domain::member::*;
use domain::notification::{Notification, Urgency};
use domain::roster::*;
use domain::tenant::*;
use domain::turn::*;
use domain::*;
use eventing::Step;
use projector::{Options, PROJECTIONS, Projector};
use proptest::prelude::*;
use serde_json::json;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub(crate) use self::ops::Op;
use self::ops::op;
use crate::support::World;

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_rebuild_equals_the_incremental_rows(
        ops in prop::collection::vec(op(), 20..150), batch in 1_u32..40, pump in 1_usize..50, lanes in 1_u32..6,
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let world = World::new().await;
            let mut config = world.config();
            config.batch = batch;
            let incremental = Projector::new(config.clone()).unwrap();
            // Near enough to the end for one step, or a way off that lanes have to go.
            config.batch = batch.min(8);
            let anew = Projector::new(config).unwrap();
            let options = Options { lanes, ..Options::default() };
            for (n, op) in ops.iter().enumerate() {
                let _ = world.try_append(vec![op.step(world.tenant)]).await;
                if n % pump == 0 {
                    incremental.run_until_idle().await.unwrap();
                }
            }
            incremental.run_until_idle().await.unwrap();
            assert_eq!(world.parked().await, vec![]);
            let before = world.dump().await;
            for projection in PROJECTIONS {
                assert_eq!(anew.verify(projection.name, options, |_| ()).await.unwrap().differences, 0);
                assert_eq!(anew.rebuild(projection.name, options, |_| ()).await.unwrap(), 2);
            }
            assert_eq!(world.dump().await, before);
        });
    }
}

fn start(member_id: MemberId) -> Step {
    let conversation_id = ConversationId(Uuid::now_v7());
    let command = ConversationStarted { conversation_id, member_id };
    Step::new::<Conversation>(conversation_id, ConversationCommand::StartConversation(command))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rebuild_beside_readers_and_live_work() {
    let world = Arc::new(World::new().await);
    for _ in 0..300 {
        world.append(start(world.member)).await;
    }
    world.project().await;
    let stop = CancellationToken::new();
    let (projector, stopped) = (world.projector(), stop.clone());
    let live = tokio::spawn(async move { projector.run(stopped).await });
    let done = Arc::new(AtomicBool::new(false));
    // Somebody reads all the time: never an error, never fewer rows than before.
    let reader = tokio::spawn({
        let (world, done) = (Arc::clone(&world), Arc::clone(&done));
        async move {
            let mut most = 0_i64;
            while !done.load(Ordering::Relaxed) {
                let count: i64 = sqlx::query_scalar("SELECT count(*) FROM conversations")
                    .fetch_one(world.db.admin_pool())
                    .await
                    .unwrap();
                assert!(count >= most, "{count} rows after {most}");
                most = count;
            }
        }
    });
    let writer = tokio::spawn({
        let (world, done) = (Arc::clone(&world), Arc::clone(&done));
        async move {
            let mut last = 0;
            while !done.load(Ordering::Relaxed) {
                last = world.append(start(world.member)).await;
            }
            last
        }
    });
    for generation in 2..5 {
        let mut seen = 0;
        let made = world
            .projector()
            .rebuild("conversations", Options::default(), |progress| {
                assert!(progress.position >= seen && progress.position <= progress.head);
                seen = progress.position;
            })
            .await
            .unwrap();
        assert_eq!(made, generation);
    }
    done.store(true, Ordering::Relaxed);
    reader.await.unwrap();
    let last = writer.await.unwrap();
    let soon = std::time::Duration::from_secs(60);
    assert!(
        eventing::checkpoint::wait_for(&world.system, &world.signals, &[], last, soon)
            .await
            .unwrap()
    );
    stop.cancel();
    live.await.unwrap().unwrap();
    assert_eq!(world.rows("conversations").await.len() as u64, last);
    assert_eq!(world.parked().await, vec![]);
}

#[tokio::test]
async fn rebuilt_tables_are_as_protected_and_indexed_as_migrated_ones() {
    let world = World::new().await;
    let describe = async || -> Vec<(String, String)> {
        sqlx::query_as(
            "SELECT relname::text, concat_ws(' ', relrowsecurity, relforcerowsecurity, relacl::text, \
               relowner::regrole, pg_get_indexdef(oid), \
               (SELECT string_agg(concat_ws(' ', polname, polroles::regrole[]::text, pg_get_expr(polqual, polrelid)), ';' ORDER BY polname) \
                FROM pg_policy WHERE polrelid = pg_class.oid), \
               (SELECT string_agg(pg_get_constraintdef(k.oid), ';' ORDER BY conname) FROM pg_constraint k WHERE conrelid = pg_class.oid)) \
             FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i') ORDER BY relname",
        ).fetch_all(world.db.admin_pool()).await.unwrap()
    };
    let before = describe().await;
    for projection in PROJECTIONS {
        world.projector().rebuild(projection.name, Options::default(), |_| ()).await.unwrap();
    }
    assert_eq!(describe().await, before);
}

#[tokio::test]
async fn read_models_that_are_beyond_the_end_of_a_log_that_was_cut_are_made_from_what_is_left() {
    let world = World::new().await;
    for _ in 0..5 {
        world.append(start(world.member)).await;
    }
    world.project().await;
    let mut admin = world.db.admin_pool().acquire().await.unwrap();
    sqlx::raw_sql(
        "SET session_replication_role = replica; \
         DELETE FROM events WHERE position > (SELECT position - 2 FROM log_head); \
         UPDATE log_head SET position = position - 2; \
         RESET session_replication_role",
    )
    .execute(&mut *admin)
    .await
    .unwrap();
    let found =
        world.projector().verify("conversations", Options::default(), |_| ()).await.unwrap();
    assert_eq!((found.rows, found.differences), (5, 2));
    world.projector().rebuild("conversations", Options::default(), |_| ()).await.unwrap();
    assert_eq!(world.rows("conversations").await.len(), 3);
    let status = world.status("conversations").await;
    assert_eq!(status.position, status.head);
    world.append(start(world.member)).await;
    world.project().await;
    assert_eq!(world.rows("conversations").await.len(), 4);
}

#[tokio::test]
async fn a_broken_off_rebuild_leaves_the_live_rows_and_can_be_repeated() {
    let world = World::new().await;
    for _ in 0..5 {
        world.append(start(world.member)).await;
    }
    world.project().await;
    sqlx::query("SELECT begin_rebuild('conversations', 1, 'rebuild', false, '{}')")
        .execute(world.system.pool())
        .await
        .unwrap();
    assert_eq!(world.rows("conversations").await.len(), 5);
    let early =
        sqlx::query("SELECT finish_rebuild('conversations', 2)").execute(world.system.pool()).await;
    assert!(early.unwrap_err().to_string().contains("no rebuild under way"));
    let other = sqlx::query("SELECT begin_rebuild('events', 1, 'rebuild', false, '{}')")
        .execute(world.system.pool())
        .await;
    assert!(other.is_err(), "only projections can be rebuilt");
    assert_eq!(
        world.projector().rebuild("conversations", Options::default(), |_| ()).await.unwrap(),
        2
    );
    assert_eq!(world.rows("conversations").await.len(), 5);
}

#[tokio::test]
async fn what_was_about_an_erased_member_is_null_after_a_rebuild() {
    let world = World::new().await;
    let peach = MemberId(Uuid::now_v7());
    let joined = |member_id: MemberId, name: &str| {
        let name = Personal::of(member_id, name.to_owned());
        let event = MemberJoined { member_id, name, role: Role::Member, title: "t".into() };
        Step::new::<Member>(member_id, MemberCommand::JoinTenant(event))
    };
    world.append(joined(world.member, "Luigi")).await;
    world.append(joined(peach, "Peach")).await;
    world.project().await;
    sqlx::query("SELECT erase_member_key($1, $2)")
        .bind(world.tenant.0)
        .bind(peach.0)
        .execute(world.system.pool())
        .await
        .unwrap();
    world.projector().rebuild("directory", Options::default(), |_| ()).await.unwrap();
    let names: Vec<(Uuid, Option<String>)> =
        sqlx::query_as("SELECT member_id, name FROM members ORDER BY position")
            .fetch_all(world.db.admin_pool())
            .await
            .unwrap();
    assert_eq!(names, [(world.member.0, Some("Luigi".to_owned())), (peach.0, None)]);
}

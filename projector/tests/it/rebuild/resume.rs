//! A rebuild that is broken off goes on where it was, unless the shape changed meanwhile.

use std::time::Duration;

use domain::ConversationId;
use projector::{Options, Progress, Projector};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::start;
use crate::support::World;

/// A world with 400 conversations, and a projector whose lanes have a long way to go.
async fn long() -> (World, Projector) {
    let world = World::new().await;
    for _ in 0..400 {
        world.append(start(world.member)).await;
    }
    world.project().await;
    let mut config = world.config();
    config.batch = 2;
    config.lease = Duration::from_millis(400);
    (world, Projector::new(config).unwrap())
}

/// Rebuilds until at least `most` positions are done, then is gone without a word.
async fn killed_at(projector: &Projector, most: u64) -> Progress {
    let (reached, far) = oneshot::channel();
    let mut reached = Some(reached);
    let options = Options { lanes: 3, ..Options::default() };
    let rebuild = projector.rebuild("conversations", options, move |progress| {
        if progress.position >= most
            && let Some(reached) = reached.take()
        {
            let _ = reached.send(progress);
        }
    });
    tokio::select! {
        done = rebuild => panic!("it ended: {done:?}"),
        at = far => at.unwrap(),
    }
}

async fn first_position(projector: &Projector) -> (u32, u64) {
    let mut first = None;
    let generation = projector
        .rebuild("conversations", Options::default(), |progress| {
            first.get_or_insert(progress.position);
        })
        .await
        .unwrap();
    (generation, first.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_kill_it_goes_on_where_it_was() {
    let (world, projector) = long().await;
    let before = world.rows("conversations").await;
    let at = killed_at(&projector, 40).await;
    let status = world.status("conversations").await;
    assert_eq!((status.generation, status.rebuild.rebuild_generation), (1, Some(2)));
    assert!(status.rebuild.rebuild_position.unwrap() as u64 >= at.position);
    let (generation, first) = first_position(&projector).await;
    assert_eq!(generation, 2);
    assert!(first >= at.position, "began again at {first} of {at:?}");
    assert_eq!(world.rows("conversations").await, before);
    let status = world.status("conversations").await;
    assert_eq!(
        (status.generation, status.retired, status.rebuild.rebuild_generation),
        (2, true, None)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_scratch_or_in_another_shape_it_begins_anew() {
    let (world, projector) = long().await;
    killed_at(&projector, 40).await;
    let begun = async |anew: bool| -> (i32, bool) {
        let mut superuser = world.db.admin_pool().begin().await.unwrap();
        let begun = sqlx::query_as(
            "SELECT generation, resumed FROM begin_rebuild('conversations', 1, 'rebuild', $1, '{}')",
        )
        .bind(anew)
        .fetch_one(&mut *superuser)
        .await
        .unwrap();
        superuser.rollback().await.unwrap();
        begun
    };
    let released = async || {
        sqlx::query("UPDATE checkpoints SET holder = NULL")
            .execute(world.db.admin_pool())
            .await
            .unwrap();
    };
    released().await;
    assert_eq!(begun(false).await, (2, true));
    assert_eq!(begun(true).await, (2, false));
    // A migration comes in between.
    sqlx::query("ALTER TABLE conversations ADD COLUMN colour text")
        .execute(world.db.admin_pool())
        .await
        .unwrap();
    assert_eq!(begun(false).await, (2, false));
    assert_eq!(first_position(&projector).await.0, 2);
    assert_eq!(world.rows("conversations").await.len(), 400);
    let coloured = "SELECT colour FROM conversations LIMIT 1";
    assert_eq!(
        sqlx::query_scalar::<_, Option<String>>(coloured)
            .fetch_one(world.db.admin_pool())
            .await
            .unwrap(),
        None
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_at_once_are_refused() {
    let (world, projector) = long().await;
    let mut config = world.config();
    config.lease = Duration::from_millis(300);
    let other = Projector::new(config).unwrap();
    let options = Options { lanes: 1, ..Options::default() };
    let (one, two) = tokio::join!(
        projector.rebuild("conversations", options, |_| ()),
        other.rebuild("conversations", options, |_| ()),
    );
    let (mut made, mut refused) = (Vec::new(), Vec::new());
    for done in [one, two] {
        match done {
            Ok(generation) => made.push(generation),
            Err(error) => refused.push(error.to_string()),
        }
    }
    // One is refused, or comes so late that there is nothing to be in the way of.
    made.sort_unstable();
    assert!(made == [2] || made == [2, 3], "{made:?} {refused:?}");
    assert!(refused.iter().all(|why| why.contains("another instance holds")), "{refused:?}");
    assert_eq!(world.rows("conversations").await.len(), 400);
}

#[tokio::test]
async fn the_tables_before_are_kept_until_dropped_and_nobody_reads_them() {
    let world = World::new().await;
    world.append(start(world.member)).await;
    world.project().await;
    world.projector().rebuild("conversations", Options::default(), |_| ()).await.unwrap();
    let kept = || world.rows("retired.conversations");
    assert_eq!(kept().await.len(), 1);
    let id = ConversationId(Uuid::now_v7());
    assert_ne!(kept().await[0]["conversation_id"], serde_json::json!(id));
    let peek = sqlx::query("SELECT FROM retired.conversations").execute(world.system.pool()).await;
    assert!(peek.unwrap_err().to_string().contains("permission denied"));
    eventing::projections::drop_retired(&world.system, "conversations").await.unwrap();
    assert!(!world.status("conversations").await.retired);
}

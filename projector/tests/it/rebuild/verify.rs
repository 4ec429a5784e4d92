//! Comparing live rows with a fold of the log.

use projector::{Error, Options};
use serde_json::json;

use super::start;
use crate::support::World;

#[tokio::test]
async fn what_differs_is_told_and_live_rows_are_left_alone() {
    let world = World::new().await;
    for _ in 0..5 {
        world.append(start(world.member)).await;
    }
    world.project().await;
    let clean =
        world.projector().verify("conversations", Options::default(), |_| ()).await.unwrap();
    assert_eq!((clean.position, clean.rows, clean.differences), (5, 5, 0));
    for sql in [
        "UPDATE conversations SET position = 77 WHERE position = 1",
        "DELETE FROM conversations WHERE position = 2",
        "INSERT INTO conversations SELECT tenant_id, gen_random_uuid(), member_id, started_at, 88 \
           FROM conversations WHERE position = 3",
    ] {
        sqlx::query(sql).execute(world.db.admin_pool()).await.unwrap();
    }
    let before = world.rows("conversations").await;
    let found =
        world.projector().verify("conversations", Options::default(), |_| ()).await.unwrap();
    assert_eq!((found.rows, found.differences, found.samples.len()), (5, 3, 3));
    let changed = found.samples.iter().find(|told| told.live.is_some() && told.folded.is_some());
    let changed = changed.unwrap();
    assert_eq!(changed.table, "conversations");
    assert_eq!(changed.live, Some(json!({ "position": 77 })));
    assert_eq!(changed.folded, Some(json!({ "position": 1 })));
    assert_eq!(world.rows("conversations").await, before);
    assert_eq!(world.status("conversations").await.rebuild.rebuild_generation, None);
    // A rebuild mends it.
    world.projector().rebuild("conversations", Options::default(), |_| ()).await.unwrap();
    let mended =
        world.projector().verify("conversations", Options::default(), |_| ()).await.unwrap();
    assert_eq!(mended.differences, 0);
}

#[tokio::test]
async fn a_projection_behind_the_log_is_compared_where_it_is() {
    let world = World::new().await;
    world.append(start(world.member)).await;
    world.project().await;
    for _ in 0..3 {
        world.append(start(world.member)).await;
    }
    let verified =
        world.projector().verify("conversations", Options::default(), |_| ()).await.unwrap();
    assert_eq!((verified.position, verified.rows, verified.differences), (1, 1, 0));
}

#[tokio::test]
async fn a_rebuild_that_was_begun_is_not_thrown_away() {
    let world = World::new().await;
    sqlx::query("SELECT begin_rebuild('conversations', 1, 'rebuild', false, '{}')")
        .execute(world.system.pool())
        .await
        .unwrap();
    let refused = world.projector().verify("conversations", Options::default(), |_| ()).await;
    assert!(matches!(refused, Err(Error::Begun(_))), "{refused:?}");
    world.projector().rebuild("conversations", Options::default(), |_| ()).await.unwrap();
    world.projector().verify("conversations", Options::default(), |_| ()).await.unwrap();
}

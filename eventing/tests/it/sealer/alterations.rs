//! What a superuser does to the log with its triggers off, and what the live verification and
//! that of an export say then: the block, and the first wrong event.

use audit::{Head, Wrong};
use eventing::sealer::verify::{self, VerifyError};

use super::{Sealed, trusted};

/// Three full blocks of 40 events and 30 events that no block covers.
async fn log() -> (Sealed, Vec<Head>) {
    let log = Sealed::new(150).await;
    let heads = log.seal(false).await;
    assert_eq!(heads.iter().map(|head| head.size).collect::<Vec<_>>(), [40, 80, 120]);
    (log, heads)
}

/// Both verdicts, which are the same.
async fn wrong(log: &Sealed, published: &[Head]) -> (Option<u64>, Wrong) {
    let problem = log.verdict(published).await.unwrap_err();
    let heads = published.iter().cloned().map(Ok::<_, String>);
    let live = verify::whole(log.system.pool(), &trusted(), heads, |_| {}).await;
    let Err(VerifyError::Wrong(live)) = live else { panic!("{live:?}") };
    assert_eq!(live, problem);
    (problem.block, problem.wrong)
}

#[tokio::test]
async fn a_log_that_nobody_touched_is_right() {
    let (log, heads) = log().await;
    let report = log.verdict(&heads).await.unwrap();
    assert_eq!((report.events, report.blocks, report.sealed), (150, 3, 120));
    assert_eq!(report.head.as_ref(), heads.last());
    let published = heads.into_iter().map(Ok::<_, String>);
    let mut heard = 0;
    let live =
        verify::whole(log.system.pool(), &trusted(), published, |position| heard = position).await;
    assert_eq!(live.unwrap(), report);
    assert_eq!(heard, 150);
}

#[tokio::test]
async fn one_byte_of_a_payload() {
    let (log, _) = log().await;
    log.tamper(&["UPDATE events SET payload = \
        overlay(payload::text PLACING '1' FROM strpos(payload::text, right(aggregate_id, 36)))::json \
        WHERE position = 57"])
        .await;
    assert_eq!(wrong(&log, &[]).await, (Some(2), Wrong::Altered { position: 57 }));
}

#[tokio::test]
async fn a_space_in_a_payload_that_means_the_same() {
    let (log, _) = log().await;
    log.tamper(&["UPDATE events SET payload = (payload::text || ' ')::json WHERE position = 3"])
        .await;
    assert_eq!(wrong(&log, &[]).await, (Some(1), Wrong::Altered { position: 3 }));
}

#[tokio::test]
async fn a_deleted_row() {
    let (log, _) = log().await;
    log.tamper(&["DELETE FROM events WHERE position = 81"]).await;
    assert_eq!(wrong(&log, &[]).await, (Some(3), Wrong::Missing { position: 81, found: 82 }));
    // The same with the gap closed behind it, and the head moved.
    log.tamper(&[
        "UPDATE events SET position = position + 100000 WHERE position > 81",
        "UPDATE events SET position = position - 100001 WHERE position > 81",
        "UPDATE log_head SET position = position - 1",
    ])
    .await;
    assert_eq!(wrong(&log, &[]).await, (Some(3), Wrong::Altered { position: 81 }));
}

#[tokio::test]
async fn two_rows_swapped() {
    let (log, _) = log().await;
    log.tamper(&[
        "UPDATE events SET position = 100000 WHERE position = 50",
        "UPDATE events SET position = 50 WHERE position = 70",
        "UPDATE events SET position = 70 WHERE position = 100000",
    ])
    .await;
    assert_eq!(wrong(&log, &[]).await, (Some(2), Wrong::Altered { position: 50 }));
}

#[tokio::test]
async fn a_row_inserted() {
    let (log, _) = log().await;
    log.tamper(&[
        "UPDATE events SET position = position + 100000 WHERE position >= 30",
        "UPDATE events SET position = position - 99999 WHERE position >= 30",
        "INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, \
           metadata, position, event_id, command_id, recorded_at) \
         SELECT aggregate_type, left(aggregate_id, 37) || gen_random_uuid(), 1, event_type, event_version, \
           payload, metadata, 30, gen_random_uuid(), gen_random_uuid(), recorded_at \
         FROM events WHERE position = 31",
        "UPDATE log_head SET position = position + 1",
    ])
    .await;
    assert_eq!(wrong(&log, &[]).await, (Some(1), Wrong::Altered { position: 30 }));
}

#[tokio::test]
async fn the_last_hundred_removed_after_a_head_was_published() {
    let (log, published) = log().await;
    log.tamper(&["DELETE FROM events WHERE position > 50", "UPDATE log_head SET position = 50"])
        .await;
    assert_eq!(wrong(&log, &[]).await, (Some(2), Wrong::CutOff { position: 51 }));
    // With the blocks removed too, only what was published can tell.
    log.tamper(&["DELETE FROM log_blocks WHERE block > 1"]).await;
    assert!(log.verdict(&[]).await.is_ok());
    assert_eq!(wrong(&log, &published).await, (Some(2), Wrong::Removed));
    // It tells as well when the log has grown and was sealed again since, with the same key.
    log.grow(100).await;
    log.seal(false).await;
    assert!(log.verdict(&[]).await.is_ok());
    assert_eq!(wrong(&log, &published).await, (Some(2), Wrong::Replaced));
}

#[tokio::test]
async fn a_hash_of_a_leaf_that_was_made_to_fit() {
    let (log, _) = log().await;
    log.tamper(&["UPDATE events SET event_type = 'MessageSend' WHERE position = 45"]).await;
    let (events, _) = log.export().await;
    let forged = audit::Records::<audit::Line, _>::new(events.as_slice()).nth(44).unwrap();
    let leaf = forged.unwrap().hash();
    // The fifth leaf of the second block.
    let statement = format!(
        "UPDATE log_blocks SET leaves = overlay(leaves PLACING '\\x{leaf}'::bytea FROM 129) WHERE block = 2"
    );
    log.tamper(&[&statement]).await;
    assert_eq!(wrong(&log, &[]).await, (Some(2), Wrong::SomeAltered { from: 41, to: 80 }));
}

#[tokio::test]
async fn the_newest_blocks_alone_are_verified_within_a_bound() {
    let (log, _) = log().await;
    let newest = async |events| {
        verify::newest(log.system.pool(), &trusted(), events).await.unwrap().unwrap()
    };
    let good = newest(50).await;
    assert_eq!((good.block, good.from, good.through, good.problem), (3, 81, 120, None));
    assert_eq!(newest(80).await.from, 41);
    assert_eq!(newest(1000).await.from, 1);
    log.tamper(&["UPDATE events SET sequence = sequence + 1000 WHERE position = 60"]).await;
    assert_eq!(newest(50).await.problem, None, "it is older than what was asked for");
    let problem = newest(80).await.problem.unwrap();
    assert_eq!((problem.block, problem.wrong), (Some(2), Wrong::Altered { position: 60 }));
    let stranger = audit::SealKey::from_hex(&"ab".repeat(32)).unwrap().public();
    let unsigned = verify::newest(log.system.pool(), &[stranger], 50).await.unwrap().unwrap();
    assert_eq!(unsigned.problem.unwrap().wrong, Wrong::Unsigned);
}

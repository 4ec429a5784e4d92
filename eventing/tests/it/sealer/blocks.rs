//! When blocks are closed, by whom, and when not.

use std::time::Duration;

use eventing::Signals;
use eventing::sealer::{SealError, blocks, status};
use tokio_util::sync::CancellationToken;

use super::{BLOCK, Sealed, key, trusted};
use crate::support::eventually;

#[tokio::test]
async fn full_blocks_are_closed_and_the_rest_when_it_is_old() {
    let log = Sealed::new(90).await;
    assert_eq!(log.seal(false).await.len(), 2);
    let before = status::status(log.system.pool()).await.unwrap();
    assert_eq!((before.position, before.window), (90, 10));
    assert_eq!(before.sealed.as_ref().map(|head| (head.block, head.size)), Some((2, 80)));
    assert!(before.oldest_at.is_some());
    let rest = log.seal(true).await;
    assert_eq!(rest.iter().map(|head| (head.block, head.size)).collect::<Vec<_>>(), [(3, 90)]);
    assert!(log.seal(true).await.is_empty(), "there is nothing left");
    let after = status::status(log.system.pool()).await.unwrap();
    assert_eq!((after.window, after.oldest_at), (0, None));
    log.verdict(&rest).await.unwrap();
}

#[tokio::test]
async fn an_empty_log_has_no_block() {
    let log = Sealed::new(1).await;
    let empty = status::status(log.system.pool()).await.unwrap();
    assert_eq!((empty.sealed, empty.window), (None, 1));
    assert!(log.seal(false).await.is_empty());
}

#[tokio::test]
async fn two_sealers_close_each_block_once() {
    let log = Sealed::new(200).await;
    let shutdown = CancellationToken::new();
    let run = || log.sealer(Duration::ZERO).run(Signals::local(), shutdown.clone());
    let running = [tokio::spawn(run()), tokio::spawn(run())];
    log.grow(100).await;
    eventually("everything is sealed", async || {
        status::status(log.system.pool()).await.unwrap().window == 0
    })
    .await;
    shutdown.cancel();
    for sealer in running {
        sealer.await.unwrap();
    }
    let report = log.verdict(&[]).await.unwrap();
    assert_eq!((report.events, report.sealed), (300, 300));
    let heads = blocks::newest(log.system.pool(), None, 1000).await.unwrap();
    assert_eq!(heads.len() as u64, report.blocks);
    assert!(heads.iter().all(|head| head.is_signed_by(&trusted())));
    assert_eq!(blocks::keys(log.system.pool()).await.unwrap(), [key().public()]);
}

#[tokio::test]
async fn what_is_damaged_is_not_sealed() {
    let log = Sealed::new(100).await;
    log.seal(false).await;
    log.tamper(&["DELETE FROM events WHERE position = 85"]).await;
    let hole = log.sealer(Duration::ZERO).seal().await;
    assert!(matches!(hole, Err(SealError::Hole { position: 85 })), "{hole:?}");
    log.tamper(&["DELETE FROM events WHERE position > 70", "UPDATE log_head SET position = 70"])
        .await;
    let cut = log.sealer(Duration::ZERO).seal().await;
    assert!(matches!(cut, Err(SealError::Cut { sealed: 80, head: 70 })), "{cut:?}");
    log.tamper(&["UPDATE log_blocks SET leaves = set_byte(leaves, 0, 255 - get_byte(leaves, 0))"])
        .await;
    let tree = log.sealer(Duration::ZERO).seal().await;
    assert!(matches!(tree, Err(SealError::Tree(_))), "{tree:?}");
}

#[tokio::test]
async fn a_sealer_goes_on_where_another_one_ended() {
    let log = Sealed::new(BLOCK as usize * 2).await;
    let mut first = log.sealer(Duration::ZERO);
    first.seal().await.unwrap().unwrap();
    log.sealer(Duration::ZERO).seal().await.unwrap().unwrap();
    log.grow(BLOCK as usize).await;
    // What it had in mind is not the tree any more.
    let third = first.seal().await.unwrap().unwrap();
    assert_eq!((third.block, third.size), (3, u64::from(BLOCK) * 3));
    log.verdict(&[]).await.unwrap();
}

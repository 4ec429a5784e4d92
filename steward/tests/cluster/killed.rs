//! `kill -9` of the whole process between the 202 and the reply, then a restart.

use test_support::TestRedis;

use crate::harness::{DELIVERY, Log, Member, Sent, Solo, alone};

/// What one delivery message leads to, however often somebody died over it.
pub(crate) async fn assert_once(log: &Log, luigi: &Member, peach: &Member, sent: &Sent) {
    log.assert_sound().await;
    let story = log.story(sent).await;
    let once = [
        "MessageSent",
        "TurnStarted",
        "ContextRetrieved",
        "ToolAnswered",
        "ActionRequested",
        "ActionPerformed",
        "NotificationIssued",
        "ReplyGiven",
        "TurnCompleted",
    ];
    for event in once {
        assert_eq!(story.get(event), Some(&1), "{event} in {story:?}");
    }
    assert_eq!(story.get("ModelResponded"), Some(&2), "the call and the words in {story:?}");
    let reply = luigi.wait_for_reply(sent).await;
    assert_eq!(reply["actions"].as_array().unwrap().len(), 1, "{reply}");
    assert_eq!(reply["actions"][0]["status"], "performed", "{reply}");
    assert_eq!(reply["actions"][0]["preview"]["recipients"][0]["name"], "Peach", "{reply}");
    let notices = peach.notifications_of(sent).await;
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert_eq!(notices[0]["from"]["name"], "Luigi");
    assert!(luigi.notifications_of(sent).await.is_empty());
}

#[tokio::test]
async fn a_killed_process_is_followed_by_one_that_finishes_once() {
    let _alone = alone().await;
    let mut solo = Solo::new(None);
    solo.start().await;
    let (luigi, peach) = sign_in(&mut solo).await;

    // At once; while the model is asked; after the notice was issued, before the reply.
    let mut all = Vec::new();
    for (asked_before, faults) in [(0, &[][..]), (0, &["hang"]), (1, &["none", "hang"])] {
        let model = solo.faults();
        model.next(faults).await;
        let sent = luigi.at(&solo.address()).send(DELIVERY).await;
        if !faults.is_empty() {
            model.until_met().await;
            let log = solo.log().await;
            assert_eq!(log.count(&sent, "ModelResponded").await, asked_before);
            assert_eq!(log.count(&sent, "NotificationIssued").await, asked_before);
            assert_eq!(log.count(&sent, "ReplyGiven").await, 0);
        }
        solo.kill_9();

        solo.start().await;
        let log = solo.log().await;
        log.until(&sent, "ReplyGiven").await;
        let address = solo.address();
        assert_once(&log, &luigi.at(&address), &peach.at(&address), &sent).await;
        all.push(sent);
    }

    // Nothing of it comes again later, and everything ends in order.
    let (log, address) = (solo.log().await, solo.address());
    for sent in &all {
        assert_once(&log, &luigi.at(&address), &peach.at(&address), sent).await;
    }
    assert_eq!(peach.at(&address).items("notifications").await.len(), all.len());
    drop(log);
    assert!(solo.end());
}

#[tokio::test]
async fn a_flush_of_redis_after_the_kill_loses_nothing() {
    let _alone = alone().await;
    let redis = TestRedis::start().await;
    let mut solo = Solo::new(Some(redis.url()));
    solo.start().await;
    let (luigi, peach) = sign_in(&mut solo).await;
    let model = solo.faults();
    model.next(&["none", "hang"]).await;
    let sent = luigi.send(DELIVERY).await;
    model.until_met().await;
    solo.kill_9();
    redis.flush_all().await;

    // From here on nobody says a word to the program until the reply is recorded.
    solo.start().await;
    let log = solo.log().await;
    log.until(&sent, "ReplyGiven").await;
    let address = solo.address();
    assert_once(&log, &luigi.at(&address), &peach.at(&address), &sent).await;
    drop(log);
    assert!(solo.end());
}

async fn sign_in(solo: &mut Solo) -> (Member, Member) {
    (solo.sign_in("luigi@pizza.com").await, solo.sign_in("peach@pizza.com").await)
}

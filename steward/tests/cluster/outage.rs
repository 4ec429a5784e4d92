//! The model's endpoint is refused while people write, and comes back. By default for a
//! few waves of messages; for as long as `STEWARD_OUTAGE_SECONDS` says when somebody wants
//! to see it last: `STEWARD_OUTAGE_SECONDS=600 cargo test -p steward --test cluster outage`.

use std::time::{Duration, Instant};

use futures::future::join_all;
use serde_json::json;
use uuid::Uuid;

use crate::harness::{CLEANING, Cluster, DELIVERY, Log, Member, Sent, alone, eventually};

/// Waves of messages, at the least.
const WAVES: u32 = 3;
/// How long a wave takes, at the least, while the outage lasts.
const PACE: Duration = Duration::from_secs(2);
/// Retries at the same time, once it is over.
const TOGETHER: usize = 8;
/// What code answers by itself.
const ROSTER: &str = "Who is on shift tomorrow at 10am?";

#[tokio::test]
async fn a_refused_endpoint_loses_nothing_and_needs_no_restart() {
    let _alone = alone().await;
    let mut cluster = Cluster::start().await;
    let model = cluster.start_offline_model().await;
    let address = model.url().trim_start_matches("http://").to_owned();
    for (role, name) in [
        ("api", "api"),
        ("relay", "relay"),
        ("projector", "projector"),
        ("agent-worker", "one"),
        ("agent-worker", "other"),
    ] {
        cluster.start_role(role, name).await;
    }
    let log = cluster.log().await;
    let luigi = cluster.sign_in("api", "luigi@pizza.com").await;
    let john = cluster.sign_in("api", "john@oakst.com").await;
    let before = luigi.send(CLEANING).await;
    log.until(&before, "ReplyGiven").await;

    cluster.kill_9("model");
    let sent = write_through_the_outage(&log, &luigi, &john).await;
    let said = |text| sent.iter().filter(move |(_, sent)| sent.1 == text);
    for (_, (sent, _)) in said(ROSTER) {
        assert_eq!(log.count(sent, "ReplyGiven").await, 1, "code knows it");
    }
    for (_, (sent, _)) in said(DELIVERY) {
        let story = log.story(sent).await;
        assert_eq!(story.get("TurnFailed"), Some(&1), "{story:?}");
        assert!(story["ModelAttemptFailed"] >= 1, "the record says why: {story:?}");
        assert_eq!(story.get("NotificationIssued"), None);
    }

    let settings = [("STEWARD_OFFLINE_MODEL_LISTEN", address.as_str())];
    cluster.start_role_with("offline-model", "model", &settings).await;
    for some in sent.chunks(TOGETHER) {
        join_all(some.iter().map(|(member, (sent, _))| until_answered(&log, member, sent))).await;
    }
    for (_, (sent, _)) in said(DELIVERY) {
        let story = log.story(sent).await;
        for event in ["MessageSent", "NotificationIssued", "ReplyGiven", "TurnCompleted"] {
            assert_eq!(story.get(event), Some(&1), "{event} in {story:?}");
        }
    }
    // By itself everything is as before: each worker asks the model again once its breaker
    // lets it, and no attempt fails any more.
    eventually("turns go without a failed attempt", async || {
        for sent in [luigi.send(CLEANING).await, john.send(CLEANING).await] {
            until_ended(&log, &sent, 1).await;
            if log.count(&sent, "ModelAttemptFailed").await > 0 {
                return None;
            }
        }
        Some(())
    })
    .await;
    log.assert_sound().await;
    assert!(cluster.all_live(), "nobody was restarted");
}

type Said<'a> = Vec<(&'a Member, (Sent, &'static str))>;

/// Both businesses go on writing; each wave ends in answers and visible failures.
async fn write_through_the_outage<'a>(log: &Log, luigi: &'a Member, john: &'a Member) -> Said<'a> {
    let wanted = std::env::var("STEWARD_OUTAGE_SECONDS").ok().map(|text| text.parse().unwrap());
    let outage = Duration::from_secs(wanted.unwrap_or(0));
    let began = Instant::now();
    let (mut sent, mut waves) = (Said::new(), 0);
    while waves < WAVES || began.elapsed() < outage {
        let next = tokio::time::Instant::now() + PACE;
        let wave = [(luigi, DELIVERY), (luigi, ROSTER), (john, CLEANING), (john, "Hello")];
        let wave = wave.map(|(member, text)| async move {
            let sent = member.send(text).await;
            until_ended(log, &sent, 1).await;
            (member, (sent, text))
        });
        sent.extend(join_all(wave).await);
        waves += 1;
        if !outage.is_zero() {
            tokio::time::sleep_until(next).await;
        }
    }
    println!("{} messages in {:?} without a model", sent.len(), began.elapsed());
    sent
}

/// Waits until so many tries of a message have ended, one way or the other.
async fn until_ended(log: &Log, sent: &Sent, tries: i64) {
    eventually("a turn ends in an answer or a visible failure", async || {
        let story = log.story(sent).await;
        let count = |event| story.get(event).copied().unwrap_or(0);
        (count("TurnCompleted") + count("TurnFailed") == tries).then_some(())
    })
    .await;
}

/// Tries a message's turn again, as its member would, until it is answered.
async fn until_answered(log: &Log, member: &Member, sent: &Sent) {
    let mut turn = sent.turn;
    let mut tries = 1;
    eventually("a retry works", async || {
        if log.count(sent, "ReplyGiven").await > 0 {
            return Some(());
        }
        // The read model shows what failed before anybody can press the button.
        member.until_status(&format!("turns/{turn}"), "failed").await;
        let retried = member.post(&format!("turns/{turn}/retry"), json!({})).await;
        turn = retried["turn_id"].as_str().and_then(|id| id.parse::<Uuid>().ok()).unwrap();
        tries += 1;
        until_ended(log, sent, tries).await;
        None
    })
    .await;
}

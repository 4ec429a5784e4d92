//! Each role alone, several of each at once: nothing is done twice, nothing is missed,
//! and no sentence is left lying about.

use futures::future::join_all;

use crate::harness::{CLEANING, Cluster, DELIVERY, Live, Log, Member, alone};
use crate::killed::assert_once;
use crate::secrecy;

#[tokio::test]
async fn several_of_each_role_are_one_product() {
    let _alone = alone().await;
    let mut cluster = Cluster::start().await;
    let wire = secrecy::listen_in(&cluster.redis.url()).await;
    let model = cluster.start_offline_model().await;
    for role in ["api", "relay", "projector", "agent-worker"] {
        for number in 1..=2 {
            cluster.start_role(role, &format!("{role}-{number}")).await;
        }
    }
    let log = cluster.log().await;
    let other_api = cluster.api("api-2");
    let luigi = cluster.sign_in("api-1", "luigi@pizza.com").await;
    let john = cluster.sign_in("api-1", "john@oakst.com").await;
    let peach = cluster.sign_in("api-2", "peach@pizza.com").await;

    // Sent through one process, seen through the other.
    let mut tabs =
        [luigi.at(&other_api).live().await, peach.live().await, john.at(&other_api).live().await];
    model.next(&["none", "slow"]).await;
    let said = both_scenarios(&log, [&luigi, &peach, &john], &mut tabs).await;
    secrecy::assert_sealed(&cluster, &log, &wire, &said).await;

    one_of_each_dies_under_load(&mut cluster, &log, &luigi.at(&other_api), &john.at(&other_api))
        .await;
    assert_projected_once(&log).await;
    assert!(cluster.all_live());
}

/// Plays them, and returns everything that was said.
async fn both_scenarios(
    log: &Log,
    [luigi, peach, john]: [&Member; 3],
    [luigi_tab, peach_tab, john_tab]: &mut [Live; 3],
) -> Vec<String> {
    let delivery = luigi.send(DELIVERY).await;
    luigi_tab.event("ReplyGiven", &delivery).await;
    assert_once(log, luigi, peach, &delivery).await;
    let notice = peach.notifications_of(&delivery).await.remove(0);
    peach_tab.notice(&notice).await;
    let receipt = luigi.wait_for_reply(&delivery).await;

    let cleaning = john.send(CLEANING).await;
    john_tab.event("ReplyGiven", &cleaning).await;
    let answer = john.wait_for_reply(&cleaning).await;
    let date = answer["text"].as_str().unwrap();
    assert!(date.contains("Tuesday") && date.contains("[1]"), "{date}");
    assert_eq!(answer["citations"].as_array().unwrap().len(), 1);
    log.assert_sound().await;

    // The running answer crossed Redis, and was read there by the other process: the
    // finished reply may overtake its last sentence.
    let pieces: Vec<String> =
        luigi_tab.pieces(&delivery).into_iter().map(|piece| piece.2).collect();
    assert!(!pieces.is_empty(), "no running answer was shown: {:#?}", luigi_tab.seen);
    let text = receipt["text"].as_str().unwrap();
    assert!(text.starts_with(pieces.concat().trim()), "{pieces:?} of {text:?}");
    // Nobody saw anything of the other business.
    let foreign = |tab: &Live, sent| !tab.pieces(sent).is_empty();
    assert!(!foreign(john_tab, &delivery) && !foreign(peach_tab, &delivery));
    assert!(!john_tab.seen.iter().any(|frame| frame["resource"]["id"] == notice["id"]));

    let texts = [&notice["text"], &notice["reason"], &receipt["text"], &answer["text"]];
    let texts = texts.into_iter().map(|text| text.as_str().unwrap().to_owned());
    texts.chain([DELIVERY.to_owned(), CLEANING.to_owned()]).collect()
}

/// The survivors finish what they had begun; what is sent goes on through the other API.
async fn one_of_each_dies_under_load(
    cluster: &mut Cluster,
    log: &Log,
    luigi: &Member,
    john: &Member,
) {
    let questions = ["Who is on shift tomorrow at 10am?", CLEANING, DELIVERY];
    let luigis = questions.iter().map(|text| luigi.send(text));
    let johns = questions.iter().map(|text| john.send(text));
    let (luigis, johns) = tokio::join!(join_all(luigis), join_all(johns));
    for role in ["agent-worker-1", "relay-1", "projector-1", "api-1"] {
        cluster.kill_9(role);
    }
    for sent in luigis.iter().chain(&johns) {
        log.until(sent, "ReplyGiven").await;
    }
    log.assert_sound().await;
    for (member, sents) in [(luigi, &luigis), (john, &johns)] {
        for sent in sents {
            member.wait_for_reply(sent).await;
        }
    }
}

/// The rows of the read models are those that the log's events make, one each.
async fn assert_projected_once(log: &Log) {
    let made_by = [
        ("tenants", "event_type = 'TenantRegistered'"),
        ("members", "event_type = 'MemberJoined'"),
        ("conversations", "event_type = 'ConversationStarted'"),
        ("messages", "event_type IN ('MessageSent', 'ReplyGiven')"),
        ("turns", "event_type = 'TurnStarted'"),
        ("turn_steps", "aggregate_type = 'Turn'"),
        ("actions", "event_type = 'ActionRequested'"),
        ("notifications", "event_type = 'NotificationIssued'"),
        ("shifts", "event_type = 'ShiftScheduled'"),
        ("documents", "event_type = 'DocumentAdded'"),
    ];
    for (table, events) in made_by {
        let rows: Vec<i64> =
            log.column(&format!("SELECT position FROM {table} ORDER BY position")).await;
        let events: Vec<i64> = log
            .column(&format!("SELECT position FROM events WHERE {events} ORDER BY position"))
            .await;
        assert!(!rows.is_empty(), "{table} is empty");
        assert_eq!(rows, events, "{table}");
    }
}

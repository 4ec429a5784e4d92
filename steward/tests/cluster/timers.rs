//! What is to happen at a moment, with the whole process and its servers away at it.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::harness::{Member, Solo, alone, eventually};

#[tokio::test]
async fn a_reminder_due_while_everything_was_down_fires_once() {
    let _alone = alone().await;
    let mut solo = Solo::new(None);
    solo.start().await;
    let luigi = solo.sign_in("luigi@pizza.com").await;
    let due = Utc::now() + TimeDelta::seconds(5);
    let reminder = json!({ "text": "Order flour.", "due_at": due });
    luigi.post("reminders", reminder).await;
    assert_eq!(reminders(&luigi).await.len(), 0, "not before its moment");
    solo.kill_9_with_servers();
    until(due).await;

    // Whoever starts next gives it, and who starts after that finds nothing to do.
    for start in 1..=3 {
        solo.start().await;
        let luigi = luigi.at(&solo.address());
        let given = eventually("the reminder is given", async || {
            let given = reminders(&luigi).await;
            (!given.is_empty()).then_some(given)
        })
        .await;
        let log = solo.log().await;
        log.assert_sound().await;
        assert_eq!(given.len(), 1, "after start {start}: {given:?}");
        assert_eq!(given[0]["text"], "Order flour.");
        for event in ["ReminderFired", "NotificationIssued"] {
            let count = format!("SELECT count(*) FROM events WHERE event_type = '{event}'");
            assert_eq!(log.value::<i64>(&count).await, 1, "{event} after start {start}");
        }
        drop(log);
        solo.kill_9_with_servers();
    }
}

/// The ladder by real clocks: the shortest time for an answer is a minute.
#[tokio::test]
#[ignore = "waits for two minutes to pass"]
async fn an_urgent_notice_climbs_until_somebody_acknowledges() {
    let _alone = alone().await;
    let mut solo = Solo::new(None);
    solo.start().await;
    let mario = solo.sign_in("mario@pizza.com").await;
    let [luigi, peach] =
        [solo.sign_in("luigi@pizza.com").await, solo.sign_in("peach@pizza.com").await];
    let rules = json!({
        "acknowledge_normal_within": null, "acknowledge_urgent_within": 1,
        "quiet_hours": null, "urgent_breaks_quiet_hours": true,
    });
    mario.put("tenant/notification-rules", rules).await;
    let sent = luigi.send("Please tell Peach that the oven is on fire").await;
    let reply = luigi.wait_for_reply(&sent).await;
    let first = peach.notifications_of(&sent).await;
    assert_eq!(first.len(), 1, "{reply}");
    assert_eq!(first[0]["urgency"], "urgent");
    assert!(mario.notifications_of(&sent).await.is_empty(), "Peach has a minute");

    // She says nothing: it reaches the next one, who answers.
    let deadline = Utc::now() + TimeDelta::seconds(60);
    until(deadline).await;
    let second =
        eventually("the next one is told", async || mario.notifications_of(&sent).await.pop())
            .await;
    assert_eq!(second["text"], first[0]["text"]);
    let path = format!("notifications/{}/acknowledge", second["id"].as_str().unwrap());
    mario.post(&path, json!({})).await;

    // Another minute, and nobody else is even looked for.
    until(Utc::now() + TimeDelta::seconds(75)).await;
    let log = solo.log().await;
    log.assert_sound().await;
    let story = log.story(&sent).await;
    let counts = ["NotificationIssued", "NotificationEscalated", "EscalationEnded"];
    let counts = counts.map(|event| story.get(event).copied().unwrap_or(0));
    assert_eq!(counts, [2, 1, 0], "{story:?}");
    drop(log);
    assert!(solo.end());
}

/// The reminders that this member was given.
async fn reminders(member: &Member) -> Vec<Value> {
    let mut notices = member.items("notifications").await;
    notices.retain(|notice| notice["kind"] == "reminder");
    notices
}

/// Waits until a moment has passed.
async fn until(moment: DateTime<Utc>) {
    while let Ok(left) = (moment - Utc::now()).to_std() {
        tokio::time::sleep(left).await;
    }
}

//! What waits for somebody: messages, turns, timers, erasures.

use super::Watched;

impl Watched {
    /// A message of an hour ago that nobody has answered.
    async fn leave_a_message(&self) {
        self.change(&format!(
            "INSERT INTO messages (tenant_id, message_id, conversation_id, member_id, role, citations, actions, \
               withheld, turn_id, tainted, answered, created_at, position, updated_position) \
             VALUES ('{}', gen_random_uuid(), '{}', '{}', 'member', '[]', '{{}}', 0, gen_random_uuid(), false, \
               false, now() - interval '1 hour', 1, 1)",
            self.luigi.tenant, self.luigi.conversation, self.luigi.member
        ))
        .await;
    }

    /// A turn has begun with that message a while ago.
    async fn begin_its_turn(&self, ago: &str) {
        self.change(&format!(
            "INSERT INTO turns (tenant_id, turn_id, conversation_id, message_id, member_id, attempt, status, \
               tainted, started_at, position, updated_position) \
             SELECT tenant_id, turn_id, conversation_id, message_id, member_id, 1, 'running', false, \
               now() - interval '{ago}', 1, 1 FROM messages"
        ))
        .await;
    }

    /// Operators stop the business, or let it go on.
    async fn suspend(&self, suspended: bool) {
        let at = if suspended { "now()" } else { "NULL" };
        self.change(&format!("UPDATE tenants SET suspended_at = {at}")).await;
    }
}

#[tokio::test]
async fn a_message_that_nobody_takes_up_is_found() {
    let mut watched = Watched::new(1).await;
    watched.open_business().await;
    watched.leave_a_message().await;
    let seen = watched.look().await;
    assert_eq!(seen.alerts, ["StewardTurnWaiting"]);
    assert!(seen.gauge("steward_turn_waiting_seconds") > 3500.0);

    // What is stopped is not late.
    watched.suspend(true).await;
    assert_eq!(watched.look().await.alerts, [""; 0]);
    watched.suspend(false).await;

    // A worker has its conversation: earlier messages of it come first.
    watched
        .change(&format!(
            "INSERT INTO conversation_leases (tenant_id, conversation_id, holder, expires_at) \
             VALUES ('{}', '{}', gen_random_uuid(), now() + interval '1 hour')",
            watched.luigi.tenant, watched.luigi.conversation
        ))
        .await;
    assert_eq!(watched.look().await.gauge("steward_turn_waiting_seconds"), 0.0);
}

#[tokio::test]
async fn a_turn_that_does_not_end_is_found_and_its_message_waits_no_more() {
    let mut watched = Watched::new(1).await;
    watched.open_business().await;
    watched.leave_a_message().await;
    watched.begin_its_turn("10 minutes").await;
    let seen = watched.look().await;
    assert_eq!(seen.alerts, ["StewardTurnStuck"]);
    assert!(seen.gauge("steward_turn_running_seconds") > 599.0);
    assert_eq!(seen.gauge("steward_turn_waiting_seconds"), 0.0);
    watched.suspend(true).await;
    assert_eq!(watched.look().await.alerts, [""; 0]);
}

#[tokio::test]
async fn a_timer_that_is_overdue_is_found() {
    let mut watched = Watched::new(1).await;
    watched.open_business().await;
    for (due, done) in [
        ("- interval '1 minute'", false),
        ("- interval '1 day'", true),
        ("+ interval '1 day'", false),
    ] {
        watched
            .change(&format!(
                "INSERT INTO timers (tenant_id, timer_id, purpose, stream_type, stream_id, due_at, done, position, \
                   updated_position) \
                 VALUES ('{}', gen_random_uuid(), 'remind', 'Reminder', gen_random_uuid(), now() {due}, {done}, 1, 1)",
                watched.luigi.tenant
            ))
            .await;
    }
    let seen = watched.look().await;
    assert_eq!(seen.alerts, ["StewardTimerOverdue"]);
    assert!((59.0..120.0).contains(&seen.gauge("steward_timer_overdue_seconds")));
    watched.suspend(true).await;
    assert_eq!(watched.look().await.alerts, [""; 0]);
}

#[tokio::test]
async fn an_erasure_that_fails_or_takes_long_is_found() {
    let mut watched = Watched::new(1).await;
    watched
        .change(&format!(
            "INSERT INTO erasures (tenant_id, member_id, position, requested_at, attempts) \
             VALUES ('{}', '{}', 1, now() - interval '5 minutes', 1)",
            watched.luigi.tenant, watched.luigi.member
        ))
        .await;
    let seen = watched.look().await;
    assert_eq!(seen.alerts, [""; 0], "it may be under way");
    assert_eq!(seen.gauge("steward_erasures_waiting"), 1.0);

    watched.change("UPDATE erasures SET error = 'the database'").await;
    let seen = watched.look().await;
    assert_eq!(seen.alerts, ["StewardErasureFailed"]);
    assert_eq!(seen.gauge("steward_erasures_failed"), 1.0);

    watched
        .change("UPDATE erasures SET error = NULL, requested_at = now() - interval '1 hour'")
        .await;
    let seen = watched.look().await;
    assert_eq!(seen.alerts, ["StewardErasureFailed"]);
    assert!(seen.gauge("steward_erasure_waiting_seconds") > 3500.0);

    watched.change("UPDATE erasures SET ended_at = now()").await;
    assert_eq!(watched.look().await.alerts, [""; 0]);
}

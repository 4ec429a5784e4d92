//! One reply, one notice, one push shown and one firing for each cause.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::PgPool;
use uuid::Uuid;

use super::{Verdict, listed};
use crate::load::{Load, PushService};

const OF: &str = "reactions";

pub(super) async fn check(
    pool: &PgPool,
    load: &Load,
    pushes: &PushService,
    begun_at: u64,
    verdict: &mut Verdict,
) -> anyhow::Result<()> {
    turns(pool, begun_at, verdict).await?;
    let wrong = listed(
        pool,
        "SELECT 'of ' || cause || ' ' || recipient || ' was told ' || count(*) || ' times' FROM ( \
           SELECT coalesce(payload->event_type->>'action_id', payload->event_type->>'reminder_id') AS cause, \
             payload->event_type->>'recipient' AS recipient, payload->event_type->>'rung' AS rung \
           FROM events WHERE position > $1 AND event_type = 'NotificationIssued') AS told \
           WHERE cause IS NOT NULL GROUP BY cause, recipient, rung HAVING count(*) > 1 \
         UNION ALL SELECT 'performed ' || count(*) || ' times: ' || aggregate_id FROM events \
           WHERE position > $1 AND event_type = 'ActionPerformed' GROUP BY aggregate_id HAVING count(*) > 1",
        begun_at,
    )
    .await?;
    let notices = count(pool, "NotificationIssued", begun_at).await?;
    verdict.add(OF, format!("{notices} notices, one for each cause"), wrong);
    reminders(pool, load, begun_at, verdict).await?;
    pushed(pool, load, pushes, verdict).await
}

/// Each message has come to one end, with one reply at most.
async fn turns(pool: &PgPool, begun_at: u64, verdict: &mut Verdict) -> anyhow::Result<()> {
    let wrong = listed(
        pool,
        "WITH ended AS ( \
           SELECT split_part(aggregate_id, '/', 2) AS turn, count(*) AS times FROM events \
           WHERE position > $1 AND event_type IN ('TurnCompleted', 'TurnFailed', 'TurnCancelled') \
           GROUP BY aggregate_id), \
         sent AS ( \
           SELECT payload->event_type->>'message_id' AS message, payload->event_type->>'turn_id' AS turn \
           FROM events WHERE position > $1 AND event_type = 'MessageSent') \
         SELECT 'message ' || message || ' came to ' || coalesce(times, 0) || ' ends' \
           FROM sent LEFT JOIN ended USING (turn) WHERE coalesce(times, 0) <> 1 \
         UNION ALL SELECT 'answered ' || count(*) || ' times: ' || (payload->event_type->>'in_reply_to') \
           FROM events WHERE position > $1 AND event_type = 'ReplyGiven' \
           GROUP BY payload->event_type->>'in_reply_to' HAVING count(*) <> 1 \
         UNION ALL SELECT 'turn ' || aggregate_id || ' is complete without a reply' FROM events e \
           WHERE position > $1 AND event_type = 'TurnCompleted' AND NOT EXISTS ( \
             SELECT FROM events r WHERE r.event_type = 'ReplyGiven' AND r.tenant_id = e.tenant_id \
               AND r.payload->r.event_type->>'turn_id' = split_part(e.aggregate_id, '/', 2))",
        begun_at,
    )
    .await?;
    let [sent, replies, failed] = [
        count(pool, "MessageSent", begun_at).await?,
        count(pool, "ReplyGiven", begun_at).await?,
        count(pool, "TurnFailed", begun_at).await?,
    ];
    let what = format!("{sent} messages, {replies} replies, {failed} turns that failed and say so");
    verdict.add(OF, what, wrong);
    Ok(())
}

/// Each reminder was given once.
async fn reminders(
    pool: &PgPool,
    load: &Load,
    begun_at: u64,
    verdict: &mut Verdict,
) -> anyhow::Result<()> {
    let fired: Vec<(Uuid, i64)> = sqlx::query_as(
        "SELECT split_part(aggregate_id, '/', 2)::uuid, count(*) FROM events \
         WHERE position > $1 AND event_type = 'ReminderFired' GROUP BY aggregate_id",
    )
    .bind(begun_at as i64)
    .fetch_all(pool)
    .await?;
    let fired: BTreeMap<Uuid, i64> = fired.into_iter().collect();
    let entries = load.journal.entries();
    let set = entries.iter().filter(|entry| entry.kind == "reminder").filter_map(|entry| entry.id);
    let wrong = set.filter_map(|id| {
        let times = fired.get(&id).copied().unwrap_or(0);
        (times != 1).then(|| format!("reminder {id} was given {times} times"))
    });
    verdict.add(OF, format!("{} reminders, given once each", fired.len()), wrong.collect());
    Ok(())
}

/// What a device was sent is about notices to whoever has it; one shown for each.
async fn pushed(
    pool: &PgPool,
    load: &Load,
    pushes: &PushService,
    verdict: &mut Verdict,
) -> anyhow::Result<()> {
    let got = pushes.got();
    let of: Vec<(Uuid, Uuid)> =
        sqlx::query_as("SELECT notification_id, recipient_id FROM notifications")
            .fetch_all(pool)
            .await?;
    let of: BTreeMap<Uuid, Uuid> = of.into_iter().collect();
    let wrong = got.iter().filter_map(|(device, notice)| {
        let holder = load.people.get(*device).map(|person| person.id);
        let meant = notice.and_then(|notice| of.get(&notice).copied());
        (holder.is_none() || holder != meant)
            .then(|| format!("device {device} of {holder:?} was sent {notice:?} for {meant:?}"))
    });
    let wrong: Vec<String> = wrong.collect();
    let shown: BTreeSet<_> = got.iter().collect();
    let what =
        format!("{} pushes, of which {} are shown, one for each notice", got.len(), shown.len());
    verdict.add(OF, what, wrong);
    Ok(())
}

async fn count(pool: &PgPool, event: &str, since: u64) -> anyhow::Result<i64> {
    let counting = "SELECT count(*) FROM events WHERE event_type = $1 AND position > $2";
    Ok(sqlx::query_scalar(counting).bind(event).bind(since as i64).fetch_one(pool).await?)
}

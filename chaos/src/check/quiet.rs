//! When everything has come to rest: nothing is due, and everybody has been told.

use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::{Connection, PgConnection};

use crate::cluster::Cluster;
use crate::load::Load;

/// How long it may take at most: waiting for a model goes on for minutes.
const PATIENCE: Duration = Duration::from_secs(600);
/// How long something may be to come without anything that moves: then it is stuck.
const STUCK: Duration = Duration::from_secs(75);
/// For how long nothing may happen.
const STILL: Duration = Duration::from_secs(4);
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// What is still to come, in words; none when all is at rest.
const BUSY: &str = "\
    SELECT 'a turn waits' FROM waiting_conversations() \
    UNION ALL SELECT 'a conversation is worked on' FROM conversation_leases \
      WHERE expires_at >= clock_timestamp() \
    UNION ALL SELECT projection || ' is behind' FROM checkpoints, log_head h \
      WHERE checkpoints.position < h.position \
    UNION ALL SELECT 'a reminder is due' FROM timers \
      WHERE purpose = 'remind' AND NOT done AND due_at < clock_timestamp() \
    LIMIT 3";

/// Waits until the deployment is at rest; what was still to come when patience ended.
pub async fn until_quiet(cluster: &Arc<Cluster>, load: &Load) -> anyhow::Result<Vec<String>> {
    let begun = Instant::now();
    let mut database = PgConnection::connect(&cluster.database).await?;
    let (mut still_since, mut moved_at) = (Instant::now(), Instant::now());
    let mut last = (0, 0, 0);
    loop {
        cluster.supervise().await?;
        let mut busy: Vec<String> = sqlx::query_scalar(BUSY).fetch_all(&mut database).await?;
        let (head, projected): (i64, i64) = sqlx::query_as(
            "SELECT h.position, (SELECT sum(position)::bigint FROM checkpoints) FROM log_head h",
        )
        .fetch_one(&mut database)
        .await?;
        for tab in &load.tabs {
            if tab.position() < head.unsigned_abs() {
                let (who, at) = (tab.person.email(), tab.position());
                busy.push(format!("a tab of {who} is at {at} of {head}"));
            }
        }
        let now = (head, projected, load.tabs.iter().map(|tab| tab.position()).sum());
        if now != last {
            (moved_at, last) = (Instant::now(), now);
        }
        if !busy.is_empty() {
            still_since = Instant::now();
        }
        let still = still_since.max(moved_at).elapsed() > STILL;
        if still || moved_at.elapsed() > STUCK || begun.elapsed() > PATIENCE {
            database.close().await?;
            return Ok(busy);
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

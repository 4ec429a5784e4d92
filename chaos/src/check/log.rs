//! One dense log in the order of commits.

use sqlx::PgPool;

use super::{Verdict, listed};

pub(super) async fn check(pool: &PgPool, verdict: &mut Verdict) -> anyhow::Result<()> {
    let wrong = listed(
        pool,
        "SELECT 'positions have holes: ' || count(*) || ' events, head ' || h.position \
           FROM events, log_head h WHERE events.position > $1 GROUP BY h.position \
           HAVING count(*) <> h.position OR min(events.position) <> 1 OR max(events.position) <> h.position \
         UNION ALL SELECT 'a stream has holes: ' || aggregate_type || ' ' || aggregate_id FROM events \
           GROUP BY aggregate_type, aggregate_id HAVING max(sequence) <> count(*) OR min(sequence) <> 1 \
         UNION ALL SELECT 'recorded before the one before it: ' || position FROM ( \
           SELECT position, recorded_at < lag(recorded_at) OVER (ORDER BY position) AS back FROM events) o \
           WHERE back \
         UNION ALL SELECT 'a stream against the order of positions: ' || aggregate_id FROM ( \
           SELECT aggregate_id, position < lag(position) OVER (PARTITION BY aggregate_type, aggregate_id \
             ORDER BY sequence) AS back FROM events) o WHERE back \
         UNION ALL SELECT 'of another business: ' || aggregate_id FROM events \
           WHERE split_part(aggregate_id, '/', 1) <> tenant_id::text",
        0,
    )
    .await?;
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM events").fetch_one(pool).await?;
    verdict.add("the log", format!("{count} events, positions dense, each stream in order"), wrong);
    Ok(())
}

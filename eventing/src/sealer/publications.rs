//! Up to which block each place outside was told the heads.

use sqlx::PgPool;

/// The last block whose head `target` has taken; 0 when none.
pub async fn published(pool: &PgPool, target: &str) -> Result<u64, sqlx::Error> {
    let block: Option<i64> =
        sqlx::query_scalar("SELECT block FROM log_publications WHERE target = $1")
            .bind(target)
            .fetch_optional(pool)
            .await?;
    Ok(block.unwrap_or(0).unsigned_abs())
}

/// `target` has taken the head of `block`.
pub async fn record(pool: &PgPool, target: &str, block: u64) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO log_publications AS p (target, block, published_at) \
         VALUES ($1, $2, clock_timestamp()) \
         ON CONFLICT (target) DO UPDATE SET block = excluded.block, published_at = excluded.published_at \
         WHERE p.block < excluded.block",
    )
    .bind(target)
    .bind(block as i64)
    .execute(pool)
    .await?;
    Ok(())
}

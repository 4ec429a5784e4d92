//! The blocks that are closed.

use audit::head::Leaves;
use audit::{Block, Hash, Head, PublicKey, Signature};
use chrono::{DateTime, Utc};
use sqlx::{Executor, Postgres};
use uuid::Uuid;

/// The columns of a head.
macro_rules! head {
    () => {
        "block, log_id, position, root, previous, sealed_at, key, signature"
    };
}

#[derive(sqlx::FromRow)]
struct Row {
    block: i64,
    log_id: Uuid,
    position: i64,
    root: Vec<u8>,
    previous: Vec<u8>,
    sealed_at: DateTime<Utc>,
    key: Vec<u8>,
    signature: Vec<u8>,
    #[sqlx(default)]
    leaves: Option<Vec<u8>>,
}

impl TryFrom<Row> for Block {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> Result<Self, sqlx::Error> {
        // The table's constraints see to these lengths.
        let malformed = || sqlx::Error::Decode("a block's bytes have another length".into());
        let head = Head {
            log_id: row.log_id,
            block: row.block.unsigned_abs(),
            size: row.position.unsigned_abs(),
            root: Hash::from_slice(&row.root).ok_or_else(malformed)?,
            previous: Hash::from_slice(&row.previous).ok_or_else(malformed)?,
            sealed_at: row.sealed_at,
            key: PublicKey::from_slice(&row.key).ok_or_else(malformed)?,
            signature: Signature::from_slice(&row.signature).ok_or_else(malformed)?,
        };
        let leaves = match row.leaves {
            Some(leaves) => Some(Leaves(Hash::split(&leaves).ok_or_else(malformed)?)),
            None => None,
        };
        Ok(Self { head, leaves })
    }
}

fn head(row: Option<Row>) -> Result<Option<Head>, sqlx::Error> {
    Ok(row.map(Block::try_from).transpose()?.map(|block| block.head))
}

/// The newest head.
pub async fn last(on: impl Executor<'_, Database = Postgres>) -> Result<Option<Head>, sqlx::Error> {
    const LAST: &str = concat!("SELECT ", head!(), " FROM log_blocks ORDER BY block DESC LIMIT 1");
    head(sqlx::query_as(LAST).fetch_optional(on).await?)
}

/// The head of a block.
pub async fn get(
    on: impl Executor<'_, Database = Postgres>,
    block: u64,
) -> Result<Option<Head>, sqlx::Error> {
    const ONE: &str = concat!("SELECT ", head!(), " FROM log_blocks WHERE block = $1");
    // What is no number of a block has none.
    let block = i64::try_from(block).unwrap_or(-1);
    head(sqlx::query_as(ONE).bind(block).fetch_optional(on).await?)
}

/// Heads of the blocks before `before`, the newest first.
pub async fn newest(
    on: impl Executor<'_, Database = Postgres>,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Head>, sqlx::Error> {
    const PAGE: &str = concat!(
        "SELECT ",
        head!(),
        " FROM log_blocks WHERE block < $1 ORDER BY block DESC LIMIT $2"
    );
    let rows: Vec<Row> =
        sqlx::query_as(PAGE).bind(before.unwrap_or(i64::MAX)).bind(limit).fetch_all(on).await?;
    rows.into_iter().map(|row| Ok(Block::try_from(row)?.head)).collect()
}

/// Up to `limit` blocks after block `after`, with the hashes of their leaves.
pub async fn after(
    on: impl Executor<'_, Database = Postgres>,
    after: u64,
    limit: u32,
) -> Result<Vec<Block>, sqlx::Error> {
    const PAGE: &str = concat!(
        "SELECT ",
        head!(),
        ", leaves FROM log_blocks WHERE block > $1 ORDER BY block LIMIT $2"
    );
    let rows: Vec<Row> =
        sqlx::query_as(PAGE).bind(after as i64).bind(i64::from(limit)).fetch_all(on).await?;
    rows.into_iter().map(Block::try_from).collect()
}

/// Every key that has signed a head, by the heads' own account.
pub async fn keys(
    on: impl Executor<'_, Database = Postgres>,
) -> Result<Vec<PublicKey>, sqlx::Error> {
    let keys: Vec<Vec<u8>> =
        sqlx::query_scalar("SELECT key FROM log_blocks GROUP BY key ORDER BY max(block) DESC")
            .fetch_all(on)
            .await?;
    Ok(keys.iter().filter_map(|key| PublicKey::from_slice(key)).collect())
}

/// Writes a block.
pub(super) async fn insert(
    on: impl Executor<'_, Database = Postgres>,
    head: &Head,
    leaves: &[Hash],
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO log_blocks (block, log_id, from_position, position, root, previous, sealed_at, key, \
           signature, leaves) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(head.block as i64)
    .bind(head.log_id)
    .bind((head.size - leaves.len() as u64 + 1) as i64)
    .bind(head.size as i64)
    .bind(head.root.0.as_slice())
    .bind(head.previous.0.as_slice())
    .bind(head.sealed_at)
    .bind(head.key.0.as_slice())
    .bind(head.signature.0.as_slice())
    .bind(Hash::join(leaves))
    .execute(on)
    .await?;
    Ok(())
}

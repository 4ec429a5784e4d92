//! The live log against its heads: each event is read once, as it lies in the database.

use audit::{Head, Problem, PublicKey, Published, Report, Verifier, Wrong};
use futures::TryStreamExt;
use sqlx::PgPool;

use super::{blocks, tree};
use crate::export;

/// So many blocks, with the hashes of their leaves, are in memory at once.
const BLOCKS: u32 = 16;

/// How a verification ended, when not well.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The log is not as it was sealed.
    #[error(transparent)]
    Wrong(#[from] Problem),
    /// The database did not answer, so nothing is known.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Verifies the whole log with nothing but these keys, and with `published` heads from
/// elsewhere; `progress` hears of each position. `pool` acts as the system's role.
pub async fn whole<I, E>(
    pool: &PgPool,
    keys: &[PublicKey],
    published: I,
    mut progress: impl FnMut(u64),
) -> Result<Report, VerifyError>
where
    I: Iterator<Item = Result<Head, E>>,
    E: ToString,
{
    let mut published = Published::new(published, keys.to_vec());
    let mut verifier = Verifier::new(keys.to_vec());
    let mut compare = |head: &Head| published.compare(head);
    sealed(pool, &mut verifier, 0, &mut compare, &mut progress).await?;
    published.end()?;
    let head = crate::log::head_of(pool).await?.position;
    events(pool, &mut verifier, head, &mut progress).await?;
    if verifier.events() != head {
        let position = verifier.events().min(head) + 1;
        return Err(Problem { block: None, wrong: Wrong::CutOff { position } }.into());
    }
    Ok(verifier.report())
}

/// What was verified of the newest blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newest {
    /// The first block that was looked at.
    pub block: u64,
    /// The first position.
    pub from: u64,
    /// The last position, when all is well.
    pub through: u64,
    /// What is wrong.
    pub problem: Option<Problem>,
}

/// Verifies the newest blocks with about `events` events, and that they follow what was
/// sealed before; `None` when nothing is sealed.
pub async fn newest(
    pool: &PgPool,
    keys: &[PublicKey],
    events: u64,
) -> Result<Option<Newest>, sqlx::Error> {
    let Some(last) = blocks::last(pool).await? else { return Ok(None) };
    let first: i64 = sqlx::query_scalar(
        "SELECT coalesce(min(block), $2) FROM log_blocks WHERE from_position > $1 AND block <= $2",
    )
    .bind(last.size.saturating_sub(events) as i64)
    .bind(last.block as i64)
    .fetch_one(pool)
    .await?;
    let before = blocks::get(pool, first.unsigned_abs().saturating_sub(1)).await?;
    let (block, from) = (first.unsigned_abs(), before.as_ref().map_or(1, |head| head.size + 1));
    let problem = match since(pool, keys, before).await {
        Ok(()) => None,
        Err(VerifyError::Wrong(problem)) => Some(problem),
        Err(VerifyError::Database(error)) => return Err(error),
    };
    Ok(Some(Newest { block, from, through: last.size, problem }))
}

async fn since(pool: &PgPool, keys: &[PublicKey], before: Option<Head>) -> Result<(), VerifyError> {
    let block = before.as_ref().map_or(0, |head| head.block);
    let mut verifier = match before {
        None => Verifier::new(keys.to_vec()),
        Some(head) => {
            let frontier = tree::frontier(&mut *pool.acquire().await?, Some(&head)).await;
            let frontier = frontier.map_err(|error| match error {
                tree::TreeError::Database(error) => VerifyError::Database(error),
                other => {
                    let wrong = Wrong::Unreadable { reason: other.to_string() };
                    Problem { block: Some(head.block), wrong }.into()
                }
            })?;
            Verifier::after(keys.to_vec(), head, frontier)?
        }
    };
    sealed(pool, &mut verifier, block, &mut |_| Ok(()), &mut |_| {}).await
}

/// Every block after block `after`, with its events.
async fn sealed(
    pool: &PgPool,
    verifier: &mut Verifier,
    mut after: u64,
    compare: &mut impl FnMut(&Head) -> Result<(), Problem>,
    progress: &mut impl FnMut(u64),
) -> Result<(), VerifyError> {
    loop {
        let page = blocks::after(pool, after, BLOCKS).await?;
        if page.is_empty() {
            return Ok(());
        }
        for block in page {
            let size = block.head.size;
            compare(&block.head)?;
            after = block.head.block;
            verifier.begin(block)?;
            events(pool, verifier, size, progress).await?;
            verifier.end()?;
        }
    }
}

async fn events(
    pool: &PgPool,
    verifier: &mut Verifier,
    through: u64,
    progress: &mut impl FnMut(u64),
) -> Result<(), VerifyError> {
    let mut lines = export::lines(pool, verifier.events(), through);
    while let Some(line) = lines.try_next().await? {
        verifier.event(&line.leaf())?;
        progress(line.position);
    }
    Ok(())
}

//! Vectors for passages that have none yet: a cache beside the projections.

use std::sync::Arc;
use std::time::Duration;

use domain::TenantId;
use llm::{EmbedKind, ModelError};
use retrieval::Missing;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{Config, Error};

/// Passages embedded per call.
const BATCH: u32 = 16;

/// Looks for passages without a vector about once a second, until `shutdown`.
pub(crate) async fn run(config: Arc<Config>, shutdown: CancellationToken) {
    loop {
        let filled = tokio::select! {
            () = shutdown.cancelled() => return,
            filled = fill(&config) => filled,
        };
        let pause = match filled {
            Ok(Filled { failed: true, .. }) => Config::SWEEP * 5,
            Ok(Filled { embedded: 0, .. }) => Config::SWEEP,
            Ok(_) => Duration::ZERO,
            Err(error) => {
                tracing::warn!(%error, "passages not embedded; search answers lexically meanwhile");
                Config::SWEEP * 5
            }
        };
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// What one look for passages came to.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Filled {
    /// How many passages got their vector.
    pub embedded: usize,
    /// Whether the embedder failed on some.
    pub failed: bool,
}

/// Embeds one batch for each tenant that lacks some.
pub(crate) async fn fill(config: &Config) -> Result<Filled, Error> {
    let model = config.embedder.model();
    let tenants: Vec<Uuid> = sqlx::query_scalar("SELECT tenants_to_embed($1)")
        .bind(model)
        .fetch_all(config.database.pool())
        .await?;
    let mut filled = Filled::default();
    for tenant in tenants.into_iter().map(TenantId) {
        let mut db = config.database.acquire(tenant).await?;
        let missing = retrieval::missing_embeddings(&mut db, model, BATCH).await?;
        drop(db);
        let rows = match embed(config, &missing).await {
            Ok(rows) => rows,
            Err(error) => {
                metrics::counter!("steward_embedding_failures_total").increment(1);
                tracing::warn!(%error, tenant.id = %tenant, "embedding failed; trying again later");
                filled.failed = true;
                if error.is_outage() {
                    break;
                }
                one_by_one(config, &missing).await
            }
        };
        filled.embedded += rows.len();
        let mut db = config.database.acquire(tenant).await?;
        retrieval::store_embeddings(&mut db, tenant, model, rows).await?;
    }
    Ok(filled)
}

type Row = (String, Vec<f32>);

async fn embed(config: &Config, missing: &[Missing]) -> Result<Vec<Row>, ModelError> {
    let texts: Vec<String> = missing.iter().map(Missing::input).collect();
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let vectors = config.embedder.embed(EmbedKind::Document, &texts).await?;
    Ok(missing.iter().map(|passage| passage.content_hash.clone()).zip(vectors).collect())
}

/// A passage that the embedder refuses keeps no other one waiting.
async fn one_by_one(config: &Config, missing: &[Missing]) -> Vec<Row> {
    let mut rows = Vec::new();
    for passage in missing {
        rows.extend(embed(config, std::slice::from_ref(passage)).await.unwrap_or_default());
    }
    rows
}

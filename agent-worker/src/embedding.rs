//! Vectors for passages that have none yet: a cache beside the projections.

use std::sync::Arc;
use std::time::Duration;

use domain::TenantId;
use llm::EmbedKind;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{Config, Error};

/// Passages embedded per call.
const BATCH: u32 = 16;

/// Looks for passages without a vector about once a second, until `shutdown`.
pub(crate) async fn run(config: Arc<Config>, shutdown: CancellationToken) {
    while !shutdown.is_cancelled() {
        let pause = match fill(&config).await {
            Ok(0) => Config::SWEEP,
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

/// Embeds one batch for each tenant that lacks some, and returns how many passages it did.
pub(crate) async fn fill(config: &Config) -> Result<usize, Error> {
    let model = config.embedder.model();
    let tenants: Vec<Uuid> = sqlx::query_scalar("SELECT tenants_to_embed($1)")
        .bind(model)
        .fetch_all(config.database.pool())
        .await?;
    let mut done = 0;
    for tenant in tenants.into_iter().map(TenantId) {
        let mut db = config.database.acquire(tenant).await?;
        let missing = retrieval::missing_embeddings(&mut db, model, BATCH).await?;
        drop(db);
        let texts: Vec<String> = missing.iter().map(|passage| passage.input()).collect();
        if texts.is_empty() {
            continue;
        }
        let vectors = match config.embedder.embed(EmbedKind::Document, &texts).await {
            Ok(vectors) => vectors,
            Err(error) => {
                metrics::counter!("steward_embedding_failures_total").increment(1);
                tracing::warn!(%error, tenant.id = %tenant, "embedding failed; trying again later");
                tokio::time::sleep(Config::SWEEP).await;
                continue;
            }
        };
        let rows: Vec<(String, Vec<f32>)> =
            missing.into_iter().map(|passage| passage.content_hash).zip(vectors).collect();
        done += rows.len();
        let mut db = config.database.acquire(tenant).await?;
        retrieval::store_embeddings(&mut db, tenant, model, rows).await?;
    }
    Ok(done)
}

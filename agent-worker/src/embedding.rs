//! Vectors for passages that have none yet: a cache beside the projections.

use std::sync::Arc;
use std::time::Duration;

use domain::TenantId;
use llm::{EmbedKind, Embedder, ModelError};
use retrieval::Missing;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{Config, Error};

/// Passages embedded per call.
const BATCH: u32 = 32;

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

/// Embeds one batch for each tenant and space that lacks some: first for the space that the
/// tenant is searched in, then for the configured one, which takes its place once it is
/// complete.
pub(crate) async fn fill(config: &Config) -> Result<Filled, Error> {
    let wanted = config.embedder.space();
    let work: Vec<(Uuid, String)> =
        sqlx::query_as("SELECT tenant_id, space FROM embedding_work($1)")
            .bind(&wanted)
            .fetch_all(config.database.pool())
            .await?;
    let mut filled = Filled::default();
    for (tenant, space) in work {
        let tenant = TenantId(tenant);
        // Of a model that is no longer to be had nothing can be added.
        let Some(embedder) = embedder_of(config, &space) else { continue };
        let mut db = config.database.acquire(tenant).await?;
        let missing = retrieval::missing_embeddings(&mut db, &space, BATCH).await?;
        drop(db);
        let (rows, refused) = match embed(&*embedder, &missing).await {
            Ok(rows) => (rows, Vec::new()),
            Err(error) => {
                metrics::counter!("steward_embedding_failures_total").increment(1);
                tracing::warn!(%error, tenant.id = %tenant, space, "embedding failed; trying again later");
                filled.failed = true;
                if error.is_outage() {
                    let mut db = config.database.acquire(tenant).await?;
                    retrieval::note_outage(&mut db, tenant, &space, error.kind()).await?;
                    if space == wanted {
                        break;
                    }
                    continue;
                }
                one_by_one(&*embedder, &missing).await
            }
        };
        filled.embedded += rows.len();
        let mut db = config.database.acquire(tenant).await?;
        if !rows.is_empty() {
            retrieval::store_embeddings(&mut db, tenant, &space, rows).await?;
        }
        for (hash, error) in refused {
            let (kind, for_good) = (error.kind(), !error.retryable());
            retrieval::note_failure(&mut db, tenant, &space, &hash, kind, for_good).await?;
        }
        if space == wanted && retrieval::make_live(&mut db, tenant, &space).await? {
            tracing::info!(tenant.id = %tenant, space, "searching in this space from now on");
        }
    }
    Ok(filled)
}

fn embedder_of(config: &Config, space: &str) -> Option<Arc<dyn Embedder>> {
    if space == config.embedder.space() {
        return Some(Arc::clone(&config.embedder));
    }
    config.embedder.for_space(space)
}

type Row = (String, Vec<f32>);

async fn embed(embedder: &dyn Embedder, missing: &[Missing]) -> Result<Vec<Row>, ModelError> {
    let texts: Vec<String> = missing.iter().map(Missing::input).collect();
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let vectors = embedder.embed(EmbedKind::Document, &texts).await?;
    Ok(missing.iter().map(|passage| passage.content_hash.clone()).zip(vectors).collect())
}

/// A passage that the embedder refuses keeps no other one waiting.
async fn one_by_one(
    embedder: &dyn Embedder,
    missing: &[Missing],
) -> (Vec<Row>, Vec<(String, ModelError)>) {
    let (mut rows, mut refused) = (Vec::new(), Vec::new());
    for passage in missing {
        match embed(embedder, std::slice::from_ref(passage)).await {
            Ok(row) => rows.extend(row),
            // Whoever is out of reach by now has refused nothing.
            Err(error) if error.is_outage() => break,
            Err(error) => refused.push((passage.content_hash.clone(), error)),
        }
    }
    (rows, refused)
}

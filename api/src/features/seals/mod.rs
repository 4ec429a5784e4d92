//! Whether the log is as it was sealed (docs/audit.md), for owners, auditors and operators.
//! Heads and blocks are the whole deployment's, and hold no word of anybody: hashes and
//! counts. An event is proven to whom it belongs.

mod dto;

use audit::PublicKey;
use axum::Json as Answer;
use axum::extract::State;
use eventing::export::{self, Line};
use eventing::sealer::{blocks, status as sealer, tree, verify as verification};

use self::dto::{
    LogHead, LogHeadList, LogKey, LogProof, LogVerdict, SealStatus, not_sealed, verdict,
};
use crate::auth::Reader;
use crate::error::ApiError;
use crate::extract::{Path, Query};
use crate::openapi::{ItemProblems, ListProblems, ReadParams, ReadProblems, RoleProblem};
use crate::page::PageQuery;
use crate::permission::Permission;
use crate::state::AppState;

/// About so many events are verified by one request: a second's work, or less.
const VERIFIED: u64 = 5000;

/// How far the log is, and how far it is sealed.
#[utoipa::path(get, path = "/api/v1/audit/status", tag = "audit", params(ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "How far it is", body = SealStatus), ReadProblems, RoleProblem))]
pub(crate) async fn status(
    State(state): State<AppState>,
    reader: Reader,
) -> Result<Answer<SealStatus>, ApiError> {
    reader.must(Permission::VerifyLog)?;
    let found = sealer::status(state.services.system.pool()).await?;
    let key = keys(&state).await?.first().copied();
    Ok(Answer(SealStatus::new(found, key)))
}

/// The public key that heads are verified with. Whoever keeps the database keeps this answer
/// too: to be sure, compare it with what `steward audit key` prints.
#[utoipa::path(get, path = "/api/v1/audit/key", tag = "audit", params(ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "The key", body = LogKey), ReadProblems, RoleProblem))]
pub(crate) async fn key(
    State(state): State<AppState>,
    reader: Reader,
) -> Result<Answer<LogKey>, ApiError> {
    reader.must(Permission::VerifyLog)?;
    Ok(Answer(LogKey::new(&keys(&state).await?)))
}

/// The heads of the log's blocks, the newest first.
#[utoipa::path(get, path = "/api/v1/audit/blocks", tag = "audit", params(PageQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Heads", body = LogHeadList), ListProblems, RoleProblem))]
pub(crate) async fn list(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<PageQuery>,
) -> Result<Answer<LogHeadList>, ApiError> {
    reader.must(Permission::VerifyLog)?;
    let page = query.of::<i64>("audit-blocks")?;
    let pool = state.services.system.pool();
    let mut heads = blocks::newest(pool, page.after, page.rows()).await?;
    let next_cursor = page.cut("audit-blocks", &mut heads, |head| head.block as i64);
    Ok(Answer(LogHeadList { items: heads.into_iter().map(LogHead::from).collect(), next_cursor }))
}

/// The proof that an event of the business is in the log: `steward audit check-proof` checks
/// it anywhere. Personal text in the event stays sealed.
#[utoipa::path(get, path = "/api/v1/audit/proofs/{position}", tag = "audit",
    params(("position" = u64, Path, description = "The event's place in the log"), ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "The proof", body = LogProof), ItemProblems, RoleProblem,
        (status = 409, description = "No block covers the event yet", body = crate::error::Problem, content_type = "application/problem+json")))]
pub(crate) async fn prove(
    State(state): State<AppState>,
    reader: Reader,
    Path(position): Path<u64>,
) -> Result<Answer<LogProof>, ApiError> {
    reader.must(Permission::VerifyLog)?;
    let mut own = state.services.database.acquire(reader.tenant).await?;
    let row: Option<export::Row> = sqlx::query_as(&format!(
        "SELECT {} FROM events WHERE tenant_id = $1 AND position = $2",
        export::COLUMNS
    ))
    .bind(reader.tenant.0)
    .bind(i64::try_from(position).unwrap_or(-1))
    .fetch_optional(&mut *own)
    .await?;
    drop(own);
    let event: Line = row.ok_or_else(|| ApiError::no_such("event"))?.into();
    let mut connection = state.services.system.pool().acquire().await?;
    let head = blocks::last(&mut *connection).await?;
    let head = head.filter(|head| head.size >= position).ok_or_else(not_sealed)?;
    let proof = tree::prove_event(&mut connection, event, head).await;
    Ok(Answer(LogProof::try_from(proof.map_err(ApiError::internal)?)?))
}

/// Verifies the newest blocks, about 5,000 events, and that they follow the head before
/// them. Everything, and from outside: `steward audit verify`.
#[utoipa::path(post, path = "/api/v1/audit/verify", tag = "audit", params(ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Whether they are as they were sealed", body = LogVerdict), ReadProblems, RoleProblem))]
pub(crate) async fn verify(
    State(state): State<AppState>,
    reader: Reader,
) -> Result<Answer<LogVerdict>, ApiError> {
    reader.must(Permission::VerifyLog)?;
    let keys = keys(&state).await?;
    let found = verification::newest(state.services.system.pool(), &keys, VERIFIED).await?;
    Ok(Answer(verdict(found)))
}

/// The keys that are believed: as configured, else those that the blocks themselves name.
async fn keys(state: &AppState) -> Result<Vec<PublicKey>, ApiError> {
    if !state.seal_keys.is_empty() {
        return Ok(state.seal_keys.clone());
    }
    Ok(blocks::keys(state.services.system.pool()).await?)
}

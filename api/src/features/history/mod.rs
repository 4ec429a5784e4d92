//! Time travel: what a business looked like as of a position or an instant, folded from its
//! events. The live read models are neither asked nor touched.

mod compare;
mod dto;
mod fold;
mod items;

use axum::Json as Answer;
use axum::extract::State;
use domain::TenantId;
use eventing::past;
use sqlx::PgConnection;

use self::dto::{CompareQuery, Comparison, History, HistoryQuery, Moment, Of};
use self::items::{Items, Sight};
use super::audit::point;
use crate::auth::Reader;
use crate::error::{ApiError, kinds};
use crate::extract::Query;
use crate::openapi::{ListProblems, ReadParams, RoleProblem};
use crate::permission::Permission;
use crate::state::AppState;

/// How many events are folded for one answer, and how many are read at once.
const MOST: usize = 100_000;
const BATCH: u32 = 1_000;

/// The roster, tasks, facts, documents, conversations or settings as they were.
#[utoipa::path(get, path = "/api/v1/history", tag = "audit", params(HistoryQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "What there was", body = History), ListProblems, RoleProblem))]
pub(crate) async fn history(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<HistoryQuery>,
) -> Result<Answer<History>, ApiError> {
    reader.must(Permission::ReadLog)?;
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let at = moment(&mut connection, reader.tenant, query.at.as_deref(), "at").await?;
    let items = folded(&state, &mut connection, &reader, query.of, at.position).await?;
    Ok(Answer(History { at, items: items.listed() }))
}

/// What is different between two moments.
#[utoipa::path(get, path = "/api/v1/history/compare", tag = "audit", params(CompareQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "The differences", body = Comparison), ListProblems, RoleProblem))]
pub(crate) async fn compare(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<CompareQuery>,
) -> Result<Answer<Comparison>, ApiError> {
    reader.must(Permission::ReadLog)?;
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let from = moment(&mut connection, reader.tenant, Some(&query.from), "from").await?;
    let to = moment(&mut connection, reader.tenant, query.to.as_deref(), "to").await?;
    let before = folded(&state, &mut connection, &reader, query.of, from.position).await?;
    let after = folded(&state, &mut connection, &reader, query.of, to.position).await?;
    Ok(Answer(compare::compare((from, before), (to, after))))
}

/// The last of the business's events that counts; now unless asked otherwise.
async fn moment(
    connection: &mut PgConnection,
    tenant: TenantId,
    at: Option<&str>,
    field: &str,
) -> Result<Moment, ApiError> {
    let through = match at {
        Some(at) => point(at, field)?.position(connection, Some(tenant)).await?,
        None => u64::MAX,
    };
    let last = eventing::browse::last_of(connection, tenant, through).await?;
    Ok(last.map_or(Moment { position: 0, recorded_at: None }, |(position, recorded_at)| Moment {
        position,
        recorded_at: Some(recorded_at),
    }))
}

async fn folded(
    state: &AppState,
    connection: &mut PgConnection,
    reader: &Reader,
    of: Of,
    through: u64,
) -> Result<Items, ApiError> {
    let (aggregates, fold) = fold::of(of);
    let mut items = Items::seen_by(Sight::of(reader, of));
    let (mut after, mut read) = (0, 0);
    loop {
        let keys = state.services.store.keys();
        let events =
            past::of_tenant(connection, keys, reader.tenant, aggregates, after, through, BATCH)
                .await?;
        read += events.len();
        if read > MOST {
            return Err(ApiError::because(
                kinds::INVALID,
                format!(
                    "There are more than {MOST} events to go through; ask for an earlier moment."
                ),
            ));
        }
        let Some(last) = events.last() else { return Ok(items) };
        after = last.position;
        let full = events.len() == BATCH as usize;
        for recorded in &events {
            let event = recorded.decode().map_err(ApiError::internal)?;
            fold(&mut items, recorded, event);
        }
        if !full {
            return Ok(items);
        }
    }
}

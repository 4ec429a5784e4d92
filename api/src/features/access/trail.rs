//! `GET /security/events`: the trail, for owners and auditors.

use axum::Json as Answer;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use sqlx::types::Json as Stored;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::auth::Reader;
use crate::error::ApiError;
use crate::extract::Query;
use crate::openapi::{ListProblems, ReadParams, RoleProblem};
use crate::page::{PageQuery, list};
use crate::permission::Permission;
use crate::state::AppState;

/// Something that concerns the security of the business.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SecurityEvent {
    position: u64,
    /// What happened, such as `SignedIn` or `RefreshTokenReused`.
    event: String,
    /// Whom it concerns; null when it concerns the business.
    #[schema(required)]
    member_id: Option<Uuid>,
    /// Who caused it: `member:<id>`, `steward` or `system:<part>`.
    actor: String,
    /// What else is known of it: its fields depend on the event.
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    details: Value,
    occurred_at: DateTime<Utc>,
}

list! {
    /// A page of the trail, the newest first.
    SecurityEventList of SecurityEvent
}

type Row = (i64, String, Option<Uuid>, String, Stored<Value>, DateTime<Utc>);

/// The security trail, the newest first.
#[utoipa::path(get, path = "/api/v1/security/events", tag = "access", params(PageQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "The trail", body = SecurityEventList), ListProblems, RoleProblem))]
pub(crate) async fn list(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<PageQuery>,
) -> Result<Answer<SecurityEventList>, ApiError> {
    reader.must(Permission::ReadLog)?;
    let page = query.of::<i64>("security-events")?;
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let mut rows: Vec<Row> = sqlx::query_as(
        "SELECT position, event, member_id, actor, details, occurred_at FROM security_events \
         WHERE position < $1 ORDER BY position DESC LIMIT $2",
    )
    .bind(page.after.unwrap_or(i64::MAX))
    .bind(page.rows())
    .fetch_all(&mut *connection)
    .await?;
    let next_cursor = page.cut("security-events", &mut rows, |row| row.0);
    let items =
        rows.into_iter().map(|(position, event, member_id, actor, details, occurred_at)| {
            let position = position.unsigned_abs();
            SecurityEvent { position, event, member_id, actor, details: details.0, occurred_at }
        });
    Ok(Answer(SecurityEventList { items: items.collect(), next_cursor }))
}

//! `GET|PUT /tenant/quota`: how much the steward may cost in a month.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::header::ETAG;
use axum::http::{HeaderMap, HeaderName};
use axum::response::AppendHeaders;
use chrono::Utc;
use domain::tenant::{QuotaSet, QuotaState, Tenant, TenantCommand, Used};
use eventing::Step;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;
use utoipa::ToSchema;

use crate::auth::Reader;
use crate::command::Writer;
use crate::error::ApiError;
use crate::extract::{Json, based_on_event};
use crate::features::Done;
use crate::openapi::{
    BodyProblems, CommandParams, ReadParams, ReadProblems, RoleProblem, StaleProblem,
};
use crate::permission::Permission;
use crate::state::AppState;

/// The share that warns unless another one is set.
const WARN_PERCENT: u8 = 80;
/// What fits the read model.
const MOST: u64 = i64::MAX as u64;

/// The most that the steward may use in a calendar month, in the business's zone. When
/// one of the limits is reached, no new turn begins until the next month.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Quota {
    /// Millionths of a US dollar; no limit when null.
    #[serde(default)]
    monthly_cost_micro_usd: Option<u64>,
    /// Tokens read and written; no limit when null.
    #[serde(default)]
    monthly_tokens: Option<u64>,
    /// The share of a limit from which it is warned, in percent: 1 to 100, otherwise 80.
    #[serde(default = "usual")]
    #[schema(minimum = 1, maximum = 100)]
    warn_percent: u8,
}

fn usual() -> u8 {
    WARN_PERCENT
}

/// The quota, and how much of it this month has used.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QuotaUse {
    #[serde(flatten)]
    quota: Quota,
    /// Of this calendar month, in millionths of a US dollar.
    used_cost_micro_usd: u64,
    /// Of this calendar month.
    used_tokens: u64,
    state: QuotaStateName,
}

/// How a month stands against the quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = QuotaState)]
pub(crate) enum QuotaStateName {
    /// Below the warning.
    Within,
    /// A limit is near.
    Warning,
    /// A limit is reached: no new turn begins.
    Exceeded,
}

#[derive(sqlx::FromRow)]
struct Row {
    monthly_cost_micro_usd: Option<i64>,
    monthly_tokens: Option<i64>,
    warn_percent: Option<i32>,
    quota_version: Option<i64>,
    used_cost: i64,
    used_tokens: i64,
}

/// The quota and its use, with the version for `ETag`.
pub(crate) async fn current(db: &mut PgConnection) -> Result<(QuotaUse, i64), sqlx::Error> {
    let row: Row = sqlx::query_as(
        "SELECT t.monthly_cost_micro_usd, t.monthly_tokens, t.warn_percent, t.quota_version, \
                u.cost_micro_usd AS used_cost, u.tokens AS used_tokens \
         FROM tenants t CROSS JOIN month_usage($1) u",
    )
    .bind(Utc::now())
    .fetch_one(db)
    .await?;
    let quota = QuotaSet {
        monthly_cost_micro_usd: row.monthly_cost_micro_usd.map(i64::unsigned_abs),
        monthly_tokens: row.monthly_tokens.map(i64::unsigned_abs),
        warn_percent: row.warn_percent.and_then(|n| u8::try_from(n).ok()).unwrap_or(WARN_PERCENT),
    };
    let used = Used {
        cost_micro_usd: row.used_cost.unsigned_abs(),
        tokens: row.used_tokens.unsigned_abs(),
    };
    let state = match quota.state(used) {
        QuotaState::Within => QuotaStateName::Within,
        QuotaState::Warning => QuotaStateName::Warning,
        QuotaState::Exceeded => QuotaStateName::Exceeded,
    };
    let use_ = QuotaUse {
        quota: Quota {
            monthly_cost_micro_usd: quota.monthly_cost_micro_usd,
            monthly_tokens: quota.monthly_tokens,
            warn_percent: quota.warn_percent,
        },
        used_cost_micro_usd: used.cost_micro_usd,
        used_tokens: used.tokens,
        state,
    };
    Ok((use_, row.quota_version.unwrap_or_default()))
}

/// How much the steward may use in a month, and has used in this one.
#[utoipa::path(get, path = "/api/v1/tenant/quota", tag = "tenants", params(ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "As it is; its `ETag` goes into `If-Match`", body = QuotaUse, headers(("ETag" = String))), ReadProblems, RoleProblem))]
pub(crate) async fn quota(
    State(state): State<AppState>,
    reader: Reader,
) -> Result<(AppendHeaders<[(HeaderName, String); 1]>, Answer<QuotaUse>), ApiError> {
    reader.must(Permission::ReadSettings)?;
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let (quota, version) = current(&mut connection).await?;
    Ok((AppendHeaders([(ETAG, format!("\"{version}\""))]), Answer(quota)))
}

/// Sets the quota, as a whole: a limit that is left out is none.
#[utoipa::path(put, path = "/api/v1/tenant/quota", tag = "tenants",
    params(("If-Match" = String, Header, description = "`ETag` of what was read, or `*`"), CommandParams), security(("bearer" = [])),
    request_body = Quota,
    responses((status = 200, description = "Set", body = Done), BodyProblems, RoleProblem, StaleProblem,
        (status = 428, description = "Without If-Match", body = crate::error::Problem, content_type = "application/problem+json")))]
pub(crate) async fn set_quota(
    State(state): State<AppState>,
    writer: Writer,
    headers: HeaderMap,
    Json { value, canonical }: Json<Quota>,
) -> Result<Answer<Done>, ApiError> {
    writer.member.must(Permission::ConfigureBusiness)?;
    let command = writer.command(&state, &canonical);
    if let Some(first) = command.recall(&state).await? {
        return Ok(Answer(first));
    }
    if !(1..=100).contains(&value.warn_percent) {
        return Err(ApiError::field("/warn_percent", "must be between 1 and 100"));
    }
    for (pointer, limit) in [
        ("/monthly_cost_micro_usd", value.monthly_cost_micro_usd),
        ("/monthly_tokens", value.monthly_tokens),
    ] {
        if limit.is_some_and(|limit| limit > MOST) {
            return Err(ApiError::field(pointer, format!("must be at most {MOST}")));
        }
    }
    let tenant = writer.member.tenant;
    let sequence = based_on_event::<Tenant>(&state, tenant, tenant.0, &headers, "QuotaSet").await?;
    let set = TenantCommand::SetQuota(QuotaSet {
        monthly_cost_micro_usd: value.monthly_cost_micro_usd,
        monthly_tokens: value.monthly_tokens,
        warn_percent: value.warn_percent,
    });
    let step = Step::new::<Tenant>(tenant, set).expecting(sequence);
    Ok(Answer(command.run(&state, json!({ "id": tenant }), vec![step]).await?))
}

//! Sums over calls of models. Who asked is joined from the turns.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use sqlx::PgConnection;
use sqlx::postgres::PgArguments;
use sqlx::query::QueryAs;
use uuid::Uuid;

use super::dto::{Sum, UsedByMember, UsedByModel, UsedOnDay};
use crate::features::Person;

/// Which calls.
#[derive(Debug, Clone)]
pub(super) struct Filter {
    pub(super) from: DateTime<Utc>,
    /// Just after the last.
    pub(super) to: DateTime<Utc>,
    pub(super) member: Option<Uuid>,
    pub(super) model: Option<String>,
}

impl Filter {
    /// Every call of these days.
    pub(super) fn days(from: NaiveDate, to: NaiveDate, zone: Tz) -> Self {
        let (from, to) = (super::begin(from, zone), super::begin(super::next(to), zone));
        Self { from, to, member: None, model: None }
    }
}

/// The columns of [`Sum`], over rows `c`. A bigint holds any sum that is not absurd.
const SUMS: &str = "count(DISTINCT c.turn_id) AS turns, count(*) AS calls, count(c.failure) AS failed_calls, \
    least(coalesce(sum(c.input_tokens), 0), 9e18)::bigint AS input_tokens, \
    least(coalesce(sum(c.cached_tokens), 0), 9e18)::bigint AS cached_tokens, \
    least(coalesce(sum(c.output_tokens), 0), 9e18)::bigint AS output_tokens, \
    least(coalesce(sum(c.reasoning_tokens), 0), 9e18)::bigint AS reasoning_tokens, \
    least(coalesce(sum(c.cost_micro_usd), 0), 9e18)::bigint AS cost_micro_usd, \
    coalesce(avg(c.latency_ms), 0)::bigint AS mean_latency_ms";

/// The zone of the business.
pub(super) async fn zone(db: &mut PgConnection) -> Result<Tz, sqlx::Error> {
    let name: String = sqlx::query_scalar("SELECT time_zone FROM tenants").fetch_one(db).await?;
    Ok(name.parse().unwrap_or(Tz::UTC))
}

/// Everything.
pub(super) async fn total(db: &mut PgConnection, filter: &Filter) -> Result<Sum, sqlx::Error> {
    let sql =
        format!("SELECT {SUMS} FROM model_calls c WHERE c.called_at >= $1 AND c.called_at < $2");
    within(&sql, filter).fetch_one(db).await
}

/// By the day of the call, in the business's zone.
pub(super) async fn by_day(
    db: &mut PgConnection,
    filter: &Filter,
    zone: Tz,
) -> Result<Vec<UsedOnDay>, sqlx::Error> {
    let sql = format!(
        "SELECT (c.called_at AT TIME ZONE $3)::date AS day, {SUMS} FROM model_calls c \
         WHERE c.called_at >= $1 AND c.called_at < $2 GROUP BY 1 ORDER BY 1 DESC"
    );
    within(&sql, filter).bind(zone.name()).fetch_all(db).await
}

#[derive(sqlx::FromRow)]
struct MemberRow {
    member_id: Uuid,
    name: Option<String>,
    #[sqlx(flatten)]
    sum: Sum,
}

/// By who asked.
pub(super) async fn by_member(
    db: &mut PgConnection,
    filter: &Filter,
) -> Result<Vec<UsedByMember>, sqlx::Error> {
    let sql = format!(
        "SELECT t.member_id, max(m.name) AS name, {SUMS} FROM model_calls c \
         JOIN turns t ON t.tenant_id = c.tenant_id AND t.turn_id = c.turn_id \
         LEFT JOIN members m ON m.tenant_id = t.tenant_id AND m.member_id = t.member_id \
         WHERE c.called_at >= $1 AND c.called_at < $2 \
         GROUP BY t.member_id ORDER BY sum(c.cost_micro_usd) DESC, count(*) DESC, t.member_id"
    );
    let rows: Vec<MemberRow> = within(&sql, filter).fetch_all(db).await?;
    let used = |row: MemberRow| UsedByMember {
        member: Person { id: row.member_id, name: row.name },
        sum: row.sum,
    };
    Ok(rows.into_iter().map(used).collect())
}

/// By model, as asked.
pub(super) async fn by_model(
    db: &mut PgConnection,
    filter: &Filter,
) -> Result<Vec<UsedByModel>, sqlx::Error> {
    let sql = format!(
        "SELECT c.model, {SUMS} FROM model_calls c WHERE c.called_at >= $1 AND c.called_at < $2 \
         GROUP BY c.model ORDER BY sum(c.cost_micro_usd) DESC, count(*) DESC, c.model"
    );
    within(&sql, filter).fetch_all(db).await
}

#[derive(sqlx::FromRow)]
pub(super) struct TurnRow {
    pub(super) turn_id: Uuid,
    pub(super) member_id: Uuid,
    pub(super) name: Option<String>,
    pub(super) status: String,
    pub(super) started_at: DateTime<Utc>,
    pub(super) position: i64,
    pub(super) models: Vec<String>,
    #[sqlx(flatten)]
    pub(super) sum: Sum,
}

/// Turns with all their calls, the newest first.
pub(super) async fn turns(
    db: &mut PgConnection,
    filter: &Filter,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<TurnRow>, sqlx::Error> {
    let sql = format!(
        "SELECT t.turn_id, t.member_id, max(m.name) AS name, t.status, t.started_at, t.position, \
                array_agg(DISTINCT c.model) AS models, {SUMS} \
         FROM turns t JOIN model_calls c ON c.tenant_id = t.tenant_id AND c.turn_id = t.turn_id \
         LEFT JOIN members m ON m.tenant_id = t.tenant_id AND m.member_id = t.member_id \
         WHERE c.called_at >= $1 AND c.called_at < $2 \
           AND ($3::uuid IS NULL OR t.member_id = $3) \
           AND ($4::bigint IS NULL OR t.position < $4) \
         GROUP BY t.tenant_id, t.turn_id \
         HAVING $5::text IS NULL OR bool_or(c.model = $5) \
         ORDER BY t.position DESC LIMIT $6"
    );
    within(&sql, filter)
        .bind(filter.member)
        .bind(before)
        .bind(filter.model.as_deref())
        .bind(limit)
        .fetch_all(db)
        .await
}

/// A query whose first parameters are the period.
fn within<'q, T>(sql: &'q str, filter: &'q Filter) -> QueryAs<'q, sqlx::Postgres, T, PgArguments>
where
    T: for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow>,
{
    sqlx::query_as(sql).bind(filter.from).bind(filter.to)
}

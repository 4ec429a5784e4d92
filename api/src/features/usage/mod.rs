//! What the steward has used: by day, by member, by model, and down to single turns.

mod dto;
mod queries;

use axum::Json as Answer;
use axum::extract::State;
use chrono::{Datelike, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use self::dto::{TurnUsed, TurnUsedList, Usage};
use self::queries::Filter;
use crate::auth::Reader;
use crate::error::{ApiError, kinds};
use crate::extract::Query;
use crate::features::tenants::current_quota;
use crate::openapi::{ListProblems, ReadParams, RoleProblem};
use crate::page::PageQuery;
use crate::permission::Permission;
use crate::state::AppState;

/// The longest period that is summed up.
const LONGEST_DAYS: i64 = 366;

/// Which days, in the business's zone.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Period {
    /// The first day, such as `2026-11-01`; otherwise the first of this month.
    from: Option<NaiveDate>,
    /// The last day; otherwise today. At most 366 days.
    to: Option<NaiveDate>,
}

/// Which turns.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TurnsQuery {
    /// The first day, such as `2026-11-01`; otherwise the first of this month.
    from: Option<NaiveDate>,
    /// The last day; otherwise today. At most 366 days.
    to: Option<NaiveDate>,
    /// Only turns of this member.
    member_id: Option<Uuid>,
    /// Only turns in which this model was called.
    model: Option<String>,
    /// The most items: 1 to 200, otherwise 50.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// What the steward has used in a period, and how this month stands against the quota.
#[utoipa::path(get, path = "/api/v1/usage", tag = "usage", params(Period, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Sums over calls of models, failed ones included", body = Usage), ListProblems, RoleProblem))]
pub(crate) async fn usage(
    State(state): State<AppState>,
    reader: Reader,
    Query(period): Query<Period>,
) -> Result<Answer<Usage>, ApiError> {
    reader.must(Permission::ReadUsage)?;
    let mut db = state.services.database.acquire(reader.tenant).await?;
    let zone = queries::zone(&mut db).await?;
    let (from, to) = days(zone, period.from, period.to)?;
    let filter = Filter::days(from, to, zone);
    let (quota, _) = current_quota(&mut db).await?;
    Ok(Answer(Usage {
        from,
        to,
        total: queries::total(&mut db, &filter).await?,
        by_day: queries::by_day(&mut db, &filter, zone).await?,
        by_member: queries::by_member(&mut db, &filter).await?,
        by_model: queries::by_model(&mut db, &filter).await?,
        quota,
    }))
}

/// The turns of a period with what each has used, the newest first.
#[utoipa::path(get, path = "/api/v1/usage/turns", tag = "usage", params(TurnsQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "A page of turns", body = TurnUsedList), ListProblems, RoleProblem))]
pub(crate) async fn turns(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<TurnsQuery>,
) -> Result<Answer<TurnUsedList>, ApiError> {
    reader.must(Permission::ReadUsage)?;
    let page = PageQuery::new(query.limit, query.cursor).of::<i64>("usage-turns")?;
    let mut db = state.services.database.acquire(reader.tenant).await?;
    let zone = queries::zone(&mut db).await?;
    let (from, to) = days(zone, query.from, query.to)?;
    let filter =
        Filter { member: query.member_id, model: query.model, ..Filter::days(from, to, zone) };
    let mut rows = queries::turns(&mut db, &filter, page.after, page.rows()).await?;
    let next_cursor = page.cut("usage-turns", &mut rows, |row| row.position);
    Ok(Answer(TurnUsedList { items: rows.into_iter().map(TurnUsed::from).collect(), next_cursor }))
}

/// The days that are asked for, checked.
fn days(
    zone: Tz,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Result<(NaiveDate, NaiveDate), ApiError> {
    let today = Utc::now().with_timezone(&zone).date_naive();
    let to = to.unwrap_or(today);
    let first = to.min(today);
    let from = from.unwrap_or_else(|| first.with_day(1).unwrap_or(first));
    // Beyond these the database has no moments.
    let known = |date: NaiveDate| (2000..3000).contains(&date.year());
    let length = (to - from).num_days();
    if !known(from) || !known(to) || !(0..LONGEST_DAYS).contains(&length) {
        return Err(ApiError::because(
            kinds::INVALID,
            format!("In the query string: give at most {LONGEST_DAYS} days, from before to."),
        ));
    }
    Ok((from, to))
}

/// The first moment of a day in a zone; where midnight does not exist, the first after it.
fn begin(date: NaiveDate, zone: Tz) -> chrono::DateTime<Utc> {
    let hours = (0..4).filter_map(|hour| date.and_hms_opt(hour, 0, 0));
    let local = hours.filter_map(|at| at.and_local_timezone(zone).earliest()).next();
    local.map_or_else(|| date.and_time(chrono::NaiveTime::MIN).and_utc(), |at| at.to_utc())
}

/// The day after.
fn next(date: NaiveDate) -> NaiveDate {
    date.checked_add_days(Days::new(1)).unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_where_its_zone_says() {
        let date = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        assert_eq!(begin(date, chrono_tz::Europe::Rome).to_rfc3339(), "2026-11-23T23:00:00+00:00");
    }

    #[test]
    fn a_period_is_in_order_and_bounded() {
        let date = |text: &str| Some(text.parse().unwrap());
        let of = |from, to| days(Tz::UTC, date(from), date(to)).is_ok();
        assert!(of("2026-11-01", "2026-11-01"));
        assert!(!of("2026-11-02", "2026-11-01"));
        assert!(!of("2024-11-02", "2026-11-01"));
        assert!(!of("0001-01-01", "0001-01-02"));
        assert!(days(Tz::UTC, None, None).is_ok());
    }
}

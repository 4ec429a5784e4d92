//! The roster: planned shifts.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use domain::roster::{Period, Shift as Aggregate, ShiftCommand, ShiftScheduled};
use domain::{MemberId, Position, ShiftId};
use eventing::Step;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{Person, members, tenants};
use crate::auth::Reader;
use crate::command::Writer;
use crate::error::{ApiError, kinds};
use crate::extract::{Json, Query};
use crate::openapi::{BodyProblems, CommandParams, ListProblems, ReadParams, RoleProblem};
use crate::page::{PageQuery, list};
use crate::roster::{Roster, ShiftChange};
use crate::state::AppState;

/// Somebody works as something from some time to another.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Shift {
    id: Uuid,
    member: Person,
    /// The business's own word for it: `kitchen`.
    role: String,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
}

list! {
    /// A page of shifts, by their start.
    ShiftList of Shift
}

/// A shift to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewShift {
    member_id: Uuid,
    #[schema(max_length = 80)]
    role: String,
    starts_at: DateTime<Utc>,
    /// At most 24 hours after the start.
    ends_at: DateTime<Utc>,
}

/// A shift was planned.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Scheduled {
    shift_id: Uuid,
    position: u64,
}

/// Which shifts.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ShiftQuery {
    /// Only those that end after this.
    from: Option<DateTime<Utc>>,
    /// Only those that start before this.
    to: Option<DateTime<Utc>>,
    /// The most items: 1 to 200, otherwise 50.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

type Key = (DateTime<Utc>, Uuid);

/// Planned shifts, by their start.
#[utoipa::path(get, path = "/api/v1/shifts", tag = "shifts", params(ShiftQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Planned shifts", body = ShiftList), ListProblems))]
pub(crate) async fn list(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<ShiftQuery>,
) -> Result<Answer<ShiftList>, ApiError> {
    type Row = (Uuid, Uuid, Option<String>, String, DateTime<Utc>, DateTime<Utc>);
    let page = PageQuery::new(query.limit, query.cursor).of::<Key>("shifts")?;
    let (after_start, after_id) = page.after.unzip();
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let mut rows: Vec<Row> = sqlx::query_as(
        "SELECT s.shift_id, s.member_id, m.name, s.role, s.starts_at, s.ends_at FROM shifts s \
         LEFT JOIN members m ON m.tenant_id = s.tenant_id AND m.member_id = s.member_id \
         WHERE s.status = 'planned' AND ($1::timestamptz IS NULL OR s.ends_at > $1) \
           AND ($2::timestamptz IS NULL OR s.starts_at < $2) \
           AND ($3::timestamptz IS NULL OR (s.starts_at, s.shift_id) > ($3, $4)) \
         ORDER BY s.starts_at, s.shift_id LIMIT $5",
    )
    .bind(query.from)
    .bind(query.to)
    .bind(after_start)
    .bind(after_id)
    .bind(page.rows())
    .fetch_all(&mut *connection)
    .await?;
    let next_cursor = page.cut("shifts", &mut rows, |row| (row.4, row.0));
    let items = rows.into_iter().map(|(id, member, name, role, starts_at, ends_at)| Shift {
        id,
        member: Person { id: member, name },
        role,
        starts_at,
        ends_at,
    });
    Ok(Answer(ShiftList { items: items.collect(), next_cursor }))
}

/// Plans a shift. A member has one at a time: one that would overlap another is refused.
#[utoipa::path(post, path = "/api/v1/shifts", tag = "shifts", params(CommandParams), security(("bearer" = [])),
    request_body = NewShift,
    responses((status = 201, description = "Planned", body = Scheduled), BodyProblems, RoleProblem))]
pub(crate) async fn schedule(
    State(state): State<AppState>,
    writer: Writer,
    Json { value, canonical }: Json<NewShift>,
) -> Result<(StatusCode, Answer<Scheduled>), ApiError> {
    writer.member.must_manage()?;
    let role = Position::parse(&value.role)?;
    check_times(&value)?;
    let command = writer.command(&state, &canonical);
    if let Some(first) = command.recall(&state).await? {
        return Ok((StatusCode::CREATED, Answer(first)));
    }
    let mut connection = state.services.database.acquire(writer.member.tenant).await?;
    if !members::is_active(&mut connection, MemberId(value.member_id)).await? {
        return Err(ApiError::field("/member_id", "names nobody of this business"));
    }
    let zone = tenants::zone(&mut connection).await?;
    drop(connection);
    let shift_id = ShiftId(Uuid::now_v7());
    let period = Period {
        member_id: MemberId(value.member_id),
        role: role.into_string(),
        starts_at: value.starts_at,
        ends_at: value.ends_at,
    };
    let scheduled =
        ShiftScheduled { shift_id, period: period.clone(), scheduled_by: Some(writer.member.id) };
    let step = Step::new::<Aggregate>(shift_id, ShiftCommand::ScheduleShift(scheduled));
    let change = ShiftChange { shift_id, before: None, after: Some(period), step };
    let roster = Roster {
        store: &state.services.store,
        database: &state.services.database,
        tenant: writer.member.tenant,
        zone,
        now: Utc::now(),
    };
    let steps = roster.rearrange(vec![change]).await?;
    let scheduled = command.run(&state, json!({ "shift_id": shift_id }), steps).await?;
    Ok((StatusCode::CREATED, Answer(scheduled)))
}

/// Times that a calendar can show.
fn check_times(shift: &NewShift) -> Result<(), ApiError> {
    use chrono::Datelike;
    let mut error = ApiError::new(kinds::INVALID);
    let mut good = true;
    for (pointer, time) in [("/starts_at", shift.starts_at), ("/ends_at", shift.ends_at)] {
        if !(2000..2200).contains(&time.year()) {
            error = error.with_field(pointer, "must lie between the years 2000 and 2199");
            good = false;
        }
    }
    if good { Ok(()) } else { Err(error) }
}

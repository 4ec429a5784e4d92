//! Shifts from a calendar, and as one.
//!
//! `read` takes the text apart, `expand` gives its occurrences, `plan` lays them beside
//! the roster; what is refused is told with its reason, and the rest is one unit.

mod dto;
mod expand;
mod export;
#[cfg(test)]
mod fuzz;
mod plan;
mod read;
mod refusal;
#[cfg(test)]
mod tests;
mod zone;

use std::collections::{BTreeMap, HashMap};

use axum::Json as Answer;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use domain::MemberId;
use serde_json::json;
use uuid::Uuid;

use self::dto::{CalendarText, ImportQuery, Imported, Kept};
use self::expand::Series;
use self::plan::{Plan, Planner};
use self::read::{Head, Unreadable, Who};
use self::refusal::Refusal;
use super::desk::{Desk, may_plan};
use crate::command::Writer;
use crate::error::{ApiError, kinds};
use crate::extract::{Json, Query, body, unstorable};
use crate::openapi::{BodyProblems, CommandParams, RoleProblem};
use crate::state::AppState;

pub(crate) use self::export::{__path_export, export};

/// The most shifts that one calendar gives.
const MOST_SHIFTS: usize = 500;
/// The most bytes of a calendar.
const MOST_BYTES: usize = 1024 * 1024;
/// How far ahead what comes round is planned.
const AHEAD: Duration = Duration::days(90);
/// How often it is planned anew when the roster changes meanwhile.
const TRIES: usize = 3;

/// A calendar, read.
struct Calendar {
    heads: Vec<Head>,
    series: Vec<Series>,
    stray: Vec<(usize, Refusal)>,
}

/// Plans shifts after the events of a calendar (iCalendar, RFC 5545). Who works: each
/// ATTENDEE with the address of a member, or the name before the dash of a SUMMARY like
/// `Peach - kitchen`. As what: CATEGORIES, or what follows the dash. What comes round is
/// planned 90 days ahead. Importing it again plans nothing twice: an event that has
/// changed in the calendar since changes its shift, and one that is cancelled there, or
/// no longer in its series, cancels it.
#[utoipa::path(post, path = "/api/v1/shifts/import", tag = "shifts", params(ImportQuery, CommandParams), security(("bearer" = [])),
    request_body(content((String = "text/calendar"), (CalendarText = "application/json"))),
    responses((status = 200, description = "What became of each event", body = Imported), BodyProblems, RoleProblem))]
pub(crate) async fn import(
    State(state): State<AppState>,
    writer: Writer,
    Query(query): Query<ImportQuery>,
    request: Request,
) -> Result<Answer<Imported>, ApiError> {
    may_plan(&writer)?;
    let text = text(request).await?;
    let command = writer.command(&state, text.as_bytes());
    let mut desk = Desk::open(&state, &writer).await?;
    let calendar = read(text, desk.business.zone, desk.now).await?;
    if !query.dry_run
        && let Some(Kept { items, position }) = command.recall(&state).await?
    {
        return Ok(Answer(Imported::new(items, &calendar.heads, Some(position))));
    }
    let mut tries = 1;
    loop {
        let Plan { items, changes } = planned(&state, &desk, &calendar).await?;
        if query.dry_run {
            return Ok(Answer(Imported::new(items, &calendar.heads, None)));
        }
        let told = desk.tell_of_import(command.id(), &changes);
        let mut steps = desk.roster().rearrange(changes).await?;
        steps.extend(told);
        match command.clone().run(&state, json!({ "items": items }), steps).await {
            Ok(Kept { items, position }) => {
                return Ok(Answer(Imported::new(items, &calendar.heads, Some(position))));
            }
            // Somebody else was faster with the same shifts, or the same time.
            Err(error)
                if [kinds::BUSY.slug, "shift-overlaps"].contains(&error.slug())
                    && tries < TRIES =>
            {
                tries += 1;
                desk.now = Utc::now();
            }
            Err(error) => return Err(error),
        }
    }
}

async fn planned(state: &AppState, desk: &Desk<'_>, calendar: &Calendar) -> Result<Plan, ApiError> {
    // What an earlier import planned must be known, to see what is in the calendar no more.
    let head =
        eventing::log::head(&state.services.database).await.map_err(ApiError::unavailable)?;
    state.progress.reach(head.position, state.limits.read_your_writes).await?;
    let addresses = addresses(desk, &calendar.series).await?;
    let mut plan = Planner { desk, addresses: &addresses }.plan(&calendar.series).await?;
    let stray = calendar.stray.iter();
    plan.items.extend(stray.map(|(event, refusal)| dto::Item::refused(*event, *refusal)));
    Ok(plan)
}

/// The calendar of a body: text/calendar, or JSON that holds one.
async fn text(request: Request) -> Result<String, ApiError> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let essence = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    let text = if essence.eq_ignore_ascii_case("text/calendar") {
        let (parts, bytes) = request.into_parts();
        let bytes = body(&parts.headers, bytes, MOST_BYTES).await?;
        String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            ApiError::because(
                kinds::MALFORMED,
                format!("The calendar is not UTF-8: byte {at} cannot be read."),
            )
        })?
    } else {
        Json::<CalendarText>::from_request(request, &()).await?.value.calendar
    };
    if text.contains('\0') { Err(unstorable(String::new())) } else { Ok(text) }
}

/// Reads a calendar on a thread of its own: a large one takes a while, and if the parser
/// panics on it, it is one that cannot be read.
async fn read(text: String, zone: Tz, now: DateTime<Utc>) -> Result<Calendar, ApiError> {
    let refused = |code, detail| ApiError::refused(StatusCode::UNPROCESSABLE_ENTITY, code, detail);
    let reading = tokio::task::spawn_blocking(move || calendar(&text, zone, now)).await;
    let read = reading.map_err(|error| {
        refused("unreadable-calendar", "The calendar cannot be read.".to_owned()).cause(error)
    })?;
    read.map_err(|unreadable| refused(unreadable.code(), unreadable.detail()))
}

fn calendar(text: &str, zone: Tz, now: DateTime<Utc>) -> Result<Calendar, Unreadable> {
    let read = read::read(text, zone)?;
    let heads = read.iter().map(|read| read.head.clone()).collect();
    let (series, stray) = expand::series(read, &(now..now + AHEAD));
    let shifts = |series: &Series| -> usize {
        let people = series.occurrences.iter().map(|occurrence| match &occurrence.who {
            Who::Attendees(addresses) => addresses.len(),
            Who::Named(_) | Who::Nobody => 1,
        });
        people.sum()
    };
    if series.iter().map(shifts).sum::<usize>() > MOST_SHIFTS {
        return Err(Unreadable::TooManyShifts);
    }
    Ok(Calendar { heads, series, stray })
}

/// The members with the addresses of attendees.
async fn addresses(
    desk: &Desk<'_>,
    series: &[Series],
) -> Result<HashMap<String, MemberId>, ApiError> {
    let occurrences = series.iter().flat_map(|series| &series.occurrences);
    let named = occurrences.filter_map(|occurrence| match &occurrence.who {
        Who::Attendees(addresses) => Some(addresses),
        Who::Named(_) | Who::Nobody => None,
    });
    let wanted: BTreeMap<&String, ()> = named.flatten().map(|address| (address, ())).collect();
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let mut db = desk.database().await?;
    let rows: Vec<(String, Uuid)> =
        sqlx::query_as("SELECT address, member_id FROM members_with_addresses($1)")
            .bind(wanted.into_keys().cloned().collect::<Vec<_>>())
            .fetch_all(&mut *db)
            .await?;
    let here = |id: &Uuid| desk.people.iter().any(|person| person.id.0 == *id);
    let rows = rows.into_iter().filter(|(_, id)| here(id));
    Ok(rows.map(|(address, id)| (address, MemberId(id))).collect())
}

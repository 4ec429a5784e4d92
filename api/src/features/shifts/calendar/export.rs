//! The roster as a calendar.

use axum::extract::State;
use axum::http::HeaderName;
use axum::http::header::CONTENT_TYPE;
use calcard::common::PartialDateTime;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarProperty, ICalendarValue,
};
use chrono::{DateTime, Utc};
use domain::ShiftId;

use crate::auth::Reader;
use crate::error::ApiError;
use crate::extract::Query;
use crate::features::shifts::dto::ShiftSpan;
use crate::features::shifts::queries::{self, ShiftRow};
use crate::openapi::{ListProblems, ReadParams};
use crate::state::AppState;

/// The most shifts of one calendar.
const MOST: i64 = 2000;

/// How the UID of a shift that was planned here ends.
const OURS: &str = "@steward";

/// The shift that an exported event stands for, by its UID.
pub(super) fn exported(uid: &str) -> Option<ShiftId> {
    uid.strip_suffix(OURS)?.parse().ok().map(ShiftId)
}

/// Planned shifts as a calendar (iCalendar), the first 2,000.
#[utoipa::path(get, path = "/api/v1/shifts.ics", tag = "shifts", params(ShiftSpan, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "A calendar", body = String, content_type = "text/calendar"), ListProblems))]
pub(crate) async fn export(
    State(state): State<AppState>,
    reader: Reader,
    Query(span): Query<ShiftSpan>,
) -> Result<([(HeaderName, &'static str); 1], String), ApiError> {
    let filter = span.filter(reader.id)?;
    let mut db = state.services.database.acquire(reader.tenant).await?;
    let rows = queries::list(&mut db, &filter, None, MOST).await?;
    let kind = [(CONTENT_TYPE, "text/calendar; charset=utf-8")];
    Ok((kind, calendar(&rows, Utc::now())))
}

pub(super) fn calendar(rows: &[ShiftRow], now: DateTime<Utc>) -> String {
    let mut calendar = ICalendarComponent::new(ICalendarComponentType::VCalendar);
    calendar.add_property(ICalendarProperty::Version, text("2.0"));
    calendar.add_property(ICalendarProperty::Prodid, text("-//Steward//Roster//EN"));
    let mut components = vec![calendar];
    for row in rows {
        let mut event = ICalendarComponent::new(ICalendarComponentType::VEvent);
        event.add_uid(&format!("{}{OURS}", row.shift_id));
        event.add_dtstamp(PartialDateTime::from_utc_timestamp(now.timestamp()));
        for (name, at) in
            [(ICalendarProperty::Dtstart, row.starts_at), (ICalendarProperty::Dtend, row.ends_at)]
        {
            let at = PartialDateTime::from_utc_timestamp(at.timestamp());
            event.add_property(name, ICalendarValue::PartialDateTime(Box::new(at)));
        }
        let name = row.name.as_deref().unwrap_or("somebody");
        event.add_property(ICalendarProperty::Summary, text(&format!("{name} - {}", row.role)));
        event.add_property(ICalendarProperty::Categories, text(&row.role));
        components.push(event);
    }
    let events = 1..u32::try_from(components.len()).unwrap_or(1);
    if let Some(calendar) = components.first_mut() {
        calendar.component_ids = events.collect();
    }
    ICalendar { components }.to_string()
}

fn text(text: &str) -> ICalendarValue {
    ICalendarValue::Text(text.to_owned())
}

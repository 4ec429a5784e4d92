//! The demo's shifts: planned 14 days ahead at every start, so that it works on any day.

use api::ShiftChange;
use chrono::{DateTime, Days, NaiveDate, TimeZone as _, Utc};
use domain::ShiftId;
use domain::roster::{Period, Shift, ShiftCommand, ShiftScheduled};
use eventing::Step;
use uuid::Uuid;

use super::businesses::{Business, Pattern};

/// The shifts of the coming days, each with the purpose of its command.
pub(super) fn top_up(business: &Business, now: DateTime<Utc>) -> Vec<(String, ShiftChange)> {
    let today = now.with_timezone(&business.zone).date_naive();
    let mut planned = Vec::new();
    for pattern in business.shifts {
        for ahead in pattern.days.clone() {
            let date = today + Days::new(u64::from(ahead));
            planned.extend(shift(business, pattern, date));
        }
    }
    planned
}

fn shift(business: &Business, pattern: &Pattern, date: NaiveDate) -> Option<(String, ShiftChange)> {
    let person = business.people.iter().find(|person| person.slug == pattern.person)?;
    let instant = |hour| {
        let local = business.zone.from_local_datetime(&date.and_hms_opt(hour, 0, 0)?);
        Some(local.earliest()?.with_timezone(&Utc))
    };
    let purpose = format!("shift/{}/{date}/{}", pattern.person, pattern.from);
    let shift_id = ShiftId(Uuid::new_v5(&business.tenant().0, purpose.as_bytes()));
    let period = Period {
        member_id: person.member(business),
        role: pattern.role.to_owned(),
        starts_at: instant(pattern.from)?,
        ends_at: instant(pattern.to)?,
    };
    let planned =
        ShiftScheduled { shift_id, period: period.clone(), scheduled_by: None, imported: None };
    let step = Step::new::<Shift>(shift_id.0, ShiftCommand::ScheduleShift(planned));
    Some((purpose, ShiftChange { shift_id, before: None, after: Some(period), step }))
}

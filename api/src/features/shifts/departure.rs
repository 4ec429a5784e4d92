//! What becomes of the shifts of somebody who goes.

use std::collections::BTreeSet;

use actions::business;
use chrono::Utc;
use domain::roster::{Shift, ShiftCancelled, ShiftCommand};
use domain::schedule::Schedule;
use domain::{ShiftId, TimeZone};
use eventing::Step;
use uuid::Uuid;

use crate::config::Services;
use crate::error::ApiError;
use crate::features::members::Departure;
use crate::roster::{Roster, ShiftChange};

/// The steps that cancel the shifts of a member which have not begun.
pub(crate) async fn cancel_coming(
    services: &Services,
    departure: &Departure,
) -> Result<Vec<Step>, ApiError> {
    let Departure { tenant, member, by, .. } = *departure;
    let (store, database, now) = (&services.store, &services.database, Utc::now());
    let mut connection = database.acquire(tenant).await?;
    let business = business::business(&mut connection)
        .await?
        .ok_or_else(|| ApiError::unavailable("the business is not projected"))?;
    // What their schedule says, and what is older than schedules.
    let schedule = store.load::<Schedule>(tenant, member.0).await?.aggregate;
    let mut coming: BTreeSet<ShiftId> = schedule
        .booked()
        .iter()
        .filter(|booking| booking.starts_at > now)
        .map(|booking| booking.shift_id)
        .collect();
    let planned: Vec<Uuid> = sqlx::query_scalar(
        "SELECT shift_id FROM shifts WHERE member_id = $1 AND status = 'planned' AND starts_at > $2",
    )
    .bind(member.0)
    .bind(now)
    .fetch_all(&mut *connection)
    .await?;
    drop(connection);
    coming.extend(planned.into_iter().map(ShiftId));
    let mut changes = Vec::with_capacity(coming.len());
    for id in coming {
        let loaded = store.load::<Shift>(tenant, id.0).await?;
        let Shift::Planned { period, .. } = loaded.aggregate else { continue };
        if period.member_id != member || period.starts_at <= now {
            continue;
        }
        let cancelled = ShiftCancelled { cancelled_by: by, imported: None };
        let step = Step::new::<Shift>(id, ShiftCommand::CancelShift(cancelled));
        let step = step.expecting(loaded.sequence);
        changes.push(ShiftChange { shift_id: id, before: Some(period), after: None, step });
    }
    let roster = Roster { store, database, tenant, zone: TimeZone(business.zone), now };
    Ok(roster.rearrange(changes).await?)
}

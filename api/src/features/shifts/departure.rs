//! What becomes of the shifts of somebody who goes.

use std::collections::BTreeSet;

use domain::roster::{Shift as Aggregate, ShiftCancelled, ShiftCommand};
use domain::{MemberId, ShiftId};
use eventing::Step;
use uuid::Uuid;

use super::desk::Desk;
use crate::command::Writer;
use crate::error::ApiError;
use crate::roster::ShiftChange;
use crate::state::AppState;

/// The steps that cancel the shifts of a member which have not begun.
pub(crate) async fn cancel_coming(
    state: &AppState,
    writer: &Writer,
    member: MemberId,
) -> Result<Vec<Step>, ApiError> {
    let desk = Desk::open(state, writer).await?;
    // What their schedule says, and what is older than schedules.
    let schedule = desk.schedule(member).await?;
    let mut coming: BTreeSet<ShiftId> = schedule
        .booked()
        .iter()
        .filter(|booking| booking.starts_at > desk.now)
        .map(|booking| booking.shift_id)
        .collect();
    let mut database = desk.database().await?;
    let planned: Vec<Uuid> = sqlx::query_scalar(
        "SELECT shift_id FROM shifts WHERE member_id = $1 AND status = 'planned' AND starts_at > $2",
    )
    .bind(member.0)
    .bind(desk.now)
    .fetch_all(&mut *database)
    .await?;
    drop(database);
    coming.extend(planned.into_iter().map(ShiftId));
    let mut changes = Vec::with_capacity(coming.len());
    for id in coming {
        let loaded = desk.load(id).await?;
        let Aggregate::Planned { period, .. } = loaded.aggregate else { continue };
        if period.member_id != member || period.starts_at <= desk.now {
            continue;
        }
        let cancelled = ShiftCancelled { cancelled_by: desk.actor(), imported: None };
        let step = Step::new::<Aggregate>(id, ShiftCommand::CancelShift(cancelled));
        let step = step.expecting(loaded.sequence);
        changes.push(ShiftChange { shift_id: id, before: Some(period), after: None, step });
    }
    Ok(desk.roster().rearrange(changes).await?)
}

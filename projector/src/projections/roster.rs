//! `roster`: planned shifts.

use domain::Event;
use domain::roster::{Imported, Period, ShiftEvent};

use crate::projection::{Projection, Recorded};
use crate::row::{Row, row};
use crate::write::{Statement, Write, insert, update};

pub(crate) const PROJECTION: Projection = Projection {
    name: "roster",
    version: 1,
    aggregates: &["Roster"],
    tables: &["shifts"],
    streams: &["shift_id"],
    indexes: &[],
    batch: 1000,
    fold,
};

static ADD_SHIFT: Statement = insert!(
    "shifts",
    "tenant_id, shift_id, member_id, role, starts_at, ends_at, status, series, version, position, updated_position"
);
static CHANGE_SHIFT: Statement = update!(
    "shifts",
    "member_id = coalesce(n.member_id, t.member_id), role = coalesce(n.role, t.role), \
     starts_at = coalesce(n.starts_at, t.starts_at), ends_at = coalesce(n.ends_at, t.ends_at), \
     status = n.status, series = coalesce(n.series, t.series), version = n.version, updated_position = n.updated_position",
    "t.shift_id = n.shift_id"
);

fn fold(recorded: &Recorded<'_>, event: Event) -> Vec<Write> {
    let Event::Roster(event) = event else { return Vec::new() };
    let (statement, mut row) = match event {
        ShiftEvent::ShiftScheduled(event) => {
            (&ADD_SHIFT, planned(&event.period, event.imported.as_ref()))
        }
        ShiftEvent::ShiftChanged(event) => {
            (&CHANGE_SHIFT, planned(&event.period, event.imported.as_ref()))
        }
        ShiftEvent::ShiftCancelled(_) => (&CHANGE_SHIFT, row!({ "status": "cancelled" })),
    };
    row.set("tenant_id", recorded.tenant());
    row.set("shift_id", recorded.id());
    row.set("version", recorded.event.sequence);
    row.set("position", recorded.position());
    row.set("updated_position", recorded.position());
    vec![Write { statement, key: recorded.id(), row }]
}

fn planned(period: &Period, imported: Option<&Imported>) -> Row {
    row!({
        "member_id": period.member_id,
        "role": period.role,
        "starts_at": period.starts_at,
        "ends_at": period.ends_at,
        "status": "planned",
        "series": imported.map(|imported| imported.series),
    })
}

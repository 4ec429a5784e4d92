//! `logbook`: what happened, as people wrote it down.

use domain::logbook::LogbookEvent;
use domain::{Event, Personal};

use crate::projection::{Projection, Recorded};
use crate::row::row;
use crate::write::{Statement, Write, insert, update};

pub(crate) const PROJECTION: Projection = Projection {
    name: "logbook",
    version: 2,
    aggregates: &["Logbook"],
    tables: &["log_entries"],
    streams: &["entry_id"],
    indexes: &[],
    batch: 1000,
    fold,
};

static ADD_ENTRY: Statement = insert!(
    "log_entries",
    "tenant_id, entry_id, logged_by, text, category, happened_at, logged_at, action_id, position, \
     updated_position"
);
static STRIKE_ENTRY: Statement = update!(
    "log_entries",
    "struck_at = n.struck_at, struck_by = n.struck_by, updated_position = n.updated_position",
    "t.entry_id = n.entry_id"
);

fn fold(recorded: &Recorded<'_>, event: Event) -> Vec<Write> {
    let Event::Logbook(event) = event else { return Vec::new() };
    let at = recorded.at();
    let (statement, mut row) = match event {
        LogbookEvent::EntryLogged(event) => (
            &ADD_ENTRY,
            row!({
                "logged_by": event.logged_by,
                "text": event.text.into_known(),
                "category": event.category.and_then(Personal::into_known),
                "happened_at": event.happened_at,
                "logged_at": at,
                "action_id": event.action_id,
                "position": recorded.position(),
            }),
        ),
        LogbookEvent::EntryStruck(event) => {
            (&STRIKE_ENTRY, row!({ "struck_at": at, "struck_by": event.struck_by }))
        }
    };
    row.set("tenant_id", recorded.tenant());
    row.set("entry_id", recorded.id());
    row.set("updated_position", recorded.position());
    vec![Write { statement, key: recorded.id(), row }]
}

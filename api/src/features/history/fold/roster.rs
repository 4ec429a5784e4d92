//! Planned shifts; one that was cancelled is none.

use domain::Event;
use domain::roster::{Period, ShiftEvent};
use eventing::RecordedEvent;

use super::Items;

pub(super) fn fold(items: &mut Items, recorded: &RecordedEvent, event: Event) {
    let Event::Roster(event) = event else { return };
    match event {
        ShiftEvent::ShiftScheduled(event) => planned(items, recorded, &event.period),
        ShiftEvent::ShiftChanged(event) => planned(items, recorded, &event.period),
        ShiftEvent::ShiftCancelled(_) => items.remove(recorded.id),
    }
}

fn planned(items: &mut Items, recorded: &RecordedEvent, period: &Period) {
    let id = recorded.id;
    items.set(id, "member_id", period.member_id);
    items.set(id, "role", &period.role);
    items.set(id, "starts_at", period.starts_at);
    items.set(id, "ends_at", period.ends_at);
}

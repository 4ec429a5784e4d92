//! What the steward knew about members.

use domain::Event;
use domain::memory::{Fact, MemoryEvent, Source};
use domain::{FactId, MemberId, Personal};
use eventing::RecordedEvent;

use super::Items;

pub(super) fn fold(items: &mut Items, recorded: &RecordedEvent, event: Event) {
    let Event::Memory(event) = event else { return };
    // A memory's stream bears its member's id.
    let member = MemberId(recorded.id);
    match event {
        MemoryEvent::FactRemembered(event) => {
            items.set(event.fact_id.0, "member_id", event.member_id);
            learned(items, event.fact_id, member, &event.fact, &event.source);
            items.set(event.fact_id.0, "version", 1);
        }
        MemoryEvent::FactRevised(event) => {
            learned(items, event.fact_id, member, &event.fact, &event.source);
            items.set(event.fact_id.0, "version", event.version);
        }
        MemoryEvent::FactForgotten(event) => items.remove(event.fact_id.0),
    }
}

fn learned(
    items: &mut Items,
    id: FactId,
    member: MemberId,
    fact: &Personal<Fact>,
    source: &Source,
) {
    let text = match fact {
        Personal::Known { about, value } => {
            Personal::Known { about: about.clone(), value: &value.text }
        }
        Personal::Erased { about } => Personal::Erased { about: about.clone() },
    };
    items.words(id.0, "text", &text, items.shows(member));
    items.set(id.0, "source", source);
}

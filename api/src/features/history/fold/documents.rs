//! Documents; what a version said is told by its digest.

use domain::Event;
use domain::document::{Content, DocumentEvent};
use eventing::RecordedEvent;

use super::Items;

pub(super) fn fold(items: &mut Items, recorded: &RecordedEvent, event: Event) {
    let Event::Document(event) = event else { return };
    let id = recorded.id;
    match event {
        DocumentEvent::DocumentAdded(event) => {
            content(items, recorded, &event.content);
            items.set(id, "version", 1);
            items.set(id, "source", event.source.as_str());
            items.set(id, "trust", event.trust);
        }
        DocumentEvent::DocumentRevised(event) => {
            content(items, recorded, &event.content);
            items.set(id, "version", event.version);
            items.set(id, "source", event.source.as_str());
            items.set(id, "trust", event.trust);
        }
        DocumentEvent::DocumentRemoved(_) => items.remove(id),
    }
}

fn content(items: &mut Items, recorded: &RecordedEvent, content: &Content) {
    items.set(recorded.id, "title", &content.title);
    items.set(recorded.id, "sha256", &content.sha256);
    items.set(recorded.id, "changed_at", recorded.metadata.occurred_at);
}

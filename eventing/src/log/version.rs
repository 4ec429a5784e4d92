//! Events of older versions become those of this build; those of newer ones are refused.

use std::sync::LazyLock;

use cqrs_es::persist::{EventUpcaster, SerializedEvent};
use serde_json::Value;

use super::{Newer, RecordedEvent};

static UPCASTERS: LazyLock<Vec<Box<dyn EventUpcaster>>> = LazyLock::new(domain::upcasters);

/// Brings a stored event to its current version. Always after opening: upcasters see text.
pub(crate) fn upcast(event: SerializedEvent) -> Result<SerializedEvent, Newer> {
    let event = UPCASTERS.iter().fold(event, |event, upcaster| {
        if upcaster.can_upcast(&event.event_type, &event.event_version) {
            upcaster.upcast(event)
        } else {
            event
        }
    });
    known(&event.event_type, &event.event_version)?;
    Ok(event)
}

/// Refuses a version that this build has not heard of.
fn known(event: &str, version: &str) -> Result<(), Newer> {
    if !domain::is_newer(event, version) {
        return Ok(());
    }
    Err(Newer { event: event.to_owned(), version: version.to_owned() })
}

impl RecordedEvent {
    /// Brings it to its current version.
    pub(super) fn upcast(&mut self) -> Result<(), Newer> {
        let concerned = UPCASTERS
            .iter()
            .any(|upcaster| upcaster.can_upcast(&self.event_type, &self.event_version));
        if !concerned {
            return known(&self.event_type, &self.event_version);
        }
        let upcast = upcast(SerializedEvent::new(
            self.id.to_string(),
            usize::try_from(self.sequence).unwrap_or(usize::MAX),
            self.aggregate_type.clone(),
            self.event_type.clone(),
            self.event_version.clone(),
            self.payload.take(),
            Value::Null,
        ))?;
        self.event_version = upcast.event_version;
        self.payload = upcast.payload;
        Ok(())
    }
}

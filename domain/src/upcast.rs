//! Upcasters: pure steps from an older shape of an event to the next one.
//!
//! A change of shape adds a step here; the golden file of the old version stays under
//! `tests/golden/` for ever. A payload is `{"<Event>": {...}}`, decrypted; personal values
//! may be erased.

use cqrs_es::persist::{EventUpcaster, SerializedEvent};
use serde_json::{Value, json};

/// Every upcaster, oldest version first, as `cqrs-es` chains them.
pub fn upcasters() -> Vec<Box<dyn EventUpcaster>> {
    vec![
        Box::new(Step { event: "ActionRequested", from: "1", to: "2", change: name_preview }),
        Box::new(Step { event: "ActionPerformed", from: "1", to: "2", change: name_effects }),
        Box::new(Step { event: "EntryLogged", from: "1", to: "2", change: own_category }),
        Box::new(Step { event: "NotificationIssued", from: "1", to: "2", change: give_ladder }),
    ]
}

/// One event, one version further.
struct Step {
    event: &'static str,
    from: &'static str,
    to: &'static str,
    change: fn(&mut Value),
}

impl EventUpcaster for Step {
    fn can_upcast(&self, event_type: &str, event_version: &str) -> bool {
        event_type == self.event && event_version == self.from
    }

    fn upcast(&self, mut event: SerializedEvent) -> SerializedEvent {
        if let Some(fields) = event.payload.get_mut(self.event) {
            (self.change)(fields);
        }
        event.event_version = self.to.to_owned();
        event
    }
}

/// Version 1 knew one kind of action, whose preview did not name it.
fn name_preview(fields: &mut Value) {
    if let Some(Value::Object(preview)) = fields.pointer_mut("/preview/$personal/value") {
        preview.insert("kind".to_owned(), json!("notify_user"));
    }
    set(fields, "resolved_at", Value::Null);
    set(fields, "expires_at", Value::Null);
}

/// Version 1 knew one kind of effect.
fn name_effects(fields: &mut Value) {
    let notices = fields.as_object_mut().and_then(|fields| fields.remove("notifications"));
    let effects: Vec<Value> = notices
        .as_ref()
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|id| json!({ "aggregate": "Notification", "id": id }))
        .collect();
    set(fields, "effects", effects.into());
}

/// Version 1 knew notices of actions alone, which were shown at once and went to nobody
/// else.
fn give_ladder(fields: &mut Value) {
    let action = fields.get("action_id").cloned().unwrap_or_default();
    set(fields, "answer_wanted", json!(false));
    set(fields, "deliver_after", Value::Null);
    set(fields, "acknowledge_by", Value::Null);
    set(fields, "ladder_id", action);
    set(fields, "rung", json!(0));
    set(fields, "reminder_id", Value::Null);
}

/// Version 1 took the category for the business's own word and kept it in clear, but whoever
/// writes an entry chooses it. It is theirs like the text, and goes with it.
fn own_category(fields: &mut Value) {
    let Some(Value::String(category)) = fields.get("category").cloned() else { return };
    let own = match fields.pointer("/text/$personal/about") {
        Some(about) => json!({ "$personal": { "about": about, "value": category } }),
        None => fields.get("text").cloned().unwrap_or_default(),
    };
    set(fields, "category", own);
}

fn set(fields: &mut Value, name: &str, value: Value) {
    if let Some(fields) = fields.as_object_mut() {
        fields.insert(name.to_owned(), value);
    }
}

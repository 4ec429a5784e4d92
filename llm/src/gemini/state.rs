//! What Gemini wants back with each part, as kept in `provider_state`.
//!
//! It lies under the provider's name, so that a conversation begun with one provider can go
//! on with another, which ignores it. For words and calls it holds the fields beside them
//! (the thought signature above all) and a call's id; for anything else the whole part.

use serde_json::{Map, Value, json};

use crate::ToolCall;

const PROVIDER: &str = "gemini";
const ID: &str = "id";

/// Packs the fields that came beside a part's content, and a call's id.
pub(super) fn pack(mut siblings: Map<String, Value>, id: Option<&str>) -> Option<Value> {
    if let Some(id) = id {
        siblings.insert(ID.into(), id.into());
    }
    (!siblings.is_empty()).then(|| json!({ PROVIDER: siblings }))
}

/// Packs a whole part.
pub(super) fn pack_whole(part: Map<String, Value>) -> Value {
    json!({ PROVIDER: part })
}

/// The fields to send beside a part's content.
pub(super) fn siblings(state: Option<&Value>) -> Map<String, Value> {
    let mut fields = state.and_then(ours).cloned().unwrap_or_default();
    fields.remove(ID);
    fields
}

/// The id that Gemini gave to a call, if it gave one.
pub(super) fn call_id(call: &ToolCall) -> Option<&Value> {
    ours(call.provider_state.as_ref()?)?.get(ID)
}

/// A part that was kept whole.
pub(super) fn whole_part(state: &Value) -> Option<Value> {
    ours(state).filter(|part| !part.is_empty()).cloned().map(Value::Object)
}

fn ours(state: &Value) -> Option<&Map<String, Value>> {
    state.get(PROVIDER)?.as_object()
}

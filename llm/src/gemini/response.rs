//! From Gemini's answer, whole or in pieces, to the neutral one.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{errors, state};
use crate::{
    ChatEvent, ChatResponse, Finish, ModelError, Part, ToolCall, Usage,
    wire::{
        history::{random_id, told_apart},
        stream::Assemble,
    },
};

/// A `GenerateContentResponse`, as far as it is understood. Every field may be missing.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    candidates: Option<Vec<Candidate>>,
    prompt_feedback: Option<PromptFeedback>,
    usage_metadata: Option<UsageMetadata>,
    model_version: Option<String>,
    response_id: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Candidate {
    content: Option<Content>,
    finish_reason: Option<String>,
    index: Option<i64>,
}

#[derive(Debug, Deserialize)]
struct Content {
    parts: Option<Vec<Map<String, Value>>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PromptFeedback {
    block_reason: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UsageMetadata {
    prompt_token_count: Option<u64>,
    cached_content_token_count: Option<u64>,
    candidates_token_count: Option<u64>,
    thoughts_token_count: Option<u64>,
    tool_use_prompt_token_count: Option<u64>,
    total_token_count: Option<u64>,
}

#[derive(Debug, Deserialize)]
struct FunctionCall {
    id: Option<String>,
    name: String,
    args: Option<Map<String, Value>>,
}

/// Puts an answer together from its pieces.
#[derive(Debug, Default)]
pub(super) struct Assembler {
    parts: Vec<Part>,
    calls: usize,
    finish_reason: Option<String>,
    block_reason: Option<String>,
    usage: Usage,
    model_version: Option<String>,
    response_id: Option<String>,
    /// In place of the response's id, where there is none.
    minted_id: Option<String>,
}

impl Assemble for Assembler {
    fn error(piece: &Value) -> Option<ModelError> {
        errors::in_stream(piece)
    }

    fn has_finish_reason(&self) -> bool {
        self.finish_reason.is_some()
    }

    fn take(&mut self, piece: &Value, events: &mut Vec<ChatEvent>) -> Result<(), ModelError> {
        let wire = Wire::deserialize(piece)
            .map_err(|_| ModelError::malformed("a response of unknown shape"))?;
        self.model_version = wire.model_version.or(self.model_version.take());
        self.response_id = wire.response_id.or(self.response_id.take());
        let block_reason = wire.prompt_feedback.and_then(|feedback| feedback.block_reason);
        self.block_reason = block_reason.or(self.block_reason.take());

        // Usage is cumulative: the last one counts.
        if let Some(usage) = wire.usage_metadata.map(Usage::from) {
            self.usage = usage;
            events.push(ChatEvent::Usage(usage));
        }
        for candidate in wire.candidates.into_iter().flatten() {
            // Only one is ever asked for.
            if candidate.index.unwrap_or(0) != 0 {
                continue;
            }
            let parts = candidate.content.and_then(|content| content.parts);
            for part in parts.into_iter().flatten() {
                events.extend(self.take_part(part)?);
            }
            // A later STOP does not mend an earlier, worse reason.
            let settled = self.finish_reason.as_deref().is_some_and(|reason| reason != "STOP");
            if !settled && candidate.finish_reason.is_some() {
                self.finish_reason = candidate.finish_reason;
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<ChatResponse, ModelError> {
        if let Some(reason) = self.block_reason {
            return Err(ModelError::Blocked { reason: ModelError::word(&reason) });
        }
        let finish = match self.finish_reason.as_deref() {
            None => Finish::Incomplete,
            // The history lacks a signature: only another request can help.
            Some(reason @ "MISSING_THOUGHT_SIGNATURE") => return Err(ModelError::invalid(reason)),
            Some("STOP") if self.calls > 0 => Finish::ToolCalls,
            Some(reason) => finish(reason),
        };
        let response = ChatResponse {
            parts: self.parts,
            finish,
            finish_reason: self.finish_reason,
            usage: self.usage,
            model_version: self.model_version,
            response_id: self.response_id,
        };
        response.checked()
    }
}

impl Assembler {
    fn take_part(&mut self, mut part: Map<String, Value>) -> Result<Option<ChatEvent>, ModelError> {
        if let Some(call) = part.get("functionCall").filter(|call| !call.is_null()) {
            let call = FunctionCall::deserialize(call)
                .map_err(|_| ModelError::malformed("a function call of unknown shape"))?;
            part.remove("functionCall");
            let call = ToolCall {
                id: self.id_of(call.id.as_deref()),
                name: call.name,
                args: call.args.unwrap_or_default().into(),
                provider_state: state::pack(part, call.id.as_deref()),
            };
            self.calls += 1;
            self.parts.push(Part::ToolCall(call.clone()));
            return Ok(Some(ChatEvent::ToolCall(call)));
        }
        let thought = part.get("thought").and_then(Value::as_bool).unwrap_or(false);
        match part.get("text").and_then(Value::as_str).map(str::to_owned) {
            Some(text) if !thought => {
                part.remove("text");
                self.push_text(&text, state::pack(part, None));
                Ok((!text.is_empty()).then_some(ChatEvent::Text(text)))
            }
            _ => {
                if !part.is_empty() {
                    self.parts.push(Part::Opaque { provider_state: state::pack_whole(part) });
                }
                Ok(None)
            }
        }
    }

    /// Joins words to the words before, unless something is attached to either.
    fn push_text(&mut self, more: &str, state: Option<Value>) {
        match (self.parts.last_mut(), state) {
            (Some(Part::Text { text, provider_state: None }), None) => text.push_str(more),
            (_, None) if more.is_empty() => {}
            (_, provider_state) => {
                self.parts.push(Part::Text { text: more.into(), provider_state })
            }
        }
    }

    /// The id of a call in our own books: its own, unless it is none or another call has it.
    fn id_of(&mut self, given: Option<&str>) -> String {
        let ids = self.parts.iter().filter_map(|part| match part {
            Part::ToolCall(call) => Some(call.id.as_str()),
            _ => None,
        });
        match told_apart(given.unwrap_or_default(), ids.clone()) {
            Some(id) => id,
            None => {
                let ids: Vec<String> = ids.map(str::to_owned).collect();
                let minted = self.mint_id();
                told_apart(&minted, ids.iter().map(String::as_str)).unwrap_or_else(random_id)
            }
        }
    }

    /// An id for a call that came without one. It is never sent.
    fn mint_id(&mut self) -> String {
        let base = self
            .response_id
            .as_deref()
            .unwrap_or_else(|| self.minted_id.get_or_insert_with(random_id));
        format!("{base}.{}", self.calls)
    }
}

fn finish(reason: &str) -> Finish {
    match reason {
        "MAX_TOKENS" | "CONTINUATION" => Finish::Length,
        "STOP" => Finish::Stop,
        "SAFETY"
        | "RECITATION"
        | "LANGUAGE"
        | "BLOCKLIST"
        | "PROHIBITED_CONTENT"
        | "SPII"
        | "IMAGE_SAFETY"
        | "IMAGE_PROHIBITED_CONTENT"
        | "IMAGE_RECITATION" => Finish::Filtered,
        "MALFORMED_FUNCTION_CALL"
        | "UNEXPECTED_TOOL_CALL"
        | "TOO_MANY_TOOL_CALLS"
        | "MALFORMED_RESPONSE" => Finish::Malformed,
        _ => Finish::Other,
    }
}

impl From<UsageMetadata> for Usage {
    fn from(wire: UsageMetadata) -> Self {
        let count = Option::unwrap_or_default;
        let input =
            count(wire.prompt_token_count).saturating_add(count(wire.tool_use_prompt_token_count));
        let output = count(wire.candidates_token_count);
        let reasoning = count(wire.thoughts_token_count);
        let sum = input.saturating_add(output).saturating_add(reasoning);
        Self {
            input,
            cached: count(wire.cached_content_token_count),
            output,
            reasoning,
            total: wire.total_token_count.unwrap_or(sum),
        }
    }
}

/// The total of a `countTokens` response.
pub(super) fn token_count(body: &Value) -> Result<u64, ModelError> {
    // A count of nothing is left out, as protobuf does.
    let total = body.get("totalTokens").unwrap_or(&json!(0)).as_u64();
    total.ok_or_else(|| ModelError::malformed("a token count of unknown shape"))
}

#[cfg(test)]
#[path = "response_tests.rs"]
mod tests;

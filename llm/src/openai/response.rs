//! From an answer of OpenAI's protocol, whole or in pieces, to the neutral one.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::errors;
use crate::{
    ChatEvent, ChatResponse, Finish, ModelError, Part, ToolCall, Usage,
    wire::{
        history::{random_id, told_apart},
        stream::Assemble,
    },
};

/// A completion or a piece of one, as far as it is understood. Every field may be missing.
#[derive(Debug, Deserialize)]
struct Wire {
    id: Option<String>,
    model: Option<String>,
    choices: Option<Vec<Choice>>,
    usage: Option<WireUsage>,
}

#[derive(Debug, Deserialize)]
struct Choice {
    index: Option<i64>,
    /// In a piece.
    delta: Option<Delta>,
    /// In a whole answer.
    message: Option<Delta>,
    finish_reason: Option<String>,
}

/// What a model thinks (`reasoning`, `reasoning_content`) is neither shown nor kept.
#[derive(Debug, Deserialize)]
struct Delta {
    content: Option<Value>,
    refusal: Option<String>,
    tool_calls: Option<Vec<CallPiece>>,
}

#[derive(Debug, Deserialize)]
struct CallPiece {
    index: Option<usize>,
    id: Option<String>,
    function: Option<FunctionPiece>,
}

#[derive(Debug, Deserialize)]
struct FunctionPiece {
    name: Option<String>,
    arguments: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct WireUsage {
    prompt_tokens: Option<u64>,
    completion_tokens: Option<u64>,
    total_tokens: Option<u64>,
    prompt_tokens_details: Option<PromptDetails>,
    completion_tokens_details: Option<CompletionDetails>,
}

#[derive(Debug, Deserialize)]
struct PromptDetails {
    cached_tokens: Option<u64>,
}

#[derive(Debug, Deserialize)]
struct CompletionDetails {
    reasoning_tokens: Option<u64>,
}

/// A call in the making.
#[derive(Debug, Default)]
struct OpenCall {
    index: Option<usize>,
    id: String,
    name: String,
    arguments: String,
}

/// Puts an answer together from its pieces.
#[derive(Debug, Default)]
pub(super) struct Assembler {
    text: String,
    calls: Vec<OpenCall>,
    refused: bool,
    finish_reason: Option<String>,
    usage: Usage,
    model: Option<String>,
    id: Option<String>,
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
        let named = |name: &String| !name.is_empty();
        self.model = wire.model.filter(named).or(self.model.take());
        self.id = wire.id.filter(named).or(self.id.take());
        // Usage comes once at the end, or is cumulative: the last one counts.
        if let Some(usage) = wire.usage.map(Usage::from) {
            self.usage = usage;
            events.push(ChatEvent::Usage(usage));
        }
        for choice in wire.choices.into_iter().flatten() {
            // Only one is ever asked for.
            if choice.index.unwrap_or(0) != 0 {
                continue;
            }
            if let Some(delta) = choice.delta.or(choice.message) {
                self.take_delta(delta, events);
            }
            self.finish_reason = choice.finish_reason.filter(named).or(self.finish_reason.take());
        }
        Ok(())
    }

    fn finish(self) -> Result<ChatResponse, ModelError> {
        if self.refused {
            return Err(ModelError::Blocked { reason: "refusal".to_owned() });
        }
        let called = !self.calls.is_empty();
        let finish = match self.finish_reason.as_deref() {
            // A model's server that fails says so here, or nowhere.
            None | Some("error" | "abort" | "insufficient_system_resource") => Finish::Incomplete,
            // Several servers call the end of a response with calls a stop.
            Some("stop") if called => Finish::ToolCalls,
            Some("stop") => Finish::Stop,
            Some("tool_calls" | "function_call") if called => Finish::ToolCalls,
            Some("tool_calls" | "function_call") => Finish::Malformed,
            Some("length") => Finish::Length,
            Some("content_filter") => Finish::Filtered,
            Some(_) => Finish::Other,
        };
        let mut parts = Vec::with_capacity(self.calls.len() + 1);
        if !self.text.is_empty() {
            parts.push(Part::text(self.text));
        }
        if finish != Finish::Incomplete {
            let base = self.id.clone();
            let mut ids: Vec<String> = Vec::with_capacity(self.calls.len());
            for (place, mut call) in self.calls.into_iter().enumerate() {
                call.id = call.told_apart(place, base.as_deref(), &ids);
                ids.push(call.id.clone());
                parts.push(Part::ToolCall(call.close(finish)?));
            }
        }
        let response = ChatResponse {
            parts,
            finish,
            finish_reason: self.finish_reason,
            usage: self.usage,
            model_version: self.model,
            response_id: self.id,
        };
        response.checked()
    }
}

impl Assembler {
    fn take_delta(&mut self, delta: Delta, events: &mut Vec<ChatEvent>) {
        let text = delta.content.map(words).unwrap_or_default();
        if !text.is_empty() {
            self.text.push_str(&text);
            events.push(ChatEvent::Text(text));
        }
        self.refused |= delta.refusal.is_some_and(|words| !words.is_empty());
        for piece in delta.tool_calls.into_iter().flatten() {
            self.take_call(piece, events);
        }
    }

    /// Joins a fragment to the call it belongs to, or begins another one.
    fn take_call(&mut self, piece: CallPiece, events: &mut Vec<ChatEvent>) {
        let id = piece.id.unwrap_or_default();
        let (name, arguments) = piece
            .function
            .map(|function| (function.name.unwrap_or_default(), function.arguments))
            .unwrap_or_default();
        // Ollama has given every call the index 0; Google's gateway gives none. A new id,
        // or a name after a name, is another call whatever its index.
        let continues = |call: &OpenCall| {
            let same_id = id.is_empty() || call.id.is_empty() || call.id == id;
            let another = name_begins_another(call, &id, &name, piece.index);
            same_id && !another && (piece.index.is_none() || call.index == piece.index)
        };
        let known = match piece.index {
            Some(_) => self.calls.iter().rposition(continues),
            None => self.calls.len().checked_sub(1).filter(|last| continues(&self.calls[*last])),
        };
        let known = known.unwrap_or_else(|| {
            self.calls.push(OpenCall { index: piece.index, ..OpenCall::default() });
            self.calls.len() - 1
        });
        let call = &mut self.calls[known];
        if call.id.is_empty() {
            call.id = id;
        }
        if call.name.is_empty() && !name.is_empty() {
            call.name = name;
            events.push(ChatEvent::ToolCall(ToolCall {
                id: call.id.clone(),
                name: call.name.clone(),
                args: Map::new().into(),
                provider_state: None,
            }));
        }
        match arguments {
            Some(Value::String(fragment)) => call.arguments.push_str(&fragment),
            // Some servers send them as they are, in one piece.
            Some(whole @ Value::Object(_)) => call.arguments = whole.to_string(),
            _ => {}
        }
    }
}

/// Whether a piece without an index names a call that is not the last one.
fn name_begins_another(call: &OpenCall, id: &str, name: &str, index: Option<usize>) -> bool {
    index.is_none() && id.is_empty() && !name.is_empty() && !call.name.is_empty()
}

impl OpenCall {
    /// Its id, or one that is made for it where it has none or shares it.
    fn told_apart(&self, place: usize, response: Option<&str>, others: &[String]) -> String {
        let apart = |id: &str| told_apart(id, others.iter().map(String::as_str));
        let minted = || {
            let base = response.map_or_else(random_id, str::to_owned);
            apart(&format!("{base}.{place}"))
        };
        apart(&self.id).or_else(minted).unwrap_or_else(random_id)
    }

    /// The call as it is to be run, or why it cannot be.
    fn close(self, finish: Finish) -> Result<ToolCall, ModelError> {
        let args = match self.arguments.trim() {
            "" => Some(Value::Object(Map::new())),
            text => serde_json::from_str(text).ok(),
        };
        let args = match args {
            Some(Value::Null) => Value::Object(Map::new()),
            Some(args @ Value::Object(_)) => args,
            // It is not run: whoever reads it sees the limit first.
            _ if finish == Finish::Length => Value::Null,
            _ => return Err(ModelError::malformed("arguments of no JSON object")),
        };
        if self.name.is_empty() {
            return Err(ModelError::malformed("a call without a name"));
        }
        Ok(ToolCall { id: self.id, name: self.name, args, provider_state: None })
    }
}

/// Text, or the texts of a list of parts.
fn words(content: Value) -> String {
    match content {
        Value::String(text) => text,
        Value::Array(parts) => parts.iter().filter_map(|part| part["text"].as_str()).collect(),
        _ => String::new(),
    }
}

impl From<WireUsage> for Usage {
    fn from(wire: WireUsage) -> Self {
        let count = Option::unwrap_or_default;
        let input = count(wire.prompt_tokens);
        let written = count(wire.completion_tokens);
        let cached = count(wire.prompt_tokens_details.and_then(|details| details.cached_tokens));
        let reasoning =
            count(wire.completion_tokens_details.and_then(|details| details.reasoning_tokens));
        Self {
            input,
            cached,
            output: written.saturating_sub(reasoning),
            reasoning,
            total: wire.total_tokens.unwrap_or(input.saturating_add(written)),
        }
    }
}

#[cfg(test)]
#[path = "response_tests.rs"]
mod tests;

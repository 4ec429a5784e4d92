//! From the neutral request to Gemini's.

use serde_json::{Map, Value, json};

use super::{schema, state};
use crate::{
    ChatRequest, Effort, Message, ModelError, Part, ToolCall, ToolMode, ToolResult,
    capabilities::{Capabilities, Structured, Thinking},
    wire::{
        history::{Exchange, exchanges},
        schema::reduce,
    },
};

/// What stands in for a signature where history has none: text from another provider, say.
const NO_SIGNATURE: &str = "skip_thought_signature_validator";

/// The body of `generateContent` for a model with these capabilities.
///
/// What the service would refuse for certain is refused here, before it costs a call.
pub(super) fn build(request: &ChatRequest, model: Capabilities) -> Result<Value, ModelError> {
    let mut body = Map::new();
    body.insert("contents".into(), contents(&request.messages, model)?.into());
    if !request.system.is_empty() {
        body.insert("systemInstruction".into(), json!({"parts": [{"text": request.system}]}));
    }
    if !request.tools.is_empty() {
        let declarations: Vec<Value> = request.tools.iter().map(schema::declaration).collect();
        body.insert("tools".into(), json!([{"functionDeclarations": declarations}]));
        let mode = match request.tool_mode {
            ToolMode::Auto => "AUTO",
            ToolMode::Any => "ANY",
            ToolMode::None => "NONE",
        };
        body.insert("toolConfig".into(), json!({"functionCallingConfig": {"mode": mode}}));
    }
    let mut config = generation_config(request, model);
    if let Some(schema) = &request.answer_schema {
        let possible = match model.structured {
            Structured::No => false,
            Structured::Alone => request.tools.is_empty(),
            Structured::WithTools => true,
        };
        if !possible {
            return Err(ModelError::invalid("this model's answer cannot be held to a schema here"));
        }
        config.insert("responseMimeType".into(), "application/json".into());
        config.insert("responseJsonSchema".into(), reduce(schema));
    }
    if !config.is_empty() {
        body.insert("generationConfig".into(), config.into());
    }
    Ok(body.into())
}

fn generation_config(request: &ChatRequest, model: Capabilities) -> Map<String, Value> {
    let mut config = Map::new();
    if let Some(tokens) = request.max_output_tokens {
        config.insert("maxOutputTokens".into(), tokens.into());
    }
    if let Some(temperature) = request.temperature.filter(|_| model.sampling) {
        // Through text, so that 0.2 does not become 0.20000000298.
        let exact: f64 = temperature.to_string().parse().unwrap_or(f64::from(temperature));
        config.insert("temperature".into(), exact.into());
    }
    if let Some(thinking) = request.effort.and_then(|effort| thinking(effort, model.thinking)) {
        config.insert("thinkingConfig".into(), thinking);
    }
    config
}

fn thinking(effort: Effort, how: Thinking) -> Option<Value> {
    match how {
        Thinking::Fixed => None,
        Thinking::Level { minimal } => {
            let level = match effort {
                Effort::Minimal if minimal => "minimal",
                Effort::Minimal | Effort::Low => "low",
                Effort::Medium => "medium",
                Effort::High => "high",
            };
            Some(json!({ "thinkingLevel": level }))
        }
        Thinking::Budget { least } => {
            let tokens = match effort {
                Effort::Minimal => 0,
                Effort::Low => 1_024,
                Effort::Medium => 8_192,
                Effort::High => 24_576,
            };
            Some(json!({ "thinkingBudget": tokens.max(least) }))
        }
    }
}

fn contents(messages: &[Message], model: Capabilities) -> Result<Vec<Value>, ModelError> {
    let mut contents = Vec::with_capacity(messages.len());
    for exchange in exchanges(messages)? {
        let (role, parts) = match exchange {
            Exchange::Model(message) => ("model", model_parts(message, model)),
            Exchange::User { answers, message } => {
                let answers = answers.into_iter().map(|(call, result)| answer(call, result));
                ("user", answers.chain(message.parts.iter().filter_map(text_part)).collect())
            }
        };
        // A content without parts would be refused.
        if !parts.is_empty() {
            contents.push(json!({"role": role, "parts": parts}));
        }
    }
    if contents.is_empty() {
        return Err(ModelError::invalid("a request needs words"));
    }
    Ok(contents)
}

/// A result as a `functionResponse` part.
fn answer(call: &ToolCall, result: &ToolResult) -> Value {
    let mut response = json!({"name": call.name, "response": object(&result.response)});
    if let Some(id) = state::call_id(call) {
        response["id"] = id.clone();
    }
    json!({ "functionResponse": response })
}

/// Responses must be objects.
fn object(response: &Value) -> Value {
    if response.is_object() { response.clone() } else { json!({ "output": response }) }
}

fn model_parts(message: &Message, model: Capabilities) -> Vec<Value> {
    let mut unsigned_call = model.signatures;
    let mut parts = Vec::with_capacity(message.parts.len());
    for part in &message.parts {
        let Part::ToolCall(call) = part else {
            parts.extend(text_part(part));
            continue;
        };
        let mut wire = Map::new();
        let mut function = json!({"name": call.name, "args": call.args});
        if let Some(id) = state::call_id(call) {
            function["id"] = id.clone();
        }
        wire.insert("functionCall".into(), function);
        wire.extend(state::siblings(call.provider_state.as_ref()));
        // Only the first of parallel calls is signed.
        if std::mem::take(&mut unsigned_call) {
            wire.entry("thoughtSignature").or_insert_with(|| NO_SIGNATURE.into());
        }
        parts.push(wire.into());
    }
    parts
}

/// Words and what only Gemini understands; nothing for what belongs to others.
fn text_part(part: &Part) -> Option<Value> {
    match part {
        Part::Text { text, provider_state } => {
            let mut wire = state::siblings(provider_state.as_ref());
            if text.is_empty() && wire.is_empty() {
                return None;
            }
            wire.insert("text".into(), text.as_str().into());
            Some(wire.into())
        }
        Part::Opaque { provider_state } => state::whole_part(provider_state),
        Part::ToolCall(_) | Part::ToolResult(_) => None,
    }
}

#[cfg(test)]
#[path = "request_tests.rs"]
mod tests;

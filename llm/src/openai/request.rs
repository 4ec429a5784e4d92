//! From the neutral request to OpenAI's.

use serde_json::{Map, Value, json};

use super::dialect;
use crate::{
    ChatRequest, Message, ModelError, Part, ToolCall, ToolDeclaration, ToolMode,
    wire::{
        history::{Exchange, calls_of, exchanges},
        schema::{has_properties, reduce},
    },
};

/// The body of `chat/completions` for a model.
///
/// What any server would refuse is refused here, before it costs a call.
pub(super) fn build(request: &ChatRequest, model: &str, stream: bool) -> Result<Value, ModelError> {
    let dialect = dialect::of(model);
    let mut body = Map::new();
    body.insert("model".into(), model.into());
    body.insert("messages".into(), messages(request)?.into());
    let calls = !request.tools.is_empty() && request.tool_mode != ToolMode::None;
    if let Some(schema) = &request.answer_schema {
        // llama.cpp's server refuses both at once, and others obey only one of them.
        if calls {
            return Err(ModelError::invalid("an answer cannot be held to a schema beside tools"));
        }
        let format = json!({"name": "answer", "schema": reduce(schema)});
        let format = json!({"type": "json_schema", "json_schema": format});
        body.insert("response_format".into(), format);
    }
    // Servers that do not know `tool_choice` still obey the lack of tools.
    if calls {
        body.insert("tools".into(), request.tools.iter().map(declaration).collect());
        let choice = if request.tool_mode == ToolMode::Any { "required" } else { "auto" };
        body.insert("tool_choice".into(), choice.into());
        if dialect.parallel {
            body.insert("parallel_tool_calls".into(), true.into());
        }
    }
    dialect.limits(request, &mut body);
    body.insert("stream".into(), stream.into());
    if stream {
        body.insert("stream_options".into(), json!({"include_usage": true}));
    }
    Ok(body.into())
}

fn messages(request: &ChatRequest) -> Result<Vec<Value>, ModelError> {
    let exchanges = exchanges(&request.messages)?;
    let mut messages = Vec::with_capacity(exchanges.len() + 1);
    if !request.system.is_empty() {
        messages.push(json!({"role": "system", "content": request.system}));
    }
    let standing = messages.len();
    for exchange in exchanges {
        match exchange {
            Exchange::Model(message) => messages.extend(said_by_model(message)),
            Exchange::User { answers, message } => {
                messages.extend(answers.into_iter().map(|(call, result)| {
                    json!({"role": "tool", "tool_call_id": call.id,
                           "content": result.response.to_string()})
                }));
                let text = words(message);
                if !text.is_empty() {
                    messages.push(json!({"role": "user", "content": text}));
                }
            }
        }
    }
    if messages.len() == standing {
        return Err(ModelError::invalid("a request needs words"));
    }
    Ok(messages)
}

/// Nothing for a message of which only another provider understands something.
fn said_by_model(message: &Message) -> Option<Value> {
    let (text, calls) = (words(message), calls_of(message).map(wire_call).collect::<Vec<_>>());
    if text.is_empty() && calls.is_empty() {
        return None;
    }
    let content = if text.is_empty() { Value::Null } else { text.into() };
    let mut wire = json!({"role": "assistant", "content": content});
    if !calls.is_empty() {
        wire["tool_calls"] = calls.into();
    }
    Some(wire)
}

/// A message's texts as one: a list of parts is not read alike by all servers.
fn words(message: &Message) -> String {
    let texts = message.parts.iter().filter_map(|part| match part {
        Part::Text { text, .. } if !text.is_empty() => Some(text.as_str()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("\n\n")
}

fn wire_call(call: &ToolCall) -> Value {
    // A string that holds JSON, as the protocol wants it.
    let arguments = call.args.to_string();
    json!({"id": call.id, "type": "function",
           "function": {"name": call.name, "arguments": arguments}})
}

fn declaration(tool: &ToolDeclaration) -> Value {
    // Some servers fail on a function without a schema.
    let parameters = if has_properties(&tool.parameters) {
        reduce(&tool.parameters)
    } else {
        json!({"type": "object", "properties": {}})
    };
    json!({"type": "function", "function": {
        "name": tool.name, "description": tool.description, "parameters": parameters}})
}

#[cfg(test)]
#[path = "request_tests.rs"]
mod tests;

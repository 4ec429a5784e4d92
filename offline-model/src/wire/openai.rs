//! OpenAI's JSON, as servers of one's own speak it: a request becomes the one that the
//! planner reads, its plan becomes a completion, whole or in pieces.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    openai_error::OpenAiError,
    request::{
        Content, FunctionCall, FunctionCallingConfig, FunctionDeclaration, FunctionResponse,
        GenerateRequest, GenerationConfig, Part, Tool, ToolConfig, null,
    },
    response::{tokens, unique_id, word_groups},
};
use crate::{CHAT_MODEL, planner::Plan};

/// `chat/completions`' body, as far as this server reads it.
#[derive(Debug, Deserialize)]
pub struct ChatRequest {
    /// The model's name.
    pub model: String,
    /// Whether to answer in pieces.
    #[serde(default, deserialize_with = "null")]
    pub stream: bool,
    #[serde(default, deserialize_with = "null")]
    stream_options: StreamOptions,
    #[serde(default, alias = "max_completion_tokens")]
    max_tokens: Option<usize>,
    messages: Vec<Message>,
    #[serde(default, deserialize_with = "null")]
    tools: Vec<WireTool>,
    #[serde(default)]
    tool_choice: Value,
}

#[derive(Debug, Default, Deserialize)]
struct StreamOptions {
    #[serde(default)]
    include_usage: bool,
}

#[derive(Debug, Deserialize)]
struct WireTool {
    function: FunctionDeclaration,
}

#[derive(Debug, Deserialize)]
struct Message {
    role: String,
    #[serde(default)]
    content: Value,
    #[serde(default, deserialize_with = "null")]
    tool_calls: Vec<WireCall>,
    #[serde(default)]
    tool_call_id: Option<String>,
}

#[derive(Debug, Deserialize)]
struct WireCall {
    id: String,
    function: WireFunction,
}

#[derive(Debug, Deserialize)]
struct WireFunction {
    name: String,
    arguments: String,
}

/// Parses a chat request.
pub fn parse(body: &Value) -> Result<ChatRequest, OpenAiError> {
    ChatRequest::deserialize(body).map_err(|error| OpenAiError::invalid(error.to_string()))
}

impl ChatRequest {
    /// Whether the last piece is to tell what was used.
    #[must_use]
    pub fn include_usage(&self) -> bool {
        self.stream_options.include_usage
    }

    /// The same request in the shape that the planner reads.
    pub fn planned(&self) -> Result<GenerateRequest, OpenAiError> {
        let mut system = Vec::new();
        let mut contents: Vec<Content> = Vec::new();
        let mut open: Vec<(&str, &str)> = Vec::new();
        for message in &self.messages {
            if message.role != "tool" && !open.is_empty() {
                return Err(OpenAiError::invalid("a tool call has no tool message after it"));
            }
            match message.role.as_str() {
                "system" | "developer" => system.extend(message.text().map(text_part)),
                "user" => contents.push(Content {
                    role: Some("user".to_owned()),
                    parts: message.text().map(split).unwrap_or_default(),
                }),
                "assistant" => {
                    open = message.calls().collect();
                    contents.push(message.said()?);
                }
                "tool" => {
                    let part = message.answer(&mut open)?;
                    match contents.last_mut().filter(|content| !content.is_model()) {
                        // Answers to parallel calls stand together.
                        Some(content) => content.parts.push(part),
                        None => contents
                            .push(Content { role: Some("user".to_owned()), parts: vec![part] }),
                    }
                }
                role => return Err(OpenAiError::invalid(format!("no such role: {role}"))),
            }
        }
        if contents.is_empty() || !open.is_empty() {
            return Err(OpenAiError::invalid("the messages do not end with somebody's word"));
        }
        let mode = match self.tool_choice.as_str() {
            Some("none") => "NONE",
            Some("required") => "ANY",
            _ => "AUTO",
        };
        let function_declarations = self.tools.iter().map(|tool| tool.function.clone()).collect();
        Ok(GenerateRequest {
            contents,
            system_instruction: Some(Content { role: None, parts: system }),
            tools: vec![Tool { function_declarations }],
            tool_config: Some(ToolConfig {
                function_calling_config: FunctionCallingConfig {
                    mode: mode.to_owned(),
                    allowed_function_names: Vec::new(),
                },
            }),
            generation_config: Some(GenerationConfig {
                max_output_tokens: self.max_tokens,
                response_mime_type: None,
            }),
        })
    }
}

impl Message {
    fn text(&self) -> Option<String> {
        let text = match &self.content {
            Value::String(text) => text.clone(),
            Value::Array(parts) => {
                let texts = parts.iter().filter_map(|part| part["text"].as_str());
                texts.collect::<Vec<_>>().join("\n\n")
            }
            _ => String::new(),
        };
        Some(text).filter(|text| !text.is_empty())
    }

    fn calls(&self) -> impl Iterator<Item = (&str, &str)> {
        self.tool_calls.iter().map(|call| (call.id.as_str(), call.function.name.as_str()))
    }

    fn said(&self) -> Result<Content, OpenAiError> {
        let mut parts: Vec<Part> = self.text().map(text_part).into_iter().collect();
        for call in &self.tool_calls {
            let args: Map<String, Value> = serde_json::from_str(&call.function.arguments)
                .map_err(|_| OpenAiError::invalid("the arguments of a call are no JSON object"))?;
            let function_call =
                FunctionCall { id: Some(call.id.clone()), name: call.function.name.clone(), args };
            parts.push(Part { function_call: Some(function_call), ..Part::default() });
        }
        Ok(Content { role: Some("model".to_owned()), parts })
    }

    /// The answer to one of the `open` calls, which is closed by it.
    fn answer(&self, open: &mut Vec<(&str, &str)>) -> Result<Part, OpenAiError> {
        let id = self.tool_call_id.as_deref().unwrap_or_default();
        let place = open.iter().position(|(call, _)| *call == id);
        let place = place.ok_or_else(|| OpenAiError::invalid("tool_call_id names no open call"))?;
        let (_, name) = open.remove(place);
        let text = self.text().unwrap_or_default();
        let response = match serde_json::from_str(&text) {
            Ok(Value::Object(response)) => response,
            _ => Map::from_iter([("output".to_owned(), text.into())]),
        };
        let response = FunctionResponse { name: name.to_owned(), response };
        Ok(Part { function_response: Some(response), ..Part::default() })
    }
}

fn text_part(text: String) -> Part {
    Part { text: Some(text), ..Part::default() }
}

/// The context block and the words after it, which this protocol sends as one text.
fn split(text: String) -> Vec<Part> {
    let end = text
        .strip_prefix("[context ")
        .and_then(|rest| rest.split_once(']'))
        .map(|(mark, _)| format!("\n[/context {mark}]"));
    let cut = end.and_then(|end| Some(text.find(&end)? + end.len()));
    match cut {
        Some(cut) => {
            let (block, words) = text.split_at(cut);
            [block, words.trim()].map(|text| text_part(text.to_owned())).into()
        }
        None => vec![text_part(text)],
    }
}

/// An answer as this protocol tells it.
#[derive(Debug)]
pub struct Completion {
    id: String,
    prompt: usize,
    written: usize,
    text: Vec<String>,
    call: Option<(String, String)>,
    finish: &'static str,
}

impl Completion {
    /// An answer without a word that ends for this reason.
    #[must_use]
    pub fn empty(prompt: usize, finish: &'static str) -> Self {
        let id = format!("chatcmpl-{}", unique_id(22));
        Self { id, prompt, written: 0, text: Vec::new(), call: None, finish }
    }

    /// A call whose arguments nobody can read.
    #[must_use]
    pub fn unreadable(prompt: usize) -> Self {
        let call = Some(("unknown".to_owned(), "{\"text\": \"".to_owned()));
        Self { call, ..Self::empty(prompt, "tool_calls") }
    }

    /// A plan as an answer, broken off at `limit` tokens.
    #[must_use]
    pub fn of(plan: Plan, prompt: usize, limit: Option<usize>) -> Self {
        let mut answer = Self::empty(prompt, "stop");
        match plan {
            Plan::Say(text) => {
                for group in word_groups(&text) {
                    let more = tokens(&group);
                    if limit.is_some_and(|limit| answer.written + more > limit) {
                        answer.finish = "length";
                        break;
                    }
                    answer.written += more;
                    answer.text.push(group);
                }
            }
            Plan::Call { name, args } => {
                let arguments = Value::Object(args).to_string();
                answer.written = tokens(&name) + tokens(&arguments);
                answer.call = Some((name, arguments));
                answer.finish = "tool_calls";
            }
        }
        answer
    }

    fn usage(&self) -> Value {
        json!({"prompt_tokens": self.prompt, "completion_tokens": self.written,
               "total_tokens": self.prompt + self.written})
    }

    fn call_id(&self) -> String {
        format!("call_{}", self.id.trim_start_matches("chatcmpl-"))
    }

    /// In one piece.
    #[must_use]
    pub fn whole(&self) -> Value {
        let text = self.text.concat();
        let content = if text.is_empty() { Value::Null } else { text.into() };
        let mut message = json!({"role": "assistant", "content": content});
        if let Some((name, arguments)) = &self.call {
            message["tool_calls"] = json!([{"id": self.call_id(), "type": "function",
                "function": {"name": name, "arguments": arguments}}]);
        }
        json!({"id": self.id, "object": "chat.completion", "created": 0, "model": CHAT_MODEL,
               "choices": [{"index": 0, "message": message, "finish_reason": self.finish}],
               "usage": self.usage()})
    }

    /// In pieces; the arguments of a call come in fragments.
    #[must_use]
    pub fn pieces(&self, include_usage: bool) -> Vec<Value> {
        let piece = |choices: Value| {
            json!({"id": self.id, "object": "chat.completion.chunk", "created": 0,
                   "model": CHAT_MODEL, "choices": choices})
        };
        let delta =
            |delta: Value| piece(json!([{"index": 0, "delta": delta, "finish_reason": null}]));
        let mut pieces = vec![delta(json!({"role": "assistant", "content": ""}))];
        pieces.extend(self.text.iter().map(|text| delta(json!({ "content": text }))));
        if let Some((name, arguments)) = &self.call {
            let called = |function: Value| json!({"index": 0, "function": function});
            let mut first = called(json!({"name": name, "arguments": ""}));
            first["id"] = self.call_id().into();
            first["type"] = "function".into();
            pieces.push(delta(json!({ "tool_calls": [first] })));
            let characters: Vec<char> = arguments.chars().collect();
            pieces.extend(characters.chunks(FRAGMENT).map(|fragment| {
                let fragment = fragment.iter().collect::<String>();
                delta(json!({ "tool_calls": [called(json!({ "arguments": fragment }))] }))
            }));
        }
        pieces.push(piece(json!([{"index": 0, "delta": {}, "finish_reason": self.finish}])));
        if include_usage {
            let mut last = piece(json!([]));
            last["usage"] = self.usage();
            pieces.push(last);
        }
        pieces
    }
}

/// Characters of arguments in one piece.
const FRAGMENT: usize = 12;

//! The chat response: an answer cut into the chunks that the real service would send.

use std::sync::atomic::{AtomicU64, Ordering};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::request::{FunctionCall, GenerateRequest};
use crate::{CHAT_MODEL, planner::Plan};

/// About four characters to a token, as the vendor's own rule of thumb says.
#[must_use]
pub fn tokens(text: &str) -> usize {
    text.chars().count().div_ceil(4)
}

/// Tokens of everything a request holds.
#[must_use]
pub fn prompt_tokens(request: &GenerateRequest) -> usize {
    let contents = request.contents.iter().chain(&request.system_instruction);
    contents
        .flat_map(|content| &content.parts)
        .map(|part| {
            let json = |map: &Map<String, Value>| tokens(&Value::Object(map.clone()).to_string());
            tokens(part.text.as_deref().unwrap_or_default())
                + part
                    .function_call
                    .as_ref()
                    .map_or(0, |call| tokens(&call.name) + json(&call.args))
                + part.function_response.as_ref().map_or(0, |r| tokens(&r.name) + json(&r.response))
        })
        .sum()
}

/// The signature of a call: it depends on all of the call, so that a client that returns
/// the part changed is found out. Object keys are sorted first.
#[must_use]
pub fn signature(call: &FunctionCall) -> String {
    let mut sorted: Vec<_> = call.args.iter().map(|(k, v)| (k, v.to_string())).collect();
    sorted.sort();
    let text = format!("{CHAT_MODEL}|{:?}|{}|{sorted:?}", call.id, call.name);
    STANDARD.encode(Sha256::digest(text))
}

pub(crate) fn unique_id(length: usize) -> String {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let started = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seed = (started.unwrap_or_default().as_nanos(), COUNTER.fetch_add(1, Ordering::Relaxed));
    let encoded = STANDARD.encode(Sha256::digest(format!("{seed:?}")));
    encoded.chars().filter(char::is_ascii_alphanumeric).take(length).collect()
}

/// What every chunk of one response repeats.
#[derive(Debug)]
pub struct Responder {
    id: String,
    prompt: usize,
}

impl Responder {
    /// A responder for a prompt of so many tokens.
    #[must_use]
    pub fn new(prompt: usize) -> Self {
        Self { id: unique_id(22), prompt }
    }

    /// A chunk; `written` is the number of tokens of the answer so far.
    fn chunk(&self, parts: Value, finish: Option<&str>, written: usize) -> Value {
        let mut candidate = json!({"content": {"role": "model"}, "index": 0});
        if !parts.is_null() {
            candidate["content"]["parts"] = parts;
        }
        if let Some(reason) = finish {
            candidate["finishReason"] = json!(reason);
        }
        json!({"candidates": [candidate], "usageMetadata": self.usage(written),
               "modelVersion": CHAT_MODEL, "responseId": self.id})
    }

    fn usage(&self, written: usize) -> Value {
        let mut usage = json!({
            "promptTokenCount": self.prompt,
            "totalTokenCount": self.prompt + written,
            "promptTokensDetails": [{"modality": "TEXT", "tokenCount": self.prompt}],
            "serviceTier": "standard",
        });
        if written > 0 {
            usage["candidatesTokenCount"] = json!(written);
        }
        usage
    }

    /// A plan as chunks, broken off at `limit` tokens.
    #[must_use]
    pub fn chunks(&self, plan: Plan, limit: Option<usize>) -> Vec<Value> {
        match plan {
            Plan::Say(text) => self.text(&text, limit),
            Plan::Call { name, args } => self.call(name, args),
        }
    }

    fn text(&self, text: &str, limit: Option<usize>) -> Vec<Value> {
        let mut chunks = Vec::new();
        let mut sent = String::new();
        for group in word_groups(text) {
            if limit.is_some_and(|limit| tokens(&sent) + tokens(&group) > limit) {
                chunks.push(self.chunk(Value::Null, Some("MAX_TOKENS"), tokens(&sent)));
                return chunks;
            }
            sent.push_str(&group);
            chunks.push(self.chunk(json!([{ "text": group }]), None, tokens(&sent)));
        }
        let signature = STANDARD.encode(Sha256::digest(&sent));
        let last = json!([{"text": "", "thoughtSignature": signature}]);
        chunks.push(self.chunk(last, Some("STOP"), tokens(&sent)));
        chunks
    }

    fn call(&self, name: String, args: Map<String, Value>) -> Vec<Value> {
        let call = FunctionCall { id: Some(unique_id(8).to_lowercase()), name, args };
        let written = tokens(&call.name) + tokens(&json!(call.args).to_string());
        let part = json!({"functionCall": call, "thoughtSignature": signature(&call)});
        let mut last = self.chunk(json!([{"text": ""}]), Some("STOP"), written);
        last["candidates"][0]["finishMessage"] = json!("Model generated function call(s).");
        vec![self.chunk(json!([part]), None, written), last]
    }

    /// One chunk without parts that ends for this reason.
    #[must_use]
    pub fn empty(&self, reason: &str) -> Vec<Value> {
        let mut chunk = self.chunk(Value::Null, Some(reason), 0);
        if reason == "MALFORMED_FUNCTION_CALL" {
            let message = "Malformed function call: default_api.unknown(";
            chunk["candidates"][0]["finishMessage"] = json!(message);
        }
        vec![chunk]
    }

    /// A prompt blocked for safety: no candidates at all.
    #[must_use]
    pub fn blocked(&self) -> Vec<Value> {
        vec![json!({"promptFeedback": {"blockReason": "SAFETY"}, "usageMetadata": self.usage(0),
                    "modelVersion": CHAT_MODEL, "responseId": self.id})]
    }
}

/// The chunks of a streamed answer as one response, as `generateContent` gives it.
#[must_use]
pub fn merged(chunks: Vec<Value>) -> Value {
    let mut text = String::new();
    let mut parts: Vec<Value> = Vec::new();
    for chunk in &chunks {
        for part in chunk["candidates"][0]["content"]["parts"].as_array().into_iter().flatten() {
            match part["text"].as_str() {
                Some(piece) => text.push_str(piece),
                None => parts.push(part.clone()),
            }
        }
    }
    if !text.is_empty() {
        parts.insert(0, json!({ "text": text }));
    }
    let mut last = chunks.into_iter().last().unwrap_or_default();
    if let Some(content) = last.pointer_mut("/candidates/0/content")
        && !parts.is_empty()
    {
        content["parts"] = json!(parts);
    }
    last
}

/// Groups of three words, each with the white space that follows it.
pub(crate) fn word_groups(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_inclusive(char::is_whitespace).collect();
    words.chunks(3).map(|group| group.concat()).collect()
}

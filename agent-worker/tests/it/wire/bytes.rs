//! What servers send, in the bytes of each protocol.

use std::time::Duration;

use serde_json::{Value, json};

use super::Protocol;

/// What a server does with one call.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    /// Says these words.
    Say(&'static str),
    /// Says them word by word, with this pause before each.
    Drip(&'static str, Duration),
    /// Calls a tool.
    Call(&'static str, Value),
    /// Calls a tool without signing the call, as Gemini should.
    CallUnsigned(&'static str, Value),
    /// 429 of a quota per minute, with the wait that it asks for.
    Limited(Duration),
    /// 429 of a quota per day.
    UsedUp,
    /// An error of this status.
    Status(u16),
    /// 400: a call in the history lacks its signature.
    NoSignature,
    /// Begins to speak, and then an error instead of the rest.
    MidStream,
    /// Begins to speak, and then nothing more: so it ends.
    Stops(End),
    /// Ends well without a word.
    Empty,
    /// A call that cannot be read.
    Malformed,
    /// A call that is cut off at the token limit.
    CutCall,
    /// Words that are cut off at the token limit.
    CutWords(&'static str),
    /// The prompt is blocked; OpenAI's protocol knows only answers that are.
    Blocked,
}

/// How a response ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// In order.
    Close,
    /// The connection breaks.
    Cut,
    /// It stays open, and nothing comes.
    Silence,
}

/// A response as it goes over the wire.
pub(super) struct Raw {
    pub(super) status: u16,
    pub(super) pieces: Vec<String>,
    pub(super) end: End,
    /// The pause before each piece.
    pub(super) pace: Duration,
}

impl Answer {
    /// As a server of this protocol sends it.
    pub(super) fn raw(self, protocol: Protocol) -> Raw {
        let (status, end, pace) = match &self {
            Self::Limited(_) | Self::UsedUp => (429, End::Close, Duration::ZERO),
            Self::Status(status) => (*status, End::Close, Duration::ZERO),
            Self::NoSignature => (400, End::Close, Duration::ZERO),
            Self::Stops(end) => (200, *end, Duration::ZERO),
            Self::Drip(_, pace) => (200, End::Close, *pace),
            _ => (200, End::Close, Duration::ZERO),
        };
        let pieces = match protocol {
            Protocol::Gemini => self.gemini(),
            Protocol::OpenAi => self.openai(),
        };
        Raw { status, pieces, end, pace }
    }

    fn gemini(self) -> Vec<String> {
        let text = |text: &str, end| chunk(json!([{ "text": text }]), end);
        let call = |name: &str, args: Value| json!({"functionCall": {"name": name, "args": args}});
        match self {
            Self::Say(words) => vec![text(words, Some("STOP"))],
            Self::Drip(words, _) => {
                let words = words.split_inclusive(' ').map(|word| text(word, None));
                words.chain([chunk(json!([]), Some("STOP"))]).collect()
            }
            Self::Call(name, args) => {
                let mut part = call(name, args);
                part["thoughtSignature"] = json!("c2ln");
                vec![chunk(json!([part]), Some("STOP"))]
            }
            Self::CallUnsigned(name, args) => {
                vec![chunk(json!([call(name, args)]), Some("STOP"))]
            }
            Self::Limited(wait) => {
                let delay = format!("{}s", wait.as_secs_f64());
                let info = json!([{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay}]);
                vec![error(429, "RESOURCE_EXHAUSTED", "slow down", info)]
            }
            Self::UsedUp => {
                let quota = json!([{"@type": "type.googleapis.com/google.rpc.QuotaFailure",
                    "violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]}]);
                vec![error(429, "RESOURCE_EXHAUSTED", "quota exceeded", quota)]
            }
            Self::Status(status) => vec![error(status, "UNKNOWN", "sorry", json!([]))],
            Self::NoSignature => {
                let words = "Function call is missing a thought_signature in functionCall parts.";
                vec![error(400, "INVALID_ARGUMENT", words, json!([]))]
            }
            Self::MidStream => {
                vec![text("Half a ", None), error(503, "UNAVAILABLE", "overloaded", json!([]))]
            }
            Self::Stops(_) => vec![text("Half a ", None)],
            Self::Empty => vec![chunk(json!([]), Some("STOP"))],
            Self::Malformed => vec![chunk(json!([]), Some("MALFORMED_FUNCTION_CALL"))],
            Self::CutCall => {
                vec![chunk(json!([call("notify_user", json!({"text": "x"}))]), Some("MAX_TOKENS"))]
            }
            Self::CutWords(words) => vec![text(words, Some("MAX_TOKENS"))],
            Self::Blocked => {
                vec![format!(
                    "data: {}\r\n\r\n",
                    json!({"promptFeedback": {"blockReason": "SAFETY"}})
                )]
            }
        }
    }

    fn openai(self) -> Vec<String> {
        let end = |reason: &str| piece(json!({}), Some(reason));
        let words = |text: &str| piece(json!({ "content": text }), None);
        let call = |id: Option<&str>, name: Option<&str>, arguments: &str| {
            let function = json!({"name": name, "arguments": arguments});
            piece(json!({"tool_calls": [{"index": 0, "id": id, "function": function}]}), None)
        };
        match self {
            Self::Say(text) => vec![words(text), end("stop")],
            Self::Drip(text, _) => {
                text.split_inclusive(' ').map(words).chain([end("stop")]).collect()
            }
            Self::Call(name, args) | Self::CallUnsigned(name, args) => {
                let arguments: Vec<char> = args.to_string().chars().collect();
                let fragments = arguments.chunks(7).map(|part| part.iter().collect::<String>());
                let fragments = fragments.map(|part| call(None, None, &part));
                let begun = call(Some("call-1"), Some(name), "");
                [begun].into_iter().chain(fragments).chain([end("tool_calls")]).collect()
            }
            Self::Limited(wait) => {
                let words = format!("Please try again in {}ms.", wait.as_millis());
                vec![wrong("rate_limit_exceeded", &words)]
            }
            Self::UsedUp => vec![wrong("insufficient_quota", "You exceeded your current quota.")],
            Self::Status(_) => vec![wrong("server_error", "sorry")],
            Self::NoSignature => vec![wrong("invalid_request_error", "no signature")],
            Self::MidStream => {
                vec![words("Half a "), format!("data: {}\n\n", wrong("overloaded_error", "busy"))]
            }
            Self::Stops(_) => vec![words("Half a ")],
            Self::Empty => vec![end("stop")],
            Self::Malformed => {
                vec![call(Some("a"), Some("notify_user"), "{\"te"), end("tool_calls")]
            }
            Self::CutCall => vec![call(Some("a"), Some("notify_user"), "{\"te"), end("length")],
            Self::CutWords(text) => vec![words(text), end("length")],
            Self::Blocked => vec![end("content_filter")],
        }
    }
}

/// An event of Gemini's.
fn chunk(parts: Value, finish: Option<&str>) -> String {
    let mut candidate = json!({"content": {"role": "model", "parts": parts}, "index": 0});
    if let Some(finish) = finish {
        candidate["finishReason"] = json!(finish);
    }
    let usage = json!({"promptTokenCount": 10, "candidatesTokenCount": 2, "totalTokenCount": 12});
    format!("data: {}\r\n\r\n", json!({"candidates": [candidate], "usageMetadata": usage}))
}

/// An error of Gemini's, over several lines.
fn error(code: u16, status: &str, message: &str, details: Value) -> String {
    let error = json!({"code": code, "message": message, "status": status, "details": details});
    format!("{}\n", serde_json::to_string_pretty(&json!({ "error": error })).unwrap())
}

/// An event of OpenAI's.
fn piece(delta: Value, finish: Option<&str>) -> String {
    let choice = json!({"index": 0, "delta": delta, "finish_reason": finish});
    format!("data: {}\n\n", json!({"id": "c-1", "choices": [choice]}))
}

/// An error of OpenAI's.
fn wrong(code: &str, message: &str) -> String {
    json!({"error": {"message": message, "type": code, "param": null, "code": code}}).to_string()
}

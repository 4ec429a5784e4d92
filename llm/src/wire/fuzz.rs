//! Streams of any bytes: what holds for every provider's, and for the events below them.

use std::collections::HashSet;
use std::time::Duration;

use futures::{StreamExt, stream};
use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};
use tokio::time::Instant;

use super::{
    sse::{Frame, SseParser},
    stream::{Assemble, events},
    telemetry::Call,
};
use crate::{ChatEvent, ChatRequest, ChatResponse, Finish, Message, ModelError, Part, ToolResult};

/// What a stream tells.
pub(crate) type Told = Vec<Result<ChatEvent, ModelError>>;

/// The most characters of an error: they go into the log, and to people.
const ERROR: usize = 700;

/// What is told of a stream that arrives in these pieces.
pub(crate) fn told<A: Assemble>(pieces: &[&[u8]]) -> Told {
    let pieces: Vec<Result<Vec<u8>, ()>> = pieces.iter().map(|piece| Ok(piece.to_vec())).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let deadline = Instant::now() + Duration::from_secs(60);
        let call = Call::begin("m", "test");
        events::<A, _, _>(stream::iter(pieces), Duration::from_secs(60), deadline, call)
            .collect()
            .await
    })
}

/// What holds of every stream. `build` makes a request of a conversation.
pub(crate) fn holds<A: Assemble>(
    bytes: &[u8],
    build: impl Fn(&ChatRequest) -> Result<serde_json::Value, ModelError>,
) {
    let all: Vec<Told> =
        fuzzing::cuts(bytes).iter().map(|pieces| named_alike(told::<A>(pieces))).collect();
    for (way, told) in all.iter().enumerate() {
        assert_eq!(told, &all[0], "cut {way} tells something else");
    }
    let (last, before) = all[0].split_last().expect("every stream ends with a word");
    let mut words = String::new();
    let mut usage = None;
    for event in before {
        match event {
            Ok(ChatEvent::Text(text)) => words.push_str(text),
            Ok(ChatEvent::Usage(used)) => usage = Some(*used),
            Ok(ChatEvent::ToolCall(_)) => {}
            Ok(ChatEvent::Finished(_)) | Err(_) => panic!("there is more after the end: {event:?}"),
        }
    }
    // What cannot be decoded becomes a character of three bytes.
    assert!(words.len() <= 3 * bytes.len(), "more is said than was received");
    match last {
        Ok(ChatEvent::Finished(response)) => {
            assert_eq!(response.text(), words, "the answer is what was told");
            assert_eq!(response.usage, usage.unwrap_or_default());
            usable(response, build);
        }
        Err(error) => explained(error),
        Ok(other) => panic!("it ends with {other:?}"),
    }
}

/// An answer can be kept, its calls can be told apart, and one can go on from it.
fn usable(
    response: &ChatResponse,
    build: impl Fn(&ChatRequest) -> Result<serde_json::Value, ModelError>,
) {
    let kept = serde_json::to_string(response).unwrap();
    let again = serde_json::to_value(serde_json::from_str::<ChatResponse>(&kept).unwrap()).unwrap();
    assert!(fuzzing::alike(&again, &serde_json::to_value(response).unwrap()), "{again} of {kept}");
    let calls: Vec<_> = response.tool_calls().collect();
    assert_eq!(response.finish == Finish::ToolCalls, !calls.is_empty());
    let ids: HashSet<&str> = calls.iter().map(|call| call.id.as_str()).collect();
    assert_eq!(ids.len(), calls.len(), "calls share an id");
    for call in &calls {
        assert!(!call.id.is_empty() && call.args.is_object(), "{call:?}");
    }
    if calls.is_empty() {
        return;
    }
    let results = calls.iter().map(|call| ToolResult {
        id: call.id.clone(),
        name: call.name.clone(),
        response: serde_json::json!({}),
    });
    let results = Message::tool_results(results);
    let messages = vec![Message::user(["x"]), Message::response(response), results];
    build(&ChatRequest { messages, ..ChatRequest::default() }).unwrap();
}

/// A response that is no success: the first line is its status, and how long it asks to wait.
pub(crate) fn response(bytes: &[u8]) -> (u16, HeaderMap, &[u8]) {
    let cut = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (first, body) = bytes.split_at(cut);
    let first = String::from_utf8_lossy(first);
    let (status, wait) = first.split_once(' ').unwrap_or((&first, ""));
    let mut headers = HeaderMap::new();
    if let Ok(wait) = HeaderValue::from_str(wait) {
        headers.insert(RETRY_AFTER, wait.clone());
        headers.insert("retry-after-ms", wait);
    }
    (status.parse().unwrap_or(500), headers, body)
}

/// An error has a kind, and few words.
pub(crate) fn explained(error: &ModelError) {
    assert!(ModelError::KINDS.contains(&error.kind()));
    let words = format!("{error:?}");
    let length = words.chars().count();
    assert!(length <= ERROR, "{length} characters");
    assert!(error.to_string().chars().all(|c| !c.is_control()), "{error}");
}

/// Ids that were minted are different each time.
fn named_alike(mut told: Told) -> Told {
    let alike = |id: &mut String| {
        if let Some(rest) = id.strip_prefix("call-").and_then(|rest| rest.get(16..)) {
            *id = format!("call-{rest}");
        }
    };
    for event in told.iter_mut().flatten() {
        match event {
            ChatEvent::ToolCall(call) => alike(&mut call.id),
            ChatEvent::Finished(response) => {
                for part in &mut response.parts {
                    if let Part::ToolCall(call) = part {
                        alike(&mut call.id);
                    }
                }
            }
            ChatEvent::Text(_) | ChatEvent::Usage(_) => {}
        }
    }
    told
}

fn frames(pieces: &[&[u8]]) -> Vec<Frame> {
    let mut parser = SseParser::default();
    let mut frames: Vec<Frame> = pieces.iter().flat_map(|piece| parser.push(piece)).collect();
    frames.extend(parser.finish());
    frames
}

#[test]
fn any_events() {
    fuzzing::target!("sse", |bytes| {
        let all: Vec<Vec<Frame>> =
            fuzzing::cuts(bytes).iter().map(|pieces| frames(pieces)).collect();
        for frames in &all {
            assert_eq!(frames, &all[0]);
        }
        let length = |frame: &Frame| match frame {
            Frame::Data(text) | Frame::Bare(text) => text.len(),
        };
        let told: usize = all[0].iter().map(length).sum();
        assert!(told <= 3 * bytes.len() + 1, "{told} bytes of {}", bytes.len());
    });
}

use std::time::Duration;

use futures::{StreamExt, stream};
use serde_json::json;
use tokio::time::Instant;

use super::*;
use crate::wire::{
    stream::{Decoder, events},
    telemetry::Call,
};

fn delta(delta: Value, finish_reason: Option<&str>) -> Value {
    json!({"id": "c-1", "object": "chat.completion.chunk", "model": "m-1",
           "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}]})
}

fn fragment(index: Option<usize>, id: Option<&str>, name: Option<&str>, arguments: &str) -> Value {
    let call = json!({"index": index, "id": id, "type": "function",
                      "function": {"name": name, "arguments": arguments}});
    delta(json!({ "tool_calls": [call] }), None)
}

/// What comes of these pieces as a stream.
fn read(pieces: &[Value]) -> (Vec<ChatEvent>, Result<(), ModelError>) {
    let text: String = pieces.iter().map(|piece| format!("data: {piece}\n\n")).collect();
    decode(&(text + "data: [DONE]\n\n"))
}

fn decode(text: &str) -> (Vec<ChatEvent>, Result<(), ModelError>) {
    let mut decoder = Decoder::<Assembler>::default();
    let mut events = Vec::new();
    let outcome =
        decoder.push(text.as_bytes(), &mut events).and_then(|()| decoder.finish(&mut events));
    (events, outcome)
}

fn answer(pieces: &[Value]) -> ChatResponse {
    let (events, outcome) = read(pieces);
    outcome.unwrap();
    match events.into_iter().last() {
        Some(ChatEvent::Finished(response)) => response,
        other => panic!("{other:?}"),
    }
}

fn failure(pieces: &[Value]) -> ModelError {
    read(pieces).1.unwrap_err()
}

fn calls(response: &ChatResponse) -> Vec<(&str, &str, Value)> {
    let calls = response.tool_calls();
    calls.map(|call| (call.id.as_str(), call.name.as_str(), call.args.clone())).collect()
}

#[test]
fn words_come_piece_by_piece_and_usage_last() {
    let usage = json!({"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 5,
        "total_tokens": 14, "prompt_tokens_details": {"cached_tokens": 4},
        "completion_tokens_details": {"reasoning_tokens": 3}}});
    let pieces = [
        delta(json!({"role": "assistant", "content": ""}), None),
        delta(json!({"reasoning_content": "hm", "content": null}), None),
        delta(json!({"content": "Hel"}), None),
        delta(json!({"content": "lo"}), None),
        delta(json!({}), Some("stop")),
        usage,
    ];
    let (events, outcome) = read(&pieces);
    outcome.unwrap();
    assert_eq!(events[..2], [ChatEvent::Text("Hel".into()), ChatEvent::Text("lo".into())]);
    let response = answer(&pieces);
    assert_eq!((response.text().as_str(), response.finish), ("Hello", Finish::Stop));
    assert_eq!(response.model_version.as_deref(), Some("m-1"));
    let expected = Usage { input: 9, cached: 4, output: 2, reasoning: 3, total: 14 };
    assert_eq!(response.usage, expected);
}

#[test]
fn calls_that_share_an_id_are_told_apart() {
    let pieces = [
        fragment(Some(0), Some("a"), Some("x"), "{}"),
        fragment(Some(1), Some("a"), Some("y"), "{}"),
        fragment(Some(2), Some("c-1.3"), Some("z"), "{}"),
        fragment(Some(3), None, Some("z"), "{}"),
        delta(json!({}), Some("tool_calls")),
    ];
    let response = answer(&pieces);
    let ids: Vec<_> = response.tool_calls().map(|call| call.id.clone()).collect();
    assert_eq!(ids[..3], ["a", "c-1.1", "c-1.3"]);
    assert!(ids[3].starts_with("call-"), "{ids:?}");
}

#[test]
fn parallel_calls_are_joined_from_their_fragments() {
    let response = answer(&[
        fragment(Some(0), Some("a"), Some("find"), ""),
        fragment(Some(0), None, None, "{\"q\": \"x"),
        fragment(Some(1), Some("b"), Some("tell"), "{"),
        fragment(Some(0), None, Some(""), " y\"}"),
        fragment(Some(1), Some("b"), None, "}"),
        delta(json!({}), Some("tool_calls")),
    ]);
    let expected = [("a", "find", json!({"q": "x y"})), ("b", "tell", json!({}))];
    assert_eq!(calls(&response), expected);
    assert_eq!(response.finish, Finish::ToolCalls);
}

#[test]
fn servers_number_calls_in_their_own_ways() {
    // The same index for all; no index; no index and no id; neither arguments nor id.
    for pieces in [
        [
            fragment(Some(0), Some("a"), Some("f"), "{}"),
            fragment(Some(0), Some("b"), Some("g"), "{}"),
        ],
        [fragment(None, Some("a"), Some("f"), "{}"), fragment(None, Some("b"), Some("g"), "{}")],
        [fragment(None, None, Some("f"), "{}"), fragment(None, None, Some("g"), "{}")],
        [fragment(Some(0), None, Some("f"), ""), fragment(Some(1), None, Some("g"), "")],
    ] {
        let [one, two] = pieces;
        let response = answer(&[one.clone(), two, delta(json!({}), Some("stop"))]);
        let calls = calls(&response);
        let names: Vec<_> = calls.iter().map(|(_, name, args)| (*name, args.clone())).collect();
        assert_eq!(names, [("f", json!({})), ("g", json!({}))], "{one}");
        assert_ne!(calls[0].0, calls[1].0, "each has an id of its own");
    }
}

#[test]
fn a_whole_answer_is_one_piece() {
    let message = json!({"role": "assistant", "content": [{"type": "text", "text": "Hi."}],
        "tool_calls": [
            {"id": "a", "type": "function", "function": {"name": "f", "arguments": {"n": 1}}},
            {"id": "b", "type": "function", "function": {"name": "g", "arguments": "null"}}]});
    let whole = json!({"id": "c", "model": "m", "usage": {"prompt_tokens": 2, "completion_tokens": 3},
        "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}]});
    let mut assembler = Assembler::default();
    assembler.take(&whole, &mut Vec::new()).unwrap();
    let response = assembler.finish().unwrap();
    assert_eq!(response.text(), "Hi.");
    assert_eq!(calls(&response), [("a", "f", json!({"n": 1})), ("b", "g", json!({}))]);
    assert_eq!(response.usage.total, 5);
}

#[test]
fn every_end_has_its_kind() {
    let text = || delta(json!({"content": "Hm."}), None);
    let call = || fragment(Some(0), Some("a"), Some("f"), "{\"q\": ");
    let end = |reason: &str| delta(json!({}), Some(reason));
    for (pieces, kind) in [
        (vec![end("stop")], "empty"),
        (vec![text()], "incomplete"),
        (vec![text(), end("error")], "incomplete"),
        (vec![text(), end("content_filter")], "blocked"),
        (vec![delta(json!({"refusal": "I cannot."}), Some("stop"))], "blocked"),
        (vec![end("tool_calls")], "malformed"),
        (vec![call(), end("tool_calls")], "malformed"),
        (vec![fragment(Some(0), Some("a"), None, "{}"), end("tool_calls")], "malformed"),
        (vec![fragment(Some(0), Some("a"), Some("f"), "[1]"), end("tool_calls")], "malformed"),
        (vec![text(), json!({"error": {"message": "x", "code": 503}})], "mid_stream"),
        (vec![json!({"choices": "none"})], "malformed"),
    ] {
        assert_eq!(failure(&pieces).kind(), kind, "{pieces:?}");
    }
    assert_eq!(answer(&[text(), end("length")]).finish, Finish::Length);
    assert_eq!(answer(&[text(), end("eos")]).finish, Finish::Other);
    let cut = answer(&[call(), end("length")]);
    assert_eq!(cut.tool_calls().count(), 0, "what was cut off is not run");
    assert!(cut.has_calls());
}

#[test]
fn a_bare_error_and_a_cut_are_told_apart() {
    let begun = format!("data: {}\n\n", delta(json!({"content": "Hel"}), None));
    let bare = "{\"error\": {\"message\": \"x\", \"type\": \"overloaded_error\"}}\n";
    let error = decode(&(begun.clone() + bare)).1.unwrap_err();
    assert_eq!((error.kind(), error.is_outage()), ("mid_stream", true));
    let cut = decode(&(begun + "data: {\"choices\": [{\"del")).1.unwrap_err();
    assert_eq!(cut, ModelError::Incomplete);
}

#[tokio::test]
async fn nobody_listens_after_the_end() {
    let pieces = [delta(json!({"content": "Hi."}), Some("stop")).to_string(), "[DONE]".to_owned()];
    let pieces = pieces.map(|piece| Ok::<_, ()>(format!("data: {piece}\n\n")));
    let open = stream::iter(pieces).chain(stream::poll_fn(|_| panic!("nothing is to follow")));
    let idle = Duration::from_secs(60);
    let call = Call::begin("m", "chat");
    let read = events::<Assembler, _, _>(open, idle, Instant::now() + idle, call);
    let events: Vec<_> = read.collect().await;
    assert!(matches!(events.last(), Some(Ok(ChatEvent::Finished(_)))));
}

use std::time::Duration;

use futures::{
    Stream, StreamExt,
    stream::{self, BoxStream},
};
use proptest::prelude::*;
use serde_json::json;
use tokio::time::Instant;

use super::response::Assembler;
use crate::{
    ChatEvent, ChatResponse, ModelError, Part,
    wire::{
        stream::{Decoder, events},
        telemetry::Call,
    },
};

fn chunk(text: &str, finish_reason: Option<&str>) -> String {
    let chunk = json!({
        "candidates": [{"content": {"role": "model", "parts": [{"text": text}]},
            "finishReason": finish_reason, "index": 0}],
        "usageMetadata": {"promptTokenCount": 3, "totalTokenCount": 3},
        "responseId": "r-1",
    });
    format!("data: {chunk}\r\n\r\n")
}

const TAIL: &str = "{\n  \"error\": {\n    \"code\": 503,\n    \"message\": \"high } demand\",\n    \
                    \"status\": \"UNAVAILABLE\"\n  }\n}\n";

/// Decodes the pieces at once, as if they arrived one by one.
fn decode(pieces: &[&[u8]]) -> (Vec<ChatEvent>, Result<(), ModelError>) {
    let mut decoder = Decoder::<Assembler>::default();
    let mut events = Vec::new();
    let outcome = pieces
        .iter()
        .try_for_each(|piece| decoder.push(piece, &mut events))
        .and_then(|()| decoder.finish(&mut events));
    (events, outcome)
}

fn words(events: &[ChatEvent]) -> String {
    let words = events.iter().filter_map(|event| match event {
        ChatEvent::Text(text) => Some(text.as_str()),
        _ => None,
    });
    words.collect()
}

fn finished(events: &[ChatEvent]) -> Option<&ChatResponse> {
    events.iter().find_map(|event| match event {
        ChatEvent::Finished(response) => Some(response),
        _ => None,
    })
}

#[test]
fn a_bare_error_in_mid_stream_ends_it() {
    let stream = format!("{}{TAIL}", chunk("Hel", None));
    let (events, outcome) = decode(&[stream.as_bytes()]);
    assert_eq!(words(&events), "Hel", "what came before it is told");
    let error = outcome.unwrap_err();
    assert_eq!(error.kind(), "mid_stream");
    assert!(error.retryable() && error.is_outage());
}

#[test]
fn an_error_as_an_event_ends_it() {
    let error = "data: {\"error\":{\"code\":400,\"status\":\"INVALID_ARGUMENT\"}}\n\n";
    let (_, outcome) = decode(&[chunk("Hel", None).as_bytes(), error.as_bytes()]);
    assert!(!outcome.unwrap_err().retryable());
}

#[test]
fn an_answer_cut_inside_an_event_is_incomplete() {
    let stream = format!("{}data: {{\"candidates\":[{{\"conte", chunk("Hel", None));
    assert_eq!(decode(&[stream.as_bytes()]).1, Err(ModelError::Incomplete));
    let (_, outcome) = decode(&[chunk("Hel", None).as_bytes(), b"{\n \"error\": {"]);
    assert_eq!(outcome, Err(ModelError::Incomplete));
}

#[test]
fn nonsense_inside_the_stream_is_malformed() {
    let (_, outcome) = decode(&[b"data: nonsense\r\n\r\n", chunk("x", Some("STOP")).as_bytes()]);
    assert_eq!(outcome.unwrap_err().kind(), "malformed");
}

#[test]
fn a_closing_done_is_ignored() {
    let (events, outcome) = decode(&[chunk("x", Some("STOP")).as_bytes(), b"data: [DONE]\n\n"]);
    assert_eq!(outcome, Ok(()));
    assert_eq!(finished(&events).unwrap().parts, [Part::text("x")]);
}

#[test]
fn what_follows_a_done_is_the_same_in_one_piece_and_in_several() {
    // Found by fuzzing: it was read when it came in the same piece, and not when it came later.
    let more = chunk("y", None);
    for rest in [more.as_str(), "data: nonsense\n\n", TAIL, "data: {\"cand"] {
        let stream = format!("{}data: [DONE]\n\n{rest}", chunk("x", Some("STOP")));
        let (events, outcome) = decode(&[stream.as_bytes()]);
        assert_eq!(outcome, Ok(()), "{rest}");
        assert_eq!(finished(&events).unwrap().parts, [Part::text("x")], "{rest}");
    }
}

/// Runs a body through the stream as the client does.
fn run<S>(
    bytes: S,
    idle_ms: u64,
    total_ms: u64,
) -> BoxStream<'static, Result<ChatEvent, ModelError>>
where
    S: Stream<Item = Result<String, ()>> + Send + 'static,
{
    let deadline = Instant::now() + Duration::from_millis(total_ms);
    events::<Assembler, _, _>(
        bytes,
        Duration::from_millis(idle_ms),
        deadline,
        Call::begin("m", "test"),
    )
}

#[tokio::test]
async fn silence_is_a_timeout() {
    let silent = stream::iter([Ok(chunk("Hel", None))]).chain(stream::pending());
    let items: Vec<_> = run(silent, 20, 60_000).collect().await;
    assert_eq!(items.first().map(Result::is_ok), Some(true));
    assert_eq!(items.last(), Some(&Err(ModelError::Timeout)));
}

#[tokio::test]
async fn drops_may_fall_slowly_but_not_for_ever() {
    let slow = stream::repeat(()).then(|()| async {
        tokio::time::sleep(Duration::from_millis(10)).await;
        Ok(chunk("x", None))
    });
    let items: Vec<_> = run(slow, 60_000, 100).collect().await;
    assert_eq!(items.last(), Some(&Err(ModelError::Timeout)));
}

#[tokio::test]
async fn a_connection_left_open_does_not_spoil_a_finished_answer() {
    let open = stream::iter([Ok(chunk("x", Some("STOP")))]).chain(stream::pending());
    let items: Vec<_> = run(open, 20, 60_000).collect().await;
    assert!(matches!(items.last(), Some(Ok(ChatEvent::Finished(_)))));
}

#[tokio::test]
async fn a_broken_connection_is_incomplete_unless_the_answer_was_finished() {
    let broken = |reason| run(stream::iter([Ok(chunk("x", reason)), Err(())]), 60_000, 60_000);
    let items: Vec<_> = broken(None).collect().await;
    assert_eq!(items.last(), Some(&Err(ModelError::Incomplete)));
    let items: Vec<_> = broken(Some("STOP")).collect().await;
    assert!(matches!(items.last(), Some(Ok(ChatEvent::Finished(_)))));
}

#[tokio::test]
async fn nothing_follows_an_error() {
    let pieces = [Ok(TAIL.to_owned()), Ok(chunk("x", Some("STOP")))];
    let items: Vec<_> = run(stream::iter(pieces), 60_000, 60_000).collect().await;
    assert_eq!(items.len(), 1);
    assert!(items[0].is_err());
}

fn end() -> impl Strategy<Value = &'static str> {
    // A finish, a cut, an error at the end.
    prop_oneof![Just("STOP"), Just(""), Just(TAIL)]
}

proptest! {
    #[test]
    fn cuts_between_chunks_never_matter(
        texts in prop::collection::vec(".{0,12}", 1..5),
        end in end(),
        bare_newlines in any::<bool>(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..16),
    ) {
        let mut stream: String = texts.iter().map(|text| chunk(text, None)).collect();
        match end {
            "STOP" => stream.push_str(&chunk("!", Some("STOP"))),
            other => stream.push_str(other),
        }
        if bare_newlines {
            stream = stream.replace("\r\n", "\n");
        }
        let bytes = stream.as_bytes();
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let pieces: Vec<&[u8]> = cuts.windows(2).map(|cut| &bytes[cut[0]..cut[1]]).collect();

        let (events, outcome) = decode(&pieces);
        let said: String = texts.concat();
        match end {
            "STOP" => {
                prop_assert_eq!(outcome, Ok(()));
                prop_assert_eq!(words(&events), format!("{said}!"));
                prop_assert_eq!(finished(&events).unwrap().text(), format!("{said}!"));
            }
            "" => prop_assert_eq!(outcome, Err(ModelError::Incomplete)),
            _ => prop_assert_eq!(outcome.unwrap_err().kind(), "mid_stream"),
        }
        if end != "STOP" {
            prop_assert_eq!(words(&events), said);
            prop_assert!(finished(&events).is_none());
        }
    }
}

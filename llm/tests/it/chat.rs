//! Requests as they are sent, answers as they are told.

use llm::{ChatEvent, ChatModel, Finish, ModelError, Usage};
use serde_json::json;
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{body_json, header, method, path, query_param},
};

use crate::support::{KEY, ask, configured, gemini, piece, sse, stream};

const MODEL: &str = "/v1beta/models/gemini-3.8-flash";

#[tokio::test]
async fn streams_words_usage_and_the_whole() {
    let server = MockServer::start().await;
    let body = sse(&[
        piece(json!([{"text": "The lobby "}]), None),
        piece(json!([{"text": "is clean."}]), None),
        piece(json!([{"text": "", "thoughtSignature": "c2ln"}]), Some("STOP")),
    ]);
    Mock::given(method("POST"))
        .and(path(format!("{MODEL}:streamGenerateContent")))
        .and(query_param("alt", "sse"))
        .and(header("x-goog-api-key", KEY))
        .and(body_json(json!({"contents": [{"role": "user", "parts": [{"text": "clean?"}]}]})))
        .respond_with(ResponseTemplate::new(200).set_body_raw(body, "text/event-stream"))
        .expect(1)
        .mount(&server)
        .await;

    let events = stream(&gemini(&server.uri()).chat(), &ask("clean?")).await.unwrap();
    let events: Vec<ChatEvent> = events.into_iter().map(Result::unwrap).collect();
    let words = events.iter().filter(|event| matches!(event, ChatEvent::Text(_))).count();
    assert_eq!(words, 2);
    let Some(ChatEvent::Finished(response)) = events.last() else { panic!("not finished") };
    assert_eq!(response.text(), "The lobby is clean.");
    assert_eq!(response.finish, Finish::Stop);
    let usage = Usage { input: 10, output: 5, total: 15, ..Usage::default() };
    assert_eq!(response.usage, usage);
    assert!(events.contains(&ChatEvent::Usage(usage)));
    assert_eq!(response.model_version.as_deref(), Some("gemini-3.8-flash-001"));
    assert_eq!(response.response_id.as_deref(), Some("resp-1"));
}

#[tokio::test]
async fn tells_of_tool_calls_and_then_hands_them_over() {
    let server = MockServer::start().await;
    let call = json!([{"functionCall": {"id": "w1", "name": "notify_user", "args": {"text": "x"}},
        "thoughtSignature": "c2ln"}]);
    let body = sse(&[piece(call, None), piece(json!([{"text": ""}]), Some("STOP"))]);
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(200).set_body_raw(body, "text/event-stream"))
        .mount(&server)
        .await;
    let events = stream(&gemini(&server.uri()).chat(), &ask("tell her")).await.unwrap();
    assert!(matches!(&events[1], Ok(ChatEvent::ToolCall(call)) if call.name == "notify_user"));
    let Some(Ok(ChatEvent::Finished(response))) = events.last() else { panic!("not finished") };
    assert_eq!(response.finish, Finish::ToolCalls);
    let call = response.tool_calls().next().unwrap();
    assert_eq!((call.id.as_str(), &call.args), ("w1", &json!({"text": "x"})));
}

#[tokio::test]
async fn generates_in_one_piece() {
    let server = MockServer::start().await;
    Mock::given(path(format!("{MODEL}:generateContent")))
        .respond_with(
            ResponseTemplate::new(200)
                .set_body_json(piece(json!([{"text": "Yes."}]), Some("STOP"))),
        )
        .mount(&server)
        .await;
    let response = gemini(&server.uri()).chat().generate(&ask("clean?")).await.unwrap();
    assert_eq!(response.text(), "Yes.");
    assert_eq!(response.usage.total, 15);
}

#[tokio::test]
async fn unusable_answers_are_errors_in_one_piece_too() {
    let rows = [
        (piece(json!([]), Some("STOP")), "empty"),
        (piece(json!([{"text": "x"}]), None), "incomplete"),
        (piece(json!([]), Some("MALFORMED_FUNCTION_CALL")), "malformed"),
        (piece(json!([{"text": "x"}]), Some("SAFETY")), "blocked"),
        (json!({"promptFeedback": {"blockReason": "OTHER"}}), "blocked"),
        (json!({"error": {"code": 503, "status": "UNAVAILABLE"}}), "mid_stream"),
    ];
    for (body, kind) in rows {
        let server = MockServer::start().await;
        let ok = ResponseTemplate::new(200).set_body_json(body);
        Mock::given(method("POST")).respond_with(ok).mount(&server).await;
        let error = gemini(&server.uri()).chat().generate(&ask("x")).await.unwrap_err();
        assert_eq!(error.kind(), kind);
    }
}

#[tokio::test]
async fn counts_the_tokens_of_the_whole_request() {
    let server = MockServer::start().await;
    Mock::given(path(format!("{MODEL}:countTokens")))
        .and(body_json(json!({"generateContentRequest": {
            "model": "models/gemini-3.8-flash",
            "contents": [{"role": "user", "parts": [{"text": "x"}]}],
        }})))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"totalTokens": 31})))
        .mount(&server)
        .await;
    assert_eq!(gemini(&server.uri()).chat().count_tokens(&ask("x")).await, Ok(31));
}

#[tokio::test]
async fn other_models_of_the_same_service() {
    let server = MockServer::start().await;
    let gemini = gemini(&format!("{}/v1beta/", server.uri()));
    let fallback = gemini.chat_as("models/gemini-3.5-flash-lite");
    assert_eq!(fallback.name(), "gemini-3.5-flash-lite");
    Mock::given(path("/v1beta/models/gemini-3.5-flash-lite:generateContent"))
        .respond_with(
            ResponseTemplate::new(200).set_body_json(piece(json!([{"text": "x"}]), Some("STOP"))),
        )
        .mount(&server)
        .await;
    assert!(fallback.generate(&ask("x")).await.is_ok());
    for name in ["", "a/../b", "a?key=1", "a b"] {
        assert_eq!(gemini.chat_as(name).generate(&ask("x")).await, Err(ModelError::NotFound));
    }
}

#[test]
fn a_client_needs_a_usable_url_and_key() {
    let fails = |base: &str, key: &str| {
        let config = llm::GeminiConfig {
            base_url: base.to_owned(),
            ..llm::GeminiConfig::google(key.to_owned().into())
        };
        llm::Gemini::new(&config).unwrap_err().kind()
    };
    assert_eq!(fails("ftp://x", "k"), "invalid_request");
    assert_eq!(fails("nonsense", "k"), "invalid_request");
    assert_eq!(fails("http://x", "a\nb"), "unauthorized");
}

#[test]
fn the_key_is_not_printed() {
    let gemini = configured("http://127.0.0.1:1", |_| {});
    assert!(!format!("{gemini:?} {:?}", gemini.chat()).contains(KEY));
}

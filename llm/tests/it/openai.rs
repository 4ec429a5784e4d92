//! OpenAI's protocol over HTTP: routes, keys, streams, embeddings.

use llm::{
    ChatEvent, ChatModel, EmbedKind, Embedder, Finish, ModelError, OpenAi, OpenAiConfig, Timeouts,
};
use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer, Request, ResponseTemplate,
    matchers::{header, method, path},
};

use crate::support::{KEY, ask, stream};

fn client(base_url: &str, key: Option<&str>) -> OpenAi {
    let config = OpenAiConfig {
        base_url: base_url.to_owned(),
        api_key: key.map(Into::into),
        chat_model: "qwen3".to_owned(),
        embed_model: "nomic".to_owned(),
        dims: 3,
        timeouts: Timeouts::default(),
    };
    OpenAi::new(&config).unwrap()
}

async fn serve(route: &str, answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    let mock = Mock::given(method("POST")).and(path(route)).respond_with(answer);
    mock.expect(1..).mount(&server).await;
    server
}

fn whole(text: &str) -> Value {
    json!({"id": "c", "model": "qwen3", "choices": [{"index": 0, "finish_reason": "stop",
           "message": {"role": "assistant", "content": text}}]})
}

#[tokio::test]
async fn a_base_without_a_path_gets_the_usual_one() {
    for (base, route) in [
        ("", "/v1/chat/completions"),
        ("/", "/v1/chat/completions"),
        ("/v1", "/v1/chat/completions"),
        ("/api/v1/", "/api/v1/chat/completions"),
        ("/v1beta/openai", "/v1beta/openai/chat/completions"),
    ] {
        let server = serve(route, ResponseTemplate::new(200).set_body_json(whole("Hi."))).await;
        let chat = client(&format!("{}{base}", server.uri()), None).chat();
        assert_eq!(chat.generate(&ask("x")).await.unwrap().text(), "Hi.", "{base}");
    }
    let nonsense = OpenAi::new(&OpenAiConfig {
        base_url: "localhost".into(),
        api_key: None,
        chat_model: String::new(),
        embed_model: String::new(),
        dims: 1,
        timeouts: Timeouts::default(),
    });
    assert_eq!(nonsense.unwrap_err().kind(), "invalid_request");
}

#[tokio::test]
async fn a_key_is_sent_only_if_there_is_one() {
    let server = MockServer::start().await;
    Mock::given(header("authorization", format!("Bearer {KEY}")))
        .respond_with(ResponseTemplate::new(200).set_body_json(whole("keyed")))
        .expect(1)
        .mount(&server)
        .await;
    let open = |request: &Request| !request.headers.contains_key("authorization");
    Mock::given(open)
        .respond_with(ResponseTemplate::new(200).set_body_json(whole("open")))
        .expect(2)
        .mount(&server)
        .await;
    for (key, said) in [(Some(KEY), "keyed"), (Some(" "), "open"), (None, "open")] {
        let chat = client(&server.uri(), key).chat();
        assert_eq!(chat.generate(&ask("x")).await.unwrap().text(), said);
        assert!(!format!("{chat:?}").contains(KEY));
    }
}

#[tokio::test]
async fn a_stream_with_a_call_in_fragments() {
    let piece = |delta: Value, finish: Option<&str>| {
        json!({"id": "c", "model": "qwen3", "choices": [
            {"index": 0, "delta": delta, "finish_reason": finish}]})
    };
    let call = |function: Value| json!({"tool_calls": [{"index": 0, "function": function}]});
    let mut first = call(json!({"name": "find", "arguments": "{\"q\":"}));
    first["tool_calls"][0]["id"] = json!("call-1");
    let pieces = [
        piece(json!({"role": "assistant", "content": "I look. "}), None),
        piece(first, None),
        piece(call(json!({"arguments": "\"bins\"}"})), None),
        piece(json!({}), Some("tool_calls")),
        json!({"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 2}}),
    ];
    let body: String = pieces.iter().map(|piece| format!("data: {piece}\n\n")).collect();
    let answer = ResponseTemplate::new(200)
        .set_body_raw(format!(": ping\n\n{body}data: [DONE]\n\n"), "text/event-stream");
    let server = serve("/v1/chat/completions", answer).await;
    let chat = client(&server.uri(), None).chat();
    let events = stream(&chat, &ask("x")).await.unwrap();
    assert_eq!(events[0], Ok(ChatEvent::Text("I look. ".into())));
    let Some(Ok(ChatEvent::Finished(response))) = events.last() else { panic!("{events:?}") };
    let call = response.tool_calls().next().unwrap();
    assert_eq!((call.id.as_str(), &call.args), ("call-1", &json!({"q": "bins"})));
    assert_eq!((response.finish, response.usage.total), (Finish::ToolCalls, 9));
    let sent: Value = server.received_requests().await.unwrap()[0].body_json().unwrap();
    assert_eq!((&sent["model"], &sent["stream"]), (&json!("qwen3"), &json!(true)));
    assert!(chat.count_tokens(&ask("x")).await.unwrap() > 0);
}

#[tokio::test]
async fn failures_before_the_stream_and_under_status_200() {
    let error = json!({"error": {"message": "x", "type": "insufficient_quota", "code": null}});
    let answer = ResponseTemplate::new(429).set_body_json(&error);
    let server = serve("/v1/chat/completions", answer).await;
    let chat = client(&server.uri(), None).chat();
    let used_up = ModelError::RateLimited { retry_after: None, daily: true };
    assert_eq!(stream(&chat, &ask("x")).await.unwrap_err(), used_up);
    assert_eq!(chat.generate(&ask("x")).await.unwrap_err(), used_up);

    let server =
        serve("/v1/chat/completions", ResponseTemplate::new(200).set_body_json(error)).await;
    let chat = client(&server.uri(), None).chat();
    assert_eq!(chat.generate(&ask("x")).await.unwrap_err().kind(), "mid_stream");

    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let chat = client(&format!("http://{closed}"), None).chat();
    assert_eq!(stream(&chat, &ask("x")).await.unwrap_err().kind(), "transport");
}

#[tokio::test]
async fn vectors_stand_in_the_order_of_their_texts() {
    let answer = json!({"data": [{"index": 1, "embedding": [0.0, 0.0, 2.0]},
                                 {"index": 0, "embedding": [3.0, 0.0, 4.0]}]});
    let server = serve("/v1/embeddings", ResponseTemplate::new(200).set_body_json(answer)).await;
    let embedder = client(&server.uri(), None).embedder();
    let texts = ["a", "b"].map(str::to_owned);
    let vectors = embedder.embed(EmbedKind::Document, &texts).await.unwrap();
    assert_eq!(vectors, [[0.6, 0.0, 0.8], [0.0, 0.0, 1.0]]);
    assert_eq!((embedder.model(), embedder.dimensions()), ("nomic", 3));
    let sent: Value = server.received_requests().await.unwrap()[0].body_json().unwrap();
    assert_eq!(sent, json!({"model": "nomic", "input": ["a", "b"], "encoding_format": "float"}));
    // Neither fewer vectors nor vectors of another length pass.
    let query = embedder.embed(EmbedKind::Query, &texts[..1]).await.unwrap_err();
    assert_eq!(query.kind(), "malformed");
}

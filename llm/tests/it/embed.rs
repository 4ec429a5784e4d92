//! Embeddings: batches, tasks, lengths.

use llm::{EmbedKind, Embedder, ModelError, gemini::GeminiEmbedder};
use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer, Request, ResponseTemplate,
    matchers::{body_json, method, path},
};

use crate::support::configured;

fn embedder(server: &MockServer, model: &str) -> GeminiEmbedder {
    configured(&server.uri(), |config| config.embed_model = model.to_owned()).embedder()
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

async fn expecting(model: &str, request: Value) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path(format!("/v1beta/models/{model}:batchEmbedContents")))
        .and(body_json(json!({ "requests": [request] })))
        .respond_with(
            ResponseTemplate::new(200)
                .set_body_json(json!({"embeddings": [{"values": [0.0, 3.0, 4.0]}]})),
        )
        .expect(1)
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn the_first_generation_takes_a_task_type() {
    let model = "gemini-embedding-001";
    let server = expecting(
        model,
        json!({"model": "models/gemini-embedding-001", "content": {"parts": [{"text": "q"}]},
            "taskType": "RETRIEVAL_QUERY", "outputDimensionality": 3}),
    )
    .await;
    let embedder = embedder(&server, model);
    let vectors = embedder.embed(EmbedKind::Query, &texts(&["q"])).await.unwrap();
    assert_eq!(vectors, [[0.0, 0.6, 0.8]], "of length one, whatever arrives");
    assert_eq!((embedder.model(), embedder.dimensions()), (model, 3));
}

#[tokio::test]
async fn the_second_generation_takes_words_in_front() {
    let model = "gemini-embedding-2";
    for (kind, text) in [
        (EmbedKind::Query, "task: search result | query: x"),
        (EmbedKind::Document, "title: none | text: x"),
    ] {
        let server = expecting(
            model,
            json!({"model": "models/gemini-embedding-2", "content": {"parts": [{"text": text}]},
                "outputDimensionality": 3}),
        )
        .await;
        embedder(&server, model).embed(kind, &texts(&["x"])).await.unwrap();
    }
}

#[tokio::test]
async fn other_models_take_the_text_alone() {
    let model = "all-MiniLM-L6-v2";
    let request =
        json!({"model": "models/all-MiniLM-L6-v2", "content": {"parts": [{"text": "x"}]}});
    let server = expecting(model, request).await;
    embedder(&server, model).embed(EmbedKind::Document, &texts(&["x"])).await.unwrap();
}

#[tokio::test]
async fn a_hundred_at_a_time_in_order() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(|request: &Request| {
            let body: Value = request.body_json().unwrap();
            let requests = body["requests"].as_array().unwrap();
            assert!(requests.len() <= 100);
            let number = |request: &Value| {
                request["content"]["parts"][0]["text"].as_str().unwrap().parse::<f64>().unwrap()
            };
            let embeddings: Vec<Value> = requests
                .iter()
                .map(|request| json!({"values": [number(request).cos(), number(request).sin(), 0]}))
                .collect();
            ResponseTemplate::new(200).set_body_json(json!({ "embeddings": embeddings }))
        })
        .expect(3)
        .mount(&server)
        .await;
    let many: Vec<String> = (0..250).map(|n| format!("{}", f64::from(n) / 100.0)).collect();
    let embedder = embedder(&server, "m");
    let vectors = embedder.embed(EmbedKind::Document, &many).await.unwrap();
    assert_eq!(vectors.len(), 250);
    for (n, vector) in (0u8..).zip(&vectors) {
        assert!((vector[0] - (f32::from(n) / 100.0).cos()).abs() < 1e-5);
    }
    assert_eq!(embedder.embed(EmbedKind::Query, &[]).await, Ok(vec![]));
}

#[tokio::test]
async fn transient_failures_are_retried_inside() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(503))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(method("POST"))
        .respond_with(
            ResponseTemplate::new(200)
                .set_body_json(json!({"embeddings": [{"values": [1, 0, 0]}]})),
        )
        .mount(&server)
        .await;
    let vectors = embedder(&server, "m").embed(EmbedKind::Query, &texts(&["x"])).await;
    assert_eq!(vectors, Ok(vec![vec![1.0, 0.0, 0.0]]));
}

#[tokio::test]
async fn a_question_does_not_wait_for_a_quota() {
    let server = MockServer::start().await;
    let body = json!({"error": {"code": 429, "message": "Please retry in 22s."}});
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(429).set_body_json(body))
        .expect(1)
        .mount(&server)
        .await;
    let error = embedder(&server, "m").embed(EmbedKind::Query, &texts(&["x"])).await.unwrap_err();
    assert_eq!(error.kind(), "rate_limited");
}

#[tokio::test]
async fn wrong_vectors_are_refused() {
    let rows = [
        json!({}),
        json!({"embeddings": []}),
        json!({"embeddings": [{"values": [1, 2]}]}),
        json!({"embeddings": [{}]}),
        json!({"embeddings": [{"values": [0, 0, 0]}]}),
        json!({"embeddings": "none"}),
    ];
    for body in rows {
        let server = MockServer::start().await;
        let response = ResponseTemplate::new(200).set_body_json(&body);
        Mock::given(method("POST")).respond_with(response).mount(&server).await;
        let result = embedder(&server, "m").embed(EmbedKind::Query, &texts(&["x"])).await;
        assert!(matches!(result, Err(ModelError::Malformed { .. })), "{body}: {result:?}");
    }
}

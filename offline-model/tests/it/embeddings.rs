//! The embedding routes.

use serde_json::{Value, json};

use crate::support::Server;

const PATH: &str = "/v1beta/models/all-MiniLM-L6-v2";

fn vector(value: &Value) -> Vec<f64> {
    value["values"].as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn item(text: &str) -> Value {
    json!({"model": "models/all-MiniLM-L6-v2", "content": {"parts": [{"text": text}]},
           "taskType": "RETRIEVAL_DOCUMENT"})
}

#[tokio::test]
async fn vectors_are_unit_and_mean_something() {
    let server = Server::start(|_| {}).await;
    let texts = [
        "That is a happy person",
        "That is a happy dog",
        "That is a very happy person",
        "Today is a sunny day",
    ];
    let body = json!({"requests": texts.map(item)});
    let reply: Value =
        server.post(&format!("{PATH}:batchEmbedContents"), &body).await.json().await.unwrap();
    let vectors: Vec<_> = reply["embeddings"].as_array().unwrap().iter().map(vector).collect();
    assert!(vectors.iter().all(|v| v.len() == 384 && (dot(v, v) - 1.0).abs() < 1e-4));
    // The published figures of this model for these sentences: 0.695, 0.943, 0.257.
    for (other, expected) in [(1, 0.695), (2, 0.943), (3, 0.257)] {
        let cosine = dot(&vectors[0], &vectors[other]);
        assert!((cosine - expected).abs() < 0.01, "{}: {cosine}", texts[other]);
    }
    let single = json!({"content": {"parts": [{"text": texts[1]}]}});
    let reply: Value =
        server.post(&format!("{PATH}:embedContent"), &single).await.json().await.unwrap();
    assert!(dot(&vector(&reply["embedding"]), &vectors[1]) > 0.9999, "padding changes nothing");
    assert_eq!(server.state.embedding_requests(), 2);
}

#[tokio::test]
async fn sizes_and_lengths() {
    let server = Server::start(|_| {}).await;
    let path = format!("{PATH}:embedContent");
    let body = json!({"content": {"parts": [{"text": "hello"}]}, "outputDimensionality": 128});
    let reply: Value = server.post(&path, &body).await.json().await.unwrap();
    let short = vector(&reply["embedding"]);
    assert!(short.len() == 128 && (dot(&short, &short) - 1.0).abs() < 1e-4);
    for size in [385, 0] {
        let body =
            json!({"content": {"parts": [{"text": "hello"}]}, "output_dimensionality": size});
        assert_eq!(server.post(&path, &body).await.status(), 400);
    }
    let long = json!({"content": {"parts": [{"text": "the quick brown fox ".repeat(2000)}]}});
    assert_eq!(server.post(&path, &long).await.status(), 200);
}

#[tokio::test]
async fn bad_requests_are_refused() {
    let server = Server::start(|_| {}).await;
    let batch = format!("{PATH}:batchEmbedContents");
    for (path, body, status) in [
        (batch.as_str(), json!({}), 400),
        (&batch, json!({"requests": []}), 400),
        (&batch, json!({"requests": [{"content": {"parts": [{"text": "x"}]}}]}), 400),
        (&batch, json!({"requests": vec![item("x"); 101]}), 400),
        (&format!("{PATH}:embedContent"), json!({"content": {"parts": [{"text": ""}]}}), 400),
        ("/v1beta/models/offline-steward:embedContent", item("x"), 404),
    ] {
        assert_eq!(server.post(path, &body).await.status(), status, "{body}");
    }
}

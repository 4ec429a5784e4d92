//! Scripted faults and the counters.

use std::time::{Duration, Instant};

use offline_model::Fault;
use serde_json::{Value, json};

use crate::support::{Server, simple};

#[tokio::test]
async fn each_fault_takes_one_request() {
    let server = Server::start(|_| {}).await;
    let faults = server.state.clone();
    let script = json!({"chat": [
        {"kind": "rate_limited", "retry_seconds": 1.5}, {"kind": "daily_quota"},
        {"kind": "internal"}, {"kind": "none"}, {"kind": "unavailable"}]});
    let pending: Value = server.post("/_faults", &script).await.json().await.unwrap();
    assert_eq!(pending["pending"], json!({"chat": 5, "embedding": 0}));
    let limited = server.stream(&simple("hello")).await;
    assert_eq!(limited.status(), 429);
    let limited: Value = limited.json().await.unwrap();
    let text = limited.to_string();
    assert!(text.contains("\"retryDelay\":\"1.5s\"") && text.contains("PerMinute"), "{text}");
    assert_eq!(limited["error"]["status"], "RESOURCE_EXHAUSTED");
    let daily = server.stream(&simple("hello")).await.text().await.unwrap();
    assert!(daily.contains("PerDay") && !daily.contains("retryDelay"), "{daily}");
    for status in [500, 200, 503, 200] {
        assert_eq!(server.stream(&simple("hello")).await.status(), status);
    }
    assert_eq!(faults.chat_requests(), 6);
    let counted: Value = server.get("/_requests").await.json().await.unwrap();
    assert_eq!(counted, json!({"chat": 6, "embedding": 0, "recorded": []}));
}

#[tokio::test]
async fn strange_answers_under_200() {
    let server = Server::start(|config| {
        config.faults.push_chat([
            Fault::MalformedCall,
            Fault::EmptyStop,
            Fault::Blocked,
            Fault::MaxTokens,
            Fault::StreamError { after: 2 },
        ]);
    })
    .await;
    let mut bodies = Vec::new();
    for _ in 0..5 {
        let response = server.stream(&simple("What can you do?")).await;
        assert_eq!(response.status(), 200);
        bodies.push(response.text().await.unwrap());
    }
    assert!(bodies[0].contains("MALFORMED_FUNCTION_CALL") && !bodies[0].contains("parts"));
    assert!(bodies[1].contains("STOP") && !bodies[1].contains("parts"));
    assert!(
        bodies[2].contains("\"blockReason\":\"SAFETY\"") && !bodies[2].contains("candidates\":")
    );
    assert!(bodies[3].contains("MAX_TOKENS"));
    assert_eq!(bodies[4].matches("data: ").count(), 2);
    let tail = bodies[4].rsplit("\r\n\r\n").next().unwrap();
    assert_eq!(serde_json::from_str::<Value>(tail).unwrap()["error"]["code"], 503);
    assert!(tail.starts_with("{\n"), "not an event, over several lines");
}

#[tokio::test]
async fn a_cut_stream_breaks_and_the_next_one_does_not() {
    let server = Server::start(|_| {}).await;
    server.post("/_faults", &json!({"chat": [{"kind": "stream_cut", "after": 2}]})).await;
    assert!(server.stream(&simple("What can you do?")).await.text().await.is_err());
    assert!(server.stream(&simple("What can you do?")).await.text().await.is_ok());
}

#[tokio::test]
async fn slow_and_hanging_answers() {
    let server = Server::start(|_| {}).await;
    server.post("/_faults", &json!({"chat": [{"kind": "slow", "ms": 40}, {"kind": "hang"}]})).await;
    let started = Instant::now();
    let body = server.stream(&simple("What can you do?")).await.text().await.unwrap();
    let chunks = u32::try_from(body.matches("data: ").count()).unwrap();
    assert!(started.elapsed() >= Duration::from_millis(40) * chunks);
    let hello = simple("hello");
    let hanging = server.stream(&hello);
    assert!(tokio::time::timeout(Duration::from_millis(300), hanging).await.is_err());
    assert_eq!(server.stream(&simple("hello")).await.status(), 200);
}

#[tokio::test]
async fn embedding_faults_have_their_own_queue() {
    let server = Server::start(|_| {}).await;
    server.post("/_faults", &json!({"embedding": [{"kind": "unavailable"}]})).await;
    assert_eq!(server.stream(&simple("hello")).await.status(), 200);
    let body = json!({"content": {"parts": [{"text": "x"}]}});
    let path = "/v1beta/models/all-MiniLM-L6-v2:embedContent";
    assert_eq!(server.post(path, &body).await.status(), 503);
    assert_eq!(server.post(path, &body).await.status(), 200);
}

#[tokio::test]
async fn bodies_are_recorded_only_when_asked() {
    let server = Server::start(|config| config.record = true).await;
    server.stream(&simple("hello")).await;
    let seen: Value = server.get("/_requests").await.json().await.unwrap();
    assert_eq!(seen["recorded"], json!([simple("hello")]));
    let text = server.client.post(format!("{}/_faults", server.base)).body("{\"clear\":true}");
    assert_eq!(text.send().await.unwrap().status(), 415, "a web page cannot post here");
}

#[tokio::test]
async fn an_answer_can_be_scripted_from_outside() {
    let server = Server::start(|_| {}).await;
    let script = json!({"message": "Tell me a story", "steps": [{"say": "Once upon a time."}]});
    assert_eq!(server.post("/_scripts", &script).await.status(), 200);
    let told = server.stream(&simple("Tell me a story")).await.text().await.unwrap();
    assert!(told.contains("Once upon a "), "{told}");
    let other = server.stream(&simple("What can you do?")).await.text().await.unwrap();
    assert!(!other.contains("Once upon"), "{other}");
    let wrong = server.post("/_scripts", &json!({"message": "x", "steps": [{"sing": "la"}]})).await;
    assert_eq!(wrong.status(), 422);
}

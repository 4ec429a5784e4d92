//! Models that do what a test needs: the offline model's faults, and one whose every
//! answer the test gives itself.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc, oneshot};

use super::member::client;
use super::{PATIENCE, eventually};

/// The faults and counters of a running offline model.
pub(crate) struct Faults {
    http: reqwest::Client,
    base: String,
}

impl Faults {
    pub(crate) fn of(address: &str) -> Self {
        Self { http: client(), base: format!("http://{address}") }
    }

    /// Where it is.
    pub(crate) fn url(&self) -> &str {
        &self.base
    }

    /// What the next calls meet, one each: `none`, `hang`, or `slow`, which takes seconds.
    pub(crate) async fn next(&self, kinds: &[&str]) {
        let fault = |kind: &&str| match *kind {
            "slow" => json!({ "kind": kind, "ms": 200 }),
            kind => json!({ "kind": kind }),
        };
        let chat: Vec<Value> = kinds.iter().map(fault).collect();
        let script = json!({ "clear": true, "chat": chat });
        let scripted =
            self.http.post(format!("{}/_faults", self.base)).json(&script).send().await.unwrap();
        assert!(scripted.status().is_success());
    }

    /// Waits until all of them have been met: the last call is under way.
    pub(crate) async fn until_met(&self) {
        eventually("the model is asked", async || {
            let answer =
                self.http.post(format!("{}/_faults", self.base)).json(&json!({})).send().await;
            let answer: Value = answer.unwrap().json().await.unwrap();
            (answer["pending"]["chat"] == 0).then_some(())
        })
        .await;
    }
}

/// A model that speaks Gemini's protocol and answers what the test says, when it says it.
pub(crate) struct ScriptedModel {
    /// Where workers find it; `{worker}` stands for the name of the one that asks.
    pub(crate) url: String,
    calls: Mutex<mpsc::UnboundedReceiver<Call>>,
}

/// A worker waits for an answer.
pub(crate) struct Call {
    /// The name of the process that asks.
    pub(crate) worker: String,
    answer: oneshot::Sender<Value>,
}

impl ScriptedModel {
    pub(crate) async fn start() -> Self {
        let (sender, calls) = mpsc::unbounded_channel();
        let router =
            Router::new().route("/{worker}/v1beta/models/{target}", post(asked)).with_state(sender);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/{{worker}}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, calls: Mutex::new(calls) }
    }

    /// The next call, which waits until it is answered or forgotten.
    pub(crate) async fn call(&self) -> Call {
        let mut calls = self.calls.lock().await;
        let call = tokio::time::timeout(PATIENCE, calls.recv()).await;
        call.unwrap_or_else(|_| panic!("the model was not asked")).unwrap()
    }

    /// Whether nobody waits for an answer that the test has not seen.
    pub(crate) async fn is_idle(&self) -> bool {
        self.calls.lock().await.is_empty()
    }
}

impl Call {
    /// Answers in words.
    pub(crate) fn says(self, text: &str) {
        self.answers(json!({ "text": text }));
    }

    /// Answers with a call of a tool.
    pub(crate) fn uses(self, tool: &str, args: Value) {
        self.answers(json!({ "functionCall": { "name": tool, "args": args } }));
    }

    fn answers(self, part: Value) {
        // Whoever asked may be gone.
        let _ = self.answer.send(json!({
            "candidates": [{
                "content": { "role": "model", "parts": [part] }, "finishReason": "STOP", "index": 0
            }],
            "usageMetadata": { "promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2 },
            "modelVersion": "scripted",
        }));
    }
}

async fn asked(
    State(calls): State<mpsc::UnboundedSender<Call>>,
    Path((worker, target)): Path<(String, String)>,
    Json(body): Json<Value>,
) -> Response {
    if target.ends_with(":batchEmbedContents") {
        let mut vector = vec![0.0f32; 384];
        vector[0] = 1.0;
        let count = body["requests"].as_array().unwrap().len();
        return Json(json!({ "embeddings": vec![json!({ "values": vector }); count] }))
            .into_response();
    }
    let (answer, answered) = oneshot::channel();
    calls.send(Call { worker, answer }).unwrap();
    match answered.await {
        Ok(chunk) => {
            ([("content-type", "text/event-stream")], format!("data: {chunk}\n\n")).into_response()
        }
        // The test has forgotten it: it is never answered.
        Err(_) => std::future::pending().await,
    }
}

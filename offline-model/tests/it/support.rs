//! The model's files, requests in the shape that the agent worker writes, a running server.

use std::{net::SocketAddr, path::PathBuf};

use offline_model::{
    Config, Embedder, State,
    planner::{self, Plan},
    wire::request,
};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

/// Where the model lies; missing files fail the test instead of skipping it.
pub(crate) fn model_dir() -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let dir = std::env::var_os("STEWARD_MODEL_DIR")
        .map_or_else(|| root.join(".steward/models/all-minilm-l6-v2"), PathBuf::from);
    assert!(
        dir.join("model.safetensors").exists(),
        "no embedding model in {}: run `scripts/prepare.sh test`, or set STEWARD_MODEL_DIR",
        dir.display()
    );
    dir
}

pub(crate) fn embedder() -> Embedder {
    Embedder::load(&model_dir(), 2).expect("the embedding model loads")
}

/// A business for tests: what its context block holds besides the passages.
pub(crate) struct Desk {
    pub(crate) head: &'static str,
    pub(crate) passages: &'static [&'static str],
}

pub(crate) const TOOLS: [&str; 3] = ["search_knowledge", "find_on_shift", "notify_user"];
/// Most tables have no search, so that an abstention shows at once.
pub(crate) const NO_SEARCH: [&str; 2] = ["find_on_shift", "notify_user"];

impl Desk {
    pub(crate) fn block(&self) -> String {
        let mut text = format!("[context 8f3a21]\n{}\n", self.head.trim());
        for (index, passage) in self.passages.iter().enumerate() {
            let (title, body) = passage.trim().split_once('\n').unwrap();
            let title = title.trim();
            let (title, trust) = match title.strip_suffix(" (untrusted)") {
                Some(title) => (title, "untrusted"),
                None => (title, "trusted"),
            };
            text += &format!("passage {} | {title} | version 1 | {trust}\n", index + 1);
            for line in body.lines().map(str::trim) {
                let marked = if line.starts_with("= next:") { "" } else { "> " };
                text += &format!("{marked}{line}\n");
            }
        }
        text + "[/context 8f3a21]"
    }

    /// The request of a turn's first step.
    pub(crate) fn request(&self, message: &str, tools: &[&str]) -> Value {
        let declarations: Vec<_> = tools
            .iter()
            .map(|name| json!({"name": name, "description": "", "parameters": {"type": "OBJECT"}}))
            .collect();
        json!({
            "systemInstruction": {"parts": [{"text": "You are Steward.\nReply in: en"}]},
            "tools": [{"functionDeclarations": declarations}],
            "contents": [{"role": "user", "parts": [{"text": self.block()}, {"text": message}]}],
        })
    }
}

/// Adds a call as the server would have made it, and the answer of its tool.
pub(crate) fn answered(mut request: Value, name: &str, args: &Value, response: &Value) -> Value {
    let contents = request["contents"].as_array_mut().unwrap();
    contents.push(json!({"role": "model", "parts": [{
        "functionCall": {"id": "c1", "name": name, "args": args},
        "thoughtSignature": "skip_thought_signature_validator"}]}));
    contents.push(json!({"role": "user", "parts": [{
        "functionResponse": {"id": "c1", "name": name, "response": response}}]}));
    request
}

pub(crate) async fn step(embedder: &Embedder, body: &Value) -> Plan {
    let request = request::parse(body).expect("a valid request");
    planner::plan(&request, embedder).await.expect("the planner runs")
}

pub(crate) fn say(plan: &Plan) -> &str {
    match plan {
        Plan::Say(text) => text,
        Plan::Call { name, args } => panic!("expected a reply, got {name}({args:?})"),
    }
}

pub(crate) fn call(plan: Plan) -> (String, Value) {
    match plan {
        Plan::Call { name, args } => (name, Value::Object(args)),
        Plan::Say(text) => panic!("expected a call, got {text:?}"),
    }
}

/// A server on a free port of loopback; it ends with the test.
pub(crate) struct Server {
    pub(crate) base: String,
    pub(crate) state: State,
    pub(crate) client: reqwest::Client,
    shutdown: CancellationToken,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}

impl Server {
    pub(crate) async fn start(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::new(model_dir());
        change(&mut config);
        let state = State::load(config).expect("the server loads");
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        let shutdown = CancellationToken::new();
        tokio::spawn(offline_model::serve(listener, state.clone(), shutdown.clone()));
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::new();
        Self { base: format!("http://{address}"), state, client, shutdown }
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> reqwest::Response {
        let request = self.client.post(format!("{}{path}", self.base)).json(body);
        request.header("x-goog-api-key", "offline").send().await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> reqwest::Response {
        let request = self.client.get(format!("{}{path}", self.base));
        request.header("x-goog-api-key", "offline").send().await.unwrap()
    }

    pub(crate) async fn stream(&self, body: &Value) -> reqwest::Response {
        self.post("/v1beta/models/offline-steward:streamGenerateContent?alt=sse", body).await
    }
}

pub(crate) fn simple(message: &str) -> Value {
    json!({"contents": [{"role": "user", "parts": [{"text": message}]}]})
}

//! A member of a business, at the API over HTTP and WebSocket.

use std::sync::{Arc, Once};

use futures::StreamExt;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use uuid::Uuid;

use super::{PATIENCE, eventually};

/// Somebody who is signed in.
#[derive(Clone)]
pub(crate) struct Member {
    http: reqwest::Client,
    address: String,
    email: String,
    password: String,
    /// Replaced when it has expired, for all copies of this member.
    token: Arc<Mutex<String>>,
}

/// A message that was accepted.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) conversation: Uuid,
    pub(crate) message: Uuid,
    pub(crate) turn: Uuid,
    pub(crate) position: u64,
}

impl Member {
    pub(crate) async fn sign_in(address: &str, email: &str) -> Self {
        Self::sign_in_with(address, email, "password123").await
    }

    /// The same with a password that is not the demo's.
    pub(crate) async fn sign_in_with(address: &str, email: &str, password: &str) -> Self {
        let [address, email, password] = [address, email, password].map(str::to_owned);
        let member = Self { http: client(), address, email, password, token: Arc::default() };
        member.renew().await;
        member
    }

    /// Signs in, again when it must be.
    async fn renew(&self) {
        let body = json!({ "email": self.email, "password": self.password });
        // Who has just joined is in the read models a moment later.
        let answer = eventually("the account belongs to a business", async || {
            let (status, answer) = self.once(Method::POST, "auth/login", Some(&body)).await;
            if status == 403 && answer["type"] == "/problems/no-membership" {
                return None;
            }
            assert_eq!(status, 200, "{answer}");
            Some(answer)
        })
        .await;
        *self.token.lock().await = answer["access_token"].as_str().unwrap().to_owned();
    }

    /// The same member, at another process of the API.
    pub(crate) fn at(&self, address: &str) -> Self {
        Self { address: address.to_owned(), ..self.clone() }
    }

    /// Writes to the steward in a new conversation.
    pub(crate) async fn send(&self, text: &str) -> Sent {
        let started = self.post("conversations", json!({})).await;
        self.send_in(id(&started["conversation_id"]), text).await
    }

    /// Writes to the steward in a conversation.
    pub(crate) async fn send_in(&self, conversation: Uuid, text: &str) -> Sent {
        let path = format!("conversations/{conversation}/messages");
        let (status, sent) = self.call(Method::POST, &path, Some(json!({ "text": text }))).await;
        assert_eq!(status, 202, "{sent}");
        Sent {
            conversation,
            message: id(&sent["message_id"]),
            turn: id(&sent["turn_id"]),
            position: sent["position"].as_u64().unwrap(),
        }
    }

    /// The replies to a message, as they stand.
    pub(crate) async fn replies(&self, sent: &Sent) -> Vec<Value> {
        let path = format!("conversations/{}/messages", sent.conversation);
        let mut items = self.items(&path).await;
        items.retain(|item| item["role"] == "steward" && item["turn_id"] == json!(sent.turn));
        items
    }

    /// The one reply to a message, once it is there.
    pub(crate) async fn wait_for_reply(&self, sent: &Sent) -> Value {
        let replies = eventually("a reply is shown", async || {
            let replies = self.replies(sent).await;
            (!replies.is_empty()).then_some(replies)
        })
        .await;
        assert_eq!(replies.len(), 1, "{replies:?}");
        replies[0].clone()
    }

    /// The notices that came of a message.
    pub(crate) async fn notifications_of(&self, sent: &Sent) -> Vec<Value> {
        let mut items = self.items("notifications").await;
        items.retain(|item| item["turn_id"] == json!(sent.turn));
        items
    }

    /// What is recorded of a message's turn.
    pub(crate) async fn turn(&self, sent: &Sent) -> Value {
        self.get(&format!("turns/{}", sent.turn)).await
    }

    /// Every item of a list.
    pub(crate) async fn items(&self, path: &str) -> Vec<Value> {
        let page = self.get(&format!("{path}?limit=100")).await;
        assert_eq!(page["next_cursor"], Value::Null, "{path} has a second page");
        page["items"].as_array().unwrap().clone()
    }

    /// Waits until something is shown with this status.
    pub(crate) async fn until_status(&self, path: &str, status: &str) {
        let what = format!("{path} is shown as {status}");
        eventually(&what, async || {
            let (code, answer) = self.call(Method::GET, path, None).await;
            (code == 200 && answer["status"] == status).then_some(())
        })
        .await;
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let (status, answer) = self.call(Method::GET, path, None).await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Value {
        let (status, answer) = self.call(Method::POST, path, Some(body)).await;
        assert!((200..300).contains(&status), "{path}: {status} {answer}");
        answer
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Value {
        let (status, answer) = self.call(Method::PUT, path, Some(body)).await;
        assert!((200..300).contains(&status), "{path}: {status} {answer}");
        answer
    }

    /// The status of an answer, without signing in again.
    pub(crate) async fn status(&self, path: &str) -> u16 {
        self.once(Method::GET, path, None).await.0
    }

    async fn call(&self, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
        let (status, answer) = self.once(method.clone(), path, body.as_ref()).await;
        if status != 401 {
            return (status, answer);
        }
        self.renew().await;
        self.once(method, path, body.as_ref()).await
    }

    async fn once(&self, method: Method, path: &str, body: Option<&Value>) -> (u16, Value) {
        let url = format!("http://{}/api/v1/{path}", self.address);
        let token = self.token.lock().await.clone();
        let mut request = self.http.request(method, url).bearer_auth(token);
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    /// Opens a tab: everything that this member may see, from now on.
    pub(crate) async fn live(&self) -> Live {
        let ticket = self.post("ws/ticket", json!({})).await;
        let ticket = ticket["ticket"].as_str().unwrap();
        let url = format!("ws://{}/api/v1/ws?ticket={ticket}", self.address);
        let (socket, _) = tokio_tungstenite::connect_async(url).await.unwrap();
        let mut live = Live { socket, seen: Vec::new() };
        live.until("it is welcomed", |frame| frame["type"] == "welcome").await;
        live
    }
}

/// A client that knows no proxy.
pub(crate) fn client() -> reqwest::Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().unwrap()
}

fn id(value: &Value) -> Uuid {
    value.as_str().unwrap().parse().unwrap()
}

/// An open tab.
pub(crate) struct Live {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Every frame so far.
    pub(crate) seen: Vec<Value>,
}

impl Live {
    /// The first frame that is `wanted`, of those seen or to come.
    pub(crate) async fn until(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(seen) = self.seen.iter().find(|frame| wanted(frame)) {
            return seen.clone();
        }
        let searching = async {
            while let Some(message) = self.socket.next().await {
                if let Message::Text(text) = message.unwrap() {
                    let frame: Value = serde_json::from_str(&text).unwrap();
                    self.seen.push(frame.clone());
                    if wanted(&frame) {
                        return frame;
                    }
                }
            }
            panic!("the WebSocket was closed before {what}")
        };
        let found = tokio::time::timeout(PATIENCE, searching).await;
        found.unwrap_or_else(|_| panic!("over the WebSocket it did not come that {what}"))
    }

    /// The event of a turn.
    pub(crate) async fn event(&mut self, name: &str, sent: &Sent) -> Value {
        let turn = json!(sent.turn);
        self.until(name, |frame| {
            frame["type"] == "event" && frame["event"] == name && frame["turn_id"] == turn
        })
        .await
    }

    /// That this notice was issued.
    pub(crate) async fn notice(&mut self, notice: &Value) -> Value {
        self.until("a notice is issued", |frame| {
            frame["event"] == "NotificationIssued" && frame["resource"]["id"] == notice["id"]
        })
        .await
    }

    /// The pieces of a turn's running answer so far, as (generation, index, text).
    pub(crate) fn pieces(&self, sent: &Sent) -> Vec<(u64, u64, String)> {
        let turn = json!(sent.turn);
        let deltas =
            self.seen.iter().filter(|frame| frame["type"] == "delta" && frame["turn_id"] == turn);
        deltas
            .map(|frame| {
                let number = |name: &str| frame[name].as_u64().unwrap();
                (number("generation"), number("index"), frame["text"].as_str().unwrap().to_owned())
            })
            .collect()
    }
}

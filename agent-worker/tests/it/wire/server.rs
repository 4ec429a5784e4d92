//! A model's server that answers from a list, in the bytes of its protocol.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures::{StreamExt, stream};
use serde_json::Value;
use tokio::net::TcpListener;

use super::Protocol;
use super::bytes::{Answer, End, Raw};

/// It ends with this value.
pub(super) struct Server {
    pub(super) url: String,
    shared: Arc<Shared>,
    task: tokio::task::JoinHandle<()>,
}

struct Shared {
    protocol: Protocol,
    answers: Mutex<VecDeque<Answer>>,
    requests: Mutex<Vec<Value>>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// Answers so, one call each; after the last one with 418.
    pub(super) async fn start(
        protocol: Protocol,
        answers: impl IntoIterator<Item = Answer>,
    ) -> Self {
        Self::start_at("127.0.0.1:0", protocol, answers).await
    }

    /// The same at an address.
    pub(super) async fn start_at(
        address: &str,
        protocol: Protocol,
        answers: impl IntoIterator<Item = Answer>,
    ) -> Self {
        let answers = Mutex::new(answers.into_iter().collect());
        let shared = Arc::new(Shared { protocol, answers, requests: Mutex::default() });
        let listener = TcpListener::bind(address).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(shared.clone());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, shared, task }
    }

    /// The bodies that it was sent, oldest first.
    pub(super) fn requests(&self) -> Vec<Value> {
        self.shared.requests.lock().unwrap().clone()
    }

    /// Adds answers.
    pub(super) fn push(&self, answers: impl IntoIterator<Item = Answer>) {
        self.shared.answers.lock().unwrap().extend(answers);
    }
}

async fn answer(State(shared): State<Arc<Shared>>, body: Bytes) -> Result<Response, Infallible> {
    shared.requests.lock().unwrap().push(serde_json::from_slice(&body).unwrap());
    let next = shared.answers.lock().unwrap().pop_front();
    let Some(next) = next else { return Ok(StatusCode::IM_A_TEAPOT.into_response()) };
    let Raw { status, pieces, end, pace } = next.raw(shared.protocol);
    let said = stream::iter(pieces).then(move |piece| async move {
        tokio::time::sleep(pace).await;
        Ok::<_, io::Error>(piece)
    });
    let body = match end {
        End::Close => Body::from_stream(said),
        End::Cut => {
            let cut = Err(io::ErrorKind::ConnectionReset.into());
            Body::from_stream(said.chain(stream::iter([cut])))
        }
        End::Silence => Body::from_stream(said.chain(stream::pending())),
    };
    Ok((StatusCode::from_u16(status).unwrap(), body).into_response())
}

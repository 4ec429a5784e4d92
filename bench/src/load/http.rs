//! HTTP/1.1 over one kept connection, with as little work of our own as can be: the clients
//! share the machine with what they measure.

use std::net::SocketAddr;

use anyhow::{Context, ensure};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::net::TcpStream;

/// A client with one connection, and perhaps a token.
#[derive(Debug)]
pub struct Client {
    sender: SendRequest<Full<Bytes>>,
    host: String,
    authorization: Option<String>,
}

impl Client {
    /// Connects; requests carry the token, if there is one.
    pub async fn connect(address: SocketAddr, token: Option<&str>) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await.context("the server does not answer")?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // It ends with the client; what went wrong is told to whoever waits for an answer.
        tokio::spawn(async move { connection.await.ok() });
        let authorization = token.map(|token| format!("Bearer {token}"));
        Ok(Self { sender, host: address.to_string(), authorization })
    }

    /// Sends a request and reads its answer to the end.
    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        body: Option<Bytes>,
    ) -> anyhow::Result<(StatusCode, Bytes)> {
        let (head, body) = self.answer(method, path, body).await?.into_parts();
        Ok((head.status, body))
    }

    /// The same, with the answer's header.
    pub async fn answer(
        &mut self,
        method: Method,
        path: &str,
        body: Option<Bytes>,
    ) -> anyhow::Result<Response<Bytes>> {
        let mut request = Request::builder().method(method).uri(path).header(HOST, &self.host);
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        self.sender.ready().await?;
        let request = request.body(Full::new(body.unwrap_or_default()))?;
        let (head, body) = self.sender.send_request(request).await?.into_parts();
        Ok(Response::from_parts(head, body.collect().await?.to_bytes()))
    }

    /// Posts JSON and reads the answer; an answer that is no success is an error.
    pub async fn post<T: DeserializeOwned>(
        &mut self,
        path: &str,
        body: &Value,
    ) -> anyhow::Result<T> {
        let body = Bytes::from(serde_json::to_vec(body)?);
        let (status, answer) = self.send(Method::POST, path, Some(body)).await?;
        read(path, status, &answer)
    }

    /// Gets JSON; an answer that is no success is an error.
    pub async fn get<T: DeserializeOwned>(&mut self, path: &str) -> anyhow::Result<T> {
        let (status, answer) = self.send(Method::GET, path, None).await?;
        read(path, status, &answer)
    }
}

fn read<T: DeserializeOwned>(path: &str, status: StatusCode, answer: &[u8]) -> anyhow::Result<T> {
    ensure!(status.is_success(), "{path}: {status}: {}", String::from_utf8_lossy(answer));
    serde_json::from_slice(answer).with_context(|| format!("{path} answered no such JSON"))
}

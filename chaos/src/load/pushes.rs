//! A push service (RFC 8030) that takes everything, and notes what it took.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use uuid::Uuid;
use web_push_native::p256::SecretKey;
use web_push_native::p256::elliptic_curve::sec1::ToEncodedPoint;

use super::Meter;

/// For which device, about which notice: `None` when its topic names none.
type Push = (usize, Option<Uuid>);

/// A running push service.
#[derive(Debug, Clone)]
pub struct PushService {
    origin: String,
    key: String,
    got: Arc<Mutex<Vec<Push>>>,
    /// Counts them.
    pub(super) meter: Arc<Meter>,
}

impl PushService {
    /// Starts one on loopback.
    pub async fn start() -> anyhow::Result<Self> {
        // All devices may have one key: nobody opens what they get.
        let secret = SecretKey::from_slice(&[7; 32]).ok().context("no such key")?;
        let key = URL_SAFE_NO_PAD.encode(secret.public_key().to_encoded_point(false).as_bytes());
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let service = Self { origin, key, got: Arc::default(), meter: Arc::default() };
        let router = Router::new().route("/{device}", post(take)).with_state(service.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(service)
    }

    /// Where it is.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// A device, as a browser tells of it.
    pub fn device(&self, number: usize) -> Value {
        let auth = URL_SAFE_NO_PAD.encode([7; 16]);
        json!({
            "endpoint": format!("{}/{number}", self.origin),
            "keys": { "p256dh": self.key, "auth": auth },
        })
    }

    /// What it took so far.
    pub fn got(&self) -> Vec<(usize, Option<Uuid>)> {
        self.got.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn take(
    State(service): State<PushService>,
    Path(device): Path<usize>,
    headers: HeaderMap,
) -> StatusCode {
    let topic = headers.get("topic").and_then(|topic| URL_SAFE_NO_PAD.decode(topic).ok());
    let notice = topic.and_then(|bytes| Uuid::from_slice(&bytes).ok());
    service.meter.pushed();
    service.got.lock().unwrap_or_else(PoisonError::into_inner).push((device, notice));
    StatusCode::CREATED
}

//! A push service as RFC 8030 has it, that refuses what RFC 8291 and 8292 do not allow, and
//! the device behind it, which opens what it was sent.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::Value;
use web_push_native::Auth;
use web_push_native::p256::SecretKey;
use web_push_native::p256::elliptic_curve::sec1::ToEncodedPoint;

/// What a device got.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pushed {
    pub(crate) topic: String,
    pub(crate) urgency: String,
    pub(crate) message: Value,
}

/// A device of its own keys.
pub(crate) struct Device {
    pub(crate) endpoint: String,
    secret: SecretKey,
    pub(crate) auth: Vec<u8>,
}

#[derive(Clone)]
pub(crate) struct Service {
    origin: String,
    state: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    got: HashMap<String, Vec<(HeaderMap, Vec<u8>)>>,
    /// What is answered next, by device; 201 otherwise.
    answers: HashMap<String, Vec<StatusCode>>,
}

impl Service {
    pub(crate) async fn start() -> Self {
        let state = Arc::new(Mutex::new(Inner::default()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let service = Self { origin, state };
        let router = Router::new().route("/{device}", post(take)).with_state(service.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        service
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    pub(crate) fn device(&self, name: &str) -> Device {
        // Some key; each test has a service of its own.
        let secret = SecretKey::from_slice(&[name.len() as u8 + 1; 32]).unwrap();
        Device { endpoint: format!("{}/{name}", self.origin), secret, auth: vec![7; 16] }
    }

    /// The next requests for a device are answered like this.
    pub(crate) fn answers(&self, name: &str, answers: &[u16]) {
        let answers = answers.iter().rev().map(|&code| StatusCode::from_u16(code).unwrap());
        self.state.lock().unwrap().answers.insert(name.to_owned(), answers.collect());
    }

    /// What a device got so far, opened with its keys.
    pub(crate) fn got(&self, device: &Device) -> Vec<Pushed> {
        let name = device.endpoint.rsplit('/').next().unwrap();
        let state = self.state.lock().unwrap();
        state
            .got
            .get(name)
            .into_iter()
            .flatten()
            .map(|(head, body)| device.open(head, body))
            .collect()
    }
}

impl Device {
    pub(crate) fn p256dh(&self) -> Vec<u8> {
        self.secret.public_key().to_encoded_point(false).as_bytes().to_vec()
    }

    fn open(&self, head: &HeaderMap, body: &[u8]) -> Pushed {
        let text = |name: &str| head[name].to_str().unwrap().to_owned();
        assert_eq!(text("content-encoding"), "aes128gcm");
        let ttl: u64 = text("ttl").parse().unwrap();
        assert!(ttl > 0 && ttl <= 7 * 86_400);
        let topic = text("topic");
        assert!(topic.len() <= 32 && URL_SAFE_NO_PAD.decode(&topic).is_ok(), "{topic}");
        // RFC 8291, 4: one record, and no more than a service must take.
        assert!(body.len() <= 4096);
        let auth = Auth::from_exact_iter(self.auth.iter().copied()).unwrap();
        let message = web_push_native::decrypt(body.to_vec(), &self.secret, &auth).unwrap();
        Pushed {
            topic,
            urgency: text("urgency"),
            message: serde_json::from_slice(&message).unwrap(),
        }
    }
}

async fn take(
    State(service): State<Service>,
    Path(device): Path<String>,
    head: HeaderMap,
    body: Bytes,
) -> StatusCode {
    if !signed(&head, &service.origin) {
        return StatusCode::FORBIDDEN;
    }
    let mut state = service.state.lock().unwrap();
    if let Some(refused) = state.answers.get_mut(&device).and_then(Vec::pop) {
        return refused;
    }
    state.got.entry(device).or_default().push((head, body.to_vec()));
    StatusCode::CREATED
}

/// RFC 8292: `vapid t=<JWT>, k=<key>`, for this service, for a day at most, with a contact.
fn signed(head: &HeaderMap, origin: &str) -> bool {
    let Some(header) = head.get("authorization").and_then(|header| header.to_str().ok()) else {
        return false;
    };
    let Some((token, key)) =
        header.strip_prefix("vapid t=").and_then(|rest| rest.split_once(", k="))
    else {
        return false;
    };
    let Ok(point) = URL_SAFE_NO_PAD.decode(key) else { return false };
    assert_eq!((point.len(), point[0]), (65, 4));
    let coordinate = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let (x, y) = (coordinate(&point[1..33]), coordinate(&point[33..]));
    let key = DecodingKey::from_ec_components(&x, &y).unwrap();
    let mut rules = Validation::new(Algorithm::ES256);
    rules.set_audience(&[origin]);
    rules.set_required_spec_claims(&["exp", "aud", "sub"]);
    let Ok(token) = jsonwebtoken::decode::<Value>(token, &key, &rules) else { return false };
    let now = chrono::Utc::now().timestamp();
    let contact = token.claims["sub"].as_str().unwrap();
    token.claims["exp"].as_i64().unwrap() - now <= 86_400
        && (contact.starts_with("mailto:") || contact.starts_with("https:"))
}

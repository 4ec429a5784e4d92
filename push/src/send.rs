//! One message to one device, through its push service (RFC 8030).

use std::fmt;
use std::sync::Once;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Utc;
use reqwest::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};

use crate::message::Message;
use crate::subscription::{PushServices, Subscription};
use crate::vapid::VapidKey;

/// How long a push service keeps a message for a device that is off.
const TTL: Duration = Duration::from_secs(24 * 3600);
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(15);
/// The longest wait that a push service may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

static TLS: Once = Once::new();

/// Sends messages to push services.
pub struct Sender {
    client: Client,
    key: VapidKey,
    services: PushServices,
    contact: String,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The push service has it.
    Taken,
    /// The device does not want any more: the subscription is to be forgotten.
    Gone,
    /// Not now; perhaps after this long.
    Later(Option<Duration>),
    /// Never this message; with the status, if there was an answer.
    Refused(u16),
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").field("key", &self.key).finish_non_exhaustive()
    }
}

impl Sender {
    /// With the deployment's key. `contact` is a `mailto:` or `https:` address of its people.
    pub fn new(
        key: VapidKey,
        services: PushServices,
        contact: String,
    ) -> Result<Self, reqwest::Error> {
        TLS.call_once(|| {
            // Another part of the process may have installed it first.
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        // A redirect would lead past the list of push services.
        let client =
            Client::builder().connect_timeout(CONNECT).timeout(ANSWER).redirect(Policy::none());
        Ok(Self { client: client.build()?, key, services, contact })
    }

    pub(crate) async fn send(&self, to: &Subscription, message: &Message) -> Outcome {
        // It was checked when it was kept; the list may be another one since.
        if !self.services.admits(&to.endpoint) {
            return Outcome::Gone;
        }
        let authorization = self.key.authorization(&to.endpoint, &self.contact, Utc::now());
        let (Ok(authorization), Some(body)) = (authorization, to.encrypt(message.bytes())) else {
            return Outcome::Gone;
        };
        let sent = self
            .client
            .post(to.endpoint.clone())
            .header(AUTHORIZATION, authorization)
            .header(CONTENT_ENCODING, "aes128gcm")
            .header(CONTENT_TYPE, "application/octet-stream")
            .header("TTL", TTL.as_secs())
            .header("Urgency", if message.urgent { "high" } else { "normal" })
            .header("Topic", URL_SAFE_NO_PAD.encode(message.tag.0.as_bytes()))
            .body(body)
            .send()
            .await;
        let Ok(answer) = sent else { return Outcome::Later(None) };
        let wait = answer.headers().get(RETRY_AFTER).and_then(|wait| wait.to_str().ok());
        let wait = wait.and_then(|wait| wait.trim().parse().ok()).map(Duration::from_secs);
        outcome(answer.status(), wait)
    }
}

fn outcome(status: StatusCode, wait: Option<Duration>) -> Outcome {
    match status {
        status if status.is_success() => Outcome::Taken,
        StatusCode::NOT_FOUND | StatusCode::GONE => Outcome::Gone,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => {
            Outcome::Later(wait.map(|wait| wait.min(LONGEST_WAIT)))
        }
        status if status.is_server_error() => {
            Outcome::Later(wait.map(|wait| wait.min(LONGEST_WAIT)))
        }
        status => Outcome::Refused(status.as_u16()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_apart() {
        let of = |status| outcome(StatusCode::from_u16(status).unwrap(), None);
        assert_eq!([of(200), of(201), of(204)], [Outcome::Taken; 3]);
        assert_eq!([of(404), of(410)], [Outcome::Gone; 2]);
        assert_eq!([of(429), of(500), of(503)], [Outcome::Later(None); 3]);
        assert_eq!(of(301), Outcome::Refused(301));
        assert_eq!(of(403), Outcome::Refused(403));
        let long = outcome(StatusCode::TOO_MANY_REQUESTS, Some(Duration::from_secs(90_000)));
        assert_eq!(long, Outcome::Later(Some(LONGEST_WAIT)));
    }
}

//! Who we are, to push services: a key pair and signed statements of a few hours (RFC 8292).

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use url::Url;
use web_push_native::p256::SecretKey;
use web_push_native::p256::elliptic_curve::sec1::ToEncodedPoint;
use web_push_native::p256::pkcs8::EncodePrivateKey;

/// How long a statement is good: push services accept at most a day.
const GOOD: TimeDelta = TimeDelta::hours(12);

/// The key pair of the deployment. Its public half is in every subscription, so another key
/// makes all of them useless.
pub struct VapidKey {
    signing: EncodingKey,
    public: String,
}

/// What is wrong with a key.
#[derive(Debug, thiserror::Error)]
#[error("the push key must be 64 hex digits that are a P-256 private key")]
pub struct KeyError;

#[derive(Serialize)]
struct Claims<'a> {
    aud: String,
    exp: i64,
    sub: &'a str,
}

impl fmt::Debug for VapidKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VapidKey").field("public", &self.public).finish_non_exhaustive()
    }
}

impl VapidKey {
    /// Reads a private key of 32 bytes in hex.
    pub fn from_hex(private: &SecretString) -> Result<Self, KeyError> {
        let bytes = hex::decode(private.expose_secret().trim()).map_err(|_| KeyError)?;
        let secret = SecretKey::from_slice(&bytes).map_err(|_| KeyError)?;
        let der = secret.to_pkcs8_der().map_err(|_| KeyError)?;
        let point = secret.public_key().to_encoded_point(false);
        Ok(Self {
            signing: EncodingKey::from_ec_der(der.as_bytes()),
            public: URL_SAFE_NO_PAD.encode(point.as_bytes()),
        })
    }

    /// The public key as `applicationServerKey`: an uncompressed point in base64url.
    pub fn public(&self) -> &str {
        &self.public
    }

    /// The header `Authorization` for a push service. `contact` is a `mailto:` or `https:`
    /// address at which its people reach ours.
    pub(crate) fn authorization(
        &self,
        endpoint: &Url,
        contact: &str,
        now: DateTime<Utc>,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let claims = Claims {
            aud: endpoint.origin().ascii_serialization(),
            exp: (now + GOOD).timestamp(),
            sub: contact,
        };
        let token = jsonwebtoken::encode(&Header::new(Algorithm::ES256), &claims, &self.signing)?;
        Ok(format!("vapid t={token}, k={}", self.public))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_or_refused() {
        let key = VapidKey::from_hex(&SecretString::from("11".repeat(32))).unwrap();
        let point = URL_SAFE_NO_PAD.decode(key.public()).unwrap();
        assert_eq!((point.len(), point[0]), (65, 4));
        assert!(!format!("{key:?}").contains("1111"));
        for bad in ["", "11", &"zz".repeat(32), &"00".repeat(32), &"ff".repeat(32)] {
            assert!(VapidKey::from_hex(&SecretString::from(bad.to_owned())).is_err(), "{bad}");
        }
    }
}

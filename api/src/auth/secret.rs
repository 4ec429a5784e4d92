//! Keyed hashes under the server's secret, one purpose each.

use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::server::Error;

/// Keys derived from `server_secret`.
pub(crate) struct ServerSecret(SecretString);

impl ServerSecret {
    pub(crate) fn new(secret: SecretString) -> Result<Self, Error> {
        if secret.expose_secret().len() < 32 {
            return Err(Error::Config("server_secret must have at least 32 characters"));
        }
        Ok(Self(secret))
    }

    /// HMAC-SHA256 of `parts` for one purpose; each part's length is hashed with it, so
    /// that moving a boundary gives another hash.
    pub(crate) fn mac(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        // HMAC takes keys of any length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.0.expose_secret().as_bytes()) else {
            return [0; 32];
        };
        for part in std::iter::once(purpose.as_bytes()).chain(parts.iter().copied()) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

/// What is stored of a secret that is random itself.
pub(crate) fn digest(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// 32 random bytes as text for URLs and cookies.
pub(crate) fn random_token() -> String {
    encode(&rand::random::<[u8; 32]>())
}

/// Bytes as text for URLs and cookies.
pub(crate) fn encode(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

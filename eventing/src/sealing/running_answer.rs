//! The running answer on its way through Redis: sealed, and bound to its turn.
//!
//! Released sentences are personal text, and they lie in Redis for minutes. Their key is
//! derived from the deployment key, so it needs no look-up, and a forged entry opens to
//! nothing.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use domain::TurnId;
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::KeyRing;
use super::keys::random_nonce;

/// One released piece of the running answer of a turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Grows with every lease and attempt: a higher one replaces all text of lower ones.
    pub generation: u64,
    /// Its place in its generation, from 0.
    pub index: u64,
    /// The text.
    pub text: String,
}

/// The Redis Stream of one turn's running answer. Its entries have one field, `piece`.
pub struct RunningAnswer {
    key: String,
    cipher: XChaCha20Poly1305,
}

impl std::fmt::Debug for RunningAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RunningAnswer").field("key", &self.key).finish_non_exhaustive()
    }
}

impl RunningAnswer {
    /// Name of the entries' only field.
    pub const FIELD: &'static str = "piece";

    /// The stream of `turn` beside the log `log_id`.
    pub fn of(keys: &KeyRing, log_id: Uuid, turn: TurnId) -> Self {
        Self::derived(format!("{log_id}:turn:{turn}"), keys.deployment().bytes())
    }

    /// The stream called `key`, under a key derived from `deployment`'s.
    pub(super) fn derived(key: String, deployment: &[u8]) -> Self {
        let mut secret = Zeroizing::new([0u8; 32]);
        // Expanding 32 bytes cannot fail: the limit is 255 * 32 (RFC 5869).
        let _ = Hkdf::<Sha256>::new(Some(key.as_bytes()), deployment)
            .expand(b"steward/running-answer/1", secret.as_mut_slice());
        Self { key, cipher: XChaCha20Poly1305::new(secret.as_slice().into()) }
    }

    /// Name of the stream.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The value of an entry's field.
    pub fn seal(&self, piece: &Piece) -> String {
        let plain = Zeroizing::new(serde_json::to_vec(piece).unwrap_or_default());
        let nonce = random_nonce();
        let payload = Payload { msg: &plain, aad: self.key.as_bytes() };
        let mut sealed = nonce.to_vec();
        sealed.extend(self.cipher.encrypt(&nonce, payload).unwrap_or_default());
        BASE64.encode(sealed)
    }

    /// The piece in an entry's field; `None` for anything that [`Self::seal`] of this very
    /// turn did not write.
    pub fn open(&self, sealed: &str) -> Option<Piece> {
        let sealed = BASE64.decode(sealed).ok()?;
        let (nonce, sealed) = sealed.split_at_checked(24)?;
        let payload = Payload { msg: sealed, aad: self.key.as_bytes() };
        let plain = self.cipher.decrypt(XNonce::from_slice(nonce), payload).ok()?;
        serde_json::from_slice(&plain).ok()
    }
}

//! Heads: what the tree was when a block was closed, signed, and chained to the head before.

use chrono::{DateTime, Utc};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Hash;
use crate::hash::hex_bytes;
use crate::line::micros;

/// What every signed text begins with: 24 bytes, the last of which is the version.
const PREFIX: &[u8; 24] = b"steward log head\0\0\0\0\0\0\0\x01";

hex_bytes! {
    /// An Ed25519 public key (RFC 8032); 64 hex digits in JSON.
    PublicKey, 32
}

hex_bytes! {
    /// An Ed25519 signature; 128 hex digits in JSON.
    Signature, 64
}

/// A key that is none.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the seal key must be 64 hex digits; make one with: openssl rand -hex 32")]
pub struct KeyError;

/// Signs heads. Whoever has it can rewrite the log, but for the heads that are published.
#[derive(Clone)]
pub struct SealKey(SigningKey);

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SealKey(of {})", self.public())
    }
}

impl SealKey {
    /// From its seed, 32 bytes as hex digits.
    pub fn from_hex(text: &str) -> Result<Self, KeyError> {
        let seed = hex::decode(text.trim()).map_err(|_| KeyError)?;
        let seed = <[u8; 32]>::try_from(seed).map_err(|_| KeyError)?;
        Ok(Self(SigningKey::from_bytes(&seed)))
    }

    /// What others verify with.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }
}

/// The tree as it was when a block was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The log's identity.
    pub log_id: Uuid,
    /// The block, from 1.
    pub block: u64,
    /// How many leaves the tree has: the position of the block's last event.
    pub size: u64,
    /// The tree's root.
    pub root: Hash,
    /// [`Self::hash`] of the head before; zeroes for the first.
    pub previous: Hash,
    /// When it was closed, to the microsecond.
    #[serde(with = "micros")]
    pub sealed_at: DateTime<Utc>,
    /// What it can be verified with, if one trusts that.
    pub key: PublicKey,
    /// Over [`Self::signed`].
    pub signature: Signature,
}

impl Head {
    /// Signs the tree of `size` leaves and this root, after the head `previous`.
    pub fn sign(
        key: &SealKey,
        log_id: Uuid,
        (size, root): (u64, Hash),
        previous: Option<&Self>,
        sealed_at: DateTime<Utc>,
    ) -> Self {
        let mut head = Self {
            log_id,
            block: previous.map_or(1, |previous| previous.block + 1),
            size,
            root,
            previous: previous.map_or(Hash::ZERO, Self::hash),
            sealed_at,
            key: key.public(),
            signature: Signature([0; 64]),
        };
        head.signature = Signature(key.0.sign(&head.signed()).to_bytes());
        head
    }

    /// The bytes that are signed: 128 of them, numbers big-endian.
    pub fn signed(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(128);
        out.extend_from_slice(PREFIX);
        out.extend_from_slice(self.log_id.as_bytes());
        out.extend_from_slice(&self.block.to_be_bytes());
        out.extend_from_slice(&self.size.to_be_bytes());
        out.extend_from_slice(&self.root.0);
        out.extend_from_slice(&self.previous.0);
        out.extend_from_slice(&self.sealed_at.timestamp_micros().to_be_bytes());
        out
    }

    /// What the next head names it by: SHA-256 of what is signed.
    pub fn hash(&self) -> Hash {
        Hash::of(&self.signed())
    }

    /// Whether it names one of `keys`, and that key signed it.
    pub fn is_signed_by(&self, keys: &[PublicKey]) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(&self.signature.0);
        keys.contains(&self.key)
            && VerifyingKey::from_bytes(&self.key.0)
                .is_ok_and(|key| key.verify_strict(&self.signed(), &signature).is_ok())
    }
}

/// A head with the hashes of its block's leaves, from which it can be told which event was
/// altered, not only in which block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// The head at the block's end.
    #[serde(flatten)]
    pub head: Head,
    /// One for each event of the block, if they were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaves: Option<Leaves>,
}

/// Hashes of leaves; one text of hex digits in JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaves(pub Vec<Hash>);

impl Serialize for Leaves {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(Hash::join(&self.0)))
    }
}

impl<'de> Deserialize<'de> for Leaves {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let hashes = hex::decode(text).ok().and_then(|bytes| Hash::split(&bytes));
        hashes.map(Self).ok_or_else(|| serde::de::Error::custom("leaves are 64 hex digits each"))
    }
}

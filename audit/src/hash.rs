//! Hashes of the tree (RFC 6962, section 2.1): SHA-256, with a first byte that keeps leaves
//! and nodes apart.

use sha2::{Digest, Sha256};

/// Fixed numbers of bytes that are written as hex digits.
macro_rules! hex_bytes {
    ($(#[$meta:meta])* $name:ident, $length:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $length]);

        impl $name {
            /// From exactly as many bytes.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                <[u8; $length]>::try_from(bytes).ok().map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{self}")
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                let bytes = hex::decode(text.trim()).ok();
                bytes.as_deref().and_then(Self::from_slice).ok_or_else(|| {
                    format!("{} hex digits are needed here", $length * 2)
                })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use hex_bytes;

hex_bytes! {
    /// A SHA-256 of a leaf, a node or a head; 64 hex digits in JSON.
    Hash, 32
}

impl Hash {
    /// What the first head names as the one before it.
    pub const ZERO: Self = Self([0; 32]);

    /// Of some bytes, with nothing before them.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Of a leaf's bytes: `SHA-256(0x00 || bytes)`.
    pub fn leaf(bytes: &[u8]) -> Self {
        Self(Sha256::new().chain_update([0]).chain_update(bytes).finalize().into())
    }

    /// Of a node: `SHA-256(0x01 || left || right)`.
    pub fn node(left: Self, right: Self) -> Self {
        let hasher = Sha256::new().chain_update([1]);
        Self(hasher.chain_update(left.0).chain_update(right.0).finalize().into())
    }

    /// The hash over neighbours from left to right, each a complete tree that is larger than
    /// the one after it: that of the tree over all of their leaves. SHA-256 of nothing when
    /// there is none.
    pub fn fold(neighbours: &[Self]) -> Self {
        let mut from_right = neighbours.iter().rev().copied();
        let Some(last) = from_right.next() else { return Self::of(&[]) };
        from_right.fold(last, |right, left| Self::node(left, right))
    }

    /// Hashes one after the other, as a database keeps them; `None` when some byte is over.
    pub fn split(bytes: &[u8]) -> Option<Vec<Self>> {
        let chunks = bytes.chunks_exact(32);
        if !chunks.remainder().is_empty() {
            return None;
        }
        chunks.map(Self::from_slice).collect()
    }

    /// The reverse of [`Self::split`].
    pub fn join(hashes: &[Self]) -> Vec<u8> {
        hashes.iter().flat_map(|hash| hash.0).collect()
    }
}

//! The deployment key, by which member keys are wrapped (XChaCha20-Poly1305, bound to the
//! member), and the others that it takes the place of while it is changed.

use std::fmt;
use std::sync::Arc;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use domain::{MemberId, TenantId};
use zeroize::Zeroizing;

use super::KeyError;
use super::keys::{Key, random_key, random_nonce};

/// The key that wraps member keys. It is the deployment's secret: kept apart from the
/// database and its backups.
#[derive(Clone)]
pub struct DeploymentKey {
    key: Zeroizing<[u8; 32]>,
    others: Option<Others>,
}

/// Further keys that member keys may be wrapped by, asked for when the first does not fit.
pub(super) type Others = Arc<dyn Fn() -> Vec<DeploymentKey> + Send + Sync>;

impl fmt::Debug for DeploymentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeploymentKey(..)")
    }
}

impl DeploymentKey {
    /// A new random key.
    pub fn generate() -> Self {
        Self { key: random_key(), others: None }
    }

    /// The same key, which others take the place of, or took: member keys that they wrapped
    /// open too. They are asked for whenever one does not open, so that a key which was
    /// changed meanwhile is known without a restart.
    #[must_use]
    pub fn with_others(
        self,
        others: impl Fn() -> Vec<DeploymentKey> + Send + Sync + 'static,
    ) -> Self {
        Self { others: Some(Arc::new(others)), ..self }
    }

    /// Reads 64 hex digits.
    pub fn from_hex(text: &str) -> Result<Self, KeyError> {
        let bytes = Zeroizing::new(hex::decode(text.trim()).map_err(|_| KeyError::Malformed)?);
        let key = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| KeyError::Malformed)?;
        Ok(Self { key: Zeroizing::new(key), others: None })
    }

    /// 64 hex digits, to be kept in a file that only the deployment can read.
    pub fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(self.key.as_slice()))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.key.as_slice()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.key.as_slice().into())
    }

    /// Nonce (24 bytes) followed by the encrypted key.
    pub(super) fn wrap(&self, id: (TenantId, MemberId), key: &Key) -> Vec<u8> {
        let nonce = random_nonce();
        let aad = wrap_aad(id);
        let payload = Payload { msg: key.as_slice(), aad: &aad };
        let mut wrapped = nonce.to_vec();
        // Encryption fails only for messages beyond 256 GiB.
        wrapped.extend(self.cipher().encrypt(&nonce, payload).unwrap_or_default());
        wrapped
    }

    /// Whether it wrapped a member's key, or one of those that it takes the place of did.
    pub fn opens(&self, id: (TenantId, MemberId), wrapped: &[u8]) -> bool {
        self.unwrap_by_any(id, wrapped).is_some()
    }

    /// The key, if this one wrapped it, or one of the others.
    pub(super) fn unwrap_by_any(&self, id: (TenantId, MemberId), wrapped: &[u8]) -> Option<Key> {
        self.unwrap(id, wrapped).or_else(|| {
            let others = self.others.as_ref()?;
            others().iter().find_map(|other| other.unwrap(id, wrapped))
        })
    }

    /// The key, if this one wrapped it.
    pub(super) fn unwrap(&self, id: (TenantId, MemberId), wrapped: &[u8]) -> Option<Key> {
        let (nonce, sealed) = wrapped.split_at_checked(24)?;
        let aad = wrap_aad(id);
        let payload = Payload { msg: sealed, aad: &aad };
        let opened =
            Zeroizing::new(self.cipher().decrypt(XNonce::from_slice(nonce), payload).ok()?);
        <[u8; 32]>::try_from(opened.as_slice()).ok().map(Zeroizing::new)
    }
}

fn wrap_aad((tenant, member): (TenantId, MemberId)) -> Vec<u8> {
    [tenant.0.as_bytes().as_slice(), member.0.as_bytes()].concat()
}

//! Member keys: wrapped by the deployment key in Postgres, cached for at most 60 s.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use domain::{MemberId, TenantId};
use rand::RngCore;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::Database;

/// How long an erased key may still be in some process's memory.
const CACHE_FOR: Duration = Duration::from_secs(60);

/// The key that wraps member keys. It is the deployment's secret: kept apart from the
/// database and its backups.
#[derive(Clone)]
pub struct DeploymentKey(Zeroizing<[u8; 32]>);

impl fmt::Debug for DeploymentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeploymentKey(..)")
    }
}

impl DeploymentKey {
    /// A new random key.
    pub fn generate() -> Self {
        Self(random_key())
    }

    /// Reads 64 hex digits.
    pub fn from_hex(text: &str) -> Result<Self, KeyError> {
        let bytes = Zeroizing::new(hex::decode(text.trim()).map_err(|_| KeyError::Malformed)?);
        let key = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| KeyError::Malformed)?;
        Ok(Self(Zeroizing::new(key)))
    }

    /// 64 hex digits, to be kept in a file that only the deployment can read.
    pub fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(self.0.as_slice()))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.0.as_slice().into())
    }
}

/// Why a key is not to be had.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The deployment key is not 64 hex digits.
    #[error("the deployment key must be 64 hex digits")]
    Malformed,
    /// A member key was wrapped by another deployment key.
    #[error(
        "the key of member {member} does not open with this deployment key; was the key file replaced?"
    )]
    Foreign {
        /// Whose key.
        member: MemberId,
    },
    /// Text about an erased member cannot be written any more.
    #[error("member {0} was erased")]
    Erased(MemberId),
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

pub(super) type Key = Zeroizing<[u8; 32]>;
/// The keys of some members; `None` for one that is erased or unknown.
pub(crate) type Keys = HashMap<(TenantId, MemberId), Option<Key>>;

/// Keys, and since when they are known.
type Cache = HashMap<(TenantId, MemberId), (Option<Key>, Instant)>;

/// Where member keys come from.
#[derive(Clone)]
pub struct KeyRing {
    database: Database,
    deployment: DeploymentKey,
    cache: Arc<Mutex<Cache>>,
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyRing(..)")
    }
}

impl KeyRing {
    /// A ring whose wrapped keys lie in `database`.
    pub fn new(database: Database, deployment: DeploymentKey) -> Self {
        Self { database, deployment, cache: Arc::default() }
    }

    pub(super) fn deployment(&self) -> &DeploymentKey {
        &self.deployment
    }

    /// Whether the deployment key is the one that the log's member keys were wrapped by,
    /// told by one of them. Needs the system's role.
    pub async fn check(&self) -> Result<(), KeyError> {
        let some: Option<(Uuid, Uuid)> = sqlx::query_as(
            "SELECT tenant_id, split_part(aggregate_id, '/', 2)::uuid FROM events \
             WHERE aggregate_type = 'Member' LIMIT 1",
        )
        .fetch_optional(self.database.pool())
        .await?;
        if let Some((tenant, member)) = some {
            self.existing(&[(TenantId(tenant), MemberId(member))]).await?;
        }
        Ok(())
    }

    /// The keys of `wanted` as they are now, for reading.
    pub(crate) async fn existing(&self, wanted: &[(TenantId, MemberId)]) -> Result<Keys, KeyError> {
        let mut keys = self.cached(wanted);
        let missing: Vec<_> = wanted.iter().filter(|id| !keys.contains_key(id)).copied().collect();
        if missing.is_empty() {
            return Ok(keys);
        }
        let (tenants, members): (Vec<Uuid>, Vec<Uuid>) =
            missing.iter().map(|(tenant, member)| (tenant.0, member.0)).unzip();
        let rows: Vec<(Uuid, Uuid, Option<Vec<u8>>)> = sqlx::query_as(
            "SELECT tenant_id, member_id, wrapped_key FROM read_member_keys($1, $2)",
        )
        .bind(tenants)
        .bind(members)
        .fetch_all(self.database.pool())
        .await?;
        for (tenant, member, wrapped) in rows {
            let id = (TenantId(tenant), MemberId(member));
            let key = wrapped.map(|wrapped| self.unwrap(id, &wrapped)).transpose()?;
            self.remember(id, key.clone());
            keys.insert(id, key);
        }
        for id in missing {
            // Unknown is not cached: the key may be made a moment later.
            keys.entry(id).or_insert(None);
        }
        Ok(keys)
    }

    /// The keys of `wanted`, made where there is none yet, for writing.
    pub(crate) async fn for_writing(
        &self,
        wanted: &[(TenantId, MemberId)],
    ) -> Result<Keys, KeyError> {
        let mut keys = self.existing(wanted).await?;
        for &(tenant, member) in wanted {
            if keys.get(&(tenant, member)).is_some_and(Option::is_some) {
                continue;
            }
            let kept: Option<Vec<u8>> = sqlx::query_scalar("SELECT offer_member_key($1, $2, $3)")
                .bind(tenant.0)
                .bind(member.0)
                .bind(self.wrap((tenant, member), &random_key()))
                .fetch_one(self.database.pool())
                .await?;
            let kept = kept.ok_or(KeyError::Erased(member))?;
            let key = self.unwrap((tenant, member), &kept)?;
            self.remember((tenant, member), Some(key.clone()));
            keys.insert((tenant, member), Some(key));
        }
        Ok(keys)
    }

    fn cached(&self, wanted: &[(TenantId, MemberId)]) -> Keys {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        cache.retain(|_, (_, since)| since.elapsed() < CACHE_FOR);
        wanted.iter().filter_map(|id| cache.get(id).map(|(key, _)| (*id, key.clone()))).collect()
    }

    fn remember(&self, id: (TenantId, MemberId), key: Option<Key>) {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        cache.insert(id, (key, Instant::now()));
    }

    /// Nonce (24 bytes) followed by the encrypted key.
    fn wrap(&self, id: (TenantId, MemberId), key: &Key) -> Vec<u8> {
        let nonce = random_nonce();
        let aad = wrap_aad(id);
        let payload = Payload { msg: key.as_slice(), aad: &aad };
        let mut wrapped = nonce.to_vec();
        // Encryption fails only for messages beyond 256 GiB.
        wrapped.extend(self.deployment.cipher().encrypt(&nonce, payload).unwrap_or_default());
        wrapped
    }

    fn unwrap(&self, id: (TenantId, MemberId), wrapped: &[u8]) -> Result<Key, KeyError> {
        let foreign = || KeyError::Foreign { member: id.1 };
        let (nonce, sealed) = wrapped.split_at_checked(24).ok_or_else(foreign)?;
        let aad = wrap_aad(id);
        let opened = self
            .deployment
            .cipher()
            .decrypt(XNonce::from_slice(nonce), Payload { msg: sealed, aad: &aad })
            .map_err(|_| foreign())?;
        let opened = Zeroizing::new(opened);
        <[u8; 32]>::try_from(opened.as_slice()).map(Zeroizing::new).map_err(|_| foreign())
    }
}

fn wrap_aad((tenant, member): (TenantId, MemberId)) -> Vec<u8> {
    [tenant.0.as_bytes().as_slice(), member.0.as_bytes()].concat()
}

fn random_key() -> Key {
    let mut key = Zeroizing::new([0u8; 32]);
    rand::rng().fill_bytes(key.as_mut_slice());
    key
}

pub(super) fn random_nonce() -> XNonce {
    let mut nonce = XNonce::default();
    rand::rng().fill_bytes(&mut nonce);
    nonce
}

//! Member keys: wrapped by the deployment key in Postgres, cached for at most 60 s. A key
//! that was destroyed is forgotten within [`LOOK_EVERY`], by the epoch that its destruction
//! begins: whoever uses keys looks at it before, if that was not done a moment ago.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chacha20poly1305::XNonce;
use domain::{MemberId, TenantId};
use rand::RngCore;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::deployment::DeploymentKey;
use crate::Database;

/// How long a key is kept in memory without being asked for again.
const CACHE_FOR: Duration = Duration::from_secs(60);
/// How long a destroyed key may still be used by some process.
pub const LOOK_EVERY: Duration = Duration::from_secs(1);

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

/// Keys as of an epoch, and since when they are known.
#[derive(Default)]
struct Cache {
    keys: HashMap<(TenantId, MemberId), (Option<Key>, Instant)>,
    epoch: i64,
    looked: Option<Instant>,
}

/// Where member keys come from.
#[derive(Clone)]
pub struct KeyRing {
    pub(super) database: Database,
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
        self.look().await?;
        let mut keys = self.cached(wanted);
        let missing: Vec<_> = wanted.iter().filter(|id| !keys.contains_key(id)).copied().collect();
        if missing.is_empty() {
            return Ok(keys);
        }
        let epoch = self.epoch();
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
            self.remember(id, key.clone(), epoch);
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
        let epoch = self.epoch();
        for &(tenant, member) in wanted {
            if keys.get(&(tenant, member)).is_some_and(Option::is_some) {
                continue;
            }
            let kept: Option<Vec<u8>> = sqlx::query_scalar("SELECT offer_member_key($1, $2, $3)")
                .bind(tenant.0)
                .bind(member.0)
                .bind(self.deployment.wrap((tenant, member), &random_key()))
                .fetch_one(self.database.pool())
                .await?;
            let kept = kept.ok_or(KeyError::Erased(member))?;
            let key = self.unwrap((tenant, member), &kept)?;
            self.remember((tenant, member), Some(key.clone()), epoch);
            keys.insert((tenant, member), Some(key));
        }
        Ok(keys)
    }

    /// The epoch of keys that was seen last: what rests on a key of an earlier one may rest
    /// on one that is gone.
    pub(crate) fn epoch(&self) -> i64 {
        self.cache().epoch
    }

    /// Forgets all keys when some key was destroyed since the last look.
    pub(crate) async fn look(&self) -> Result<(), KeyError> {
        let asked = Instant::now();
        if self.cache().looked.is_some_and(|looked| asked - looked < LOOK_EVERY) {
            return Ok(());
        }
        let epoch: i64 = sqlx::query_scalar("SELECT epoch FROM key_epoch")
            .fetch_one(self.database.pool())
            .await?;
        let mut cache = self.cache();
        // Another look may have been answered before this one.
        if epoch > cache.epoch {
            cache.keys.clear();
            cache.epoch = epoch;
        }
        cache.looked = cache.looked.max(Some(asked));
        Ok(())
    }

    fn cached(&self, wanted: &[(TenantId, MemberId)]) -> Keys {
        let mut cache = self.cache();
        cache.keys.retain(|_, (_, since)| since.elapsed() < CACHE_FOR);
        let known =
            |id: &(TenantId, MemberId)| cache.keys.get(id).map(|(key, _)| (*id, key.clone()));
        wanted.iter().filter_map(known).collect()
    }

    fn remember(&self, id: (TenantId, MemberId), key: Option<Key>, epoch: i64) {
        let mut cache = self.cache();
        // Read before a key was destroyed, and perhaps that very one.
        if cache.epoch == epoch {
            cache.keys.insert(id, (key, Instant::now()));
        }
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn unwrap(&self, id: (TenantId, MemberId), wrapped: &[u8]) -> Result<Key, KeyError> {
        self.deployment.unwrap_by_any(id, wrapped).ok_or(KeyError::Foreign { member: id.1 })
    }
}

pub(super) fn random_key() -> Key {
    let mut key = Zeroizing::new([0u8; 32]);
    rand::rng().fill_bytes(key.as_mut_slice());
    key
}

pub(super) fn random_nonce() -> XNonce {
    let mut nonce = XNonce::default();
    rand::rng().fill_bytes(&mut nonce);
    nonce
}

//! How many uploaded files are held in memory at the same time, in all and of one business.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use domain::TenantId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::ApiError;

/// How long an upload waits for its turn; its bytes stay with the sender meanwhile.
const PATIENCE: Duration = Duration::from_secs(60);

/// Room for files.
#[derive(Debug)]
pub(crate) struct Slots {
    all: Arc<Semaphore>,
    of_tenant: usize,
    tenants: Mutex<HashMap<TenantId, Weak<Semaphore>>>,
}

/// Room for one file, until it is dropped.
#[derive(Debug)]
pub(crate) struct Slot {
    _own: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

impl Slots {
    pub(crate) fn new(all: usize, of_tenant: usize) -> Self {
        let all = Arc::new(Semaphore::new(all.max(1)));
        Self { all, of_tenant: of_tenant.max(1), tenants: Mutex::default() }
    }

    /// Room for a file of this business, once there is some.
    pub(crate) async fn take(&self, tenant: TenantId) -> Result<Slot, ApiError> {
        let own = self.of(tenant);
        // First the business's own, so that whoever waits for it takes nothing from others.
        let both = async {
            let own = own.acquire_owned().await?;
            let all = Arc::clone(&self.all).acquire_owned().await?;
            Ok::<_, tokio::sync::AcquireError>(Slot { _own: own, _all: all })
        };
        match tokio::time::timeout(PATIENCE, both).await {
            Ok(Ok(slot)) => Ok(slot),
            Ok(Err(closed)) => Err(ApiError::internal(closed)),
            Err(_) => Err(ApiError::unavailable("other files are on their way").retry_after(10)),
        }
    }

    fn of(&self, tenant: TenantId) -> Arc<Semaphore> {
        let mut tenants = self.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        tenants.retain(|_, slots| slots.strong_count() > 0);
        if let Some(slots) = tenants.get(&tenant).and_then(Weak::upgrade) {
            return slots;
        }
        let slots = Arc::new(Semaphore::new(self.of_tenant));
        tenants.insert(tenant, Arc::downgrade(&slots));
        slots
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;
    use uuid::Uuid;

    use super::*;

    #[tokio::test]
    async fn a_business_has_its_share() {
        let slots = Slots::new(3, 2);
        let (one, other) = (TenantId(Uuid::from_u128(1)), TenantId(Uuid::from_u128(2)));
        let first = slots.take(one).await.unwrap();
        let _second = slots.take(one).await.unwrap();
        assert!(slots.take(one).now_or_never().is_none(), "a third one has to wait");
        let _theirs = slots.take(other).await.unwrap();
        assert!(slots.take(other).now_or_never().is_none(), "all are taken");
        drop(first);
        slots.take(one).await.unwrap();
        assert_eq!(slots.tenants.lock().unwrap().len(), 2);
    }
}

//! Businesses that the deployment's operators have stopped: nobody of them is answered.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::TenantId;

use crate::error::{ApiError, kinds};
use crate::state::AppState;

/// How long an answer is good without asking again. In the process that suspends it is
/// known at once.
const FRESH: Duration = Duration::from_secs(1);
const MOST: usize = 20_000;

/// Whether businesses that were asked for in the last second are suspended.
#[derive(Debug, Default)]
pub(crate) struct Suspensions {
    known: Mutex<HashMap<TenantId, (bool, Instant)>>,
}

impl Suspensions {
    fn fresh(&self, tenant: TenantId) -> Option<bool> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (suspended, since) = known.get(&tenant)?;
        (since.elapsed() < FRESH).then_some(*suspended)
    }

    fn keep(&self, tenant: TenantId, suspended: bool) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, (_, since)| since.elapsed() < FRESH);
        }
        if known.len() < MOST {
            known.insert(tenant, (suspended, Instant::now()));
        }
    }

    /// Asks anew next time.
    pub(crate) fn forget(&self, tenant: TenantId) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(&tenant);
    }
}

/// Whether a business is suspended.
pub(crate) async fn is_suspended(state: &AppState, tenant: TenantId) -> Result<bool, sqlx::Error> {
    if let Some(suspended) = state.suspensions.fresh(tenant) {
        return Ok(suspended);
    }
    let suspended = sqlx::query_scalar("SELECT is_suspended($1)")
        .bind(tenant.0)
        .fetch_one(state.services.database.pool())
        .await?;
    state.suspensions.keep(tenant, suspended);
    Ok(suspended)
}

/// Refuses everybody of a business that is suspended.
pub(crate) async fn refuse(state: &AppState, tenant: TenantId) -> Result<(), ApiError> {
    if !is_suspended(state, tenant).await? {
        return Ok(());
    }
    let detail = "Whoever runs this deployment has stopped the business; its owner may ask them.";
    Err(ApiError::because(kinds::TENANT_SUSPENDED, detail))
}

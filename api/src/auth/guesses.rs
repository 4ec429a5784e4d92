//! Guessing passwords, slowed down: after some failures in a row each further one
//! doubles the time until the next guess, per account and per client address.
//!
//! Counted in Postgres, before the guess, for all processes. A device that signed in
//! before is counted by itself (OWASP's "device cookies"), so that whoever guesses at an
//! account from elsewhere does not lock its owner out.

use uuid::Uuid;

use super::device::Device;
use crate::error::ApiError;
use crate::limits::limited;
use crate::state::AppState;

/// The longest that one has to wait.
const LONGEST: &str = "15 minutes";
/// When failures of an account are forgotten, after the last one.
const ACCOUNT_FORGOTTEN: &str = "24 hours";
/// When those of an address are.
const ADDRESS_FORGOTTEN: &str = "1 hour";

/// A guess at an account's password, about to be made.
pub(crate) struct Guess {
    subjects: [Vec<u8>; 2],
    /// Failures of this account in a row, this one included.
    failures: u32,
    free: u32,
    known_device: bool,
}

impl Guess {
    /// Counts the guess; refuses it while the address or the account is closed. First
    /// the address: one client cannot close accounts beyond its own limit.
    pub(crate) async fn charge(
        state: &AppState,
        email: &str,
        address: &str,
        device: &Device,
    ) -> Result<Self, ApiError> {
        let known_device = device.is_known(state, email);
        let subject = |kind: &str, parts: &[&[u8]]| state.secret.mac(kind, parts).to_vec();
        let account = match device.id() {
            Some(id) if known_device => subject("login-device", &[email.as_bytes(), id.as_bytes()]),
            _ => subject("login-account", &[email.as_bytes()]),
        };
        let subjects = [subject("login-address", &[address.as_bytes()]), account];
        let free = [state.limits.address_failures, state.limits.account_failures];
        let (ordinal, allowed, failures, opens_in): (i32, bool, i32, i32) = sqlx::query_as(
            "SELECT ordinal, allowed, attempts, opens_in \
             FROM charge_guess($1, $2, ARRAY[$3, $4]::interval[], $5::interval) \
             ORDER BY ordinal DESC LIMIT 1",
        )
        .bind(subjects.as_slice())
        .bind(free.map(|free| free as i32).as_slice())
        .bind(ADDRESS_FORGOTTEN)
        .bind(ACCOUNT_FORGOTTEN)
        .bind(LONGEST)
        .fetch_one(state.services.database.pool())
        .await?;
        if !allowed {
            let (policy, free) =
                if ordinal == 1 { ("address", free[0]) } else { ("account", free[1]) };
            metrics::counter!("steward_guesses_refused_total", "by" => policy).increment(1);
            return Err(limited(policy, free, None, opens_in.unsigned_abs().into()));
        }
        let failures = failures.unsigned_abs();
        Ok(Self { subjects, failures, free: free[1], known_device })
    }

    /// The password was right.
    pub(crate) async fn forgive(self, state: &AppState) -> Result<Right, ApiError> {
        sqlx::query("SELECT forgive_guess($1)")
            .bind(self.subjects.as_slice())
            .execute(state.services.database.pool())
            .await?;
        Ok(Right { known_device: self.known_device })
    }

    /// The password was wrong: the trail hears of it at the limit, and at each doubling.
    pub(crate) fn is_worth_telling(&self) -> Option<u32> {
        let free = self.free.max(1);
        let told = self.failures.is_multiple_of(free) && (self.failures / free).is_power_of_two();
        told.then_some(self.failures)
    }

    /// What identifies this run of failures.
    pub(crate) fn run(&self) -> Uuid {
        Uuid::new_v5(&Uuid::NAMESPACE_OID, &self.subjects[1])
    }
}

/// A password that was right.
pub(crate) struct Right {
    pub(crate) known_device: bool,
}

/// Forgets failures of an account.
pub(super) async fn open(state: &AppState, email: &str) -> Result<(), sqlx::Error> {
    let account = state.secret.mac("login-account", &[email.as_bytes()]).to_vec();
    // The first subject would only get an attempt back.
    let subjects = [Vec::new(), account];
    sqlx::query("SELECT forgive_guess($1)")
        .bind(subjects.as_slice())
        .execute(state.services.database.pool())
        .await?;
    Ok(())
}

//! Access tokens whose signature was checked before: checking it is most of what it takes to
//! know who asks, and each token is shown hundreds of times.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::secret::digest;
use super::tokens::Claims;

/// Tokens remembered at most.
const MOST: usize = 50_000;

/// What good tokens say, by their digests.
#[derive(Default)]
pub(super) struct Verified(Mutex<HashMap<Vec<u8>, Claims>>);

impl Verified {
    /// What a token says, if it was good before and has not expired by `now` (Unix, seconds).
    pub(super) fn get(&self, token: &str, now: i64) -> Option<Claims> {
        let claims = self.known().get(&digest(token)).cloned()?;
        (now < claims.exp).then_some(claims)
    }

    /// Remembers a token that is good now.
    pub(super) fn put(&self, token: &str, claims: Claims, now: i64) {
        let mut known = self.known();
        if known.len() >= MOST {
            known.retain(|_, claims| now < claims.exp);
        }
        if known.len() < MOST {
            known.insert(digest(token), claims);
        }
    }

    fn known(&self) -> MutexGuard<'_, HashMap<Vec<u8>, Claims>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

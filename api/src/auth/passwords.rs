//! Passwords: argon2id on threads of their own, a bounded number at a time.

use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use argon2::password_hash::{self, PasswordHash};
use argon2::{Algorithm, Params};
use tokio::sync::{Semaphore, oneshot};

use super::hashing::{Hashing, LANES, MEMORY_KIB, PASSES};
use crate::error::ApiError;
use crate::server::Error;

/// How long a sign-in may wait for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

type Job = Box<dyn FnOnce(&mut Hashing) + Send>;

/// Hashes and verifies.
pub(crate) struct Passwords {
    turns: Arc<Semaphore>,
    /// Threads that do nothing else, each with memory that it keeps.
    threads: mpsc::Sender<Job>,
    /// Of a password that nobody has: verified against where there is no account.
    nobody: String,
}

impl Passwords {
    pub(crate) async fn new(at_a_time: usize) -> Result<Self, Error> {
        let at_a_time = at_a_time.max(1);
        let turns = Arc::new(Semaphore::new(at_a_time));
        let threads = threads(at_a_time).map_err(|error| Error::Password(error.to_string()))?;
        let nobody = hash_blocking(super::secret::random_token()).await.map_err(Error::Password)?;
        Ok(Self { turns, threads, nobody })
    }

    /// Hashes a new password.
    pub(crate) async fn hash(&self, password: String) -> Result<String, ApiError> {
        let _turn = self.turn().await?;
        self.at_work(move |hashing| hashing.hash(&password)).await?.map_err(ApiError::internal)
    }

    /// Whether `password` is the one of `hash`; takes as long when there is no account.
    pub(crate) async fn verify(
        &self,
        password: String,
        hash: Option<String>,
    ) -> Result<bool, ApiError> {
        let _turn = self.turn().await?;
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.clone());
        let verified = self.at_work(move |hashing| match hashing.verify(&password, &hash) {
            Err(password_hash::Error::Password) => Ok(false),
            verified => verified,
        });
        verified.await?.map(|verified| verified && known).map_err(ApiError::internal)
    }

    /// Whether a hash was made with less than what is asked for now.
    pub(crate) fn is_outdated(&self, hash: &str) -> bool {
        let asked = (MEMORY_KIB, PASSES, LANES);
        let Ok(hash) = PasswordHash::new(hash) else { return true };
        let made =
            Params::try_from(&hash).map(|made| (made.m_cost(), made.t_cost(), made.p_cost()));
        hash.algorithm != Algorithm::Argon2id.ident() || made != Ok(asked)
    }

    /// Does a piece of work on one of the threads.
    async fn at_work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Hashing) -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let (done, outcome) = oneshot::channel();
        let job = Box::new(move |hashing: &mut Hashing| drop(done.send(work(hashing))));
        self.threads.send(job).map_err(ApiError::internal)?;
        outcome.await.map_err(ApiError::internal)
    }

    async fn turn(&self) -> Result<tokio::sync::OwnedSemaphorePermit, ApiError> {
        let turn = tokio::time::timeout(PATIENCE, self.turns.clone().acquire_owned()).await;
        turn.map_err(|_| ApiError::unavailable("too many sign-ins at the same time"))?
            .map_err(ApiError::internal)
    }
}

/// Threads that work until nobody can send them any.
fn threads(count: usize) -> std::io::Result<mpsc::Sender<Job>> {
    let (sender, jobs) = mpsc::channel::<Job>();
    let jobs = Arc::new(Mutex::new(jobs));
    for _ in 0..count {
        let jobs = jobs.clone();
        let next = move || jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        std::thread::Builder::new().name("passwords".to_owned()).spawn(move || {
            let mut hashing = Hashing::default();
            while let Ok(job) = next() {
                job(&mut hashing);
            }
        })?;
    }
    Ok(sender)
}

/// Hashes a password on a thread for blocking work, where that is done now and then.
pub(super) async fn hash_blocking(password: String) -> Result<String, String> {
    let hashing = tokio::task::spawn_blocking(move || Hashing::default().hash(&password));
    hashing.await.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::{PasswordHasher, SaltString};
    use argon2::{Argon2, Version};

    use super::*;

    #[tokio::test]
    async fn a_hash_with_less_than_is_asked_for_is_outdated() {
        let passwords = Passwords::new(1).await.unwrap();
        assert!(!passwords.is_outdated(&passwords.hash("x".to_owned()).await.unwrap()));
        let salt = SaltString::encode_b64(&[7; 16]).unwrap();
        for params in [Params::new(8 * 1024, 2, 1, None), Params::new(MEMORY_KIB, 1, 1, None)] {
            let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.unwrap());
            let hash = weak.hash_password(b"x", &salt).unwrap().to_string();
            assert!(passwords.is_outdated(&hash), "{hash}");
        }
        assert!(passwords.is_outdated("$2b$12$no"));
    }
}

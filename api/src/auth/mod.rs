//! Signing in and staying signed in.
//!
//! - `sign_in`: from e-mail address and password to a session
//! - `passwords`: argon2id, off the runtime, bounded; the same time for unknown accounts;
//!   `hashing`: in memory that is kept; `strength`: what a new one has to be
//! - `attempts`: what one may do a few times an hour; `guesses`: guessing is slowed down;
//!   `device`: a device that signed in before
//! - `tokens`: access tokens, 15 minutes; `sessions`: what they rest on, asked per request
//! - `refresh`: refresh tokens that replace each other, in families; `revoked`: sessions
//!   that were ended, here or by another process
//! - `api_keys`: keys for programs
//! - `trail`: what happened with a member's access is recorded; `alert`: who is told
//! - `current`: the extractors by which handlers know who asks
//! - [`accounts`]: accounts and memberships, for registration and for the seed

pub mod accounts;
mod alert;
pub(crate) mod api_keys;
mod attempts;
pub(crate) mod cookie;
pub(crate) mod current;
pub(crate) mod demo;
mod device;
pub(crate) mod dto;
#[cfg(test)]
mod fuzz;
mod guesses;
mod hashing;
pub(crate) mod origin;
mod passwords;
pub(crate) mod refresh;
pub(crate) mod revoked;
pub(crate) mod routes;
mod secret;
pub(crate) mod sessions;
pub(crate) mod sign_in;
pub(crate) mod strength;
mod tokens;
pub(crate) mod trail;
mod verified;

pub(crate) use attempts::{Attempt, charge};
pub(crate) use current::{CurrentMember, Reader, Via};
pub(crate) use passwords::Passwords;
pub(crate) use secret::{ServerSecret, digest, encode, random_token};
pub(crate) use sessions::{SessionCache, SessionFacts};
pub(crate) use tokens::{ACCESS_TOKEN_LIFETIME, AccessTokens, PublicKey};

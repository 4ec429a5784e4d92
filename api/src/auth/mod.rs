//! Signing in and staying signed in.
//!
//! - `passwords`: argon2id, off the runtime, bounded; the same time for unknown accounts
//! - `tokens`: access tokens, 15 minutes; `sessions`: what they rest on, asked per request
//! - `refresh`: refresh tokens that replace each other, in families
//! - `limits`: guessing is counted in Postgres, requests of a member in this process
//! - `current`: the extractors by which handlers know who asks
//! - [`accounts`]: accounts and memberships, for registration and for the seed

pub mod accounts;
pub(crate) mod cookie;
pub(crate) mod current;
pub(crate) mod demo;
mod dto;
mod limits;
pub(crate) mod origin;
mod passwords;
pub(crate) mod refresh;
pub(crate) mod routes;
mod secret;
mod sessions;
mod tokens;

pub(crate) use current::{CurrentMember, Reader};
pub(crate) use limits::{Attempt, MemberLimiter, charge, forgive};
pub(crate) use passwords::Passwords;
pub(crate) use secret::{ServerSecret, digest, random_token};
pub(crate) use sessions::{SessionCache, SessionFacts};
pub(crate) use tokens::{ACCESS_TOKEN_LIFETIME, AccessTokens};

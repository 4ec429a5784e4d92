//! Another business tries everything: every operation of the OpenAPI document, as each of
//! its roles and as nobody, with the ids of a business that is full of canaries. None may
//! sing: in no body, header, error, frame, log line or key of Redis.
//!
//! - [`scopes`]: who may use which operation. One without an entry fails the tests.
//! - [`operation`]: the operations, and how their ids and bodies are filled
//! - [`world`]: the two businesses, and what is planted in each
//! - [`hunt`]: trying, and looking at what came back
//! - [`logs`], [`keys`]: what was logged, and what lies in Redis

mod hunt;
mod keys;
mod logs;
mod operation;
mod scopes;
mod tests;
mod world;

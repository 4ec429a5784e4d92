//! The agent worker against a real log and real read models in Postgres, with a scripted
//! model. Nothing runs in the background: a test pumps the projector and the worker.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod adversary;
mod answers;
mod approval;
mod bounds;
mod cancel;
mod embedding;
mod failures;
mod fallback;
mod injection;
mod notify;
mod quota;
mod records;
mod reembedding;
mod remind;
mod resume;
mod rivals;
mod running;
mod support;
mod suspended;
mod taint;
mod timers;
mod wire;
mod without_ai;

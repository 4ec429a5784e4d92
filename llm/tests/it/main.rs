//! The Gemini client against a scripted HTTP server.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as tests do")]

mod chat;
mod embed;
mod errors;
mod framing;
mod openai;
mod support;

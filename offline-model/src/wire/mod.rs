//! Gemini's JSON: requests, responses and errors.

pub mod error;
pub mod request;
pub mod response;

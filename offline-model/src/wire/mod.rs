//! The JSON of both protocols: requests, responses and errors. Gemini's is the one that
//! the planner reads; OpenAI's is translated.

pub mod error;
pub mod openai;
pub mod openai_error;
pub mod request;
pub mod response;

//! A local server that speaks Gemini's wire protocol.

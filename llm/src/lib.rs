//! Clients of language models and embedders.

//! Finding the passages that answer a question: text from files, chunking, embeddings, and
//! the ONE hybrid search that turns, the search page and every other path use.

mod chunking;
mod embeddings;
mod search;

pub mod files;

pub use chunking::{Chunk, chunk};
pub use embeddings::{Missing, embedding_input, missing_embeddings, store_embeddings};
pub use search::{Hit, Query, search};

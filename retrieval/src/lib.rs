//! Finding the passages that answer a question: text from files, chunking, embeddings, and
//! the ONE hybrid search that turns, the search page and every other path use.

mod chunking;
mod embeddings;
mod search;

pub mod files;

pub use chunking::{Chunk, chunk};
pub use embeddings::{
    MOST_ATTEMPTS, Missing, embedding_input, live_space, make_live, missing_embeddings,
    note_failure, note_outage, store_embeddings, sweep_embeddings,
};
pub use search::{Hit, Query, search};

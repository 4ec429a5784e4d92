//! The one hybrid search, and chunking.

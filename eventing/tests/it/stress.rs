//! Many writers at once.

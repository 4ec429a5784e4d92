//! The tenant boundary in the database.

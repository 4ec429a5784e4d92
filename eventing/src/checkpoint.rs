//! Projections and their places in the log.

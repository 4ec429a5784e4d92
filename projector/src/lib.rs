//! Read models: folds of the log, with checkpoints.

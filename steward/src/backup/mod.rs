//! Backups (docs/backup.md): a folder of tables as they were at one position of the log, and
//! another one, kept apart, of what must be forgotten when a person is.
//!
//! - `contents`: which tables go where
//! - `dump`: the rows, out of one snapshot; `load`: the rows, into an empty database
//! - `draft`: a folder that has its name once it is complete; `folder`: reading one, whole or
//!   not at all
//! - `manifest`: what it says of itself; `erased`: who must not come back

pub(crate) mod contents;
pub(crate) mod draft;
pub(crate) mod dump;
pub(crate) mod erased;
pub(crate) mod folder;
pub(crate) mod load;
pub(crate) mod manifest;
#[cfg(test)]
mod tests;

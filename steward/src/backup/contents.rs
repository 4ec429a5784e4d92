//! Which tables a backup has, in which of its two parts, and which it leaves out.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A part of a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Part {
    /// The log and what lies beside it; words of people are sealed in it.
    Data,
    /// What opens those words, and by what people sign in: whatever goes when one is erased.
    Keys,
}

/// In the order in which they are loaded.
const DATA: &[&str] = &[
    "log_head",
    "events",
    "commands",
    "log_blocks",
    "log_tree",
    "log_publications",
    "log_import",
    "files",
    "embeddings",
    "embedding_live",
    "discarded_events",
    "erasures",
    "restores",
];
const KEYS: &[&str] = &["member_keys", "accounts", "memberships", "api_keys"];

impl Part {
    /// Its tables; what others refer to comes first.
    pub(crate) fn tables(self) -> &'static [&'static str] {
        match self {
            Self::Data => DATA,
            Self::Keys => KEYS,
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Data => "data",
            Self::Keys => "keys",
        })
    }
}

/// In which order rows are written, where it matters to whoever reads the file.
pub(crate) fn order(table: &str) -> &'static str {
    match table {
        "events" => " ORDER BY position",
        "log_blocks" => " ORDER BY block",
        _ => "",
    }
}

/// What migrations have put in already, so that a backup takes its place.
pub(crate) fn is_seeded(table: &str) -> bool {
    table == "log_head"
}

/// Tables that no backup has, besides the read models, and why.
#[cfg(test)]
pub(super) const LEFT_OUT: &[(&str, &str)] = &[
    ("_sqlx_migrations", "the manifest names the migrations, and a restore runs them"),
    ("checkpoints", "the read models are made anew"),
    ("projection_generations", "the read models are made anew"),
    ("rebuilds", "the read models are made anew"),
    ("rebuild_lanes", "the read models are made anew"),
    ("projection_requests", "what was asked of projectors that are gone"),
    ("dead_letters", "found again when the read models are made"),
    ("embedding_failures", "tried again"),
    ("conversation_leases", "who was at work then is not now"),
    ("timer_leases", "who was at work then is not now"),
    ("sessions", "one that was ended since would live again: people sign in anew"),
    ("refresh_tokens", "they go with the sessions"),
    ("ws_tickets", "they go with the sessions"),
    ("push_subscriptions", "they go with the sessions"),
    ("push_jobs", "what was to be pushed then is no news"),
    ("push_feed", "it begins at the end of the log"),
    ("password_resets", "a link that was used since would be good again"),
    ("invitation_links", "a link that was used since would be good again"),
    ("login_failures", "counts of some minutes"),
    ("key_epoch", "processes begin with it as it is"),
];

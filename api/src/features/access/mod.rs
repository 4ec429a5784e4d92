//! One's own access, and that of others: sessions, passwords, keys for programs, the
//! trail of what happened with them, and the keys that tokens are verified with.

pub(crate) mod api_keys;
pub(crate) mod password;
pub(crate) mod public_keys;
pub(crate) mod sessions;
pub(crate) mod trail;

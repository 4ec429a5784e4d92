//! Sealing: personal text is ciphertext in the log (docs/adr/0003).
//!
//! Every `{"$personal": {"about": [...], "value": ...}}` in a payload becomes
//! `{"$sealed": {"about": [...], "n": nonce, "c": ciphertext}}` when it is written and
//! turns back when it is read, or into `{"$erased": {"about": [...]}}` when a key is gone.

mod keys;
mod running_answer;
mod text;

pub(crate) use keys::Keys;
pub use keys::{DeploymentKey, KeyError, KeyRing};
pub use running_answer::{Piece, RunningAnswer};
pub(crate) use text::{abouts, find_unstorable, open, seal, withhold};

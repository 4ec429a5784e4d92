//! Sealing: personal text is ciphertext in the log (docs/adr/0003).
//!
//! Every `{"$personal": {"about": [...], "value": ...}}` in a payload becomes
//! `{"$sealed": {"about": [...], "n": nonce, "c": ciphertext}}` when it is written and
//! turns back when it is read, or into `{"$erased": {"about": [...]}}` when a key is gone.

mod deployment;
#[cfg(test)]
mod fuzz;
mod keys;
mod rotation;
mod running_answer;
mod text;

pub use deployment::DeploymentKey;
pub(crate) use keys::Keys;
pub use keys::{KeyError, KeyRing, LOOK_EVERY};
pub use running_answer::{Piece, RunningAnswer};
pub(crate) use text::{
    Opener, SealError, abouts, disclose, each_about, find_unstorable, named, seal, withhold,
};

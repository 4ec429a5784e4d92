//! Personal text: what a person wrote, what was derived from it, names and addresses.

use serde::{Deserialize, Serialize};

use crate::MemberId;

/// A value about one or more members. At the event store's boundary it becomes
/// ciphertext under a key derived from the keys of *all* members in `about`; once any
/// of them is erased it reads as [`Personal::Erased`], here and everywhere.
///
/// Wire form: `{"$personal": {"about": [...], "value": ...}}` or `{"$erased": {"about": [...]}}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Personal<T> {
    /// Readable.
    #[serde(rename = "$personal")]
    Known {
        /// The members it is about: at least one.
        about: Vec<MemberId>,
        /// The value itself.
        value: T,
    },
    /// A key it needs is gone; what was said cannot be read again.
    #[serde(rename = "$erased")]
    Erased {
        /// The members it was about.
        about: Vec<MemberId>,
    },
}

impl<T> Personal<T> {
    /// A value about one member.
    pub fn of(member: MemberId, value: T) -> Self {
        Self::Known { about: vec![member], value }
    }

    /// A value about `first` and further members, each named once, in a stable order.
    pub fn of_all(first: MemberId, others: impl IntoIterator<Item = MemberId>, value: T) -> Self {
        let mut about = vec![first];
        about.extend(others);
        about.sort_unstable();
        about.dedup();
        Self::Known { about, value }
    }

    /// The value, unless it was erased.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known { value, .. } => Some(value),
            Self::Erased { .. } => None,
        }
    }

    /// The value, unless it was erased.
    pub fn into_known(self) -> Option<T> {
        match self {
            Self::Known { value, .. } => Some(value),
            Self::Erased { .. } => None,
        }
    }

    /// The members it is (or was) about.
    pub fn about(&self) -> &[MemberId] {
        match self {
            Self::Known { about, .. } | Self::Erased { about } => about,
        }
    }
}

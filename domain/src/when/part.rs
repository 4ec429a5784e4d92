//! Parts of the day: `morning`, `tonight`.

use crate::phrase::Tokens;

/// A stretch of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Morning,
    Afternoon,
    Evening,
}

impl Part {
    /// Reads one at `at`, and the place after it.
    pub(super) fn read(tokens: &Tokens, at: usize) -> Option<(Self, usize)> {
        let part = match tokens.word(at) {
            "morning" => Self::Morning,
            "afternoon" => Self::Afternoon,
            "evening" | "night" => Self::Evening,
            _ => return None,
        };
        Some((part, at + 1))
    }

    /// Its first hour, and the hour it ends before.
    pub(super) fn hours(self) -> (u32, u32) {
        match self {
            Self::Morning => (6, 12),
            Self::Afternoon => (12, 18),
            Self::Evening => (18, 24),
        }
    }

    /// Whether an hour without am or pm is meant in the second half of the day.
    pub(super) fn late(self) -> bool {
        self != Self::Morning
    }
}

//! What every workload gets.

use std::path::PathBuf;

use crate::paths::Paths;
use crate::services::Services;

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Rounds of each case, in each of which every contender is measured once.
    pub rounds: usize,
    /// The long run: more sizes, longer measurements.
    pub full: bool,
    /// Events of the largest log that is made.
    pub largest: u64,
}

impl Effort {
    /// `long` in a long run, else `short`.
    pub fn pick<T>(self, short: T, long: T) -> T {
        if self.full { long } else { short }
    }
}

/// What every workload gets.
#[derive(Debug)]
pub struct Context {
    /// The private Postgres and Redis.
    pub services: Services,
    /// How much is measured.
    pub effort: Effort,
    /// Where things lie.
    pub paths: Paths,
    /// The release build of the product.
    pub steward: PathBuf,
}

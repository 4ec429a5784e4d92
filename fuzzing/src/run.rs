//! One input and its law.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use crate::Seeds;

/// The longest that any law may take on one input, even on a machine that is busy: beyond it
/// is a parser that hangs.
const SLOWEST: Duration = Duration::from_secs(10);

/// A folder in which the input at hand is kept while it is checked, for parsers that end the
/// process or never end themselves: `FUZZ_KEEP=/tmp/inputs make fuzz`.
static KEPT: LazyLock<Option<PathBuf>> =
    LazyLock::new(|| std::env::var_os("FUZZ_KEEP").map(PathBuf::from));

/// Checks a law on what the engine's bytes make of a seed or, where the engine is guided by
/// coverage, on the bytes.
pub fn run(seeds: &Seeds, bytes: &[u8], law: impl Fn(&[u8])) {
    if cfg!(fuzzing) {
        check(seeds, bytes, law);
    } else {
        check(seeds, &seeds.variant(bytes), law);
    }
}

/// Checks a law on every seed as it is; what guides itself begins with them anyway.
pub fn run_seeds(seeds: &Seeds, law: impl Fn(&[u8])) {
    if !cfg!(fuzzing) {
        seeds.each(|seed| check(seeds, seed, &law));
    }
}

fn check(seeds: &Seeds, input: &[u8], law: impl Fn(&[u8])) {
    if let Some(folder) = KEPT.as_ref() {
        // Where it cannot be kept, it is checked all the same.
        let _ = fs::write(folder.join(seeds.name()), input);
    }
    let begun = Instant::now();
    let held = catch_unwind(AssertUnwindSafe(|| {
        law(input);
        let taken = begun.elapsed();
        assert!(taken < SLOWEST, "{taken:?} for {} bytes", input.len());
    }));
    if let Err(broken) = held {
        seeds.note(input);
        resume_unwind(broken);
    }
}

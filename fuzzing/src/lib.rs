//! Arbitrary input for parsers, for tests only (docs/testing.md).
//!
//! [`target!`] runs a law on each of its seeds, then on random input for a bounded time.
//! Under `cargo test` nothing guides that input, and random bytes hardly get past the first
//! check of a parser; so they are taken as [`Choices`] of how to change a seed: its `bytes`,
//! or its `json` where there is some. A fuzzer that is guided by coverage (`cargo bolero
//! test`) changes input better than that, and its bytes are taken as they are.
//!
//! - `seeds`: a target's corpus, and what its code adds to it; `run`: one input
//! - [`cuts`]: the same bytes in different pieces; [`alike()`]: the same JSON

mod alike;
mod bytes;
mod choices;
mod json;
mod pieces;
mod run;
mod seeds;

use std::time::Duration;

pub use alike::alike;
pub use bolero;
pub use choices::Choices;
pub use pieces::cuts;
pub use run::{run, run_seeds};
pub use seeds::Seeds;

/// How long one target takes at most in an ordinary test run;
/// `BOLERO_RANDOM_TEST_TIME_MS` sets another time.
pub const TIME: Duration = Duration::from_millis(600);

/// How many random inputs it takes at most there; `BOLERO_RANDOM_ITERATIONS` sets more.
pub const ITERATIONS: usize = 10_000;

/// Checks a law (a function of bytes that panics where it does not hold) on a corpus, which
/// lies in `__fuzz__/<name>/corpus` beside the file, and on what is made of it. Seeds that
/// code makes come in front of the law.
#[macro_export]
macro_rules! target {
    ($name:literal, $law:expr) => {
        $crate::target!($name, Vec::<Vec<u8>>::new(), $law)
    };
    ($name:literal, $seeds:expr, $law:expr) => {{
        let seeds = $crate::Seeds::of(env!("CARGO_MANIFEST_DIR"), file!(), $name, $seeds);
        $crate::run_seeds(&seeds, $law);
        $crate::bolero::check!(name = $name)
            .with_iterations($crate::ITERATIONS)
            .with_test_time($crate::TIME)
            .for_each(|bytes: &[u8]| $crate::run(&seeds, bytes, $law));
    }};
}

//! What `steward extract-text` does, as a program of its own for the tests of this crate.

use std::process::ExitCode;

fn main() -> ExitCode {
    let kind = std::env::args().nth(1).and_then(|word| word.parse().ok());
    match kind.map(retrieval::files::child) {
        Some(Ok(())) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

//! Reading a file in a process of its own, which limits itself before it looks at it.

use std::io::{Read, Write};

use rustix::process::{Resource, Rlimit, setrlimit};
use serde::{Deserialize, Serialize};

use super::{FileProblem, Kind, read};

/// The most memory, in bytes of address space.
const MEMORY: u64 = 1024 * 1024 * 1024;
/// The most seconds of a processor.
const SECONDS: u64 = 25;
/// The most bytes that are read.
const LONGEST: u64 = 256 * 1024 * 1024;

/// What the process prints, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The file's text.
    Text(String),
    /// Why there is none.
    Problem(FileProblem),
}

/// What a process does that was started to read one file: limits its own memory and time,
/// reads a file of `kind` from standard input, and prints an [`Answer`]. If a limit is
/// reached the process ends without one. Call it before anything else is started.
pub fn child(kind: Kind) -> std::io::Result<()> {
    limit(Resource::As, MEMORY)?;
    limit(Resource::Cpu, SECONDS)?;
    limit(Resource::Core, 0)?;
    // It opens no file and starts no process.
    limit(Resource::Fsize, 0)?;
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(LONGEST).read_to_end(&mut bytes)?;
    // What a parser says about a file may quote it.
    std::panic::set_hook(Box::new(|_| {}));
    let answer = match read(kind, &bytes) {
        Ok(text) => Answer::Text(text),
        Err(problem) => Answer::Problem(problem),
    };
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, &answer)?;
    out.flush()
}

fn limit(resource: Resource, most: u64) -> std::io::Result<()> {
    setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    Ok(())
}

//! `steward audit check-proof`.

use std::io::Read;
use std::path::PathBuf;

use anyhow::Context;
use audit::{Head, Proof};
use serde::Serialize;

use super::{Trusted, open};
use crate::tool::Deployment;
use crate::tool::output::Format;

/// Longer is no proof.
const LONGEST: u64 = 80 * 1024 * 1024;

/// Which proof.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The file that holds it; - for standard input.
    file: PathBuf,
    #[command(flatten)]
    trusted: Trusted,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

#[derive(Serialize)]
struct Good {
    ok: bool,
    /// What is proven, in words.
    proven: String,
}

/// Checks it; what proves nothing is an error.
pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let mut text = String::new();
    if args.file.as_os_str() == "-" {
        std::io::stdin().take(LONGEST).read_to_string(&mut text)?;
    } else {
        open(&args.file)?.take(LONGEST).read_to_string(&mut text)?;
    }
    let proof: Proof = serde_json::from_str(&text).context("this is no proof of `audit prove`")?;
    proof.check(&args.trusted.keys(&args.deployment)?).context("the proof does not hold")?;
    let mut output = args.format.output();
    output.value(&Good { ok: true, proven: proven(&proof) }, |good| good.proven.clone())?;
    Ok(output.flush()?)
}

fn proven(proof: &Proof) -> String {
    let log = |head: &Head| {
        let Head { block, size, log_id, sealed_at, .. } = head;
        format!("the log {log_id} as of block {block} ({size} events, closed at {sealed_at})")
    };
    match proof {
        Proof::Inclusion { event, head, .. } => format!(
            "{} {} stands at position {} of {}.",
            event.event_type,
            event.event_id,
            event.position,
            log(head)
        ),
        Proof::Consistency { from, to, .. } => {
            format!("{} is the beginning of {}.", log(from), log(to))
        }
    }
}

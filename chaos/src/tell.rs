//! What became of a run, in lines.

use chaos::check::Verdict;
use chaos::run::Outcome;

/// Findings of one promise that are told in full.
const TOLD: usize = 5;

/// Of a run with faults.
pub(crate) fn outcome(outcome: &Outcome) {
    println!("Faults, in {} s:", outcome.took.as_secs());
    for (kind, times) in &outcome.done {
        println!("  {times:>5}  {kind}");
    }
    println!("  {:>5}  processes that ended, as what they need was away", outcome.gave_up);
    println!("At rest {} s after the last one. Looked at:", outcome.rested_after.as_secs());
    verdict(&outcome.verdict);
}

/// What was looked at, and what was found.
pub(crate) fn verdict(verdict: &Verdict) {
    for what in &verdict.looked_at {
        println!("  - {what}");
    }
    let mut of = "";
    let mut told = 0;
    for finding in &verdict.findings {
        if finding.of != of {
            (of, told) = (finding.of, 0);
            let all = verdict.findings.iter().filter(|other| other.of == of).count();
            println!("BROKEN, {of} ({all}):");
        }
        told += 1;
        if told <= TOLD {
            println!("  ! {}", finding.what);
        }
    }
}

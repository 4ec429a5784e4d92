//! Each alert made to fire by its cause on a real deployment, under a real Prometheus, and
//! ended by what its runbook says.
//!
//! - `act`: what can be done; `drills`: a cause and a remedy for each alert
//! - `deployment`: what it is done to; `people` work on it meanwhile; `disk` and `webhook` are
//!   parts that fail
//! - `stage`, `hands`: do it; `shell`: as an operator would; `runbook`: what that one reads
//! - `prometheus`: what fires; `shorten`: the rules with less patience
//! - `drilled`, `table`: what was seen

mod act;
mod deployment;
mod disk;
mod drilled;
mod drills;
mod hands;
mod people;
mod prometheus;
mod runbook;
mod shell;
mod shorten;
mod stage;
mod table;
mod webhook;

use std::path::PathBuf;

use anyhow::ensure;

use act::Drill;
use deployment::Deployment;

/// What is wanted.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The product.
    pub program: PathBuf,
    /// The program `prometheus`.
    pub prometheus: PathBuf,
    /// Only these alerts; all if there are none.
    pub only: Vec<String>,
}

/// Carries every drill out, and tells each in a line; whether all went well.
pub async fn run(wanted: &Wanted) -> anyhow::Result<bool> {
    let is_wanted = |drill: &&'static Drill| {
        wanted.only.is_empty() || wanted.only.iter().any(|name| drill.alert == name)
    };
    let groups: [(&str, Vec<&'static Drill>); 2] = [
        ("alerts", drills::harmless().filter(is_wanted).collect()),
        // What damages the log does so to another one.
        ("alerts-log", drills::harmful().filter(is_wanted).collect()),
    ];
    ensure!(groups.iter().any(|(_, drills)| !drills.is_empty()), "there is no such alert");
    println!("{}\n", shorten::told());
    let (mut good, mut all) = (0, 0);
    for (name, drills) in groups {
        if drills.is_empty() {
            continue;
        }
        let mut deployment = Deployment::start(&wanted.program, &wanted.prometheus, name).await?;
        for drill in drills {
            let seen = drilled::carry_out(&mut deployment, drill).await;
            println!("{}", table::line(&seen));
            all += 1;
            good += usize::from(seen.is_good());
        }
    }
    println!("\n{good} of {all} alerts fired by their cause and were ended by their runbook.");
    Ok(good == all)
}

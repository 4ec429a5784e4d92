//! The event stores that are programs of their own, in `bench/peers`, where
//! `scripts/bench-peers.sh` installed them.

use std::path::PathBuf;

use super::process::Process;
use crate::measure::About;
use crate::paths::Paths;

/// The workloads that all of them know.
const WORKLOADS: [&str; 3] = ["append", "load", "subscription"];

struct Foreign {
    name: &'static str,
    /// What must be there, or the peer was not installed.
    installed: PathBuf,
    command: Vec<String>,
    guarantees: &'static str,
    tuning: &'static str,
}

/// Those that are installed, and a note for each that is not.
pub async fn find(paths: &Paths) -> anyhow::Result<(Vec<Process>, Vec<String>)> {
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for foreign in all(paths) {
        if !foreign.installed.exists() {
            missing.push(format!("{} was not installed, so it is missing here.", foreign.name));
            continue;
        }
        let about = About {
            name: foreign.name.to_owned(),
            version: String::new(),
            guarantees: foreign.guarantees.to_owned(),
            tuning: foreign.tuning.to_owned(),
        };
        let folder = paths.peer(foreign.name);
        found.push(Process::start(foreign.command, folder, WORKLOADS.to_vec(), about).await?);
    }
    Ok((found, missing))
}

fn all(paths: &Paths) -> [Foreign; 3] {
    let node = |name: &'static str| {
        let folder = paths.peer(name);
        let program = folder.join("peer.mjs").display().to_string();
        (folder.join("node_modules"), vec!["node".to_owned(), program])
    };
    let (message_db, run_message_db) = node("message-db");
    let (emmett, run_emmett) = node("emmett");
    let python = paths.work.join("peers/eventsourcing/bin/python");
    let program = paths.peer("eventsourcing").join("peer.py");
    [
        Foreign {
            name: "message-db",
            installed: message_db,
            command: run_message_db,
            guarantees: "expected version per stream; ordered by a sequence with holes that a \
                         reader may skip; no idempotence by command, nothing encrypted or sealed",
            tuning: "prepared statements, as many connections as writers up to 32",
        },
        Foreign {
            name: "emmett",
            installed: emmett,
            command: run_emmett,
            guarantees: "expected version per stream; readers wait for older transactions, but \
                         remember a position, so one can pass over an event for good where \
                         appends overlap; no idempotence by command, nothing encrypted or sealed",
            tuning: "its own pool, as many connections as writers up to 32",
        },
        Foreign {
            name: "eventsourcing",
            installed: python.clone(),
            command: vec![python.display().to_string(), program.display().to_string()],
            guarantees: "version per aggregate by a unique index; appends take a table lock, so \
                         the order has no late arrivals; no idempotence by command; encryption is \
                         optional and off here",
            tuning: "its own pool and prepared statements, processes as many as cores",
        },
    ]
}

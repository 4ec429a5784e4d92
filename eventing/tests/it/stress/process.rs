//! Half of the writers: in this process, or in a second one that runs this test's
//! binary again.

use std::ops::Range;
use std::process::Stdio;

use eventing::{Database, DbRole, DeploymentKey, EventStore, KeyRing, Signals};
use serde::{Deserialize, Serialize};

use super::writer::{Report, Writer};

const ORDERS: &str = "STEWARD_STRESS_ORDERS";
/// Precedes the report on the second process's standard output.
const REPORT: &str = "report:";

/// What the writers of one process have to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Orders {
    pub(super) url: String,
    pub(super) key: String,
    pub(super) seed: u64,
    pub(super) writers: Range<u32>,
}

impl Orders {
    /// A store as a process of its own would have it.
    pub(super) async fn store(&self, signals: Signals) -> EventStore {
        let api = Database::connect(&self.url, DbRole::Api, 20).await.unwrap();
        let key = DeploymentKey::from_hex(&self.key).unwrap();
        EventStore::start(api.clone(), KeyRing::new(api, key), signals)
    }

    /// Runs the writers here.
    pub(super) async fn carry_out(&self, signals: Signals) -> Report {
        let (conflicts, groups) = figures();
        let store = self.store(signals).await;
        let writers: Vec<_> = self
            .writers
            .clone()
            .map(|number| tokio::spawn(Writer::run(store.clone(), self.seed, number)))
            .collect();
        let mut all = Report::default();
        for writer in writers {
            all = all.join(writer.await.unwrap());
        }
        let (conflicts_now, groups_now) = figures();
        all.conflicts = conflicts_now.len() - conflicts.len();
        all.groups = groups_now[groups.len()..].to_vec();
        all
    }

    /// Runs the writers in another process.
    pub(super) async fn delegate(&self) -> Report {
        let output = tokio::process::Command::new(std::env::current_exe().unwrap())
            .args(["stress::second_process", "--exact", "--ignored", "--nocapture"])
            .env(ORDERS, serde_json::to_string(self).unwrap())
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output()
            .await
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        let Some(report) = text.lines().find_map(|line| line.split_once(REPORT)) else {
            panic!("the second process failed: {text}{}", String::from_utf8_lossy(&output.stderr));
        };
        serde_json::from_str(report.1).unwrap()
    }
}

/// Conflicts and sizes of groups so far.
fn figures() -> (Vec<f64>, Vec<f64>) {
    let of = crate::figures::of;
    (of("steward_append_conflicts_total"), of("steward_append_group_units"))
}

/// What the second process does: nothing, unless it was given orders.
pub(super) async fn obey() {
    let Ok(orders) = std::env::var(ORDERS) else { return };
    let orders: Orders = serde_json::from_str(&orders).unwrap();
    let report = orders.carry_out(Signals::local()).await;
    println!("\n{REPORT}{}", serde_json::to_string(&report).unwrap());
}

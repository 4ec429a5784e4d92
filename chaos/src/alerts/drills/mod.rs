//! A drill for each alert, in the groups of `ops/alerts.yml`.

mod delivery;
mod log;
mod service;
mod work;

use super::act::Drill;

const WORKERS: &[&str] = &["worker-1", "worker-2", "worker-3"];

/// Those that leave a deployment as it was.
pub(super) fn harmless() -> impl Iterator<Item = &'static Drill> {
    log::SEALS.iter().chain(delivery::ALL).chain(work::ALL).chain(service::ALL)
}

/// Those that damage the log, on a deployment of their own.
pub(super) fn harmful() -> impl Iterator<Item = &'static Drill> {
    log::DAMAGE.iter()
}

#[cfg(test)]
mod tests {
    use super::super::act::Act;
    use super::super::runbook;
    use super::*;

    #[test]
    fn every_alert_has_one_drill_and_a_section() {
        let rules = include_str!("../../../../ops/alerts.yml");
        let mut alerts: Vec<&str> =
            rules.lines().filter_map(|line| line.trim().strip_prefix("- alert: ")).collect();
        let mut drilled: Vec<&str> = harmless().chain(harmful()).map(|drill| drill.alert).collect();
        alerts.sort_unstable();
        drilled.sort_unstable();
        assert_eq!(drilled, alerts);
        assert!(alerts.iter().all(|alert| !runbook::section(alert).is_empty()));
    }

    #[test]
    fn commands_stand_in_the_runbook() {
        for drill in harmless().chain(harmful()) {
            let acts = drill.breaking.iter().chain(drill.mending).chain(drill.after);
            for act in acts {
                if let Act::Runbook(command) = act {
                    assert!(runbook::gives(drill.alert, command), "{}: {command}", drill.alert);
                }
            }
        }
    }
}

//! What the monitor has said: each finding once when it lasts, and once when it is over.

use std::collections::BTreeMap;

use super::rules::{self, Rule};
use super::{Figures, gauges};

/// What was found at the last look, by the name of its alert, and whether it was said.
#[derive(Debug, Default)]
pub(super) struct Told {
    findings: BTreeMap<&'static str, bool>,
    blind: bool,
}

impl Told {
    /// Says what is new since the last look. What is gone by the next one is not worth a word.
    pub(super) fn tell(&mut self, figures: &Figures) {
        if std::mem::take(&mut self.blind) {
            tracing::info!("the monitor sees again");
        }
        for Rule { alert, check, .. } in rules::RULES {
            match (check(figures), self.findings.get_mut(alert)) {
                (Err(finding), Some(said)) if !*said => {
                    *said = true;
                    tracing::warn!(
                        alert,
                        finding,
                        runbook = rules::runbook(alert),
                        "the monitor found something"
                    );
                }
                (Err(_), Some(_)) => {}
                (Err(_), None) => {
                    self.findings.insert(alert, false);
                }
                (Ok(_), _) => {
                    if self.findings.remove(alert) == Some(true) {
                        tracing::info!(alert, "what the monitor had found is over");
                    }
                }
            }
        }
    }

    /// Says that nothing can be measured.
    pub(super) fn blind(&mut self, error: &str) {
        gauges::set_blind();
        if !std::mem::replace(&mut self.blind, true) {
            tracing::warn!(
                alert = "StewardDatabaseAway",
                error,
                "the monitor sees nothing; trying again until it does"
            );
        }
    }
}

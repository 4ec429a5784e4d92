//! Whether the work goes on: keys that open the log, and what the monitor finds.

use std::time::Duration;

use anyhow::Context;
use eventing::monitor::{Figures, Monitor, rules};
use eventing::{Database, DbRole, KeyRing};

use super::check::{Check, reason};
use super::host::bytes;
use crate::embedded::Urls;
use crate::secrets::Secrets;
use crate::settings::Settings;

/// How long the log is counted at most.
const COUNT_AT_MOST: Duration = Duration::from_secs(20);
/// The part of what the database may have that it may take.
const FULL: f64 = 0.8;
/// Said by the checks of Redis itself.
const SAID_ALREADY: &str = "StewardRedisAway";

/// Looks as the system's role does.
pub(super) async fn examine(
    settings: &Settings,
    urls: &Urls,
    secrets: Option<Secrets>,
) -> Vec<Check> {
    let system = match Database::connect(&urls.database_url, DbRole::System, 4).await {
        Ok(system) => system,
        Err(error) => {
            let remedy =
                "GRANT steward_system TO the user of DATABASE_URL, or run `steward migrate`";
            return vec![Check::problem("system role", error.to_string(), remedy)];
        }
    };
    let mut checks = Vec::new();
    if let Some(secrets) = secrets {
        checks.push(keys(&system, secrets).await);
    }
    match look(&system, urls).await {
        Ok((figures, whole)) => {
            let rules = rules::RULES.iter().filter(|rule| rule.alert != SAID_ALREADY);
            checks.extend(rules.map(|rule| judged(rule, &figures, whole)));
            checks.push(size(settings, &figures));
        }
        Err(error) => {
            let remedy = "see Postgres' own log";
            checks.push(Check::problem("monitor", reason(&error), remedy));
        }
    }
    checks
}

async fn keys(system: &Database, secrets: Secrets) -> Check {
    match KeyRing::new(system.clone(), secrets.deployment_key).check().await {
        Ok(()) => Check::ok("deployment key", "it opens the log"),
        Err(error) => Check::problem(
            "deployment key",
            error.to_string(),
            "set STEWARD_DEPLOYMENT_KEY to the key that this database was written with; \
             without it nobody can read what people wrote",
        ),
    }
}

async fn look(system: &Database, urls: &Urls) -> anyhow::Result<(Figures, bool)> {
    let redis =
        redis::Client::open(urls.redis_url.as_str()).context("REDIS_URL is not a Redis address")?;
    Ok(Monitor::new(system.clone(), redis).look_thoroughly(COUNT_AT_MOST).await?)
}

fn judged(rule: &rules::Rule, figures: &Figures, whole: bool) -> Check {
    match (rule.check)(figures) {
        Ok(found) if rule.alert == "StewardLogHasHoles" && !whole => Check::ok(
            rule.subject,
            format!("{found}, as far as it was counted in {} s", COUNT_AT_MOST.as_secs()),
        ),
        Ok(found) => Check::ok(rule.subject, found),
        Err(found) => {
            let remedy = format!("{} ({})", rule.remedy, rules::runbook(rule.alert));
            if rule.urgent {
                Check::problem(rule.subject, found, remedy)
            } else {
                Check::warning(rule.subject, found, remedy)
            }
        }
    }
}

fn size(settings: &Settings, figures: &Figures) -> Check {
    let size = figures.database_bytes.unsigned_abs();
    match settings.database_limit() {
        None => Check::ok(
            "database size",
            format!("{}; STEWARD_DATABASE_LIMIT_GB is not set", bytes(size)),
        ),
        Some(limit) => {
            let found = format!("{} of {}", bytes(size), bytes(limit));
            if size as f64 > FULL * limit as f64 {
                let remedy = "give it more room (docs/runbooks.md#stewarddatabasefilling)";
                Check::problem("database size", found, remedy)
            } else {
                Check::ok("database size", found)
            }
        }
    }
}

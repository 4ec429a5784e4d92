//! Redis: whether it answers, and what it does when its memory is full. It holds nothing that
//! must survive.

use std::time::Duration;

use anyhow::Context;

use super::check::{Check, reason};
use super::host::bytes;

const PATIENCE: Duration = Duration::from_secs(5);
const AWAY: &str =
    "start it, or correct REDIS_URL; meanwhile everything works, up to a second slower";

/// Asks it.
pub(super) async fn examine(url: &str) -> Vec<Check> {
    let asked = tokio::time::timeout(PATIENCE, ask(url)).await;
    match asked.context("it takes connections and says nothing").flatten() {
        Ok(info) => vec![Check::ok("Redis", version(&info)), memory(&info)],
        Err(error) => vec![Check::problem("Redis", reason(&error), AWAY)],
    }
}

async fn ask(url: &str) -> anyhow::Result<String> {
    let client = redis::Client::open(url).context("REDIS_URL is not a Redis address")?;
    let mut connection =
        client.get_multiplexed_async_connection().await.context("no Redis answers")?;
    redis::cmd("INFO").query_async(&mut connection).await.context("it refuses INFO")
}

/// A field of what `INFO` tells.
fn field<'a>(info: &'a str, name: &str) -> Option<&'a str> {
    info.lines().find_map(|line| line.trim().strip_prefix(name)?.strip_prefix(':'))
}

fn version(info: &str) -> String {
    match (field(info, "valkey_version"), field(info, "redis_version")) {
        (Some(version), _) => format!("Valkey {version} answers"),
        (None, Some(version)) => format!("Redis {version} answers"),
        (None, None) => "it answers".to_owned(),
    }
}

/// The log's stream has no end of life, running answers and limits have: they may go.
fn memory(info: &str) -> Check {
    const NAME: &str = "Redis memory";
    let number = |name| field(info, name).and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
    let (used, most) = (number("used_memory"), number("maxmemory"));
    let policy = field(info, "maxmemory_policy").unwrap_or("noeviction");
    if most == 0 {
        return Check::ok(NAME, format!("{} in use, no limit of its own", bytes(used)));
    }
    let found = format!("{} of {} in use, maxmemory-policy {policy}", bytes(used), bytes(most));
    if policy.starts_with("allkeys") {
        let remedy = "set maxmemory-policy to volatile-lru: else it may drop the stream of events, \
                      which the relay then writes again";
        return Check::warning(NAME, found, remedy);
    }
    if used as f64 > 0.8 * most as f64 && policy == "noeviction" {
        let remedy = "raise maxmemory, or set maxmemory-policy to volatile-lru: when it is full it \
                      takes nothing more";
        return Check::warning(NAME, found, remedy);
    }
    Check::ok(NAME, found)
}

#[cfg(test)]
mod tests {
    use super::super::check::Verdict;
    use super::*;

    fn verdict(used: u64, most: u64, policy: &str) -> Verdict {
        let info = format!(
            "# Memory\r\nused_memory:{used}\r\nmaxmemory:{most}\r\nmaxmemory_policy:{policy}\r\n"
        );
        memory(&info).verdict
    }

    #[test]
    fn what_happens_when_memory_is_full_is_judged() {
        assert_eq!(verdict(1_000_000, 0, "noeviction"), Verdict::Ok);
        assert_eq!(verdict(10, 100, "noeviction"), Verdict::Ok);
        assert_eq!(verdict(90, 100, "noeviction"), Verdict::Warning);
        assert_eq!(verdict(90, 100, "volatile-lru"), Verdict::Ok);
        assert_eq!(verdict(10, 100, "allkeys-lru"), Verdict::Warning);
    }

    #[test]
    fn the_server_is_named() {
        assert_eq!(version("redis_version:7.4.1\r\n"), "Redis 7.4.1 answers");
        assert_eq!(
            version("redis_version:7.2.4\r\nvalkey_version:8.0.1\r\n"),
            "Valkey 8.0.1 answers"
        );
    }
}

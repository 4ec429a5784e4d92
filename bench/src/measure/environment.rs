//! The machine and the servers that a record was made on.

use std::collections::BTreeMap;
use std::process::Command;

use serde::{Deserialize, Serialize};
use sqlx::{Connection, PgConnection};

use crate::Context;

/// Settings of Postgres that figures depend on.
const SETTINGS: [&str; 10] = [
    "server_version",
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "wal_sync_method",
    "shared_buffers",
    "max_wal_size",
    "max_connections",
    "jit",
    "random_page_cost",
];

/// The machine and the servers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Environment {
    /// The processor's name.
    pub processor: String,
    /// Cores that this process may use.
    pub cores: usize,
    /// Memory, in MB.
    pub memory_mb: u64,
    /// The kernel.
    pub kernel: String,
    /// The commit that was measured; with `+` when files were changed.
    pub commit: String,
    /// Postgres' version and the settings that matter.
    pub postgres: BTreeMap<String, String>,
    /// Median time of one fsync of 8 kB, in microseconds, measured at the start.
    pub fsync_us: f64,
}

impl Environment {
    /// Looks at this machine and asks Postgres.
    pub async fn look(context: &Context) -> anyhow::Result<Self> {
        let mut connection =
            PgConnection::connect(&context.services.database_url("postgres")).await?;
        let settings: Vec<(String, String)> = sqlx::query_as(
            "SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY($1)",
        )
        .bind(SETTINGS.as_slice())
        .fetch_all(&mut connection)
        .await?;
        connection.close().await?;
        let read = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
        Ok(Self {
            processor: after(&read("/proc/cpuinfo"), "model name"),
            cores: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            memory_mb: after(&read("/proc/meminfo"), "MemTotal")
                .trim_end_matches("kB")
                .trim()
                .parse()
                .map_or(0, |kb: u64| kb / 1024),
            kernel: read("/proc/sys/kernel/osrelease").trim().to_owned(),
            commit: commit(&context.paths.repository),
            postgres: settings.into_iter().collect(),
            fsync_us: fsync(&context.paths.work)?,
        })
    }
}

/// What follows a key and its colon in a file of `/proc`.
fn after(text: &str, key: &str) -> String {
    let line = text.lines().find(|line| line.starts_with(key));
    line.and_then(|line| line.split_once(':'))
        .map_or_else(String::new, |(_, value)| value.trim().to_owned())
}

fn commit(repository: &std::path::Path) -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").arg("-C").arg(repository).args(arguments).output().ok()?;
        String::from_utf8(output.stdout).ok().map(|text| text.trim().to_owned())
    };
    let changed =
        git(&["status", "--porcelain", "--untracked-files=no", "--", ":!bench/results", ":!docs"])
            .is_some_and(|text| !text.is_empty());
    let name = git(&["rev-parse", "--short=12", "HEAD"]).unwrap_or_default();
    if changed { format!("{name}+") } else { name }
}

/// The median of a few writes that are forced to the disk: the floor of any durable commit.
fn fsync(folder: &std::path::Path) -> anyhow::Result<f64> {
    use std::io::{Seek, Write};
    let path = folder.join("fsync");
    let mut file = std::fs::File::create(&path)?;
    let block = [0x5a_u8; 8192];
    let mut took = Vec::new();
    for _ in 0..200 {
        file.rewind()?;
        let begun = std::time::Instant::now();
        file.write_all(&block)?;
        file.sync_data()?;
        took.push(begun.elapsed().as_secs_f64() * 1e6);
    }
    std::fs::remove_file(path)?;
    Ok(super::statistics::median(took).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::after;

    #[test]
    fn a_line_of_proc_is_understood() {
        assert_eq!(after("MemTotal:       24 kB\nMemFree: 1 kB\n", "MemTotal"), "24 kB");
        assert_eq!(after("", "MemTotal"), "");
    }
}

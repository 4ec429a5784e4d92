//! Postgres: whether it answers, what it promises, and what it knows of backups.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use sqlx::{Connection, PgConnection};

use super::check::{Check, reason};
use super::schema;

/// The oldest that Steward runs on.
const OLDEST: i32 = 160_000;
/// Clocks that differ by more are worth a word; by more than that, leases and timers suffer.
const SKEW: TimeDelta = TimeDelta::seconds(1);
const TOO_MUCH_SKEW: TimeDelta = TimeDelta::seconds(10);

type Checked = Result<Check, sqlx::Error>;

/// Everything about the database, and whether its schema can be used.
pub(super) async fn examine(url: &str) -> (Vec<Check>, bool) {
    const NAME: &str = "Postgres";
    let remedy = "nothing works without it; start it, or correct DATABASE_URL";
    if let Err(error) = crate::postgres::reach(url).await {
        return (vec![Check::problem(NAME, reason(&error), remedy)], false);
    }
    let mut connection = match PgConnection::connect(url).await {
        Ok(connection) => connection,
        Err(error) => return (vec![Check::problem(NAME, error.to_string(), remedy)], false),
    };
    let mut checks = Vec::new();
    let mut note = |name, checked: Checked| {
        checks.push(checked.unwrap_or_else(|error| {
            Check::problem(name, format!("it cannot be told: {error}"), "see Postgres' own log")
        }));
    };
    note(NAME, version(&mut connection).await);
    note("durability", durability(&mut connection).await);
    note("clock", clock(&mut connection).await);
    note("backups", backups(&mut connection).await);
    note("extension vector", schema::extension(&mut connection).await);
    note("database roles", schema::roles(&mut connection).await);
    let migrated = schema::migrations(&mut connection).await;
    let usable = migrated.as_ref().is_ok_and(|migrated| migrated.usable);
    note("migrations", migrated.map(|migrated| migrated.check));
    if usable {
        note("tenant boundary", schema::boundary(&mut connection).await);
        note("append-only log", schema::append_only(&mut connection).await);
    }
    (checks, usable)
}

async fn version(connection: &mut PgConnection) -> Checked {
    let (number, name): (i32, String) = sqlx::query_as(
        "SELECT current_setting('server_version_num')::int, current_setting('server_version')",
    )
    .fetch_one(connection)
    .await?;
    Ok(if number < OLDEST {
        Check::problem(
            "Postgres",
            format!("version {name}"),
            "Steward needs 16 or later, with pgvector",
        )
    } else {
        Check::ok("Postgres", format!("version {name} answers"))
    })
}

/// A command is acknowledged once its events are committed: a commit must then be on the disk.
async fn durability(connection: &mut PgConnection) -> Checked {
    let (fsync, pages, commit): (String, String, String) = sqlx::query_as(
        "SELECT current_setting('fsync'), current_setting('full_page_writes'), \
           current_setting('synchronous_commit')",
    )
    .fetch_one(connection)
    .await?;
    let mut wrong = Vec::new();
    let off = [("fsync", &fsync), ("full_page_writes", &pages), ("synchronous_commit", &commit)];
    wrong.extend(off.iter().filter(|(_, value)| *value == "off").map(|(name, _)| *name));
    Ok(if wrong.is_empty() {
        Check::ok("durability", format!("fsync on, synchronous_commit {commit}"))
    } else {
        let found = format!("{} off: a crash may lose what was acknowledged", wrong.join(" and "));
        Check::problem(
            "durability",
            found,
            format!("switch {} on in postgresql.conf", wrong.join(" and ")),
        )
    })
}

async fn clock(connection: &mut PgConnection) -> Checked {
    let before = Utc::now();
    let there: DateTime<Utc> =
        sqlx::query_scalar("SELECT clock_timestamp()").fetch_one(connection).await?;
    let round = Utc::now() - before;
    Ok(skew(there - (before + round / 2)))
}

fn skew(skew: TimeDelta) -> Check {
    let apart = skew.abs();
    let found = format!("that of Postgres is {:.1} s off this machine's", skew.as_seconds_f64());
    let remedy = "synchronise both with NTP: timers, leases and sessions go by them";
    match apart {
        _ if apart > TOO_MUCH_SKEW => Check::problem("clock", found, remedy),
        _ if apart > SKEW => Check::warning("clock", found, remedy),
        _ => Check::ok("clock", "that of Postgres is this machine's"),
    }
}

/// Steward makes none. Whether Postgres archives its WAL is all that can be told from here.
async fn backups(connection: &mut PgConnection) -> Checked {
    type Archiver = (bool, Option<DateTime<Utc>>, Option<DateTime<Utc>>);
    let (archives, last, failed): Archiver = sqlx::query_as(
        "SELECT current_setting('archive_mode') <> 'off', last_archived_time, last_failed_time \
         FROM pg_stat_archiver",
    )
    .fetch_one(connection)
    .await?;
    let at = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    Ok(match (archives, last, failed) {
        (true, last, Some(failed)) if last.is_none_or(|last| last < failed) => Check::problem(
            "backups",
            format!("Postgres has not archived its WAL since it failed to at {}", at(failed)),
            "see archive_command and Postgres' log; its disk fills until it works",
        ),
        (true, Some(last), _) => {
            Check::ok("backups", format!("WAL was archived last at {}", at(last)))
        }
        _ => Check::warning(
            "backups",
            "unknown: Postgres archives no WAL, and Steward cannot see other backups",
            "see that the database and the deployment key are backed up, apart from each other, \
             and that a restore was tried",
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::super::check::Verdict;
    use super::*;

    #[test]
    fn clocks_may_differ_a_little() {
        let verdict = |millis| skew(TimeDelta::milliseconds(millis)).verdict;
        assert_eq!([300, -900].map(verdict), [Verdict::Ok; 2]);
        assert_eq!([1500, -9000].map(verdict), [Verdict::Warning; 2]);
        assert_eq!([11_000, -60_000].map(verdict), [Verdict::Problem; 2]);
        assert!(skew(TimeDelta::seconds(-60)).found.contains("-60.0 s off"));
    }
}

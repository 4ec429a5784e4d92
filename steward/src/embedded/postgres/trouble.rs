//! What to tell a person when Postgres does not start.

use std::path::Path;

/// Words of Postgres that mean a damaged data folder.
const DAMAGE: [&str; 10] = [
    "pg_control",
    "checkpoint record",
    "is not a valid data directory",
    "could not open directory",
    "could not locate required checkpoint",
    "invalid page",
    "database files are incompatible",
    "could not access directory",
    "could not find the database system",
    "postgresql.conf",
];

/// Turns the last words of Postgres into what happened and what to do.
pub(super) fn explain(words: &str, data: &Path, log: &Path) -> String {
    let reason = reason(words);
    let full = ["No space left on device", "Disk quota exceeded"];
    if full.iter().any(|sign| words.contains(sign)) {
        return format!(
            "the disk is full: {reason}\n\
             Free some space where {} is, then start again; nothing is lost.",
            data.display()
        );
    }
    if words.contains("shared memory") {
        return format!(
            "Postgres got no shared memory: {reason}\n\
             If another Postgres still uses {}, end it; in a container, allow more (--shm-size).",
            data.display()
        );
    }
    if DAMAGE.iter().any(|sign| words.contains(sign)) {
        return damaged(data, &reason);
    }
    format!("Postgres does not start: {reason}\nIts log is {}.", log.display())
}

/// A data folder that cannot be used.
pub(super) fn damaged(data: &Path, reason: &str) -> String {
    format!(
        "the database in {0} is damaged: {reason}\n\
         Restore the folder from a backup. To begin anew without its data:  rm -rf {0}",
        data.display()
    )
}

/// The line that says why, without its time and number.
fn reason(words: &str) -> String {
    let grave = ["PANIC:", "FATAL:", "initdb: error:", "ERROR:", "postgres:"];
    let line = grave.iter().find_map(|mark| {
        words.lines().find_map(|line| line.split_once(mark)).map(|(_, rest)| rest.trim())
    });
    line.or_else(|| words.lines().rev().find(|line| !line.trim().is_empty()))
        .unwrap_or("it said nothing")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(words: &str) -> String {
        explain(words, Path::new("/d"), Path::new("/l"))
    }

    #[test]
    fn a_full_disk_is_named() {
        let words = "2026-01-01 FATAL:  could not write lock file \"postmaster.pid\": \
                     No space left on device";
        assert!(told(words).starts_with("the disk is full: could not write lock file"));
    }

    #[test]
    fn damage_is_named_and_the_folder_with_it() {
        let words = "2026-01-01 [7] LOG:  starting\n\
                     2026-01-01 [7] PANIC:  could not locate a valid checkpoint record at 0/0";
        let told = told(words);
        assert!(told.contains("is damaged: could not locate a valid checkpoint"), "{told}");
        assert!(told.contains("rm -rf /d"));
    }

    #[test]
    fn anything_else_keeps_its_words_and_the_log() {
        let told = told("x FATAL:  something new");
        assert_eq!(told, "Postgres does not start: something new\nIts log is /l.");
    }
}

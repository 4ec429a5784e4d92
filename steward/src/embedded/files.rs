//! The prepared files that the embedded default needs.

use std::path::Path;

use anyhow::bail;

/// The folder of the unpacked Postgres, in `.steward`.
pub(super) const POSTGRES_FOLDER: &str = "postgres-18.6.3";
/// The major version of its data folders.
pub(super) const POSTGRES_MAJOR: &str = "18";

/// Refuses early, and says what to do, when Postgres was not prepared.
pub(super) fn check_postgres(programs: &Path) -> anyhow::Result<()> {
    for needed in ["bin/postgres", "bin/initdb", "lib/vector.so", "share/extension/vector.control"]
    {
        if !programs.join(needed).exists() {
            bail!(
                "there is no embedded Postgres: {} is missing.\n\
                 Run `make run` or `scripts/prepare.sh run`, which download it, \
                 or set DATABASE_URL to a Postgres of yours (with pgvector).",
                programs.join(needed).display()
            );
        }
    }
    Ok(())
}

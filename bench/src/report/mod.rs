//! `docs/performance.md` and its plots, from the records alone.

use crate::paths::Paths;

/// Writes the report.
pub fn write(paths: &Paths) -> anyhow::Result<()> {
    let _ = paths;
    anyhow::bail!("nothing was measured yet")
}

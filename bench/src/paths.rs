//! Where the programs, the data and the results of a run lie.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// Folders of a run.
#[derive(Debug, Clone)]
pub struct Paths {
    /// The repository.
    pub repository: PathBuf,
    /// Data, logs and installed peers of the benchmarks; may be removed at any time.
    pub work: PathBuf,
    /// The unpacked Postgres, with `bin`, `lib` and `share`.
    pub postgres: PathBuf,
}

impl Paths {
    /// Finds them: `STEWARD_HOME` and `CARGO_TARGET_DIR` are heeded.
    pub fn find() -> anyhow::Result<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let repository = manifest.parent().context("the crate lies in no repository")?.to_owned();
        let folder = |variable: &str, usual: &str| {
            repository.join(std::env::var_os(variable).unwrap_or_else(|| usual.into()))
        };
        let work = folder("CARGO_TARGET_DIR", "target").join("bench");
        std::fs::create_dir_all(&work)
            .with_context(|| format!("{} cannot be made", work.display()))?;
        let postgres = newest_postgres(&folder("STEWARD_HOME", ".steward"))?;
        Ok(Self { postgres, work, repository })
    }

    /// The file that the results of a workload are kept in.
    pub fn results(&self, workload: &str) -> PathBuf {
        self.repository.join("bench/results").join(format!("{workload}.json"))
    }

    /// The folder of a peer that is a program of its own: its sources.
    pub fn peer(&self, name: &str) -> PathBuf {
        self.repository.join("bench/peers").join(name)
    }
}

fn newest_postgres(home: &Path) -> anyhow::Result<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(home)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            name.starts_with("postgres-") && path.join("bin/postgres").exists()
        })
        .collect();
    found.sort();
    let Some(newest) = found.pop() else {
        bail!("there is no Postgres in {}; run scripts/prepare.sh run", home.display());
    };
    Ok(newest)
}

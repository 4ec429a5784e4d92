//! What is written down of a workload.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use super::{Environment, Figures};

/// The figures of each contender in one round.
pub type Round = BTreeMap<String, Figures>;

/// All measurements of a workload, in one run on one machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its name, which is the file's.
    pub workload: String,
    /// When it was measured, UTC.
    pub measured_at: chrono::DateTime<chrono::Utc>,
    /// Where.
    pub environment: Environment,
    /// Who took part.
    pub contenders: Vec<About>,
    /// What was measured.
    pub cases: Vec<Case>,
    /// What a reader has to know of how it was measured.
    pub notes: Vec<String>,
}

/// Who takes part, what they promise, how they were set up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// As in the rounds.
    pub name: String,
    /// Of the library or program.
    pub version: String,
    /// What it guarantees: order, optimistic concurrency, idempotence, encryption, proof.
    pub guarantees: String,
    /// How it was tuned.
    pub tuning: String,
}

/// One setting of a workload, with all its rounds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Unique within the workload.
    pub name: String,
    /// The setting, as named numbers: `writers`, `events`, `chunks` ...
    pub parameters: BTreeMap<String, u64>,
    /// Each contender's figures.
    pub rounds: Vec<Round>,
}

impl Case {
    /// A case without rounds.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), parameters: BTreeMap::new(), rounds: Vec::new() }
    }

    /// With a parameter.
    #[must_use]
    pub fn with(mut self, parameter: &str, value: u64) -> Self {
        self.parameters.insert(parameter.to_owned(), value);
        self
    }
}

impl Record {
    /// A record without cases.
    pub fn new(workload: &str, environment: Environment) -> Self {
        Self {
            workload: workload.to_owned(),
            measured_at: chrono::Utc::now(),
            environment,
            contenders: Vec::new(),
            cases: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The case of that name.
    pub fn case(&self, name: &str) -> Option<&Case> {
        self.cases.iter().find(|case| case.name == name)
    }

    /// Keeps it.
    pub fn write(&self, file: &Path) -> anyhow::Result<()> {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        std::fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))
    }

    /// Reads it back.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("{} cannot be read", file.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is no record", file.display()))
    }
}

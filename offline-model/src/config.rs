//! Settings of one offline model server.

use std::{path::PathBuf, time::Duration};

use crate::{faults::Faults, scripts::Scripts};

/// Settings of one server. `Config::new` gives the defaults.
#[derive(Clone, Debug)]
pub struct Config {
    /// Holds `model.safetensors`, `tokenizer.json` and `config.json`.
    pub model_dir: PathBuf,
    /// Scripted faults; keep a clone to add more while the server runs.
    pub faults: Faults,
    /// Scripted answers; keep a clone to add more while the server runs.
    pub scripts: Scripts,
    /// Pause between the chunks of a streamed answer.
    pub chunk_delay: Duration,
    /// Keep the last chat request bodies for `GET /_requests` (tests only).
    pub record: bool,
    /// How many embedding jobs may run at once.
    pub embedding_workers: usize,
}

impl Config {
    /// The defaults: no faults, no pauses, nothing recorded, two embedding jobs at once.
    pub fn new(model_dir: impl Into<PathBuf>) -> Self {
        Self {
            model_dir: model_dir.into(),
            faults: Faults::default(),
            scripts: Scripts::default(),
            chunk_delay: Duration::ZERO,
            record: false,
            embedding_workers: 2,
        }
    }
}

//! The event store, the log's readers, and what delivers it.
//!
//! - [`database`]: pools, one per database role, each checkout bound to one tenant
//! - [`sealing`]: personal text becomes ciphertext here, and nowhere else
//! - [`store`]: commands in, events out: load, decide, append as a unit
//! - [`log`]: reading all events in order, and noticing holes
//! - [`browse`]: looking things up in it; [`past`]: streams as they were
//! - [`export`]: its rows as they are stored, in files too; [`import`]: and back into an empty log
//! - [`sealer`]: tamper evidence: blocks, signed heads, proofs
//! - [`signals`]: wake-ups, within a process and through Redis
//! - [`relay`]: from the log to one Redis Stream; [`hints`]: the workers' end of it
//! - [`lease`]: who works on a conversation
//! - [`checkpoint`], [`dead_letter`]: what projections keep
//! - [`projections`], [`requests`]: how they are, and what people ask of them
//! - [`trace`]: spans, across processes
//! - [`timers`]: what is due, and who fires it
//! - [`monitor`]: whether all of this goes as it should

pub mod browse;
pub mod checkpoint;
pub mod database;
pub mod dead_letter;
pub mod export;
pub mod hints;
pub mod import;
pub mod lease;
pub mod log;
pub mod monitor;
pub mod past;
pub mod projections;
pub mod relay;
pub mod requests;
pub mod sealer;
pub mod sealing;
pub mod signals;
pub mod store;
pub mod timers;
pub mod trace;

pub use database::{Database, DbRole};
pub use log::{Batch, Head, LogError, LogReader, RecordedEvent, SealedEvent};
pub use sealing::{DeploymentKey, KeyRing, Piece, RunningAnswer};
pub use signals::Signals;
pub use store::{CommandRequest, EventIds, EventStore, Loaded, Outcome, Step, StoreError};

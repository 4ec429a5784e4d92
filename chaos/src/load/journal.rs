//! What people were told: the checker's own record, kept in memory and in a file.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use uuid::Uuid;

use super::{Answer, Deed, Person};

/// A deed and its answer.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// Whose business.
    pub tenant: Uuid,
    /// Whose deed.
    pub member: Uuid,
    /// Which kind.
    pub kind: &'static str,
    /// Under which key.
    pub key: String,
    /// What was answered.
    pub status: u16,
    /// What was made or changed, if it was.
    pub id: Option<Uuid>,
    /// The turn that answers it, of a message.
    pub turn: Option<Uuid>,
    /// The position that was told.
    pub position: Option<u64>,
    /// Why it was refused.
    pub refusal: Option<String>,
    /// Attempts that it took.
    pub attempts: usize,
}

impl Entry {
    /// Of what somebody was told.
    pub fn new(person: &Person, deed: &Deed, key: &str, answer: &Answer) -> Self {
        Self {
            tenant: person.tenant,
            member: person.id,
            kind: deed.kind(),
            key: key.to_owned(),
            status: answer.status,
            id: answer.id(),
            turn: answer.body["turn_id"].as_str().and_then(|text| text.parse().ok()),
            position: answer.position(),
            refusal: (!answer.is_done()).then(|| answer.body.to_string()),
            attempts: answer.attempts,
        }
    }
}

/// The record.
#[derive(Debug)]
pub struct Journal(Mutex<Inner>);

#[derive(Debug)]
struct Inner {
    entries: Vec<Entry>,
    repeated: usize,
    complaints: Vec<String>,
    file: File,
}

impl Journal {
    /// An empty one, with its copy in `file`.
    pub fn in_file(file: &Path) -> anyhow::Result<Self> {
        let file = File::create(file)?;
        Ok(Self(Mutex::new(Inner {
            entries: Vec::new(),
            repeated: 0,
            complaints: Vec::new(),
            file,
        })))
    }

    /// Notes what somebody was told.
    pub fn note(&self, entry: Entry) -> anyhow::Result<()> {
        let mut inner = self.inner();
        writeln!(inner.file, "{}", serde_json::to_string(&entry)?)?;
        inner.entries.push(entry);
        Ok(())
    }

    /// Notes that the same was asked for twice under one key.
    pub fn note_repeated(&self, key: &str, first: &Answer, second: &Answer) {
        let mut inner = self.inner();
        inner.repeated += 1;
        // What was refused may be possible by now, or the other way round.
        if first.is_done() && (first.status, &first.body) != (second.status, &second.body) {
            inner.complaints.push(format!("{key} was answered {first:?} and then {second:?}"));
        }
    }

    /// Notes that something was wrong with what was shown.
    pub fn complain(&self, complaint: String) {
        self.inner().complaints.push(complaint);
    }

    /// All entries so far.
    pub fn entries(&self) -> Vec<Entry> {
        self.inner().entries.clone()
    }

    /// How many deeds were answered so far.
    pub fn len(&self) -> usize {
        self.inner().entries.len()
    }

    /// Whether nothing was answered yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many were asked for again.
    pub fn repeated(&self) -> usize {
        self.inner().repeated
    }

    /// What was wrong with answers.
    pub fn complaints(&self) -> Vec<String> {
        self.inner().complaints.clone()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! What a fold gathers: things by id, each with its fields, as far as the reader may see.

use std::collections::BTreeMap;

use domain::{MemberId, Personal};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::dto::{HistoryItem, Of};
use crate::auth::Reader;
use crate::permission::Permission;

/// Whose words are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// Everybody's: what the reader may see of it today.
    All,
    /// Only what is theirs.
    Own(MemberId),
}

impl Sight {
    /// What this reader sees of that part: no more than of its present.
    pub(super) fn of(reader: &Reader, of: Of) -> Self {
        let all = match of {
            Of::Roster | Of::Documents | Of::Settings => true,
            Of::Tasks => reader.may(Permission::SeeAllTasks),
            Of::Facts | Of::Conversations => false,
        };
        if all { Self::All } else { Self::Own(reader.id) }
    }
}

/// Things by id.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Items {
    sight: Sight,
    all: BTreeMap<Uuid, BTreeMap<String, Value>>,
}

impl Items {
    /// Nothing yet.
    pub(super) fn seen_by(sight: Sight) -> Self {
        Self { sight, all: BTreeMap::new() }
    }

    /// Whether this member's things are shown with their words.
    pub(super) fn shows(&self, whose: MemberId) -> bool {
        self.sight == Sight::All || self.sight == Sight::Own(whose)
    }

    /// Sets a field; null takes it away.
    pub(super) fn set(&mut self, id: Uuid, name: &str, value: impl Serialize) {
        let fields = self.all.entry(id).or_default();
        match json!(value) {
            Value::Null => fields.remove(name),
            value => fields.insert(name.to_owned(), value),
        };
    }

    /// Sets a field to personal text, if `shown`, or to what stands for it.
    pub(super) fn words<T: Serialize>(
        &mut self,
        id: Uuid,
        name: &str,
        words: &Personal<T>,
        shown: bool,
    ) {
        let value = match words {
            Personal::Known { value, .. } if shown => json!(value),
            Personal::Known { about, .. } => json!({ "withheld": true, "about": about }),
            Personal::Erased { about } => json!({ "erased": true, "about": about }),
        };
        self.set(id, name, value);
    }

    /// A field as it is.
    pub(super) fn get(&self, id: Uuid, name: &str) -> Option<&Value> {
        self.all.get(&id)?.get(name)
    }

    /// Takes a thing away.
    pub(super) fn remove(&mut self, id: Uuid) {
        self.all.remove(&id);
    }

    /// As a list, by id.
    pub(super) fn listed(self) -> Vec<HistoryItem> {
        self.all.into_iter().map(|(id, fields)| HistoryItem { id, fields }).collect()
    }
}

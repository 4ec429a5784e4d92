//! Shapes of the logbook.

use chrono::{DateTime, Utc};
use domain::{Category, MemberId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::queries::EntryRow;
use crate::error::{ApiError, kinds};
use crate::features::Person;
use crate::page::list;

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LogEntry {
    id: Uuid,
    /// Null once erased.
    #[schema(required)]
    text: Option<String>,
    /// The business's own word for what sort of thing: `delivery`.
    #[schema(required)]
    category: Option<String>,
    /// Who wrote it down.
    logged_by: Person,
    happened_at: DateTime<Utc>,
    logged_at: DateTime<Utc>,
    /// Null unless it was a mistake.
    #[schema(required)]
    struck: Option<Struck>,
    /// The action of the steward that wrote it.
    #[schema(required)]
    action_id: Option<Uuid>,
}

/// An entry was struck out.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Struck {
    by: Person,
    at: DateTime<Utc>,
}

list! {
    /// A page of entries, what happened last first.
    LogbookList of LogEntry
}

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LogbookQuery {
    /// Only what happened at this time or later.
    pub(super) from: Option<DateTime<Utc>>,
    /// Only what happened before this.
    pub(super) to: Option<DateTime<Utc>>,
    /// Only this sort of thing, whatever the case of its letters.
    category: Option<String>,
    /// Only what this member wrote down: `me` or an id.
    logged_by: Option<String>,
    /// Only struck entries, or only those that are not.
    pub(super) struck: Option<bool>,
    /// The most items: 1 to 200, otherwise 50.
    pub(super) limit: Option<u32>,
    /// `next_cursor` of the page before.
    pub(super) cursor: Option<String>,
}

impl LogbookQuery {
    /// Whose entries `me` asks for.
    pub(super) fn author(&self, me: MemberId) -> Result<Option<Uuid>, ApiError> {
        let parse = |author: &str| match author {
            "me" => Ok(me.0),
            id => id.parse().map_err(|_| {
                ApiError::because(
                    kinds::INVALID,
                    "In the query string: logged_by must be me or a member's id.",
                )
            }),
        };
        self.logged_by.as_deref().map(parse).transpose()
    }

    /// The sort of thing asked for.
    pub(super) fn category(&self) -> Result<Option<Category>, ApiError> {
        let category = self.category.as_deref().map(Category::parse).transpose();
        category.map_err(|error| {
            ApiError::because(kinds::INVALID, format!("In the query string: {error}."))
        })
    }
}

/// An entry to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewEntry {
    #[schema(max_length = 4000)]
    pub(super) text: String,
    #[schema(max_length = 80)]
    pub(super) category: Option<String>,
    /// Now without it; not in the future.
    pub(super) happened_at: Option<DateTime<Utc>>,
}

/// An entry was written.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct EntryLogged {
    entry_id: Uuid,
    position: u64,
}

impl From<EntryRow> for LogEntry {
    fn from(row: EntryRow) -> Self {
        let struck = row
            .struck_at
            .zip(row.struck_by)
            .map(|(at, id)| Struck { by: Person { id, name: row.striker_name }, at });
        Self {
            id: row.entry_id,
            text: row.text,
            category: row.category,
            logged_by: Person { id: row.logged_by, name: row.author_name },
            happened_at: row.happened_at,
            logged_at: row.logged_at,
            struck,
            action_id: row.action_id,
        }
    }
}

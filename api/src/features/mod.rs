//! One folder per part of the contract: handlers in `mod`, shapes in `dto`, SQL in `queries`.

pub(crate) mod access;
pub(crate) mod actions;
pub(crate) mod audit;
pub(crate) mod conversations;
pub(crate) mod dead_letters;
pub(crate) mod disclosures;
pub(crate) mod documents;
pub(crate) mod explain;
pub(crate) mod facts;
pub(crate) mod feedback;
pub(crate) mod history;
pub(crate) mod invitations;
pub(crate) mod knowledge;
pub(crate) mod logbook;
pub(crate) mod members;
pub(crate) mod notifications;
pub(crate) mod operator;
pub(crate) mod projections;
pub(crate) mod push;
pub(crate) mod reminders;
pub(crate) mod seals;
pub(crate) mod shifts;
pub(crate) mod tasks;
pub(crate) mod tenants;
pub(crate) mod turns;
pub(crate) mod usage;

use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::error::ApiError;

/// A person, by name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Person {
    pub(crate) id: Uuid,
    /// Null once erased.
    #[schema(required)]
    pub(crate) name: Option<String>,
}

/// What a member may do.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case", as = Role)]
#[expect(dead_code, reason = "describes domain::Role, which knows nothing of OpenAPI")]
pub(crate) enum RoleName {
    Owner,
    Manager,
    Member,
    Auditor,
    Operator,
}

/// A command was carried out.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Done {
    /// What it was about.
    id: Uuid,
    /// Read with this as `after_position` to see it.
    pub(crate) position: u64,
}

/// Refuses times that no calendar shows; `pointer` is where in the body it stands.
pub(crate) fn within_calendar(pointer: &str, time: Option<DateTime<Utc>>) -> Result<(), ApiError> {
    if time.is_none_or(|time| (2000..2200).contains(&time.year())) {
        return Ok(());
    }
    Err(ApiError::field(pointer, "must lie between the years 2000 and 2199"))
}

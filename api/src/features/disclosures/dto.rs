//! Shapes of disclosures, and what the member is told.

use actions::Language;
use chrono::{DateTime, Utc};
use domain::NoticeText;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::error::ApiError;
use crate::features::Person;
use crate::page::list;

/// Why somebody's words are to be read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DisclosureReason {
    /// The member is shown it.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

const LONGEST: usize = 500;

impl DisclosureReason {
    pub(super) fn parse(self) -> Result<String, ApiError> {
        let reason = NoticeText::parse(&self.reason)
            .map_err(|error| ApiError::field("/reason", error.problem))?;
        if reason.as_str().chars().count() > LONGEST {
            return Err(ApiError::field(
                "/reason",
                format!("must have at most {LONGEST} characters"),
            ));
        }
        Ok(reason.into_string())
    }
}

/// Words were disclosed.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Disclosed {
    disclosure_id: Uuid,
    /// Until when they can be read.
    expires_at: DateTime<Utc>,
    position: u64,
}

/// A look into somebody's conversation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Disclosure {
    id: Uuid,
    conversation_id: Uuid,
    /// Whose words they are.
    member: Person,
    /// Who may read them, or might.
    disclosed_to: Person,
    /// Null once erased.
    #[schema(required)]
    reason: Option<String>,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

list! {
    /// A page of disclosures, the newest first.
    DisclosureList of Disclosure
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    disclosure_id: Uuid,
    conversation_id: Uuid,
    member_id: Uuid,
    member_name: Option<String>,
    disclosed_to: Uuid,
    reader_name: Option<String>,
    reason: Option<String>,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    pub(super) position: i64,
}

impl From<Row> for Disclosure {
    fn from(row: Row) -> Self {
        Self {
            id: row.disclosure_id,
            conversation_id: row.conversation_id,
            member: Person { id: row.member_id, name: row.member_name },
            disclosed_to: Person { id: row.disclosed_to, name: row.reader_name },
            reason: row.reason,
            created_at: row.created_at,
            expires_at: row.expires_at,
        }
    }
}

/// What the member is told.
pub(super) struct Told<'a> {
    pub(super) by: Option<&'a str>,
    pub(super) reason: &'a str,
    pub(super) language: Language,
}

impl Told<'_> {
    /// The notice.
    pub(super) fn text(&self) -> String {
        let reason = self.reason;
        match self.language {
            Language::English => format!(
                "{} may read one of your conversations with the steward for an hour. Reason: {reason}",
                self.by.unwrap_or("Somebody")
            ),
            Language::Spanish => format!(
                "{} puede leer durante una hora una de tus conversaciones con el asistente. Motivo: {reason}",
                self.by.unwrap_or("Alguien")
            ),
        }
    }

    /// Why they are told.
    pub(super) fn why(&self) -> &'static str {
        match self.language {
            Language::English => "because the words are yours",
            Language::Spanish => "porque las palabras son tuyas",
        }
    }
}

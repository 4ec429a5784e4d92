//! Shapes of usage.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::queries::TurnRow;
use crate::features::Person;
use crate::features::conversations::TurnStatus;
use crate::features::tenants::QuotaUse;
use crate::page::list;

/// What was used in a period.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Usage {
    /// The first day, in the business's zone.
    pub(super) from: NaiveDate,
    /// The last day.
    pub(super) to: NaiveDate,
    pub(super) total: Sum,
    /// Days on which a model was called, the newest first.
    pub(super) by_day: Vec<UsedOnDay>,
    /// The costliest first.
    pub(super) by_member: Vec<UsedByMember>,
    /// The costliest first.
    pub(super) by_model: Vec<UsedByModel>,
    /// How this calendar month stands, whatever the period.
    pub(super) quota: QuotaUse,
}

/// Sums over calls of models.
#[derive(Debug, Clone, Serialize, ToSchema, sqlx::FromRow)]
pub(crate) struct Sum {
    /// Turns in which a model was called.
    turns: i64,
    /// Calls, failed ones included.
    calls: i64,
    failed_calls: i64,
    /// Read, cached ones included.
    input_tokens: i64,
    cached_tokens: i64,
    /// Written.
    output_tokens: i64,
    /// Spent on thinking.
    reasoning_tokens: i64,
    /// In millionths of a US dollar, at the prices of the day; models without a known price
    /// count as nothing.
    cost_micro_usd: i64,
    /// Of one call, on average.
    mean_latency_ms: i64,
}

/// One day.
#[derive(Debug, Serialize, ToSchema, sqlx::FromRow)]
pub(crate) struct UsedOnDay {
    day: NaiveDate,
    #[sqlx(flatten)]
    #[serde(flatten)]
    sum: Sum,
}

/// One member.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UsedByMember {
    pub(super) member: Person,
    #[serde(flatten)]
    pub(super) sum: Sum,
}

/// One model.
#[derive(Debug, Serialize, ToSchema, sqlx::FromRow)]
pub(crate) struct UsedByModel {
    model: String,
    #[sqlx(flatten)]
    #[serde(flatten)]
    sum: Sum,
}

/// One turn. Its words are its member's alone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TurnUsed {
    turn_id: Uuid,
    member: Person,
    status: TurnStatus,
    started_at: DateTime<Utc>,
    /// The models that were called.
    models: Vec<String>,
    #[serde(flatten)]
    sum: Sum,
}

list! {
    /// A page of turns with what they used.
    TurnUsedList of TurnUsed
}

impl From<TurnRow> for TurnUsed {
    fn from(row: TurnRow) -> Self {
        Self {
            turn_id: row.turn_id,
            member: Person { id: row.member_id, name: row.name },
            status: TurnStatus::of(Some(&row.status)),
            started_at: row.started_at,
            models: row.models,
            sum: row.sum,
        }
    }
}

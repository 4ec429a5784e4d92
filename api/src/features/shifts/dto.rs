//! Shapes of shifts.

use axum::http::HeaderName;
use axum::http::header::ETAG;
use axum::response::AppendHeaders;
use chrono::{DateTime, SubsecRound, Utc};
use domain::roster::Period;
use domain::{MemberId, Position};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::queries::{Filter, ShiftRow};
use crate::error::{ApiError, kinds};
use crate::features::{Person, within_calendar};
use crate::page::{PageQuery, list};

/// Somebody works as something from some time to another.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Shift {
    id: Uuid,
    member: Person,
    /// The business's own word for it: `kitchen`.
    role: String,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    status: ShiftStatus,
    /// The `ETag` without its quotes.
    version: u64,
}

/// Whether somebody works it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ShiftStatus {
    /// Somebody does.
    Planned,
    /// Nobody does after all.
    Cancelled,
}

list! {
    /// A page of shifts, by their start.
    ShiftList of Shift
}

/// A shift as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewShift {
    pub(super) member_id: Uuid,
    #[schema(max_length = 80)]
    role: String,
    starts_at: DateTime<Utc>,
    /// At most 24 hours after the start.
    ends_at: DateTime<Utc>,
}

impl NewShift {
    /// Who works as what from when to when.
    pub(super) fn period(&self) -> Result<Period, ApiError> {
        let role = Position::parse(&self.role)?.into_string();
        within_calendar("/starts_at", Some(self.starts_at))?;
        within_calendar("/ends_at", Some(self.ends_at))?;
        // Read models have microseconds.
        let (starts_at, ends_at) = (self.starts_at.trunc_subsecs(6), self.ends_at.trunc_subsecs(6));
        Ok(Period { member_id: MemberId(self.member_id), role, starts_at, ends_at })
    }
}

/// A shift was planned.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Scheduled {
    shift_id: Uuid,
    position: u64,
}

/// A shift was changed.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct ShiftWritten {
    id: Uuid,
    /// The `ETag` without its quotes; the same as before when nothing is different.
    version: u64,
    position: u64,
}

/// A shift, with its version as `ETag`.
pub(super) type Tagged<T> = (AppendHeaders<[(HeaderName, String); 1]>, axum::Json<T>);

impl Shift {
    /// With its version as `ETag`.
    pub(super) fn tagged(self) -> Tagged<Self> {
        (AppendHeaders([(ETAG, format!("\"{}\"", self.version))]), axum::Json(self))
    }
}

impl ShiftWritten {
    /// With the new version as `ETag`.
    pub(super) fn tagged(self) -> Tagged<Self> {
        (AppendHeaders([(ETAG, format!("\"{}\"", self.version))]), axum::Json(self))
    }
}

/// Which shifts.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ShiftQuery {
    /// Only those that end after this.
    pub(super) from: Option<DateTime<Utc>>,
    /// Only those that start before this.
    pub(super) to: Option<DateTime<Utc>>,
    /// Only those of this member: `me`, or a member's id.
    pub(super) member: Option<String>,
    /// The most items: 1 to 200, otherwise 50.
    pub(super) limit: Option<u32>,
    /// `next_cursor` of the page before.
    pub(super) cursor: Option<String>,
}

/// Which shifts, all at once.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ShiftSpan {
    /// Only those that end after this.
    pub(super) from: Option<DateTime<Utc>>,
    /// Only those that start before this.
    pub(super) to: Option<DateTime<Utc>>,
    /// Only those of this member: `me`, or a member's id.
    pub(super) member: Option<String>,
}

impl ShiftQuery {
    /// Which shifts, and which page of them.
    pub(super) fn split(self) -> (ShiftSpan, PageQuery) {
        let Self { from, to, member, limit, cursor } = self;
        (ShiftSpan { from, to, member }, PageQuery::new(limit, cursor))
    }
}

impl ShiftSpan {
    /// Which shifts `me` asks for.
    pub(super) fn filter(&self, me: MemberId) -> Result<Filter, ApiError> {
        let member = match self.member.as_deref() {
            None => None,
            Some("me") => Some(me.0),
            Some(id) => Some(id.parse().map_err(|_| {
                let detail = "In the query string: member must be me, or a member's id.";
                ApiError::because(kinds::INVALID, detail)
            })?),
        };
        Ok(Filter { from: self.from, to: self.to, member })
    }
}

/// Who works a shift instead: its member and that of another shift exchange the two, or
/// somebody gets it. One of both.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Swap {
    /// The shift that gets another member.
    pub(super) shift_id: Uuid,
    /// The shift whose member works it from now on, and is relieved of this one.
    pub(super) with_shift_id: Option<Uuid>,
    /// The member who works it from now on.
    pub(super) member_id: Option<Uuid>,
}

/// Shifts were swapped, or one was handed over.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Swapped {
    /// The shifts that have another member now.
    shifts: Vec<Uuid>,
    position: u64,
}

impl From<ShiftRow> for Shift {
    fn from(row: ShiftRow) -> Self {
        Self {
            id: row.shift_id,
            member: Person { id: row.member_id, name: row.name },
            role: row.role,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            status: match row.status.as_str() {
                "cancelled" => ShiftStatus::Cancelled,
                _ => ShiftStatus::Planned,
            },
            version: row.version.unsigned_abs(),
        }
    }
}

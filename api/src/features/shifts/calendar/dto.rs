//! Shapes of an import.

use chrono::{DateTime, Utc};
use domain::ShiftId;
use domain::roster::Period;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::expand::Occurrence;
use super::read::Head;
use super::refusal::Refusal;

/// How a calendar is imported.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ImportQuery {
    /// Only tell what would happen.
    #[serde(default)]
    pub(super) dry_run: bool,
}

/// A calendar as JSON.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CalendarText {
    /// What a file of type text/calendar holds.
    pub(super) calendar: String,
}

/// What became of the events of a calendar.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Imported {
    dry_run: bool,
    /// Null when nothing was done.
    #[schema(required)]
    position: Option<u64>,
    planned: usize,
    changed: usize,
    /// As the calendar said before, whatever was changed by hand since.
    unchanged: usize,
    cancelled: usize,
    refused: usize,
    /// In the order of the calendar; what is over is left out.
    items: Vec<ImportedItem>,
}

/// What became of one event, or of one occurrence of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportedItem {
    /// Null when the event has none.
    #[schema(required)]
    uid: Option<String>,
    /// The line on which its event begins, from 1; null when that cannot be told.
    #[schema(required)]
    line: Option<u32>,
    outcome: Outcome,
    #[schema(required)]
    shift_id: Option<Uuid>,
    #[schema(required)]
    starts_at: Option<DateTime<Utc>>,
    #[schema(required)]
    ends_at: Option<DateTime<Utc>>,
    /// Why it was refused.
    #[schema(required)]
    reason: Option<Reason>,
}

/// Why something in a calendar became no shift.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reason {
    /// Stable.
    code: &'static str,
    detail: &'static str,
    /// The shift that is in the way.
    #[schema(required)]
    with_shift_id: Option<Uuid>,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ImportOutcome)]
pub(crate) enum Outcome {
    /// It is a new shift.
    Planned,
    /// Its shift is another one now.
    Changed,
    /// Nothing: the calendar says what it said before.
    Unchanged,
    /// Its shift is cancelled.
    Cancelled,
    /// It became no shift.
    Refused,
}

/// The same without text: what the log keeps with the command.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Item {
    /// By place in the calendar.
    event: usize,
    pub(super) outcome: Outcome,
    pub(super) shift_id: Option<Uuid>,
    starts_at: Option<DateTime<Utc>>,
    ends_at: Option<DateTime<Utc>>,
    code: Option<String>,
    pub(super) with_shift_id: Option<Uuid>,
}

/// What the log keeps with the command.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) items: Vec<Item>,
    #[serde(default)]
    pub(super) position: u64,
}

impl Item {
    /// Of an occurrence.
    pub(super) fn of(occurrence: &Occurrence, outcome: Outcome, shift: Option<ShiftId>) -> Self {
        Self {
            event: occurrence.event,
            outcome,
            shift_id: shift.map(|shift| shift.0),
            starts_at: Some(occurrence.starts_at),
            ends_at: Some(occurrence.ends_at),
            code: None,
            with_shift_id: None,
        }
    }

    /// Of a whole event that is refused.
    pub(super) fn refused(event: usize, refusal: Refusal) -> Self {
        Self {
            event,
            outcome: Outcome::Refused,
            shift_id: None,
            starts_at: None,
            ends_at: None,
            code: Some(refusal.code().to_owned()),
            with_shift_id: None,
        }
    }

    /// Of a shift whose event is in the calendar no more, or cancelled there.
    pub(super) fn cancelled(event: usize, shift: ShiftId, period: &Period) -> Self {
        Self {
            event,
            outcome: Outcome::Cancelled,
            shift_id: Some(shift.0),
            starts_at: Some(period.starts_at),
            ends_at: Some(period.ends_at),
            code: None,
            with_shift_id: None,
        }
    }

    /// The same, refused: what is planned of it stays as it is.
    pub(super) fn refuse(self, refusal: Refusal) -> Self {
        let code = Some(refusal.code().to_owned());
        Self { outcome: Outcome::Refused, code, ..self }
    }
}

impl Imported {
    /// The answer, with what the events are known by.
    pub(super) fn new(items: Vec<Item>, heads: &[Head], position: Option<u64>) -> Self {
        let count = |outcome| items.iter().filter(|item| item.outcome == outcome).count();
        let (planned, changed) = (count(Outcome::Planned), count(Outcome::Changed));
        let (unchanged, cancelled) = (count(Outcome::Unchanged), count(Outcome::Cancelled));
        let refused = count(Outcome::Refused);
        let mut items = items;
        items.sort_by_key(|item| (item.event, item.starts_at));
        let items = items.into_iter().map(|item| ImportedItem::new(item, heads)).collect();
        let dry_run = position.is_none();
        Self { dry_run, position, planned, changed, unchanged, cancelled, refused, items }
    }
}

impl ImportedItem {
    fn new(item: Item, heads: &[Head]) -> Self {
        let head = heads.get(item.event);
        let refusal = item.code.as_deref().and_then(Refusal::parse);
        Self {
            uid: head.and_then(|head| head.uid.clone()),
            line: head.and_then(|head| head.line),
            outcome: item.outcome,
            shift_id: item.shift_id,
            starts_at: item.starts_at,
            ends_at: item.ends_at,
            reason: refusal.map(|refusal| Reason {
                code: refusal.code(),
                detail: refusal.detail(),
                with_shift_id: item.with_shift_id,
            }),
        }
    }
}

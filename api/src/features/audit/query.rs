//! Which events are asked for, and as of when.

use chrono::{DateTime, Utc};
use domain::{Actor, TenantId};
use eventing::browse::{At, Filter, Order};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::error::{ApiError, kinds};

/// In which order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum EventOrder {
    /// As they happened.
    #[default]
    Asc,
    /// The latest first.
    Desc,
}

/// Which events; each condition narrows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventQuery {
    /// Of these types, such as `MessageSent`; separated by commas.
    #[serde(rename = "type")]
    kinds: Option<String>,
    /// Of this kind of aggregate, such as `Conversation`.
    aggregate: Option<String>,
    /// Of the streams with this id.
    stream_id: Option<Uuid>,
    /// Caused by `member:<id>`, `steward` or `system:<part>`.
    actor: Option<String>,
    /// Of the story that began with this message or command.
    correlation_id: Option<Uuid>,
    /// Recorded at or after this.
    since: Option<DateTime<Utc>>,
    /// Recorded before this.
    until: Option<DateTime<Utc>>,
    /// Behind this position.
    after: Option<u64>,
    /// In front of this position.
    before: Option<u64>,
    /// `asc` unless given.
    #[param(inline)]
    pub(super) order: Option<EventOrder>,
    /// The most items: 1 to 200, otherwise 50.
    pub(super) limit: Option<u32>,
    /// `next_cursor` of the page before.
    pub(super) cursor: Option<String>,
}

impl EventQuery {
    /// What to look for in a tenant's events, from behind what a cursor says.
    pub(super) fn filter(
        &self,
        tenant: TenantId,
        beyond: Option<u64>,
    ) -> Result<(Filter, Order), ApiError> {
        if self.actor.as_deref().is_some_and(|actor| actor.parse::<Actor>().is_err()) {
            return Err(ApiError::because(
                kinds::INVALID,
                "In the query string: actor must be member:<id>, steward or system:<part>.",
            ));
        }
        let events = self.kinds.as_deref().unwrap_or_default().split(',');
        let mut filter = Filter {
            tenant: Some(tenant),
            aggregate: self.aggregate.clone(),
            stream: self.stream_id,
            events: events.filter(|kind| !kind.is_empty()).map(str::to_owned).collect(),
            actor: self.actor.clone(),
            correlation: self.correlation_id,
            since: self.since,
            until: self.until,
            after: self.after,
            before: self.before,
        };
        let order = match self.order.unwrap_or_default() {
            EventOrder::Asc => {
                filter.after = filter.after.max(beyond);
                Order::OldestFirst
            }
            EventOrder::Desc => {
                filter.before = [filter.before, beyond].into_iter().flatten().min();
                Order::NewestFirst
            }
        };
        Ok((filter, order))
    }
}

/// Reads a point of the log; `field` is named to whoever wrote it.
pub(crate) fn point(text: &str, field: &str) -> Result<At, ApiError> {
    text.parse().map_err(|wanted| {
        ApiError::because(kinds::INVALID, format!("In the query string: {field} must be {wanted}."))
    })
}

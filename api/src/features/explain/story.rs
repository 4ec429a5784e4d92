//! The story that a thing belongs to: all events that share its correlation.

use domain::{Actor, MemberId, TenantId};
use eventing::browse::{self, Filter, Order, Which};
use eventing::{KeyRing, LogError, RecordedEvent};
use sqlx::PgConnection;
use uuid::Uuid;

/// The most events that are told.
const MOST: u32 = 500;

/// A story, oldest event first; never empty.
#[derive(Debug)]
pub(super) struct Story {
    pub(super) first: RecordedEvent,
    pub(super) rest: Vec<RecordedEvent>,
    pub(super) truncated: bool,
}

impl Story {
    /// Whether this member's own doing is what it began with.
    pub(super) fn began_with(&self, member: MemberId) -> bool {
        self.first.metadata.actor == Actor::Member(member)
    }
}

/// The story of a tenant's thing; none when there is no such thing.
pub(super) async fn of(
    connection: &mut PgConnection,
    keys: &KeyRing,
    tenant: TenantId,
    id: Uuid,
) -> Result<Option<Story>, LogError> {
    let Some(event) = event_of(connection, keys, tenant, id).await? else { return Ok(None) };
    let filter = Filter {
        tenant: Some(tenant),
        correlation: Some(event.metadata.correlation_id),
        ..Filter::default()
    };
    let mut events =
        browse::events(connection, keys, &filter, Order::OldestFirst, MOST + 1).await?;
    let truncated = events.len() > MOST as usize;
    events.truncate(MOST as usize);
    let mut events = events.into_iter();
    let Some(first) = events.next() else { return Ok(None) };
    Ok(Some(Story { first, rest: events.collect(), truncated }))
}

/// An event by which the thing's story is known: the event of that id, the one that made a
/// message, or the first one of a stream.
async fn event_of(
    connection: &mut PgConnection,
    keys: &KeyRing,
    tenant: TenantId,
    id: Uuid,
) -> Result<Option<RecordedEvent>, LogError> {
    if let Some(event) = browse::event(connection, keys, Which::Called(id)).await? {
        return Ok(Some(event));
    }
    let position: Option<i64> =
        sqlx::query_scalar("SELECT position FROM messages WHERE message_id = $1")
            .bind(id)
            .fetch_optional(&mut *connection)
            .await?;
    if let Some(position) = position {
        let which = Which::At(position.unsigned_abs());
        return browse::event(connection, keys, which).await;
    }
    let kinds = domain::catalogue().into_iter().map(|name| name.aggregate);
    let mut kinds: Vec<_> = kinds.collect();
    kinds.dedup();
    for kind in kinds {
        let filter = Filter {
            tenant: Some(tenant),
            aggregate: Some(kind.to_owned()),
            stream: Some(id),
            ..Filter::default()
        };
        let first = browse::envelopes(connection, &filter, Order::OldestFirst, 1).await?;
        if let Some(event) = first.into_iter().next() {
            return Ok(Some(event));
        }
    }
    Ok(None)
}

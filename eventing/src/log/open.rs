//! Opening: keys for personal text, and each event in its current version.

use std::collections::HashSet;

use domain::TenantId;
use uuid::Uuid;

use super::error::unreadable;
use super::{LogError, RecordedEvent, Row};
use crate::KeyRing;
use crate::sealing::{self, KeyError, Keys, Opener, SealError};

/// The keys of everybody whom these events' personal text is about.
pub(crate) async fn keys_for(keys: &KeyRing, events: &[RecordedEvent]) -> Result<Keys, KeyError> {
    let mut wanted = HashSet::new();
    for event in events {
        sealing::each_about(&event.payload, &mut |about| {
            wanted.extend(about.into_iter().map(|member| (event.tenant, member)));
        });
    }
    keys.existing(&wanted.into_iter().collect::<Vec<_>>()).await
}

/// The same for stored payloads and their tenants, as far as can be told without parsing.
pub(super) async fn keys_named<'a>(
    keys: Option<&KeyRing>,
    payloads: impl Iterator<Item = (Uuid, &'a str)>,
) -> Result<Keys, KeyError> {
    let Some(keys) = keys else { return Ok(Keys::new()) };
    let mut wanted = HashSet::new();
    for (tenant, payload) in payloads {
        let members = sealing::named(payload);
        wanted.extend(members.map(|member| (TenantId(tenant), member)));
    }
    keys.existing(&wanted.into_iter().collect::<Vec<_>>()).await
}

/// Opens events one by one: each is small, and what is made of it stays near while it is
/// used. `known` are keys that are known already.
pub(super) async fn open_each(
    keys: Option<&KeyRing>,
    known: Keys,
    events: impl Iterator<Item = Result<RecordedEvent, LogError>> + Send,
    give: &mut (dyn FnMut(RecordedEvent) + Send),
) -> Result<(), LogError> {
    let mut opener = Opener::new(known, keys.is_some());
    for event in events {
        let mut event = event?;
        let RecordedEvent { position, event_id, tenant, .. } = event;
        let mut opened = opener.open(&mut event.payload, tenant, event_id);
        if let (Some(keys), Err(SealError::Lacks(members))) = (keys, &opened) {
            let members: Vec<_> = members.iter().map(|member| (tenant, *member)).collect();
            opener.learn(keys.existing(&members).await?);
            opened = opener.open(&mut event.payload, tenant, event_id);
        }
        opened.map_err(|error| unreadable(position, error))?;
        event.upcast().map_err(|newer| LogError::Newer { position, newer })?;
        give(event);
    }
    Ok(())
}

/// The events of these rows, opened and in their current versions.
pub(crate) async fn opened(
    keys: Option<&KeyRing>,
    rows: Vec<Row>,
) -> Result<Vec<RecordedEvent>, LogError> {
    let named = rows.iter().filter_map(|row| Some((row.tenant_id, row.payload.as_deref()?)));
    let known = keys_named(keys, named).await?;
    let mut events = Vec::with_capacity(rows.len());
    let stored = rows.iter().map(Row::event);
    open_each(keys, known, stored, &mut |event| events.push(event)).await?;
    Ok(events)
}

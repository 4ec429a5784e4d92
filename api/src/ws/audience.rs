//! Who may see an event, told from the read models.

use std::collections::HashMap;
use std::sync::Arc;

use domain::{MemberId, TenantId};
use eventing::{Database, RecordedEvent};
use opentelemetry::KeyValue;
use uuid::Uuid;

use super::frame::{EventFrame, Resource};

/// Who may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Audience {
    /// Everybody of the business.
    Tenant,
    /// These members; nobody when the read models know nothing of it.
    Members(Vec<MemberId>),
}

/// An event with its audience, ready to be handed out.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) tenant: TenantId,
    pub(super) audience: Audience,
    pub(super) frame: EventFrame,
    /// The trace that its frames are part of.
    pub(super) traceparent: Option<String>,
    /// Whom a notice just issued is for.
    pub(super) notice_to: Option<MemberId>,
}

impl Seen {
    /// What the span of one of its frames tells.
    pub(super) fn attributes(&self) -> Vec<KeyValue> {
        vec![
            KeyValue::new("steward.event_type", self.frame.event.clone()),
            KeyValue::new("steward.position", self.frame.position.cast_signed()),
            KeyValue::new("steward.tenant_id", self.tenant.to_string()),
        ]
    }

    /// Whether this member may see it.
    pub(super) fn is_for(&self, tenant: TenantId, member: MemberId) -> bool {
        self.tenant == tenant
            && match &self.audience {
                Audience::Tenant => true,
                Audience::Members(members) => members.contains(&member),
            }
    }
}

/// What the read models say of one thing.
#[derive(Debug, Clone, Default)]
struct Owner {
    members: Vec<MemberId>,
    conversation: Option<Uuid>,
    turn: Option<Uuid>,
}

/// By tenant, aggregate type and id.
type Owners = HashMap<(TenantId, &'static str, Uuid), Owner>;

/// Audiences of events, up to a position that the read models have committed.
/// `system` acts as the system's role.
pub(super) async fn locate(
    system: &Database,
    events: &[RecordedEvent],
) -> Result<Vec<Arc<Seen>>, sqlx::Error> {
    let mut owners = Owners::new();
    for (kind, query) in OWNED {
        add_owners(system, events, kind, query, &mut owners).await?;
    }
    let turns = turns_of_messages(system, events).await?;
    Ok(events.iter().filter_map(|event| seen(event, &owners, &turns)).map(Arc::new).collect())
}

/// Aggregates that concern single members, and who they are: each query gives tenant, id,
/// members, conversation, turn.
const OWNED: [(&str, &str); 8] = [
    (
        "Conversation",
        "SELECT tenant_id, conversation_id, ARRAY[member_id], conversation_id, NULL::uuid FROM conversations \
         JOIN unnest($1::uuid[], $2::uuid[]) AS w(tenant_id, conversation_id) USING (tenant_id, conversation_id)",
    ),
    (
        "Turn",
        "SELECT tenant_id, turn_id, ARRAY[member_id], conversation_id, turn_id FROM turns \
         JOIN unnest($1::uuid[], $2::uuid[]) AS w(tenant_id, turn_id) USING (tenant_id, turn_id)",
    ),
    (
        "Action",
        "SELECT tenant_id, action_id, ARRAY[member_id], conversation_id, turn_id FROM actions \
         JOIN unnest($1::uuid[], $2::uuid[]) AS w(tenant_id, action_id) USING (tenant_id, action_id)",
    ),
    // The conversation that a notice comes from is its sender's affair.
    (
        "Notification",
        "SELECT tenant_id, notification_id, ARRAY[recipient_id, sender_id], NULL::uuid, NULL::uuid \
         FROM notifications JOIN unnest($1::uuid[], $2::uuid[]) AS w(tenant_id, notification_id) \
         USING (tenant_id, notification_id)",
    ),
    // Who may see it, or could before it was last assigned: to them it is gone.
    (
        "Task",
        "SELECT tenant_id, task_id, ARRAY(SELECT m.member_id FROM members m WHERE m.tenant_id = t.tenant_id \
           AND m.status = 'active' AND (t.assignee_id IS NULL OR t.formerly_open OR m.role IN ('owner', 'manager') \
             OR m.member_id IN (t.created_by, t.assignee_id, t.former_assignee_id))), NULL::uuid, NULL::uuid \
         FROM tasks t JOIN unnest($1::uuid[], $2::uuid[]) AS w(tenant_id, task_id) USING (tenant_id, task_id)",
    ),
    (
        "Reminder",
        "SELECT tenant_id, reminder_id, ARRAY[member_id, set_by], NULL::uuid, NULL::uuid \
         FROM reminders JOIN unnest($1::uuid[], $2::uuid[]) AS w(tenant_id, reminder_id) \
         USING (tenant_id, reminder_id)",
    ),
    // A member's memory has the member's id, and so has what happens with their access,
    // which is in the owners' trail as well.
    (
        "Access",
        "SELECT tenant_id, w.member_id, ARRAY(SELECT m.member_id FROM members m WHERE m.tenant_id = w.tenant_id \
           AND m.status = 'active' AND (m.member_id = w.member_id OR m.role = 'owner')), NULL::uuid, NULL::uuid \
         FROM unnest($1::uuid[], $2::uuid[]) AS w(tenant_id, member_id)",
    ),
    (
        "Memory",
        "SELECT tenant_id, member_id, ARRAY[member_id], NULL::uuid, NULL::uuid \
         FROM unnest($1::uuid[], $2::uuid[]) AS w(tenant_id, member_id)",
    ),
];

async fn add_owners(
    system: &Database,
    events: &[RecordedEvent],
    kind: &'static str,
    query: &str,
    owners: &mut Owners,
) -> Result<(), sqlx::Error> {
    type Row = (Uuid, Uuid, Vec<Uuid>, Option<Uuid>, Option<Uuid>);
    let mut wanted: Vec<(Uuid, Uuid)> = events
        .iter()
        .filter(|event| event.aggregate_type == kind)
        .map(|event| (event.tenant.0, event.id))
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.is_empty() {
        return Ok(());
    }
    let (tenants, ids): (Vec<Uuid>, Vec<Uuid>) = wanted.into_iter().unzip();
    let rows: Vec<Row> =
        sqlx::query_as(query).bind(tenants).bind(ids).fetch_all(system.pool()).await?;
    for (tenant, id, members, conversation, turn) in rows {
        let members = members.into_iter().map(MemberId).collect();
        owners.insert((TenantId(tenant), kind, id), Owner { members, conversation, turn });
    }
    Ok(())
}

/// The turns that messages and replies belong to, by the position of their event.
async fn turns_of_messages(
    system: &Database,
    events: &[RecordedEvent],
) -> Result<HashMap<u64, Uuid>, sqlx::Error> {
    let said: Vec<&RecordedEvent> = events
        .iter()
        .filter(|event| matches!(event.event_type.as_str(), "MessageSent" | "ReplyGiven"))
        .collect();
    if said.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(i64, Uuid)> = sqlx::query_as(
        "SELECT m.position, m.turn_id FROM messages m \
         JOIN unnest($1::uuid[], $2::uuid[], $3::bigint[]) AS w(tenant_id, conversation_id, position) \
           USING (tenant_id, conversation_id, position)",
    )
    .bind(said.iter().map(|event| event.tenant.0).collect::<Vec<_>>())
    .bind(said.iter().map(|event| event.id).collect::<Vec<_>>())
    .bind(said.iter().map(|event| event.position as i64).collect::<Vec<_>>())
    .fetch_all(system.pool())
    .await?;
    Ok(rows.into_iter().map(|(position, turn)| (position.unsigned_abs(), turn)).collect())
}

fn seen(event: &RecordedEvent, owners: &Owners, turns: &HashMap<u64, Uuid>) -> Option<Seen> {
    let kind = match event.aggregate_type.as_str() {
        "Tenant" => "tenant",
        "Member" => "member",
        "Conversation" => "conversation",
        "Turn" => "turn",
        "Action" => "action",
        "Notification" => "notification",
        "Document" => "document",
        "Roster" => "shift",
        "Task" => "task",
        "Reminder" => "reminder",
        "Logbook" => "entry",
        "Memory" => "memory",
        "Access" => "access",
        // An aggregate of a newer build: nothing here shows it.
        _ => return None,
    };
    let private = OWNED.iter().map(|(kind, _)| *kind).find(|kind| *kind == event.aggregate_type);
    let owner = private
        .map(|kind| owners.get(&(event.tenant, kind, event.id)).cloned().unwrap_or_default());
    let notice_to = match &owner {
        Some(owner) if event.event_type == "NotificationIssued" => owner.members.first().copied(),
        _ => None,
    };
    let (audience, conversation_id, turn_id) = match owner {
        Some(owner) => (Audience::Members(owner.members), owner.conversation, owner.turn),
        // How a member wants to be told is nobody else's concern.
        None if event.event_type == "NotificationPreferencesChanged" => {
            (Audience::Members(vec![MemberId(event.id)]), None, None)
        }
        None => (Audience::Tenant, None, None),
    };
    let frame = EventFrame {
        position: event.position,
        event: event.event_type.clone(),
        resource: Resource { kind, id: event.id },
        conversation_id,
        turn_id: turn_id.or_else(|| turns.get(&event.position).copied()),
        occurred_at: event.metadata.occurred_at,
    };
    let traceparent = event.metadata.traceparent.clone();
    Some(Seen { tenant: event.tenant, audience, frame, traceparent, notice_to })
}

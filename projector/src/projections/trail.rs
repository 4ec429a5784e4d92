//! `trail`: what concerns the security of a business, without a secret.

use domain::Event;
use domain::access::AccessEvent;
use domain::member::MemberEvent;
use domain::tenant::TenantEvent;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::projection::{Projection, Recorded};
use crate::row::row;
use crate::write::{Statement, Write, insert};

pub(crate) const PROJECTION: Projection = Projection {
    name: "trail",
    version: 1,
    aggregates: &["Access", "Member", "Tenant"],
    tables: &["security_events"],
    streams: &["coalesce(member_id, tenant_id)"],
    indexes: &[],
    batch: 1000,
    fold,
};

static ADD: Statement = insert!(
    "security_events",
    "tenant_id, position, event, member_id, actor, details, occurred_at"
);

fn fold(recorded: &Recorded<'_>, event: Event) -> Vec<Write> {
    let told = match event {
        Event::Access(event) => Some((Some(recorded.id()), access(event))),
        Event::Member(event) => member(event).map(|details| (Some(recorded.id()), details)),
        Event::Tenant(event) => tenant(event).map(|details| (None::<Uuid>, details)),
        _ => None,
    };
    let Some((member_id, details)) = told else { return Vec::new() };
    let row = row!({
        "tenant_id": recorded.tenant(),
        "position": recorded.position(),
        "event": recorded.event.event_type,
        "member_id": member_id,
        "actor": recorded.event.metadata.actor,
        "details": details,
        "occurred_at": recorded.at(),
    });
    vec![Write { statement: &ADD, key: recorded.event.event_id, row }]
}

fn access(event: AccessEvent) -> Value {
    match event {
        AccessEvent::SignedIn(event) => {
            let device = event.device.into_known();
            json!({ "session_id": event.session_id, "device": device, "known_device": event.known_device })
        }
        AccessEvent::SignInsFailed(event) => json!({ "attempts": event.attempts }),
        AccessEvent::SessionsEnded(event) => {
            json!({ "sessions": event.session_ids.len(), "reason": event.reason.as_str() })
        }
        AccessEvent::RefreshTokenReused(event) => json!({ "session_id": event.session_id }),
        AccessEvent::PasswordChanged(event) => json!({ "by": event.by }),
        AccessEvent::ApiKeyCreated(event) => {
            let name = event.name.into_known();
            json!({ "key_id": event.key_id, "name": name, "scopes": event.scopes, "expires_at": event.expires_at })
        }
        AccessEvent::ApiKeyRevoked(event) => json!({ "key_id": event.key_id }),
    }
}

/// How they want to be told of notices is no matter of security.
fn member(event: MemberEvent) -> Option<Value> {
    let details = match event {
        MemberEvent::MemberJoined(event) => json!({ "role": event.role, "title": event.title }),
        MemberEvent::MemberInvited(event) => json!({ "role": event.role, "title": event.title }),
        MemberEvent::InvitationWithdrawn(_) => json!({}),
        MemberEvent::RoleChanged(event) => json!({ "role": event.role, "title": event.title }),
        MemberEvent::MemberRemoved(_)
        | MemberEvent::MemberErased(_)
        | MemberEvent::MemberExported(_) => json!({}),
        MemberEvent::NotificationPreferencesChanged(_) => return None,
    };
    Some(details)
}

/// What its steward may do, and how it does it. The rest is no matter of security.
fn tenant(event: TenantEvent) -> Option<Value> {
    match event {
        TenantEvent::TenantRegistered(_) | TenantEvent::AgentConfigured(_) => Some(json!({})),
        TenantEvent::TenantSuspended(event) => Some(json!({ "reason": event.reason })),
        TenantEvent::TenantResumed(_) => Some(json!({})),
        TenantEvent::PolicyChanged(event) => Some(json!({ "policies": event.policies })),
        // That is told by the change of a role, or of who is here.
        TenantEvent::OwnersChanged(_)
        | TenantEvent::QuotaSet(_)
        | TenantEvent::ProfileChanged(_)
        | TenantEvent::NotificationRulesChanged(_) => None,
    }
}

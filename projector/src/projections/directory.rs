//! `directory`: businesses and their people.

use domain::member::MemberEvent;
use domain::tenant::TenantEvent;
use domain::{Event, Personal};
use serde_json::json;

use crate::projection::{Projection, Recorded};
use crate::row::{Row, row};
use crate::write::{Kind, Statement, Write, insert, update};

pub(crate) const PROJECTION: Projection = Projection {
    name: "directory",
    version: 2,
    aggregates: &["Tenant", "Member"],
    tables: &["tenants", "members", "invitations"],
    streams: &["tenant_id", "member_id", "member_id"],
    indexes: &[],
    batch: 1000,
    fold,
};

static ADD_TENANT: Statement = insert!(
    "tenants",
    "tenant_id, name, description, time_zone, locale, owner_id, persona, rules, model, policies, \
     registered_at, position, updated_position"
);
static CHANGE_PROFILE: Statement = update!(
    "tenants",
    "name = n.name, description = n.description, time_zone = n.time_zone, locale = n.locale, \
     profile_version = n.profile_version, updated_position = n.updated_position",
    "true"
);
static CONFIGURE_AGENT: Statement = update!(
    "tenants",
    "persona = n.persona, rules = n.rules, model = n.model, fallback_model = n.fallback_model, \
     temperature = n.temperature, max_output_tokens = n.max_output_tokens, \
     agent_version = n.agent_version, updated_position = n.updated_position",
    "true"
);
static CHANGE_POLICIES: Statement = update!(
    "tenants",
    "policies = n.policies, policies_by_role = n.policies_by_role, updated_position = n.updated_position",
    "true"
);
static CHANGE_NOTIFICATION_RULES: Statement = update!(
    "tenants",
    "notification_rules = n.notification_rules, updated_position = n.updated_position",
    "true"
);
static SET_QUOTA: Statement = update!(
    "tenants",
    "monthly_cost_micro_usd = n.monthly_cost_micro_usd, monthly_tokens = n.monthly_tokens, \
     warn_percent = n.warn_percent, quota_version = n.quota_version, \
     updated_position = n.updated_position",
    "true"
);
static SUSPEND: Statement = update!(
    "tenants",
    "suspended_at = n.suspended_at, suspension_reason = n.suspension_reason, \
     updated_position = n.updated_position",
    "true"
);
static NOTE: Statement = update!("tenants", "updated_position = n.updated_position", "true");
static ADD_INVITATION: Statement = insert!(
    "invitations",
    "tenant_id, member_id, name, email, bound, role, title, invited_by, status, created_at, \
     position, updated_position"
);
/// Who was never invited has none: they registered the business, or joined before there
/// were invitations.
static SETTLE_INVITATION: Statement = Statement {
    kind: Kind::UpdateAny,
    ..update!(
        "invitations",
        "status = n.status, updated_position = n.updated_position",
        "t.member_id = n.member_id"
    )
};
static ADD_MEMBER: Statement = insert!(
    "members",
    "tenant_id, member_id, name, role, title, status, joined_at, position, updated_position"
);
/// The words are gone by their key; that they ever were here stays.
static ERASE_MEMBER: Statement = Statement {
    kind: Kind::UpdateAny,
    ..update!(
        "members",
        "status = 'erased', name = NULL, notification_preferences = NULL, \
         updated_position = n.updated_position",
        "t.member_id = n.member_id"
    )
};
static ERASE_INVITATION: Statement = Statement {
    kind: Kind::UpdateAny,
    ..update!(
        "invitations",
        "name = NULL, email = NULL, updated_position = n.updated_position",
        "t.member_id = n.member_id"
    )
};
static CHANGE_MEMBER: Statement = update!(
    "members",
    "role = coalesce(n.role, t.role), title = coalesce(n.title, t.title), \
     status = coalesce(n.status, t.status), updated_position = n.updated_position",
    "t.member_id = n.member_id"
);
/// As a whole.
static CHANGE_PREFERENCES: Statement = update!(
    "members",
    "notification_preferences = n.notification_preferences, \
     preferences_version = n.preferences_version, updated_position = n.updated_position",
    "t.member_id = n.member_id"
);

fn fold(recorded: &Recorded<'_>, event: Event) -> Vec<Write> {
    let changes = match event {
        Event::Tenant(event) => vec![tenant(recorded, event)],
        Event::Member(event) => member(recorded, event),
        _ => return Vec::new(),
    };
    let write = |(statement, mut row): (&'static Statement, Row)| {
        row.set("tenant_id", recorded.tenant());
        row.set("updated_position", recorded.position());
        Write { statement, key: recorded.id(), row }
    };
    changes.into_iter().map(write).collect()
}

fn tenant(recorded: &Recorded<'_>, event: TenantEvent) -> (&'static Statement, Row) {
    match event {
        TenantEvent::TenantRegistered(event) => (
            &ADD_TENANT,
            row!({
                "name": event.name,
                "description": event.description,
                "time_zone": event.time_zone,
                "locale": event.locale,
                "owner_id": event.owner,
                "rules": json!([]),
                "policies": json!({}),
                "registered_at": recorded.at(),
                "position": recorded.position(),
            }),
        ),
        TenantEvent::ProfileChanged(event) => (
            &CHANGE_PROFILE,
            row!({
                "name": event.name,
                "description": event.description,
                "time_zone": event.time_zone,
                "locale": event.locale,
                "profile_version": recorded.event.sequence,
            }),
        ),
        TenantEvent::AgentConfigured(event) => (
            &CONFIGURE_AGENT,
            row!({
                "persona": event.persona,
                "rules": event.rules,
                "model": event.model,
                "fallback_model": event.fallback_model,
                "temperature": event.temperature,
                "max_output_tokens": event.max_output_tokens.map(|n| n.min(i32::MAX.unsigned_abs())),
                "agent_version": recorded.event.sequence,
            }),
        ),
        TenantEvent::PolicyChanged(event) => {
            let by_role = event.by_role;
            (&CHANGE_POLICIES, row!({ "policies": event.policies, "policies_by_role": by_role }))
        }
        TenantEvent::NotificationRulesChanged(event) => {
            (&CHANGE_NOTIFICATION_RULES, row!({ "notification_rules": event.rules }))
        }
        TenantEvent::QuotaSet(event) => (
            &SET_QUOTA,
            row!({
                "monthly_cost_micro_usd": event.monthly_cost_micro_usd.map(bounded),
                "monthly_tokens": event.monthly_tokens.map(bounded),
                "warn_percent": event.warn_percent,
                "quota_version": recorded.event.sequence,
            }),
        ),
        // Who owns it is written with the members; this is for the rule that one is left.
        TenantEvent::OwnersChanged(_) => (&NOTE, row!({})),
        TenantEvent::TenantSuspended(event) => {
            (&SUSPEND, row!({ "suspended_at": recorded.at(), "suspension_reason": event.reason }))
        }
        TenantEvent::TenantResumed(_) => (&SUSPEND, row!({})),
    }
}

/// What the table's numbers hold.
fn bounded(limit: u64) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

fn member(recorded: &Recorded<'_>, event: MemberEvent) -> Vec<(&'static Statement, Row)> {
    let member_id = recorded.id();
    let settled =
        |status: &str| (&SETTLE_INVITATION, row!({ "member_id": member_id, "status": status }));
    match event {
        MemberEvent::MemberInvited(event) => vec![(
            &ADD_INVITATION,
            row!({
                "member_id": member_id,
                "name": event.name.into_known(),
                "bound": event.email.is_some(),
                "email": event.email.and_then(Personal::into_known),
                "role": event.role,
                "title": event.title,
                "invited_by": event.invited_by,
                "status": "pending",
                "created_at": recorded.at(),
                "position": recorded.position(),
            }),
        )],
        MemberEvent::InvitationWithdrawn(_) => vec![settled("withdrawn")],
        MemberEvent::MemberJoined(event) => vec![
            (
                &ADD_MEMBER,
                row!({
                    "member_id": member_id,
                    "name": event.name.into_known(),
                    "role": event.role,
                    "title": event.title,
                    "status": "active",
                    "joined_at": recorded.at(),
                    "position": recorded.position(),
                }),
            ),
            settled("accepted"),
        ],
        MemberEvent::RoleChanged(event) => vec![(
            &CHANGE_MEMBER,
            row!({ "member_id": member_id, "role": event.role, "title": event.title }),
        )],
        MemberEvent::MemberRemoved(_) => {
            vec![(&CHANGE_MEMBER, row!({ "member_id": member_id, "status": "removed" }))]
        }
        MemberEvent::NotificationPreferencesChanged(event) => vec![(
            &CHANGE_PREFERENCES,
            row!({
                "member_id": member_id,
                "notification_preferences": event.preferences,
                "preferences_version": recorded.event.sequence,
            }),
        )],
        MemberEvent::MemberExported(_) => Vec::new(),
        MemberEvent::MemberErased(_) => {
            let row = row!({ "member_id": member_id });
            vec![(&ERASE_MEMBER, row.clone()), (&ERASE_INVITATION, row)]
        }
    }
}

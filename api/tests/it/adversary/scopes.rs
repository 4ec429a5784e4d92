//! Who may use which operation: a line for each. To add one is to decide it.

/// Whom an operation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// Everybody, signed in or not.
    Open,
    /// Every member of a business, for what is theirs or everybody's there.
    Member,
    /// Owners and managers.
    Managers,
    /// Owners and auditors.
    Auditors,
    /// Owners and auditors, and operators of the deployment.
    Overseers,
    /// Owners, and operators of the deployment.
    Menders,
    /// Owners.
    Owners,
    /// Operators of the deployment, who belong to no business.
    Operators,
}

impl Scope {
    /// Whether somebody in this role may use it at all; `None`: nobody who is signed in.
    pub(super) fn admits(self, role: Option<&str>) -> bool {
        let Some(role) = role else { return self == Self::Open };
        match self {
            Self::Open | Self::Member => true,
            Self::Managers => matches!(role, "owner" | "manager"),
            Self::Auditors => matches!(role, "owner" | "auditor"),
            Self::Overseers => matches!(role, "owner" | "auditor" | "operator"),
            Self::Menders => matches!(role, "owner" | "operator"),
            Self::Owners => role == "owner",
            Self::Operators => role == "operator",
        }
    }
}

/// The scope of an operation, if it has one.
pub(super) fn scope(operation: &str) -> Option<Scope> {
    let lines = SCOPES.lines().map(str::trim).filter(|line| !line.is_empty());
    // However the path calls its id.
    let operation = operation.replace("{member_id}", "{id}");
    let mut found = lines.filter_map(|line| {
        let (scope, named) = line.split_once(' ')?;
        (named.trim() == operation).then(|| match scope {
            "open" => Scope::Open,
            "member" => Scope::Member,
            "managers" => Scope::Managers,
            "auditors" => Scope::Auditors,
            "overseers" => Scope::Overseers,
            "menders" => Scope::Menders,
            "owners" => Scope::Owners,
            "operators" => Scope::Operators,
            unknown => panic!("{unknown} is no scope"),
        })
    });
    found.next()
}

const SCOPES: &str = "
open      POST /api/v1/auth/login
open      POST /api/v1/auth/refresh
open      POST /api/v1/auth/logout
open      POST /api/v1/auth/password/forgot
open      POST /api/v1/auth/password/reset
open      GET /api/v1/demo
open      POST /api/v1/tenants
open      POST /api/v1/invitations/inspect
open      POST /api/v1/invitations/accept
open      GET /api/v1/ws
open      GET /healthz
open      GET /readyz
open      GET /.well-known/jwks.json
member    GET /api/v1/tenant/profile
managers  PUT /api/v1/tenant/profile
managers  GET /api/v1/tenant/agent
managers  PUT /api/v1/tenant/agent
managers  GET /api/v1/tenant/quota
managers  PUT /api/v1/tenant/quota
member    GET /api/v1/tenant/policies
managers  PUT /api/v1/tenant/policies
member    GET /api/v1/tenant/notification-rules
managers  PUT /api/v1/tenant/notification-rules
managers  GET /api/v1/usage
managers  GET /api/v1/usage/turns
member    GET /api/v1/me
member    POST /api/v1/me/password
member    POST /api/v1/me/leave
member    POST /api/v1/me/erase
member    GET /api/v1/me/sessions
member    DELETE /api/v1/me/sessions
member    DELETE /api/v1/me/sessions/{id}
member    GET /api/v1/me/notification-preferences
member    PUT /api/v1/me/notification-preferences
member    GET /api/v1/push
member    POST /api/v1/push/devices
member    DELETE /api/v1/push/devices/{id}
member    GET /api/v1/api-keys
member    POST /api/v1/api-keys
member    DELETE /api/v1/api-keys/{id}
member    GET /api/v1/members
managers  DELETE /api/v1/members/{id}
owners    PUT /api/v1/members/{id}/role
owners    DELETE /api/v1/members/{id}/sessions
owners    POST /api/v1/members/{id}/erase
auditors  GET /api/v1/members/{id}/erasure
member    GET /api/v1/members/{id}/export
managers  GET /api/v1/invitations
managers  POST /api/v1/invitations
managers  POST /api/v1/invitations/{id}/renew
managers  DELETE /api/v1/invitations/{id}
member    GET /api/v1/conversations
member    POST /api/v1/conversations
member    GET /api/v1/conversations/{id}/messages
member    POST /api/v1/conversations/{id}/messages
member    GET /api/v1/conversations/search
member    GET /api/v1/conversations/{id}
member    PUT /api/v1/conversations/{id}/title
member    POST /api/v1/conversations/{id}/archive
member    POST /api/v1/conversations/{id}/restore
member    PUT /api/v1/conversations/{id}/messages/{message_id}/rating
member    POST /api/v1/conversations/{id}/messages/{message_id}/pass-on
member    POST /api/v1/conversations/{id}/messages/{message_id}/take-back
auditors  POST /api/v1/conversations/{id}/disclosures
auditors  GET /api/v1/disclosures/{id}/messages
member    GET /api/v1/disclosures
member    GET /api/v1/turns/{id}
member    POST /api/v1/turns/{id}/cancel
member    POST /api/v1/turns/{id}/retry
member    GET /api/v1/actions
member    GET /api/v1/actions/{id}
member    POST /api/v1/actions/{id}/approve
member    POST /api/v1/actions/{id}/reject
member    POST /api/v1/actions/{id}/revise
member    POST /api/v1/actions/{id}/undo
member    GET /api/v1/notifications
member    GET /api/v1/notifications/sent
member    POST /api/v1/notifications/read-all
member    GET /api/v1/notifications/{id}
member    POST /api/v1/notifications/{id}/snooze
member    POST /api/v1/notifications/{id}/read
member    POST /api/v1/notifications/{id}/acknowledge
member    GET /api/v1/reminders
member    POST /api/v1/reminders
member    POST /api/v1/reminders/{id}/cancel
member    GET /api/v1/documents
managers  POST /api/v1/documents
managers  POST /api/v1/documents/upload
member    GET /api/v1/documents/{id}
managers  PUT /api/v1/documents/{id}
managers  DELETE /api/v1/documents/{id}
managers  PUT /api/v1/documents/{id}/upload
managers  PUT /api/v1/documents/{id}/trust
member    GET /api/v1/documents/{id}/versions
managers  POST /api/v1/documents/{id}/retry
member    POST /api/v1/knowledge/search
managers  GET /api/v1/feedback
managers  GET /api/v1/feedback/questions
managers  POST /api/v1/feedback/questions/{id}/settle
member    GET /api/v1/shifts
managers  POST /api/v1/shifts
managers  POST /api/v1/shifts/swap
managers  POST /api/v1/shifts/import
member    GET /api/v1/shifts.ics
member    GET /api/v1/shifts/{id}
managers  PUT /api/v1/shifts/{id}
managers  POST /api/v1/shifts/{id}/cancel
member    GET /api/v1/tasks
member    POST /api/v1/tasks
member    GET /api/v1/tasks/{id}
member    POST /api/v1/tasks/{id}/assign
member    POST /api/v1/tasks/{id}/reschedule
member    POST /api/v1/tasks/{id}/complete
member    POST /api/v1/tasks/{id}/cancel
member    POST /api/v1/tasks/{id}/reopen
member    GET /api/v1/logbook
member    POST /api/v1/logbook
member    POST /api/v1/logbook/{id}/strike
member    GET /api/v1/facts
member    POST /api/v1/facts
member    GET /api/v1/facts/{id}
member    PUT /api/v1/facts/{id}
member    POST /api/v1/facts/{id}/forget
auditors  GET /api/v1/events
auditors  GET /api/v1/events/{position}
member    GET /api/v1/explain/{id}
auditors  GET /api/v1/history
auditors  GET /api/v1/history/compare
auditors  GET /api/v1/streams/{type}/{id}
auditors  GET /api/v1/streams/{type}/{id}/state
auditors  GET /api/v1/security/events
overseers GET /api/v1/audit/status
overseers GET /api/v1/audit/key
overseers GET /api/v1/audit/blocks
overseers GET /api/v1/audit/proofs/{position}
overseers POST /api/v1/audit/verify
overseers GET /api/v1/projections
operators POST /api/v1/projections/{name}/pause
operators POST /api/v1/projections/{name}/resume
operators POST /api/v1/projections/{name}/rebuild
operators POST /api/v1/projections/{name}/verify
operators GET /api/v1/projections/requests
member    GET /api/v1/projections/requests/{id}
overseers GET /api/v1/dead-letters
menders   POST /api/v1/dead-letters/retry
operators POST /api/v1/dead-letters/discard
member    POST /api/v1/ws/ticket
operators GET /api/v1/operator/tenants
operators POST /api/v1/operator/tenants/{id}/suspend
operators POST /api/v1/operator/tenants/{id}/resume
";

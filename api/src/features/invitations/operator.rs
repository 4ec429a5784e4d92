//! Inviting operators of the deployment, from the command line: the only way in for the
//! first one. They are a tenant of their own.

use chrono::{DateTime, Utc};
use domain::member::{Member, MemberCommand, MemberInvited};
use domain::tenant::{Tenant, TenantCommand, TenantRegistered};
use domain::{Actor, MemberId, Name, Personal, Role, TenantId, TimeZone};
use eventing::{CommandRequest, Step};
use uuid::Uuid;

use super::links;
use crate::auth::accounts::normal_email;
use crate::auth::random_token;
use crate::config::Services;

/// An operator to be.
#[derive(Debug, Clone)]
pub struct OperatorInvited {
    /// What opens the invitation, once.
    pub token: String,
    /// Until when.
    pub expires_at: DateTime<Utc>,
    /// The link opens once the read models have reached this position of the log.
    pub position: u64,
}

/// Lets somebody join those who run the deployment, whose tenant is made if there is none
/// yet. Needs nothing but the database.
pub async fn invite_operator(
    services: &Services,
    name: &str,
    email: &str,
) -> Result<OperatorInvited, String> {
    let name = Name::parse(name).map_err(|error| error.to_string())?;
    let email = normal_email(email).ok_or_else(|| format!("{email} is not an e-mail address"))?;
    let (tenant, member) = (TenantId::OPERATORS, MemberId(Uuid::now_v7()));
    let token = random_token();
    let (expires_at, _) = links::offer(&services.database, tenant, member, &token)
        .await
        .map_err(|error| error.to_string())?;
    let known =
        services.store.load::<Tenant>(tenant, tenant.0).await.map_err(|error| error.to_string())?;
    let mut steps = Vec::new();
    if known.sequence == 0 {
        let registered = TenantRegistered {
            tenant_id: tenant,
            name: "Operators".to_owned(),
            description: None,
            time_zone: TimeZone::parse("UTC").map_err(|error| error.to_string())?,
            locale: "en".to_owned(),
            owner: member,
        };
        steps.push(Step::new::<Tenant>(tenant, TenantCommand::RegisterTenant(registered)));
    }
    let invited = MemberInvited {
        member_id: member,
        name: Personal::of(member, name.into_string()),
        email: Some(Personal::of(member, email)),
        role: Role::Operator,
        title: "operator".to_owned(),
        invited_by: None,
    };
    steps.push(Step::new::<Member>(member, MemberCommand::InviteMember(invited)));
    let request = CommandRequest::new(tenant, Actor::System("cli".to_owned()), Utc::now());
    let done = services.store.execute(request, steps).await.map_err(|error| error.to_string())?;
    Ok(OperatorInvited { token, expires_at, position: done.position })
}

//! Inviting people by a link, and what becomes of it: `accept` is the other side.
//!
//! The link is a keyed hash of the member and of the command that made it, so a repeated
//! request gets the same one although only its digest is kept.

mod accept;
mod dto;
mod links;
mod operator;
mod words;

use std::time::Duration;

use actions::Language;
use actions::business;
use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use domain::member::{InvitationWithdrawn, Member, MemberCommand, MemberInvited};
use domain::{MemberId, Personal, Role, TenantId};
use eventing::Step;
use serde_json::json;
use uuid::Uuid;

use self::dto::{Invitation, InvitationList, Invited, Link, NewInvitation, Recorded};
use self::words::Letter;
use crate::auth::{Attempt, CurrentMember, Reader, charge, encode};
use crate::command::Writer;
use crate::error::{ApiError, kinds};
use crate::extract::{Json, Path, Query};
use crate::features::{Done, Person};
use crate::openapi::{
    BodyProblems, CommandParams, CommandProblems, ListProblems, ReadParams, RoleProblem,
};
use crate::page::PageQuery;
use crate::permission::Permission;
use crate::state::AppState;

pub(crate) use accept::{__path_accept, __path_inspect, accept, inspect};
pub(crate) use dto::title;
pub(crate) use links::sweep;
pub use operator::{OperatorInvited, invite_operator};

/// Invitations of one business in an hour: each may be a mail to anybody.
const PER_HOUR: u32 = 60;

/// Invites somebody: by the link in the answer, and by mail where there is an address.
#[utoipa::path(post, path = "/api/v1/invitations", tag = "members", params(CommandParams), security(("bearer" = [])),
    request_body = NewInvitation,
    responses((status = 201, description = "Invited; the link is shown only here", body = Invited), BodyProblems, RoleProblem))]
pub(crate) async fn invite(
    State(state): State<AppState>,
    writer: Writer,
    Json { value, canonical }: Json<NewInvitation>,
) -> Result<(StatusCode, Answer<Invited>), ApiError> {
    writer.member.must(Permission::InviteMembers)?;
    let wanted = value.parse()?;
    writer.member.must_be_over(wanted.role)?;
    let tenant = writer.member.tenant;
    limit(&state, tenant).await?;
    let command = writer.command(&state, &canonical);
    let member = MemberId(Uuid::new_v5(&command.id(), b"member"));
    if command.recall::<Recorded>(&state).await?.is_none()
        && let Some(email) = &wanted.email
        && is_here(&state, tenant, email).await?
    {
        return Err(ApiError::because(
            kinds::ALREADY_MEMBER,
            "This address signs in here already.",
        ));
    }
    let token = token(&state, member, command.id());
    let (expires_at, new) = links::offer(&state.services.database, tenant, member, &token).await?;
    let name = wanted.name.into_string();
    let invited = MemberInvited {
        member_id: member,
        name: Personal::of(member, name.clone()),
        email: wanted.email.clone().map(|email| Personal::of(member, email)),
        role: wanted.role,
        title: wanted.title,
        invited_by: Some(writer.member.id),
    };
    let step = Step::new::<Member>(member, MemberCommand::InviteMember(invited));
    let done: Recorded = command.run(&state, json!({ "member_id": member }), vec![step]).await?;
    let link = link(&state, token, expires_at);
    if new && let Some(email) = wanted.email {
        mail(&state, &writer.member, &email, &name, &link.url).await?;
    }
    let Recorded { member_id, position } = done;
    // So that the link opens at once. If the read models are slow, it opens soon.
    let _ = state.progress.reach(position, state.limits.read_your_writes).await;
    Ok((StatusCode::CREATED, Answer(Invited { member_id, position, link })))
}

#[derive(sqlx::FromRow)]
struct Row {
    member_id: Uuid,
    name: Option<String>,
    email: Option<String>,
    role: String,
    title: String,
    invited_by: Option<Uuid>,
    inviter: Option<String>,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    position: i64,
}

const COLUMNS: &str = "i.member_id, i.name, i.email, i.role, i.title, i.invited_by, p.name AS inviter, \
    i.created_at, coalesce(l.expires_at, i.created_at + interval '7 days') AS expires_at, i.position \
    FROM invitations i LEFT JOIN invitation_links l USING (tenant_id, member_id) \
    LEFT JOIN members p ON p.tenant_id = i.tenant_id AND p.member_id = i.invited_by";

/// The invitations that nobody has used.
#[utoipa::path(get, path = "/api/v1/invitations", tag = "members", params(PageQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Pending invitations", body = InvitationList), ListProblems, RoleProblem))]
pub(crate) async fn list(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<PageQuery>,
) -> Result<Answer<InvitationList>, ApiError> {
    reader.must(Permission::InviteMembers)?;
    let page = query.of::<i64>("invitations")?;
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let mut rows: Vec<Row> = sqlx::query_as(&format!(
        "SELECT {COLUMNS} WHERE i.status = 'pending' AND i.position > $1 ORDER BY i.position LIMIT $2"
    ))
    .bind(page.after.unwrap_or(0))
    .bind(page.rows())
    .fetch_all(&mut *connection)
    .await?;
    let next_cursor = page.cut("invitations", &mut rows, |row| row.position);
    let items = rows.into_iter().map(Invitation::try_from).collect::<Result<_, _>>()?;
    Ok(Answer(InvitationList { items, next_cursor }))
}

impl TryFrom<Row> for Invitation {
    type Error = ApiError;

    fn try_from(row: Row) -> Result<Self, ApiError> {
        Ok(Self {
            member_id: row.member_id,
            name: row.name,
            email: row.email,
            role: Role::parse(&row.role).map_err(ApiError::internal)?,
            title: row.title,
            invited_by: row.invited_by.map(|id| Person { id, name: row.inviter }),
            created_at: row.created_at,
            expires_at: row.expires_at,
        })
    }
}

/// Makes another link, good for seven days from now; the former one is dead. It is mailed
/// where there is an address.
#[utoipa::path(post, path = "/api/v1/invitations/{id}/renew", tag = "members",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "The new link, shown only here", body = Link), CommandProblems, RoleProblem))]
pub(crate) async fn renew(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
) -> Result<Answer<Link>, ApiError> {
    writer.member.must(Permission::InviteMembers)?;
    let (tenant, member) = (writer.member.tenant, MemberId(id));
    let mut connection = state.services.database.acquire(tenant).await?;
    let row: Option<Row> = sqlx::query_as(&format!(
        "SELECT {COLUMNS} WHERE i.status = 'pending' AND i.member_id = $1"
    ))
    .bind(id)
    .fetch_optional(&mut *connection)
    .await?;
    drop(connection);
    let row = row.ok_or_else(|| ApiError::no_such("invitation"))?;
    let invitation = Invitation::try_from(row)?;
    writer.member.must_be_over(invitation.role)?;
    limit(&state, tenant).await?;
    let token = token(&state, member, writer.command(&state, b"").id());
    let expires_at = links::replace(&state.services.database, tenant, member, &token).await?;
    let link = link(&state, token, expires_at);
    if let (Some(email), Some(name)) = (invitation.email, invitation.name) {
        mail(&state, &writer.member, &email, &name, &link.url).await?;
    }
    Ok(Answer(link))
}

/// Withdraws an invitation: its link is dead.
#[utoipa::path(delete, path = "/api/v1/invitations/{id}", tag = "members",
    params(("id" = Uuid, Path), CommandParams), security(("bearer" = [])),
    responses((status = 200, description = "Withdrawn, or withdrawn before", body = Done), CommandProblems, RoleProblem))]
pub(crate) async fn withdraw(
    State(state): State<AppState>,
    writer: Writer,
    Path(id): Path<Uuid>,
) -> Result<Answer<Done>, ApiError> {
    writer.member.must(Permission::InviteMembers)?;
    let tenant = writer.member.tenant;
    let loaded = state.services.store.load::<Member>(tenant, id).await?;
    if let Member::Invited { role, .. } = loaded.aggregate {
        writer.member.must_be_over(role)?;
    }
    let withdrawn = InvitationWithdrawn { withdrawn_by: Some(writer.member.id) };
    let step = Step::new::<Member>(id, MemberCommand::WithdrawInvitation(withdrawn));
    let command = writer.command(&state, b"");
    let done = command.run(&state, json!({ "id": id }), vec![step]).await?;
    links::remove(&state.services.database, tenant, MemberId(id)).await?;
    Ok(Answer(done))
}

async fn limit(state: &AppState, tenant: TenantId) -> Result<(), ApiError> {
    let invitations = Attempt {
        policy: "invitations",
        subject: state.secret.mac("invitations", &[tenant.0.as_bytes()]).to_vec(),
        limit: PER_HOUR,
        window: Duration::from_secs(3600),
    };
    charge(&state.services.database, &[invitations]).await
}

/// Whether somebody signs in here with this address.
async fn is_here(state: &AppState, tenant: TenantId, email: &str) -> Result<bool, sqlx::Error> {
    let mut connection = state.services.database.acquire(tenant).await?;
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM members_with_addresses($1) w JOIN members p USING (member_id) \
         WHERE p.status = 'active')",
    )
    .bind(vec![email])
    .fetch_one(&mut *connection)
    .await
}

fn token(state: &AppState, member: MemberId, made_by: Uuid) -> String {
    encode(&state.secret.mac("invitation", &[member.0.as_bytes(), made_by.as_bytes()]))
}

fn link(state: &AppState, token: String, expires_at: DateTime<Utc>) -> Link {
    Link { url: state.link("join", &token), token, expires_at }
}

async fn mail(
    state: &AppState,
    by: &CurrentMember,
    to: &str,
    name: &str,
    url: &str,
) -> Result<(), ApiError> {
    let mut connection = state.services.database.acquire(by.tenant).await?;
    let Some(business) = business::business(&mut connection).await? else { return Ok(()) };
    let letter = Letter { name, business: &business.name, by: by.name.as_deref(), url };
    let (subject, text) = letter.write(Language::of(&business.locale));
    state.mailer.send(to, &subject, &text);
    Ok(())
}

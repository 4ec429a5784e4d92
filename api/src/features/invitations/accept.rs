//! The other side of a link: what it offers, and joining by it.

use std::time::Duration;

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono::Utc;
use domain::member::{Member, MemberCommand, MemberJoined};
use domain::{Actor, Name, Personal, Role};
use eventing::{CommandRequest, Step, StoreError};
use secrecy::ExposeSecret;

use super::dto::{Acceptance, Offer, OfferedBy, Shown, no_address};
use super::links::{self, Open};
use crate::auth::accounts::{self, AccountError, PasswordRules};
use crate::auth::dto::Session;
use crate::auth::sign_in::{self, Client, Proven};
use crate::auth::strength::check_password;
use crate::auth::{Attempt, SessionFacts, charge};
use crate::error::{ApiError, kinds};
use crate::extract::{ClientAddress, Json};
use crate::features::members::ownership;
use crate::openapi::OpenProblems;
use crate::state::AppState;
use crate::suspension;

/// Links that one client may show in a quarter of an hour: enough for people, and for
/// whoever guesses nothing against 256 bits.
const SHOWN: u32 = 100;
const QUARTER: Duration = Duration::from_secs(15 * 60);

/// Tells what an invitation offers.
#[utoipa::path(post, path = "/api/v1/invitations/inspect", tag = "members", request_body = Shown,
    responses((status = 200, description = "What the link offers", body = Offer),
        (status = 404, description = "The link is not good (any more)", body = crate::error::Problem, content_type = "application/problem+json"),
        OpenProblems))]
pub(crate) async fn inspect(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    Json { value, .. }: Json<Shown>,
) -> Result<Answer<Offer>, ApiError> {
    let open = opened(&state, value.token.expose_secret(), &address).await?;
    Ok(Answer(Offer {
        role: open.role()?,
        tenant: OfferedBy { id: open.tenant().0, name: open.tenant_name },
        name: open.name,
        title: open.title,
        email: open.email,
        expires_at: open.expires_at,
    }))
}

/// Joins the business, with a new account or one that there is, and signs in.
#[utoipa::path(post, path = "/api/v1/invitations/accept", tag = "members", request_body = Acceptance,
    responses((status = 201, description = "Joined and signed in; sets the refresh cookie", body = Session),
        (status = 401, description = "The address has an account with another password", body = crate::error::Problem, content_type = "application/problem+json"),
        (status = 403, description = "The business is suspended", body = crate::error::Problem, content_type = "application/problem+json"),
        (status = 404, description = "The link is not good (any more)", body = crate::error::Problem, content_type = "application/problem+json"),
        (status = 409, description = "The account belongs to the business already", body = crate::error::Problem, content_type = "application/problem+json"),
        OpenProblems))]
pub(crate) async fn accept(
    State(state): State<AppState>,
    client: Client,
    Json { value, .. }: Json<Acceptance>,
) -> Result<impl IntoResponse, ApiError> {
    let open = opened(&state, value.token.expose_secret(), &client.address).await?;
    let (tenant, member, role) = (open.tenant(), open.member(), open.role()?);
    suspension::refuse(&state, tenant).await?;
    let email = address_for(&open, value.email.as_deref())?;
    let name = match value.name.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
        Some(name) => Name::parse(name)?.into_string(),
        None => open.name.clone().ok_or_else(|| ApiError::field("/name", "is missing"))?,
    };
    let password = value.password.expose_secret().to_owned();
    let proven = account_of(&state, &email, &name, password, &client).await?;
    let account = proven.account.account_id;
    accounts::join(&state.services.database, tenant, member, account).await.map_err(|error| {
        match error {
            AccountError::Taken => ApiError::because(
                kinds::ALREADY_MEMBER,
                "Sign in with it, or join with another address.",
            ),
            other => problem(other),
        }
    })?;
    join(&state, &open, name.clone(), role).await?;
    let facts = SessionFacts { tenant, member, role, name: Some(name), title: open.title };
    Ok((StatusCode::CREATED, sign_in::begin(&state, &proven, facts, &client).await?))
}

/// The member joins, and owns the business with the others if that is what they were
/// invited for; afterwards the link is dead.
async fn join(state: &AppState, open: &Open, name: String, role: Role) -> Result<(), ApiError> {
    let (tenant, member) = (open.tenant(), open.member());
    let joined = MemberJoined {
        member_id: member,
        name: Personal::of(member, name),
        role,
        title: open.title.clone(),
    };
    let mut steps = vec![Step::new::<Member>(member, MemberCommand::JoinTenant(joined))];
    if role.owns() {
        steps.push(ownership::gain(state, tenant, member, None).await?);
    }
    let actor = Actor::Member(member);
    let cause = member.0;
    let request = CommandRequest::caused_by(tenant, actor, Utc::now(), cause, cause, "accepted");
    let outcome = state.services.store.execute(request, steps).await.map_err(used_up)?;
    // So that the session is good at once. If the read models are slow, it is good soon.
    let _ = state.progress.reach(outcome.position, Duration::from_secs(2)).await;
    links::remove(&state.services.database, tenant, member).await?;
    Ok(())
}

/// What a link opens; not good is not good, whatever the reason.
async fn opened(state: &AppState, token: &str, address: &str) -> Result<Open, ApiError> {
    let shown = Attempt {
        policy: "invitation-links",
        subject: state.secret.mac("invitation-links", &[address.as_bytes()]).to_vec(),
        limit: SHOWN,
        window: QUARTER,
    };
    charge(&state.services.database, &[shown]).await?;
    links::find(&state.services.database, token).await?.ok_or_else(not_good)
}

fn not_good() -> ApiError {
    ApiError::because(
        kinds::INVITATION_NOT_GOOD,
        "It was used or withdrawn, has expired, or was replaced by a newer one; ask who invited you.",
    )
}

/// Somebody withdrew it, or the link was used, since it was looked at.
fn used_up(error: StoreError) -> ApiError {
    match error {
        StoreError::Rejected { code: "invitation-withdrawn" | "member-removed", .. } => not_good(),
        other => other.into(),
    }
}

/// The address of the account that joins.
fn address_for(open: &Open, given: Option<&str>) -> Result<String, ApiError> {
    let given = given.map(str::trim).filter(|given| !given.is_empty());
    let given = given.map(|given| accounts::normal_email(given).ok_or_else(no_address));
    match (given.transpose()?, open.email.clone(), open.bound) {
        (Some(given), Some(wanted), _) if given != wanted => {
            Err(ApiError::field("/email", "is another one than the one that was invited"))
        }
        (_, Some(wanted), _) => Ok(wanted),
        // Whose it was for is erased.
        (_, None, true) => Err(not_good()),
        (Some(given), None, false) => Ok(given),
        (None, None, false) => Err(ApiError::field("/email", "is missing")),
    }
}

/// The account that joins: the address's own by its password, else a new one. A wrong
/// password is counted like one at the door.
async fn account_of(
    state: &AppState,
    email: &str,
    name: &str,
    password: String,
    client: &Client,
) -> Result<Proven, ApiError> {
    let database = &state.services.database;
    if accounts::find(database, email).await?.is_none() {
        check_password(&password, &[email, name], PasswordRules::Enforced)
            .map_err(|weak| problem(weak.into()))?;
        let hash = state.passwords.hash(password).await?;
        let account = accounts::offer(database, email, &hash, false).await?;
        if account.password_hash != hash {
            let detail = "This address has an account since a moment ago: try again.";
            return Err(ApiError::because(kinds::BUSY, detail));
        }
        return Ok(Proven { account, email: email.to_owned(), known_device: false });
    }
    sign_in::prove(state, email, password, client).await?.ok_or_else(|| {
        ApiError::because(
            kinds::INVALID_CREDENTIALS,
            "This address has an account: use its password.",
        )
    })
}

fn problem(error: AccountError) -> ApiError {
    match error {
        AccountError::Password(weak) => ApiError::field("/password", weak.to_string()),
        AccountError::Email(_) => no_address(),
        AccountError::Taken => ApiError::new(kinds::ALREADY_MEMBER),
        AccountError::Hash(cause) => ApiError::internal(cause),
        AccountError::Database(error) => error.into(),
    }
}

//! Another password: by the former one, or by a link that was mailed.

use axum::extract::State;
use axum::http::StatusCode;
use domain::Actor;
use domain::access::{EndReason, PasswordChanged, PasswordProof};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::time::Duration;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::auth::accounts::{self, Account, PasswordRules, normal_email};
use crate::auth::sign_in::{self, Client};
use crate::auth::strength::check_password;
use crate::auth::trail::{self, Whose};
use crate::auth::{Attempt, CurrentMember, charge, digest, random_token};
use crate::error::{ApiError, Problem, kinds};
use crate::extract::Json;
use crate::openapi::{BodyProblems, OpenProblems};
use crate::state::AppState;

/// How long a mailed link is good.
const LINK_LIFETIME: &str = "1 hour";
/// Links that may be mailed to one address, and asked for by one client, in an hour.
const LINKS_PER_ADDRESS: u32 = 3;
const LINKS_PER_CLIENT: u32 = 20;
const HOUR: Duration = Duration::from_secs(3600);

/// The former password and the new one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangePassword {
    #[schema(value_type = String, format = Password)]
    current_password: SecretString,
    #[schema(value_type = String, format = Password)]
    new_password: SecretString,
}

/// Changes one's password; all other sessions of the account end.
#[utoipa::path(post, path = "/api/v1/me/password", tag = "access", request_body = ChangePassword, security(("bearer" = [])),
    responses((status = 204, description = "Changed; other sessions have ended"),
        (status = 403, description = "The current password is wrong", body = Problem, content_type = "application/problem+json"),
        BodyProblems))]
pub(crate) async fn change(
    State(state): State<AppState>,
    member: CurrentMember,
    client: Client,
    Json { value, .. }: Json<ChangePassword>,
) -> Result<StatusCode, ApiError> {
    let database = &state.services.database;
    let mut connection = database.acquire(member.tenant).await?;
    let email: Option<String> = sqlx::query_scalar("SELECT email_of($1)")
        .bind(member.id.0)
        .fetch_one(&mut *connection)
        .await?;
    drop(connection);
    let email = email.ok_or_else(|| ApiError::internal("a member without an account"))?;
    let new = value.new_password.expose_secret();
    check_password(new, &[&email], PasswordRules::Enforced)
        .map_err(|weak| ApiError::field("/new_password", weak.to_string()))?;
    let current = value.current_password.expose_secret().to_owned();
    let proven = sign_in::prove(&state, &email, current, &client).await?.ok_or_else(|| {
        ApiError::because(kinds::WRONG_PASSWORD, "Type the password that you signed in with.")
    })?;
    let hash = state.passwords.hash(new.to_owned()).await?;
    // What was verified may have been hashed anew meanwhile.
    let known = accounts::find(database, &email).await?.unwrap_or(proven.account);
    if !accounts::replace_password(database, &known, &hash).await? {
        return Err(ApiError::new(kinds::BUSY));
    }
    changed(&state, &known, member.via.session(), PasswordProof::Password).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whose password is forgotten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ForgotPassword {
    email: String,
}

/// Mails a link that allows a new password, if the address has an account. The answer
/// does not tell.
#[utoipa::path(post, path = "/api/v1/auth/password/forgot", tag = "auth", request_body = ForgotPassword,
    responses((status = 202, description = "If there is such an account, a mail is on its way"), OpenProblems))]
pub(crate) async fn forgot(
    State(state): State<AppState>,
    client: Client,
    Json { value, .. }: Json<ForgotPassword>,
) -> Result<StatusCode, ApiError> {
    let email = normal_email(&value.email)
        .ok_or_else(|| ApiError::field("/email", "must be an e-mail address"))?;
    let attempt = |policy, whom: &str, limit| Attempt {
        policy,
        subject: state.secret.mac(policy, &[whom.as_bytes()]).to_vec(),
        limit,
        window: HOUR,
    };
    let attempts = [
        attempt("reset-client", &client.address, LINKS_PER_CLIENT),
        attempt("reset-address", &email, LINKS_PER_ADDRESS),
    ];
    charge(&state.services.database, &attempts).await?;
    // Beside the request: how long it takes tells nothing.
    tokio::spawn(async move {
        if let Err(error) = mail_link(&state, &email).await {
            tracing::warn!(
                cause = error.logged_cause(),
                "a link for a new password was not mailed"
            );
        }
    });
    Ok(StatusCode::ACCEPTED)
}

async fn mail_link(state: &AppState, email: &str) -> Result<(), ApiError> {
    let database = &state.services.database;
    let account = accounts::find(database, email).await?;
    let Some(account) = account.filter(|account| !account.demo) else { return Ok(()) };
    let token = random_token();
    sqlx::query("SELECT offer_reset($1, $2, $3::interval)")
        .bind(account.account_id)
        .bind(digest(&token))
        .bind(LINK_LIFETIME)
        .execute(database.pool())
        .await?;
    let text = format!(
        "Somebody, probably you, wants to set a new password for your Steward account.\n\n\
         {}\n\n\
         The link is good once, for an hour. If it was not you, there is nothing to do: your \
         password has not changed.\n",
        state.link("reset-password", &token)
    );
    state.mailer.send(email, "Set a new password", &text);
    Ok(())
}

/// A mailed link's token, and the new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResetPassword {
    /// What follows `#` in the link.
    #[schema(value_type = String)]
    token: SecretString,
    #[schema(value_type = String, format = Password)]
    new_password: SecretString,
}

/// Sets a new password by a mailed link; all sessions of the account end.
#[utoipa::path(post, path = "/api/v1/auth/password/reset", tag = "auth", request_body = ResetPassword,
    responses((status = 204, description = "Set; sign in with it"),
        (status = 404, description = "The link was used or has expired", body = Problem, content_type = "application/problem+json"),
        OpenProblems))]
pub(crate) async fn reset(
    State(state): State<AppState>,
    client: Client,
    Json { value, .. }: Json<ResetPassword>,
) -> Result<StatusCode, ApiError> {
    let database = &state.services.database;
    let subject = state.secret.mac("reset-try", &[client.address.as_bytes()]).to_vec();
    let attempt =
        Attempt { policy: "reset-client", subject, limit: LINKS_PER_CLIENT, window: HOUR };
    charge(database, &[attempt]).await?;
    let token = digest(value.token.expose_secret());
    let not_good = || {
        ApiError::because(
            kinds::LINK_NOT_GOOD,
            "Ask for another mail: a link is good once, for an hour.",
        )
    };
    let found: Option<(Uuid, String)> =
        sqlx::query_as("SELECT account_id, email FROM find_reset($1)")
            .bind(&token)
            .fetch_optional(database.pool())
            .await?;
    let (_, email) = found.ok_or_else(not_good)?;
    let new = value.new_password.expose_secret();
    check_password(new, &[&email], PasswordRules::Enforced)
        .map_err(|weak| ApiError::field("/new_password", weak.to_string()))?;
    let hash = state.passwords.hash(new.to_owned()).await?;
    let redeemed: bool = sqlx::query_scalar("SELECT redeem_reset($1, $2)")
        .bind(&token)
        .bind(&hash)
        .fetch_one(database.pool())
        .await?;
    if !redeemed {
        return Err(not_good());
    }
    sign_in::open(&state, &email).await?;
    if let Some(account) = accounts::find(database, &email).await? {
        changed(&state, &account, None, PasswordProof::MailedLink).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Ends the account's sessions but the one excepted, and records all of it in the trails
/// of its businesses.
async fn changed(
    state: &AppState,
    account: &Account,
    excepted: Option<Uuid>,
    by: PasswordProof,
) -> Result<(), ApiError> {
    let ended: Vec<(Uuid, Uuid, Uuid)> = sqlx::query_as(
        "SELECT session_id, tenant_id, member_id FROM end_sessions_of_account($1, $2)",
    )
    .bind(account.account_id)
    .bind(excepted)
    .fetch_all(state.services.database.pool())
    .await?;
    let change = Uuid::now_v7();
    for whose in accounts::memberships(&state.services.database, account.account_id).await? {
        let sessions: Vec<Uuid> = ended
            .iter()
            .filter(|(_, tenant, member)| Whose::of(*tenant, *member) == whose)
            .map(|(session, ..)| *session)
            .collect();
        let actor = Actor::Member(whose.member);
        let event = PasswordChanged { by };
        trail::record(state, whose, actor, (change, "password"), event, Vec::new()).await?;
        trail::ended(state, whose, &sessions, EndReason::PasswordChanged, Some(whose.member))
            .await?;
    }
    Ok(())
}

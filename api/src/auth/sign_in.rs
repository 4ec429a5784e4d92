//! From e-mail address and password to a session: for signing in, and wherever else
//! somebody shows that an account is theirs.

use std::convert::Infallible;

use axum::Json as Answer;
use axum::extract::FromRequestParts;
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::response::{AppendHeaders, IntoResponse};
use domain::access::{SignInsFailed, SignedIn};
use domain::{Actor, Personal};
use uuid::Uuid;

use super::accounts::{self, Account};
use super::alert::{self, Alarm};
use super::device::Device;
use super::dto::{Session, SessionMember};
use super::guesses::{self, Guess};
use super::strength::MAX_PASSWORD;
use super::trail::{self, Whose};
use super::{ACCESS_TOKEN_LIFETIME, SessionFacts, cookie, refresh};
use crate::error::ApiError;
use crate::extract::ClientAddress;
use crate::state::AppState;

/// From this many failures in a row on, people are told.
const TELL_FROM: u32 = 10;

/// Where a request comes from.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    pub(crate) address: String,
    pub(crate) device: Device,
}

impl FromRequestParts<AppState> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let ClientAddress(address) = ClientAddress::from_request_parts(parts, state).await?;
        Ok(Self { address, device: Device::of(&parts.headers) })
    }
}

/// Somebody who has shown that an account is theirs.
#[derive(Debug, Clone)]
pub(crate) struct Proven {
    pub(crate) account: Account,
    pub(crate) email: String,
    pub(crate) known_device: bool,
}

/// Takes one guess at the password of an address's account; none when it is wrong, or
/// when there is no such account. Refused while too many were wrong. Whether there is an
/// account shows neither in the answer nor in the time it takes.
pub(crate) async fn prove(
    state: &AppState,
    email: &str,
    password: String,
    client: &Client,
) -> Result<Option<Proven>, ApiError> {
    let guess = Guess::charge(state, email, &client.address, &client.device).await?;
    let account = accounts::find(&state.services.database, email).await?;
    let account = account.filter(|account| !account.demo || state.demo);
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    let right =
        password.len() <= MAX_PASSWORD && state.passwords.verify(password.clone(), hash).await?;
    let Some(account) = account else { return Ok(None) };
    if !right {
        tell_of_failures(state, account.account_id, &guess);
        return Ok(None);
    }
    let known_device = guess.forgive(state).await?.known_device;
    if state.passwords.is_outdated(&account.password_hash) {
        let hash = state.passwords.hash(password).await?;
        accounts::replace_password(&state.services.database, &account, &hash).await?;
    }
    Ok(Some(Proven { account, email: email.to_owned(), known_device }))
}

/// Records failures in the trails of the account's businesses, beside the request: what
/// it takes must not tell that there is an account.
fn tell_of_failures(state: &AppState, account: Uuid, guess: &Guess) {
    let Some(attempts) = guess.is_worth_telling() else { return };
    let (state, run) = (state.clone(), guess.run());
    tokio::spawn(async move {
        let told = async {
            for whose in accounts::memberships(&state.services.database, account).await? {
                // A run of failures begins anew after a day without.
                let day = chrono::Utc::now().date_naive();
                let purpose = format!("failures/{attempts}/{day}/{}", whose.member);
                let cause = Uuid::new_v5(&run, purpose.as_bytes());
                let notices = if attempts >= TELL_FROM {
                    alert::notices(&state, whose, cause, Alarm::Guessing).await?
                } else {
                    Vec::new()
                };
                let actor = Actor::System("api".to_owned());
                let event = SignInsFailed { attempts };
                trail::record(&state, whose, actor, (cause, &purpose), event, notices).await?;
            }
            Ok::<_, ApiError>(())
        };
        if let Err(error) = told.await {
            tracing::warn!(cause = error.logged_cause(), "failed sign-ins were not recorded");
        }
    });
}

/// Lets the account be signed in to at once: its owner has shown that it is theirs.
pub(crate) async fn open(state: &AppState, email: &str) -> Result<(), sqlx::Error> {
    guesses::open(state, email).await
}

/// Begins a session of a member whose account was proven.
pub(crate) async fn begin(
    state: &AppState,
    proven: &Proven,
    facts: SessionFacts,
    client: &Client,
) -> Result<impl IntoResponse + use<>, ApiError> {
    let database = &state.services.database;
    let whose = Whose { tenant: facts.tenant, member: facts.member };
    let device = &client.device;
    let begun = refresh::begin(database, whose, proven.account.account_id, &device.name).await?;
    let event = SignedIn {
        session_id: begun.session,
        device: Personal::of(whose.member, device.name.clone()),
        known_device: proven.known_device,
    };
    let actor = Actor::Member(whose.member);
    // A session that is not in the trail is none: nobody gets its token.
    trail::record(state, whose, actor, (begun.session, "signed-in"), event, Vec::new()).await?;
    let marked = device.marked(state, &proven.email);
    let session = answer(state, begun.session, &begun.refresh_token, facts)?;
    Ok((AppendHeaders([(SET_COOKIE, marked)]), session))
}

/// What a signed-in client gets: an access token, and the refresh cookie.
pub(super) fn answer(
    state: &AppState,
    session: Uuid,
    refresh_token: &str,
    facts: SessionFacts,
) -> Result<impl IntoResponse + use<>, ApiError> {
    let access_token = state
        .tokens
        .sign(facts.tenant, facts.member, facts.role, session)
        .map_err(ApiError::internal)?;
    let member = SessionMember {
        id: facts.member.0,
        tenant_id: facts.tenant.0,
        name: facts.name,
        role: facts.role,
        title: facts.title,
    };
    let expires_in = ACCESS_TOKEN_LIFETIME.as_secs();
    let set_cookie = cookie::set(refresh_token, state.secure_cookies);
    let body = Session {
        access_token,
        token_type: "Bearer",
        expires_in,
        member,
        log_id: state.log_id,
        position: state.hub.position(),
    };
    Ok((AppendHeaders([(SET_COOKIE, set_cookie)]), Answer(body)))
}

//! Accounts and memberships.
//!
//! Rows come first and the event makes them live: a membership counts once the log says
//! that its member joined. What is left over from a registration that never got there is
//! swept away.

use domain::{MemberId, TenantId};
use eventing::Database;
use uuid::Uuid;

use super::passwords::hash_blocking;
use super::strength::{WeakPassword, check_password};
use super::trail::Whose;

/// Whether the rules for passwords hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordRules {
    /// They do.
    Enforced,
    /// The demo's accounts are exempt; they can sign in only where the demo is on.
    DemoExempt,
}

/// An account to be, with its membership.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// The business.
    pub tenant: TenantId,
    /// The member that signs in with it.
    pub member: MemberId,
    /// The e-mail address.
    pub email: String,
    /// The password.
    pub password: String,
}

/// Why there is no account.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// This is no e-mail address.
    #[error("{0} is not an e-mail address")]
    Email(String),
    /// The password is none to take.
    #[error("the password {0}")]
    Password(#[from] WeakPassword),
    /// The member signs in with another account, or the account has another member here.
    #[error("the account or the member has another membership in this business")]
    Taken,
    /// Hashing failed.
    #[error("the password could not be hashed: {0}")]
    Hash(String),
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Creates an account with a membership, for a member that a command then makes live.
/// Doing it again does nothing: an account keeps its first password.
/// `database` acts as the API's role.
pub async fn create_account(
    database: &Database,
    account: NewAccount,
    rules: PasswordRules,
) -> Result<(), AccountError> {
    let email = normal_email(&account.email).ok_or(AccountError::Email(account.email))?;
    check_password(&account.password, &[&email], rules)?;
    let hash = match find(database, &email).await? {
        Some(known) => known.password_hash,
        None => hash_blocking(account.password).await.map_err(AccountError::Hash)?,
    };
    let demo = rules == PasswordRules::DemoExempt;
    let known = offer(database, &email, &hash, demo).await?;
    join(database, account.tenant, account.member, known.account_id).await
}

/// What is known of an account.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Account {
    pub(crate) account_id: Uuid,
    pub(crate) password_hash: String,
    pub(crate) demo: bool,
}

/// The account of an address.
pub(crate) async fn find(database: &Database, email: &str) -> Result<Option<Account>, sqlx::Error> {
    sqlx::query_as("SELECT account_id, password_hash, demo FROM find_account($1)")
        .bind(email)
        .fetch_optional(database.pool())
        .await
}

/// The account of an address, made if there is none.
pub(crate) async fn offer(
    database: &Database,
    email: &str,
    hash: &str,
    demo: bool,
) -> Result<Account, sqlx::Error> {
    sqlx::query_as("SELECT account_id, password_hash, demo FROM offer_account($1, $2, $3, $4)")
        .bind(Uuid::now_v7())
        .bind(email)
        .bind(hash)
        .bind(demo)
        .fetch_one(database.pool())
        .await
}

/// Replaces an account's password, if it is still the one that was verified; whether it
/// was.
pub(crate) async fn replace_password(
    database: &Database,
    account: &Account,
    hash: &str,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT replace_password($1, $2, $3)")
        .bind(account.account_id)
        .bind(&account.password_hash)
        .bind(hash)
        .fetch_one(database.pool())
        .await
}

/// The businesses that an account belongs to, and who it is there.
pub(crate) async fn memberships(
    database: &Database,
    account: Uuid,
) -> Result<Vec<Whose>, sqlx::Error> {
    let rows: Vec<(Uuid, Uuid)> =
        sqlx::query_as("SELECT tenant_id, member_id FROM memberships_of($1)")
            .bind(account)
            .fetch_all(database.pool())
            .await?;
    Ok(rows.into_iter().map(|(tenant, member)| Whose::of(tenant, member)).collect())
}

/// Joins an account to a member.
pub(crate) async fn join(
    database: &Database,
    tenant: TenantId,
    member: MemberId,
    account: Uuid,
) -> Result<(), AccountError> {
    let mut connection = database.acquire(tenant).await?;
    sqlx::query(
        "INSERT INTO memberships (tenant_id, member_id, account_id) VALUES ($1, $2, $3) \
         ON CONFLICT DO NOTHING",
    )
    .bind(tenant.0)
    .bind(member.0)
    .bind(account)
    .execute(&mut *connection)
    .await?;
    let kept: Option<Uuid> = sqlx::query_scalar(
        "SELECT account_id FROM memberships WHERE tenant_id = $1 AND member_id = $2",
    )
    .bind(tenant.0)
    .bind(member.0)
    .fetch_optional(&mut *connection)
    .await?;
    if kept == Some(account) { Ok(()) } else { Err(AccountError::Taken) }
}

/// Removes old sessions, tickets and counts, and registrations that never reached the
/// log. `system` acts as the system's role.
pub async fn sweep(system: &Database) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT sweep_identity(interval '1 day')").execute(system.pool()).await?;
    Ok(())
}

/// The form in which an address is stored and looked up; none when it is no address.
pub(crate) fn normal_email(raw: &str) -> Option<String> {
    let email = raw.trim().to_lowercase();
    let (local, host) = email.rsplit_once('@')?;
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && c != '@';
    let good = !local.is_empty()
        && email.len() <= 254
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && local.chars().chain(host.chars()).all(plain);
    good.then_some(email)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_addresses_from_other_text() {
        assert_eq!(normal_email(" Luigi@Pizza.com "), Some("luigi@pizza.com".to_owned()));
        for bad in [
            "",
            "luigi",
            "@pizza.com",
            "luigi@",
            "luigi@pizza",
            "a b@c.de",
            "a@b@c.de",
            "a@.de",
            "a\u{0}@c.de",
        ] {
            assert_eq!(normal_email(bad), None, "{bad:?}");
        }
    }
}

//! Refresh tokens: each is used once and replaced by its successor.
//!
//! A successor is a keyed hash of its predecessor. So when two tabs refresh with the
//! same token at about the same time, both get the same successor; after a grace of ten
//! seconds a replaced token means that somebody else holds a copy, and the session ends.

use domain::TenantId;
use eventing::Database;
use uuid::Uuid;

use super::ServerSecret;
use super::secret::{digest, encode, random_token};
use super::trail::Whose;

/// How long somebody stays signed in at most.
const SESSION_LIFETIME: &str = "60 days";
/// How long somebody stays signed in without coming back.
pub(crate) const TOKEN_LIFETIME_SECONDS: u64 = 14 * 24 * 3600;
const TOKEN_LIFETIME: &str = "14 days";
const GRACE: &str = "10 seconds";

/// A session just begun.
pub(crate) struct Begun {
    pub(crate) session: Uuid,
    pub(crate) refresh_token: String,
}

/// What came of presenting a refresh token.
pub(crate) enum Rotation {
    /// The session goes on with another token.
    Rotated { session: Uuid, tenant: TenantId, demo: bool, refresh_token: String },
    /// It was replaced before: somebody else holds a copy, and the session has ended.
    Reused { session: Uuid, whose: Whose },
    /// The session has ended, or there never was such a token.
    Refused { session: Option<Uuid> },
}

/// Begins a session of a member.
pub(crate) async fn begin(
    database: &Database,
    whose: Whose,
    account: Uuid,
    device: &str,
) -> Result<Begun, sqlx::Error> {
    let (session, refresh_token) = (Uuid::now_v7(), random_token());
    sqlx::query("SELECT start_session($1, $2, $3, $4, $5, $6, $7::interval, $8::interval)")
        .bind(session)
        .bind(whose.tenant.0)
        .bind(whose.member.0)
        .bind(account)
        .bind(device)
        .bind(digest(&refresh_token))
        .bind(SESSION_LIFETIME)
        .bind(TOKEN_LIFETIME)
        .execute(database.pool())
        .await?;
    Ok(Begun { session, refresh_token })
}

/// Replaces a token by its successor.
pub(crate) async fn rotate(
    database: &Database,
    secret: &ServerSecret,
    presented: &str,
) -> Result<Rotation, sqlx::Error> {
    type Row = (String, Option<Uuid>, Option<Uuid>, Option<Uuid>, Option<bool>);
    let successor = encode(&secret.mac("refresh-successor", &[presented.as_bytes()]));
    let (outcome, session, tenant, member, demo): Row = sqlx::query_as(
        "SELECT outcome, session_id, tenant_id, member_id, demo \
         FROM rotate_refresh_token($1, $2, $3::interval, $4::interval)",
    )
    .bind(digest(presented))
    .bind(digest(&successor))
    .bind(GRACE)
    .bind(TOKEN_LIFETIME)
    .fetch_one(database.pool())
    .await?;
    Ok(match (outcome.as_str(), session, tenant, member) {
        ("rotated", Some(session), Some(tenant), _) => Rotation::Rotated {
            session,
            tenant: TenantId(tenant),
            demo: demo.unwrap_or(false),
            refresh_token: successor,
        },
        ("reused", Some(session), Some(tenant), Some(member)) => {
            Rotation::Reused { session, whose: Whose::of(tenant, member) }
        }
        (_, session, ..) => Rotation::Refused { session },
    })
}

/// Ends the session that a token belongs to: which, and whose it was.
pub(crate) async fn end(
    database: &Database,
    presented: &str,
) -> Result<Option<(Uuid, Whose)>, sqlx::Error> {
    let row: Option<(Uuid, Uuid, Uuid)> =
        sqlx::query_as("SELECT session_id, tenant_id, member_id FROM end_session_of_token($1)")
            .bind(digest(presented))
            .fetch_optional(database.pool())
            .await?;
    Ok(row.map(|(session, tenant, member)| (session, Whose::of(tenant, member))))
}

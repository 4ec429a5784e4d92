//! What an access token rests on: a session that was not ended, of an active member.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::{MemberId, Role, TenantId};
use eventing::Database;
use uuid::Uuid;

use super::trail::Whose;

/// How long an answer is good without asking again. The end of a session is known sooner:
/// at once in this process, and from others by [`super::revoked`].
const FRESH: Duration = Duration::from_secs(3);
const MOST: usize = 50_000;

/// The member behind a live session, as they are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SessionFacts {
    pub(crate) tenant: TenantId,
    pub(crate) member: MemberId,
    pub(crate) role: Role,
    pub(crate) name: Option<String>,
    pub(crate) title: String,
}

/// Live sessions asked for in the last seconds.
#[derive(Default)]
pub(crate) struct SessionCache {
    known: Mutex<HashMap<Uuid, (SessionFacts, Instant)>>,
}

#[derive(sqlx::FromRow)]
struct Row {
    member_id: Uuid,
    role: String,
    name: Option<String>,
    title: String,
}

impl SessionCache {
    /// The facts of a session; none when it has ended or the member is not active.
    pub(crate) async fn facts(
        &self,
        database: &Database,
        tenant: TenantId,
        session: Uuid,
    ) -> Result<Option<SessionFacts>, sqlx::Error> {
        if let Some(facts) = self.fresh(session).filter(|facts| facts.tenant == tenant) {
            return Ok(Some(facts));
        }
        let facts = load(database, tenant, session).await?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, (_, since)| since.elapsed() < FRESH);
        }
        match &facts {
            Some(facts) if known.len() < MOST => {
                known.insert(session, (facts.clone(), Instant::now()));
            }
            _ => {
                known.remove(&session);
            }
        }
        Ok(facts)
    }

    /// Forgets a session that was ended here.
    pub(crate) fn forget(&self, session: Uuid) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(&session);
    }

    fn fresh(&self, session: Uuid) -> Option<SessionFacts> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (facts, since) = known.get(&session)?;
        (since.elapsed() < FRESH).then(|| facts.clone())
    }
}

/// Ends live sessions of a member: the one named, or all but the one excepted. Which
/// they were.
pub(crate) async fn end(
    database: &Database,
    whose: Whose,
    only: Option<Uuid>,
    excepted: Option<Uuid>,
    as_what: &str,
) -> Result<Vec<Uuid>, sqlx::Error> {
    let mut connection = database.acquire(whose.tenant).await?;
    sqlx::query_scalar("SELECT end_sessions($1, $2, $3, $4)")
        .bind(whose.member.0)
        .bind(only)
        .bind(excepted)
        .bind(as_what)
        .fetch_all(&mut *connection)
        .await
}

async fn load(
    database: &Database,
    tenant: TenantId,
    session: Uuid,
) -> Result<Option<SessionFacts>, sqlx::Error> {
    let mut connection = database.acquire(tenant).await?;
    let row: Option<Row> = sqlx::query_as(
        "SELECT m.member_id, m.role, m.name, m.title FROM sessions s \
         JOIN members m ON m.tenant_id = s.tenant_id AND m.member_id = s.member_id \
         WHERE s.session_id = $1 AND s.revoked_at IS NULL AND s.expires_at > clock_timestamp() \
           AND m.status = 'active'",
    )
    .bind(session)
    .fetch_optional(&mut *connection)
    .await?;
    Ok(row.and_then(|row| {
        let role = Role::parse(&row.role).ok()?;
        Some(SessionFacts {
            tenant,
            member: MemberId(row.member_id),
            role,
            name: row.name,
            title: row.title,
        })
    }))
}

//! The people of the business, and the one who asks.

mod departure;
mod erase;
mod export;
mod leave;
pub(crate) mod ownership;
mod role;

use axum::Json as Answer;
use axum::extract::State;
use domain::{MemberId, Role};
use serde::Serialize;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::auth::Reader;
use crate::error::ApiError;
use crate::extract::Query;
use crate::openapi::{ListProblems, ReadParams, ReadProblems};
use crate::page::{PageQuery, list};
use crate::state::AppState;

pub(crate) use departure::Departure;
pub(crate) use erase::{__path_erase, __path_erase_me, __path_erasure, erase, erase_me, erasure};
pub use erase::{erase_anyway, erase_member, erase_members};
pub(crate) use export::{__path_export, export};
pub use export::{MemberExport, export_member};
pub(crate) use leave::{__path_leave, __path_remove, leave, remove};
pub(crate) use role::{__path_change_role, change_role};

/// A person of the business.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Member {
    id: Uuid,
    /// Null once erased.
    #[schema(required)]
    name: Option<String>,
    #[schema(value_type = super::RoleName)]
    role: Role,
    /// The business's own word for it.
    title: String,
}

list! {
    /// A page of people, in the order in which they joined.
    MemberList of Member
}

/// The signed-in member, their business, and the model that answers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    id: Uuid,
    /// Null once erased.
    #[schema(required)]
    name: Option<String>,
    /// The address they sign in with.
    email: String,
    #[schema(value_type = super::RoleName)]
    role: Role,
    title: String,
    tenant: MyTenant,
    model: Model,
}

/// A business, as its members need it.
#[derive(Debug, Serialize, ToSchema, sqlx::FromRow)]
pub(crate) struct MyTenant {
    id: Uuid,
    name: String,
    /// IANA name.
    time_zone: String,
    /// BCP 47.
    locale: String,
    /// What it does and is, in a sentence or two.
    #[schema(required)]
    description: Option<String>,
}

/// The model that answers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Model {
    name: String,
    /// Whether it is the offline model, which the app says plainly.
    offline: bool,
}

/// The signed-in member.
#[utoipa::path(get, path = "/api/v1/me", tag = "members", params(ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Who you are", body = Me), ReadProblems))]
pub(crate) async fn me(
    State(state): State<AppState>,
    reader: Reader,
) -> Result<Answer<Me>, ApiError> {
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let tenant =
        sqlx::query_as("SELECT tenant_id AS id, name, time_zone, locale, description FROM tenants")
            .fetch_one(&mut *connection)
            .await?;
    let email: Option<String> = sqlx::query_scalar("SELECT email_of($1)")
        .bind(reader.id.0)
        .fetch_one(&mut *connection)
        .await?;
    Ok(Answer(Me {
        id: reader.id.0,
        name: reader.name.clone(),
        email: email.unwrap_or_default(),
        role: reader.role,
        title: reader.title.clone(),
        tenant,
        model: Model { name: state.model.name.clone(), offline: state.model.offline },
    }))
}

/// The people of the business.
#[utoipa::path(get, path = "/api/v1/members", tag = "members", params(PageQuery, ReadParams), security(("bearer" = [])),
    responses((status = 200, description = "Active members", body = MemberList), ListProblems))]
pub(crate) async fn list(
    State(state): State<AppState>,
    reader: Reader,
    Query(query): Query<PageQuery>,
) -> Result<Answer<MemberList>, ApiError> {
    type Row = (Uuid, Option<String>, String, String, i64);
    let page = query.of::<i64>("members")?;
    let mut connection = state.services.database.acquire(reader.tenant).await?;
    let mut rows: Vec<Row> = sqlx::query_as(
        "SELECT member_id, name, role, title, position FROM members \
         WHERE status = 'active' AND position > $1 ORDER BY position LIMIT $2",
    )
    .bind(page.after.unwrap_or(0))
    .bind(page.rows())
    .fetch_all(&mut *connection)
    .await?;
    let next_cursor = page.cut("members", &mut rows, |row| row.4);
    let items = rows.into_iter().map(|(id, name, role, title, _)| {
        Ok(Member { id, name, role: Role::parse(&role).map_err(ApiError::internal)?, title })
    });
    Ok(Answer(MemberList { items: items.collect::<Result<_, ApiError>>()?, next_cursor }))
}

/// Whether somebody belongs to the business of the connection's tenant.
pub(crate) async fn is_active(
    db: &mut PgConnection,
    member: MemberId,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM members WHERE member_id = $1 AND status = 'active')",
    )
    .bind(member.0)
    .fetch_one(db)
    .await
}

//! `GET /demo`: the demo's accounts, for the sign-in page.

use axum::Json as Answer;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::openapi::OpenProblems;
use crate::state::AppState;

/// The demo's accounts, each one click away.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Demo {
    /// Whether this is a demo.
    enabled: bool,
    /// Its accounts; the password of all is `password123`.
    accounts: Vec<DemoAccount>,
}

/// One of the demo's accounts.
#[derive(Debug, Serialize, ToSchema, sqlx::FromRow)]
pub(crate) struct DemoAccount {
    email: String,
    #[schema(required)]
    name: Option<String>,
    title: String,
    /// The business's name.
    tenant: String,
}

/// Tells whether this is a demo, and who can sign in.
#[utoipa::path(get, path = "/api/v1/demo", tag = "auth",
    responses((status = 200, description = "The demo's accounts, if this is one", body = Demo), OpenProblems))]
pub(crate) async fn demo(State(state): State<AppState>) -> Result<Answer<Demo>, ApiError> {
    let mut accounts = Vec::new();
    if state.demo {
        accounts = sqlx::query_as("SELECT email, name, title, tenant FROM demo_accounts()")
            .fetch_all(state.services.database.pool())
            .await?;
    }
    Ok(Answer(Demo { enabled: state.demo && !accounts.is_empty(), accounts }))
}

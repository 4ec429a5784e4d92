//! `/healthz`: the process answers. `/readyz`: it can do its work.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json as Answer};
use serde::Serialize;
use utoipa::ToSchema;

use crate::layers::problems::Verbatim;
use crate::state::AppState;

/// Read models further behind than this are not ready: the UI would look broken.
const REACH: u64 = 10_000;
const PATIENCE: Duration = Duration::from_secs(2);

/// What the process depends on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Readiness {
    ready: bool,
    postgres: Check,
    /// Whether every migration of this build was applied.
    migrations: Check,
    /// Whether the read models are within reach of the log's end.
    projections: Check,
    /// Whether it takes new work: one that was asked to stop serves for a little while yet.
    accepting: Check,
    /// Whether it can read what newer builds have written, if it has met any of that.
    build: Check,
    /// Reported, and not needed: without it everything works, slower.
    redis: Check,
}

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Check {
    Ok,
    Failing,
    /// Not part of this deployment.
    Absent,
}

impl From<bool> for Check {
    fn from(good: bool) -> Self {
        if good { Self::Ok } else { Self::Failing }
    }
}

/// The process answers.
#[utoipa::path(get, path = "/healthz", tag = "health", responses((status = 200, description = "Alive", body = String)))]
pub(crate) async fn alive() -> &'static str {
    "ok"
}

/// The process can do its work.
#[utoipa::path(get, path = "/readyz", tag = "health",
    responses((status = 200, description = "Ready", body = Readiness), (status = 503, description = "Not ready", body = Readiness)))]
pub(crate) async fn ready(
    State(state): State<AppState>,
) -> (StatusCode, Extension<Verbatim>, Answer<Readiness>) {
    let within = |good| async move { tokio::time::timeout(PATIENCE, good).await.unwrap_or(false) };
    let postgres = within(Box::pin(postgres(&state)) as Pin<'_>).await;
    let migrations = postgres && within(Box::pin(migrated(&state))).await;
    let projections = migrations && within(Box::pin(projected(&state))).await;
    let redis = match &state.services.redis {
        Some(client) => within(Box::pin(answers(client.clone()))).await.into(),
        None => Check::Absent,
    };
    let build = !state.services.store.outdated();
    let accepting = !state.draining.is_cancelled();
    let ready = postgres && migrations && projections && accepting && build;
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let readiness = Readiness {
        ready,
        postgres: postgres.into(),
        migrations: migrations.into(),
        projections: projections.into(),
        accepting: accepting.into(),
        build: build.into(),
        redis,
    };
    (status, Extension(Verbatim), Answer(readiness))
}

type Pin<'a> = std::pin::Pin<Box<dyn Future<Output = bool> + Send + 'a>>;

async fn postgres(state: &AppState) -> bool {
    sqlx::query("SELECT 1").execute(state.services.database.pool()).await.is_ok()
}

/// A build that is newer than the schema would fail at every turn.
async fn migrated(state: &AppState) -> bool {
    let wanted: Vec<i64> = migrations::MIGRATOR.iter().map(|migration| migration.version).collect();
    let applied: Result<i64, _> = sqlx::query_scalar(
        "SELECT count(*) FROM _sqlx_migrations WHERE success AND version = ANY ($1)",
    )
    .bind(&wanted)
    .fetch_one(state.services.database.pool())
    .await;
    applied.is_ok_and(|applied| applied == wanted.len() as i64)
}

async fn projected(state: &AppState) -> bool {
    let head = eventing::log::head(&state.services.database).await;
    match (head, state.progress.position().await) {
        (Ok(head), Ok(position)) => head.position.saturating_sub(position) <= REACH,
        _ => false,
    }
}

async fn answers(client: redis::Client) -> bool {
    let Ok(mut connection) = client.get_multiplexed_async_connection().await else { return false };
    redis::cmd("PING").exec_async(&mut connection).await.is_ok()
}

//! `GET /.well-known/jwks.json`.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::PublicKey;
use crate::openapi::OpenProblems;
use crate::state::AppState;

/// The keys that access tokens are verified with.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicKeys {
    /// The former, the present and the next one.
    keys: Vec<PublicKey>,
}

/// The keys that access tokens are verified with, as a JWK set (RFC 7517).
#[utoipa::path(get, path = "/.well-known/jwks.json", tag = "auth",
    responses((status = 200, description = "The keys", body = PublicKeys), OpenProblems))]
pub(crate) async fn list(State(state): State<AppState>) -> impl IntoResponse {
    (
        [(CACHE_CONTROL, "public, max-age=3600")],
        Answer(PublicKeys { keys: state.tokens.public_keys() }),
    )
}

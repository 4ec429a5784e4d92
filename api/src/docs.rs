//! `/docs`: the API's reference, with every asset from the binary.

use std::sync::{Arc, LazyLock};

use axum::Json as Answer;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::{Config, serve};

use crate::error::{ApiError, kinds};

/// Where the document is.
pub(crate) const DOCUMENT: &str = "/api/v1/openapi.json";

static SETTINGS: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| {
    let settings = Config::from(DOCUMENT)
        .try_it_out_enabled(true)
        .display_request_duration(true)
        .persist_authorization(false)
        .validator_url("none");
    Arc::new(settings)
});

/// The OpenAPI document.
pub(crate) async fn document(State(document): State<Arc<OpenApi>>) -> Answer<OpenApi> {
    Answer((*document).clone())
}

/// Relative links of the page need the slash.
pub(crate) async fn to_page() -> Redirect {
    Redirect::permanent("/docs/")
}

/// The page itself.
pub(crate) async fn page() -> Response {
    asset("index.html")
}

/// What belongs to it.
pub(crate) async fn file(Path(name): Path<String>) -> Response {
    asset(&name)
}

fn asset(name: &str) -> Response {
    match serve(name, SETTINGS.clone()) {
        Ok(Some(file)) => {
            let headers = [
                (CONTENT_TYPE, file.content_type),
                (CACHE_CONTROL, "public, max-age=3600".to_owned()),
            ];
            (headers, file.bytes.into_owned()).into_response()
        }
        Ok(None) => ApiError::new(kinds::NOT_FOUND).into_response(),
        Err(error) => ApiError::internal(error).into_response(),
    }
}

//! The web app's files, from the binary (from disk in debug builds).

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
    VARY,
};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::error::{ApiError, kinds};

#[derive(RustEmbed)]
#[folder = "../frontend/dist"]
struct Dist;

/// Whether the app's files are in this program.
pub fn web_app_is_there() -> bool {
    Dist::get("index.html").is_some()
}

/// Whatever no route answers: a file of the app, the app itself for navigations of a
/// browser, otherwise 404.
pub(crate) async fn fallback(request: Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") || !matches!(*request.method(), Method::GET | Method::HEAD) {
        return ApiError::new(kinds::NOT_FOUND).into_response();
    }
    let name = path.trim_start_matches('/');
    if let Some(file) = Some(name).filter(|name| !name.is_empty()).and_then(Dist::get) {
        // Vite puts a hash of the content into the names of what lies in assets/.
        let forever = name.starts_with("assets/");
        return serve(&request, name, file, forever);
    }
    match Dist::get("index.html") {
        Some(page) if navigates(&request) => serve(&request, "index.html", page, false),
        None if navigates(&request) => {
            ApiError::because(kinds::NOT_FOUND, "The web app is not part of this build.")
                .into_response()
        }
        _ => ApiError::new(kinds::NOT_FOUND).into_response(),
    }
}

/// Whether a browser opens a page, and not a script, an image or a client of the API.
fn navigates(request: &Request) -> bool {
    let accept =
        request.headers().get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let last = request.uri().path().rsplit('/').next().unwrap_or_default();
    accept.contains("text/html") && !last.contains('.')
}

/// Whether the client takes Brotli, in which files lie beside themselves (RFC 9110, 12.5.3).
fn takes_brotli(request: &Request) -> bool {
    let accepted = request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let mut offers = accepted.unwrap_or_default().split(',').map(|offer| {
        let (coding, weight) = offer.split_once(';').unwrap_or((offer, "q=1"));
        (coding.trim(), weight.trim().trim_start_matches("q=").parse::<f32>().unwrap_or_default())
    });
    offers.any(|(coding, weight)| coding.eq_ignore_ascii_case("br") && weight > 0.0)
}

fn serve(request: &Request, name: &str, file: EmbeddedFile, forever: bool) -> Response {
    let kind = content_type(name, file.metadata.mimetype());
    let brotli = takes_brotli(request).then(|| Dist::get(&format!("{name}.br"))).flatten();
    let encoded = brotli.is_some();
    let file = brotli.unwrap_or(file);
    let etag = format!("\"{}\"", hex::encode(&file.metadata.sha256_hash()[..16]));
    let known = request.headers().get(IF_NONE_MATCH).and_then(|tag| tag.to_str().ok());
    let mut response = if known.is_some_and(|known| known.contains(&etag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else if request.method() == Method::HEAD {
        Body::empty().into_response()
    } else {
        Body::from(file.data.into_owned()).into_response()
    };
    let headers = response.headers_mut();
    let cache = if forever { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if encoded {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    if let Ok(kind) = HeaderValue::from_str(&kind) {
        headers.insert(CONTENT_TYPE, kind);
    }
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(ETAG, etag);
    }
    response
}

fn content_type(name: &str, guessed: &str) -> String {
    if name.ends_with(".webmanifest") {
        return "application/manifest+json".to_owned();
    }
    let text = guessed.starts_with("text/") || guessed == "application/javascript";
    if text { format!("{guessed}; charset=utf-8") } else { guessed.to_owned() }
}

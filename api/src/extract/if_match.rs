//! `If-Match`: the version that an edit is based on.

use axum::http::HeaderMap;
use axum::http::header::{ETAG, IF_MATCH};

use crate::error::{ApiError, kinds};

/// The version in `If-Match`; none for `*`, which any version matches.
pub(crate) fn based_on(headers: &HeaderMap) -> Result<Option<u64>, ApiError> {
    let Some(given) = headers.get(IF_MATCH) else {
        return Err(ApiError::because(
            kinds::PRECONDITION_REQUIRED,
            "Send If-Match with the ETag of the version that you read.",
        ));
    };
    let given = given.to_str().unwrap_or_default().trim();
    if given == "*" {
        return Ok(None);
    }
    // A weak or foreign tag matches no version, nor does one of several here.
    let version = given.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    Ok(Some(version.and_then(|version| version.parse().ok()).unwrap_or(u64::MAX)))
}

/// Somebody else was first; `version` is theirs.
pub(crate) fn stale(version: u64) -> ApiError {
    ApiError::because(kinds::STALE, "Read the newest version, and change that.")
        .header(ETAG, &format!("\"{version}\""))
}

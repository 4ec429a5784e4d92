//! `If-Match`: the version that an edit is based on.

use axum::http::HeaderMap;
use axum::http::header::{ETAG, IF_MATCH};
use domain::{Decider, TenantId};
use uuid::Uuid;

use crate::error::{ApiError, kinds};
use crate::state::AppState;

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
    let tag = given.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let version =
        tag.and_then(|tag| tag.parse::<u64>().ok().filter(|version| version.to_string() == tag));
    Ok(Some(version.unwrap_or(u64::MAX)))
}

/// The sequence of a stream, for an edit of what the newest event called `name` there
/// states: refused if that is not the one that `If-Match` names.
pub(crate) async fn based_on_event<A: Decider>(
    state: &AppState,
    tenant: TenantId,
    id: Uuid,
    headers: &HeaderMap,
    name: &str,
) -> Result<u64, ApiError> {
    let based_on = based_on(headers)?;
    let loaded = state.services.store.load::<A>(tenant, id).await?;
    let newest = loaded.events.iter().rfind(|event| event.event_type == name);
    let version = newest.map_or(0, |event| event.sequence);
    match based_on {
        Some(read) if read != version => Err(stale(version)),
        _ => Ok(loaded.sequence),
    }
}

/// Somebody else was first; `version` is theirs.
pub(crate) fn stale(version: u64) -> ApiError {
    ApiError::because(kinds::STALE, "Read the newest version, and change that.")
        .header(ETAG, &format!("\"{version}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(given: &'static str) -> Option<u64> {
        let headers = HeaderMap::from_iter([(IF_MATCH, given.parse().unwrap())]);
        based_on(&headers).unwrap()
    }

    #[test]
    fn a_version_is_meant_by_its_own_tag_alone() {
        assert_eq!(version("\"17\""), Some(17));
        assert_eq!(version(" \"0\" "), Some(0));
        assert_eq!(version("*"), None);
        // Found by fuzzing: other ways to write a number are other tags.
        for other in ["17", "W/\"17\"", "\"17\", \"18\"", "\"017\"", "\"+17\"", "\"00\"", "\"\""] {
            assert_eq!(version(other), Some(u64::MAX), "{other}");
        }
        assert_eq!(based_on(&HeaderMap::new()).unwrap_err().status(), 428);
    }
}

//! Pages of other origins may neither refresh a session nor open a WebSocket.

use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};

use crate::error::{ApiError, kinds};

/// Refuses a request whose `Origin` is neither this host nor one that was allowed.
/// Clients that are no browsers send none.
pub(crate) fn check(headers: &HeaderMap, allowed: &[String]) -> Result<(), ApiError> {
    let Some(origin) = headers.get(ORIGIN) else { return Ok(()) };
    let origin = origin.to_str().unwrap_or("null");
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let own = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"))
        .is_some_and(|authority| Some(authority) == host);
    if own || allowed.iter().any(|allowed| allowed == origin) {
        return Ok(());
    }
    Err(ApiError::because(kinds::FOREIGN_ORIGIN, "Open the app at its own address."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_own_host_and_named_origins() {
        let verdict = |origin: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, "steward.example:8000".parse().unwrap());
            if let Some(origin) = origin {
                headers.insert(ORIGIN, origin.parse().unwrap());
            }
            check(&headers, &["http://localhost:5173".to_owned()]).is_ok()
        };
        assert!(verdict(None));
        assert!(verdict(Some("http://steward.example:8000")));
        assert!(verdict(Some("http://localhost:5173")));
        for foreign in [
            "null",
            "http://steward.example",
            "https://evil.example",
            "http://steward.example:8000.evil.example",
        ] {
            assert!(!verdict(Some(foreign)), "{foreign}");
        }
    }
}

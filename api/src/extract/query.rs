//! Query strings: typed, unknown parameters refused.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::error::{ApiError, kinds};

/// What stands after the `?`, without `after_position`, which
/// [`crate::auth::Reader`] deals with.
#[derive(Debug, Clone)]
pub(crate) struct Query<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let query = parts.uri.query().unwrap_or_default();
        let rest: Vec<&str> =
            query.split('&').filter(|pair| name_of(pair) != AFTER_POSITION).collect();
        let uri = format!("/?{}", rest.join("&")).parse().map_err(|error| {
            ApiError::because(kinds::MALFORMED, "The query string cannot be read.").cause(error)
        })?;
        let parsed = axum::extract::Query::<T>::try_from_uri(&uri);
        parsed.map(|axum::extract::Query(value)| Self(value)).map_err(|error| {
            let words = error.to_string();
            let words = words.split_once(": ").map_or(words.as_str(), |(_, words)| words);
            ApiError::because(kinds::INVALID, format!("In the query string: {words}."))
        })
    }
}

const AFTER_POSITION: &str = "after_position";

fn name_of(pair: &str) -> &str {
    pair.split('=').next().unwrap_or_default()
}

/// The position that a read asks for.
pub(crate) fn after_position(query: Option<&str>) -> Result<Option<u64>, ApiError> {
    let mut pairs = query.unwrap_or_default().split('&');
    let given = pairs.rfind(|pair| name_of(pair) == AFTER_POSITION);
    let Some(given) = given else { return Ok(None) };
    let digits = given.split_once('=').map_or("", |(_, digits)| digits);
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    match digits.parse::<u64>() {
        Ok(position) if plain && i64::try_from(position).is_ok() => Ok(Some(position)),
        _ => Err(ApiError::because(
            kinds::INVALID,
            "In the query string: after_position must be a position of the log.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::after_position;

    #[test]
    fn a_position_is_digits() {
        let read = |query| after_position(Some(query)).ok();
        assert_eq!(read("after_position=17"), Some(Some(17)));
        assert_eq!(read("limit=5"), Some(None));
        assert_eq!(read("after_position=1&limit=5&after_position=2"), Some(Some(2)));
        // A plus is a blank in a query.
        for bad in [
            "after_position",
            "after_position=",
            "after_position=+5",
            "after_position=-1",
            "after_position=9223372036854775808",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}

//! The `Idempotency-Key` of a command.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::error::{ApiError, kinds};

/// 1 to 255 visible ASCII characters, quoted (as the draft standard has it) or bare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IdempotencyKey(pub(crate) Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let mut given = parts.headers.get_all("idempotency-key").iter();
        let Some(first) = given.next() else { return Ok(Self(None)) };
        if given.next().is_some() {
            return Err(refusal("there are several"));
        }
        parse(first.as_bytes()).map(|key| Self(Some(key))).map_err(refusal)
    }
}

fn refusal(what: &str) -> ApiError {
    ApiError::because(
        kinds::INVALID_IDEMPOTENCY_KEY,
        format!("Idempotency-Key must be 1 to 255 visible ASCII characters; {what}."),
    )
}

pub(super) fn parse(raw: &[u8]) -> Result<String, &'static str> {
    let bare = raw.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(raw);
    if bare.is_empty() {
        return Err("it is empty");
    }
    if bare.len() > 255 {
        return Err("it is longer");
    }
    if !bare.iter().all(u8::is_ascii_graphic) {
        return Err("it holds others");
    }
    String::from_utf8(bare.to_vec()).map_err(|_| "it holds others")
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn quoted_and_bare_are_the_same() {
        assert_eq!(parse(b"\"8e03978e\""), Ok("8e03978e".to_owned()));
        assert_eq!(parse(b"8e03978e"), Ok("8e03978e".to_owned()));
    }

    #[test]
    fn refuses_what_is_no_key() {
        for bad in [&b""[..], b"\"\"", b"a b", b"\xc3\xa9", b"a\x07", &[b'x'; 256]] {
            assert!(parse(bad).is_err(), "{bad:?}");
        }
    }
}

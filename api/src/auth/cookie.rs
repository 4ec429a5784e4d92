//! The refresh token's cookie.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;

use super::refresh::TOKEN_LIFETIME_SECONDS;

const NAME: &str = "steward_refresh";

/// `Set-Cookie` with a token.
pub(crate) fn set(token: &str, secure: bool) -> String {
    format!("{NAME}={token}; {}; Max-Age={TOKEN_LIFETIME_SECONDS}", attributes(secure))
}

/// `Set-Cookie` that removes it.
pub(crate) fn clear(secure: bool) -> String {
    format!("{NAME}=; {}; Max-Age=0", attributes(secure))
}

/// The token that a request brings.
pub(crate) fn read(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, token)| *name == NAME && !token.is_empty() && token.len() <= 128)
        .map(|(_, token)| token.to_owned())
}

fn attributes(secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("Path=/api/v1/auth; HttpOnly; SameSite=Strict{secure}")
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn reads_its_own_among_others() {
        let mut headers = HeaderMap::new();
        assert_eq!(read(&headers), None);
        headers.append(COOKIE, HeaderValue::from_static("a=b; steward_refresh=tok; c=d"));
        assert_eq!(read(&headers).as_deref(), Some("tok"));
    }
}

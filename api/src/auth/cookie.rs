//! The cookies: the refresh token's, and the mark of a device that signed in before.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;

use super::refresh::TOKEN_LIFETIME_SECONDS;

const NAME: &str = "steward_refresh";
const DEVICE: &str = "steward_device";
/// How long a device is known again.
const DEVICE_SECONDS: u64 = 365 * 24 * 3600;

/// `Set-Cookie` with a token.
pub(crate) fn set(token: &str, secure: bool) -> String {
    format!("{NAME}={token}; {}; Max-Age={TOKEN_LIFETIME_SECONDS}", attributes(secure))
}

/// `Set-Cookie` that removes it.
pub(crate) fn clear(secure: bool) -> String {
    format!("{NAME}=; {}; Max-Age=0", attributes(secure))
}

/// `Set-Cookie` with the mark of a device.
pub(crate) fn set_device(mark: &str, secure: bool) -> String {
    format!("{DEVICE}={mark}; {}; Max-Age={DEVICE_SECONDS}", attributes(secure))
}

/// The token that a request brings.
pub(crate) fn read(headers: &HeaderMap) -> Option<String> {
    find(headers, NAME)
}

/// The mark of the device that a request brings.
pub(crate) fn read_device(headers: &HeaderMap) -> Option<String> {
    find(headers, DEVICE)
}

fn find(headers: &HeaderMap, wanted: &str) -> Option<String> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == wanted && !value.is_empty() && value.len() <= 128)
        .map(|(_, value)| value.to_owned())
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

//! JSON bodies: typed, bounded, and with a pointer to what is wrong.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::BODY_LIMIT;
use super::text::{find_nul, pointer_of, unstorable};
use crate::error::{ApiError, kinds};

/// A JSON body. As a response it is axum's own.
#[derive(Debug, Clone)]
pub(crate) struct Json<T> {
    /// What it says.
    pub(crate) value: T,
    /// The same in one form: keys sorted, no spaces. What fingerprints are taken of.
    pub(crate) canonical: Vec<u8>,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        check_type(&parts.headers)?;
        let bytes = read(&parts.headers, body, BODY_LIMIT).await?;
        parse(&bytes)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.value).into_response()
    }
}

fn check_type(headers: &HeaderMap) -> Result<(), ApiError> {
    let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if essence == "application/json"
        || (essence.starts_with("application/") && essence.ends_with("+json"))
    {
        return Ok(());
    }
    let given = if given.is_empty() { "none" } else { given };
    Err(ApiError::because(
        kinds::UNSUPPORTED_TYPE,
        format!("Send the body as application/json; the content type given was {given}."),
    ))
}

/// The whole body, if it has at most `limit` bytes.
pub(crate) async fn read(
    headers: &HeaderMap,
    body: Body,
    limit: usize,
) -> Result<Vec<u8>, ApiError> {
    let too_large = || {
        ApiError::because(kinds::TOO_LARGE, format!("A body here has at most {} KB.", limit / 1024))
    };
    let announced =
        headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limit as u64) {
        return Err(too_large());
    }
    match to_bytes(body, limit).await {
        Ok(bytes) => Ok(bytes.to_vec()),
        Err(error) => {
            let over = std::error::Error::source(&error)
                .is_some_and(|source| source.to_string().contains("length limit exceeded"));
            Err(if over {
                too_large()
            } else {
                ApiError::because(kinds::MALFORMED, "The body broke off.").cause(error)
            })
        }
    }
}

/// Parses in two passes: first as any JSON, to tell broken JSON and text that cannot be
/// stored from values of the wrong shape; then as `T`.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<Json<T>, ApiError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        ApiError::because(
            kinds::MALFORMED_JSON,
            format!("The body is not UTF-8: byte {} cannot be read.", error.valid_up_to()),
        )
    })?;
    let value = any(text)?;
    if let Some(pointer) = find_nul(&value) {
        return Err(unstorable(pointer));
    }
    let canonical = canonical(&value).into_bytes();
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let (pointer, problem) = pointer_of(&error);
        ApiError::field(pointer, problem)
    })?;
    Ok(Json { value, canonical })
}

fn any(text: &str) -> Result<Value, ApiError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize::<_, Value>(&mut reader).map_err(|error| {
        let words = error.inner().to_string();
        if words.contains("surrogate")
            || words.contains("hex escape") && text.contains("\\u") && surrogate(&words)
        {
            return unstorable(pointer_of(&error).0);
        }
        let place = format!("line {} column {}", error.inner().line(), error.inner().column());
        let what = words.split(" at line").next().unwrap_or_default();
        let detail = if text.trim().is_empty() {
            "The body is empty; JSON is expected.".to_owned()
        } else {
            format!("{what} at {place}.")
        };
        ApiError::because(kinds::MALFORMED_JSON, detail)
    })?;
    reader.end().map_err(|error| {
        ApiError::because(
            kinds::MALFORMED_JSON,
            format!("There is more after the JSON value: {error}."),
        )
    })?;
    Ok(value)
}

/// The parser's word for half of a surrogate pair at the end of a string.
fn surrogate(words: &str) -> bool {
    words.starts_with("unexpected end of hex escape")
}

/// Sorted keys, no spaces.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            let inner: Vec<_> = entries
                .into_iter()
                .map(|(key, value)| format!("{}:{}", Value::String(key.clone()), canonical(value)))
                .collect();
            format!("{{{}}}", inner.join(","))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(","))
        }
        scalar => scalar.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Note {
        text: String,
        #[serde(default)]
        tags: Vec<Tag>,
    }
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Tag {
        #[expect(dead_code, reason = "only its shape matters here")]
        level: u8,
    }

    fn refusal(body: &[u8]) -> (StatusCode, String, String) {
        let problem = parse::<Note>(body).unwrap_err();
        let status = problem.status();
        let problem = problem.into_problem(String::new(), String::new());
        let pointer = problem.errors.first().map(|error| error.pointer.clone());
        let detail = problem.errors.first().map(|error| error.detail.clone()).or(problem.detail);
        (status, pointer.unwrap_or_default(), detail.unwrap_or_default())
    }

    #[test]
    fn points_at_what_is_wrong() {
        let cases: [(&[u8], u16, &str, &str); 14] = [
            (b"", 400, "", "empty"),
            (b"{\"text\":", 400, "", "EOF"),
            (b"{\"text\":\"a\"} x", 400, "", "more after"),
            (b"{\"text\":\"\xff\"}", 400, "", "byte 9"),
            (b"[]", 422, "", ""),
            (b"null", 422, "", ""),
            (b"{}", 422, "/text", "is missing"),
            (b"{\"text\":7}", 422, "/text", "string"),
            (b"{\"text\":\"a\",\"more\":1}", 422, "/more", "not a field"),
            (b"{\"text\":\"a\",\"tags\":[{\"level\":900}]}", 422, "/tags/0/level", "900"),
            (b"{\"text\":\"a\",\"tags\":[{\"a/b\":1}]}", 422, "/tags/0/a~1b", "not a field"),
            (b"{\"text\":\"a\\u0000b\"}", 422, "/text", "U+0000"),
            (b"{\"text\":\"\\ud800\"}", 422, "/text", "surrogate"),
            (b"{\"text\":\"\\udc00 tail\"}", 422, "/text", "surrogate"),
        ];
        for (body, status, pointer, words) in cases {
            let (got_status, got_pointer, detail) = refusal(body);
            let shown = String::from_utf8_lossy(body);
            assert_eq!(got_status.as_u16(), status, "{shown}: {detail}");
            assert_eq!(got_pointer, pointer, "{shown}: {detail}");
            assert!(detail.contains(words), "{shown}: {detail}");
        }
        assert_eq!(
            refusal(format!("{{\"text\":{}1{}}}", "[".repeat(500), "]".repeat(500)).as_bytes()).0,
            400
        );
    }

    #[test]
    fn the_canonical_form_ignores_order_and_spaces() {
        let a = parse::<Value>(br#"{"b":[1, {"d":2,"c":3}], "a":"x"}"#).unwrap();
        let b = parse::<Value>(br#"{"a":"x","b":[1,{"c":3,"d":2}]}"#).unwrap();
        assert_eq!(a.canonical, b.canonical);
        let note = parse::<Note>(br#"{"text":"hi"}"#).unwrap();
        assert_eq!((note.value.text.as_str(), note.value.tags.len()), ("hi", 0));
    }
}

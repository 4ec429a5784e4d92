//! An uploaded document: multipart, one file of plain text or Markdown, read whole.

use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use sha2::{Digest, Sha256};

use crate::error::{ApiError, kinds};

/// The most bytes that an upload may have, its envelope included.
pub(crate) const UPLOAD_LIMIT: usize = 2 * 1024 * 1024;

/// What was uploaded.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    /// The title given, or the file's name without its ending.
    pub(crate) title: String,
    /// The file's text.
    pub(crate) text: String,
    /// What fingerprints are taken of: the boundaries of multipart differ each time.
    pub(crate) canonical: Vec<u8>,
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let mut parts = Multipart::from_request(request, state).await.map_err(|error| {
            ApiError::because(
                kinds::UNSUPPORTED_TYPE,
                "Send the file as multipart/form-data with a part named file.",
            )
            .cause(error)
        })?;
        let (mut title, mut file) = (None, None);
        while let Some(part) = parts.next_field().await.map_err(broken)? {
            match part.name() {
                Some("title") if title.is_none() => title = Some(text_of(part, "/title").await?),
                Some("file") if file.is_none() => file = Some(read_file(part).await?),
                other => {
                    let name = other.unwrap_or_default();
                    let problem =
                        "is not a part here, or comes twice; send file and, if you like, title";
                    return Err(ApiError::field(format!("/{name}"), problem));
                }
            }
        }
        let (name, text) = file.ok_or_else(|| ApiError::field("/file", "is missing"))?;
        let title = title.filter(|title| !title.trim().is_empty()).unwrap_or(name);
        let canonical = Sha256::digest(format!("{title}\n{text}")).to_vec();
        Ok(Self { title, text, canonical })
    }
}

async fn read_file(part: Field<'_>) -> Result<(String, String), ApiError> {
    let name = part.file_name().unwrap_or_default().to_owned();
    let given = part.content_type().unwrap_or_default().to_ascii_lowercase();
    let essence = given.split(';').next().unwrap_or_default().trim();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name.as_str(), ""));
    // Browsers do not know Markdown and call it nothing or bytes.
    let by_name = matches!(essence, "" | "application/octet-stream")
        && matches!(ending.to_ascii_lowercase().as_str(), "md" | "markdown" | "txt");
    if !matches!(essence, "text/plain" | "text/markdown" | "text/x-markdown") && !by_name {
        let given = if essence.is_empty() { "of no known type" } else { essence };
        return Err(ApiError::because(
            kinds::UNSUPPORTED_TYPE,
            format!(
                "A document is uploaded as text/plain or text/markdown (.txt, .md); this file is {given}."
            ),
        ));
    }
    Ok((stem.to_owned(), text_of(part, "/file").await?))
}

async fn text_of(part: Field<'_>, pointer: &str) -> Result<String, ApiError> {
    let bytes = part.bytes().await.map_err(broken)?;
    let text = String::from_utf8(bytes.to_vec()).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        ApiError::field(pointer, format!("must be UTF-8 text; byte {at} cannot be read"))
    })?;
    if text.contains('\0') {
        return Err(super::text::unstorable(pointer.to_owned()));
    }
    Ok(text)
}

fn broken(error: MultipartError) -> ApiError {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        return ApiError::because(kinds::TOO_LARGE, "An upload has at most 2 MB.");
    }
    ApiError::because(kinds::MALFORMED, "The multipart body cannot be read.").cause(error)
}

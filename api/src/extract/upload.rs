//! An uploaded file: multipart, one file, read into a bounded buffer.

use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{FromRequest, Request};

use crate::error::{ApiError, kinds};

/// What multipart may have around a file.
pub(crate) const ENVELOPE: usize = 64 * 1024;
/// The most bytes of a title.
const TITLE: usize = 4 * 1024;

/// What was uploaded.
#[derive(Debug)]
pub(crate) struct Upload {
    /// The title given, or the file's name without its ending.
    pub(crate) title: String,
    /// The file's name.
    pub(crate) name: String,
    /// The type that the sender says it has; empty when it says nothing.
    pub(crate) media_type: String,
    /// The file.
    pub(crate) bytes: Vec<u8>,
}

impl Upload {
    /// Reads a request whose file has at most `most` bytes.
    pub(crate) async fn read(request: Request, most: usize) -> Result<Self, ApiError> {
        let mut parts = Multipart::from_request(request, &()).await.map_err(|error| {
            ApiError::because(
                kinds::UNSUPPORTED_TYPE,
                "Send the file as multipart/form-data with a part named file.",
            )
            .cause(error)
        })?;
        let (mut title, mut file) = (None, None);
        while let Some(mut part) = parts.next_field().await.map_err(|error| broken(&error, most))? {
            match part.name() {
                Some("title") if title.is_none() => {
                    title = Some(title_of(read(&mut part, TITLE, most).await?)?);
                }
                Some("file") if file.is_none() => {
                    let name = part.file_name().unwrap_or_default().to_owned();
                    let media_type = part.content_type().unwrap_or_default().to_owned();
                    file = Some((name, media_type, read(&mut part, most, most).await?));
                }
                other => {
                    let name = other.unwrap_or_default();
                    let problem =
                        "is not a part here, or comes twice; send file and, if you like, title";
                    return Err(ApiError::field(format!("/{name}"), problem));
                }
            }
        }
        let (name, media_type, bytes) =
            file.ok_or_else(|| ApiError::field("/file", "is missing"))?;
        let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).to_owned();
        let title = title.filter(|title| !title.trim().is_empty()).unwrap_or(stem);
        Ok(Self { title, name, media_type, bytes })
    }
}

/// A part piece by piece, until it is over or too long.
async fn read(part: &mut Field<'_>, most: usize, file: usize) -> Result<Vec<u8>, ApiError> {
    let mut bytes = Vec::new();
    while let Some(piece) = part.chunk().await.map_err(|error| broken(&error, file))? {
        if bytes.len() + piece.len() > most {
            return Err(too_large(file));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

fn title_of(bytes: Vec<u8>) -> Result<String, ApiError> {
    let title =
        String::from_utf8(bytes).map_err(|_| ApiError::field("/title", "must be UTF-8 text"))?;
    if title.contains('\0') {
        return Err(super::text::unstorable("/title".to_owned()));
    }
    Ok(title)
}

fn too_large(most: usize) -> ApiError {
    let detail = format!("A file has at most {} MB.", most / 1024 / 1024);
    ApiError::because(kinds::TOO_LARGE, detail)
}

fn broken(error: &MultipartError, most: usize) -> ApiError {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        return too_large(most);
    }
    ApiError::because(kinds::MALFORMED, "The multipart body cannot be read.").cause(error)
}

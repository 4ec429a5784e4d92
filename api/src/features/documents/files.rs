//! From an upload to what a document says, and the files that lie beside the log.

use axum::http::StatusCode;
use domain::Title;
use domain::document::{Content, File};
use eventing::Database;
use retrieval::files::{FileProblem, Kind, MOST_TEXT, detect, plain};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::{ApiError, kinds};
use crate::extract::{Upload, unstorable};
use crate::state::AppState;

/// A file that was read.
pub(super) struct Reading {
    /// What the document says; a long text is not in it.
    pub(super) content: Content,
    /// What is to be kept beside the log before an event names it.
    keep: Vec<(String, Vec<u8>)>,
}

/// What an upload says.
pub(super) async fn read(state: &AppState, upload: Upload) -> Result<Reading, ApiError> {
    let title = Title::parse(&upload.title)
        .map_err(|error| ApiError::field("/title", error.problem))?
        .into_string();
    let Upload { name, media_type, bytes, .. } = upload;
    // Megabytes are looked at: not on a thread that answers others.
    let (bytes, kind, sha256) = tokio::task::spawn_blocking(move || {
        let kind = detect(&bytes, &name, &media_type);
        let sha256 = hex::encode(Sha256::digest(&bytes));
        (bytes, kind, sha256)
    })
    .await
    .map_err(ApiError::internal)?;
    let kind = kind.map_err(refused)?;
    let text = if kind.needs_parser() {
        state.extraction.read(kind, &bytes).await?
    } else {
        plain(&bytes)
    };
    Ok(reading(title, kind, text.map_err(refused)?, bytes, sha256))
}

fn reading(title: String, kind: Kind, text: String, bytes: Vec<u8>, sha256: String) -> Reading {
    let text = text.trim().to_owned();
    let whole = hex::encode(Sha256::digest(format!("{title}\n{text}")));
    let mut file = File {
        sha256: sha256.clone(),
        bytes: bytes.len() as u64,
        media_type: kind.media_type().to_owned(),
        extractor: kind.extractor().to_owned(),
        text: None,
    };
    let mut keep = vec![(sha256, bytes)];
    let text = if text.len() > Content::MOST_TEXT {
        let hash = hex::encode(Sha256::digest(&text));
        file.text = Some(hash.clone());
        keep.push((hash, text.into_bytes()));
        String::new()
    } else {
        text
    };
    Reading { content: Content { title, text, sha256: whole, file: Some(file) }, keep }
}

impl Reading {
    /// Keeps the files, so that an event may name them.
    pub(super) async fn keep(
        self,
        db: &mut PgConnection,
        tenant: Uuid,
    ) -> Result<Content, ApiError> {
        for (sha256, bytes) in self.keep {
            sqlx::query(
                "INSERT INTO files (tenant_id, sha256, bytes) VALUES ($1, $2, $3) \
                 ON CONFLICT (tenant_id, sha256) DO UPDATE SET used_at = clock_timestamp()",
            )
            .bind(tenant)
            .bind(sha256)
            .bind(bytes)
            .execute(&mut *db)
            .await?;
        }
        Ok(self.content)
    }
}

/// Why a file is not taken, and what to do about it.
fn refused(problem: FileProblem) -> ApiError {
    let invalid = |slug: &'static str, detail: String| {
        ApiError::refused(StatusCode::UNPROCESSABLE_ENTITY, slug, detail)
    };
    match problem {
        FileProblem::Empty => invalid("empty-file", "The file is empty.".to_owned()),
        FileProblem::Unsupported(what) => ApiError::because(
            kinds::UNSUPPORTED_TYPE,
            format!(
                "The file is {what}. Documents are text/plain, text/markdown, text/html, text/csv or application/pdf."
            ),
        ),
        FileProblem::Mismatch { claimed, actual } => invalid(
            "file-type-mismatch",
            format!(
                "By its name or type the file is {claimed}, but its content is {actual}. Send it under its real type."
            ),
        ),
        FileProblem::NotUtf8(at) => ApiError::field(
            "/file",
            format!("must be UTF-8 text; byte {at} cannot be read. Save it as UTF-8 and try again"),
        ),
        FileProblem::Nul => unstorable("/file".to_owned()),
        FileProblem::Encrypted => invalid(
            "encrypted-file",
            "The file opens with a password only. Save a copy without one, and send that.".to_owned(),
        ),
        FileProblem::NoText => invalid(
            "file-without-text",
            "There is no text in the file: it may hold pictures of pages. Run text recognition on it first.".to_owned(),
        ),
        FileProblem::Damaged => {
            invalid("damaged-file", "The file is damaged and cannot be read.".to_owned())
        }
        FileProblem::TooComplex => invalid(
            "file-too-complex",
            "Reading the file takes too much memory or time. Split it, or save it in a simpler form.".to_owned(),
        ),
        FileProblem::TooMuchText => invalid(
            "file-with-too-much-text",
            format!("The file has over {} MB of text. Split it.", MOST_TEXT / 1024 / 1024),
        ),
    }
}

/// Removes files that nothing names: of requests that failed between file and event.
/// Only those are looked at that were put there a day before the last event that the
/// documents' read models know. `system` acts as the system's role.
pub(crate) async fn sweep(system: &Database) -> Result<u64, sqlx::Error> {
    let swept = sqlx::query(include_str!("sweep.sql")).execute(system.pool()).await?;
    Ok(swept.rows_affected())
}

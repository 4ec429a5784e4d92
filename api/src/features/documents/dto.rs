//! Shapes of documents.

use chrono::{DateTime, Utc};
use domain::Trust;
use domain::document::File;
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::chunks::Chunk;
use super::queries::{DetailRow, DocumentRow, VersionRow};
use crate::features::Person;
use crate::features::turns::FailureKind;
use crate::page::list;

/// A document of the business.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Document {
    id: Uuid,
    title: String,
    version: u32,
    #[schema(value_type = TrustName)]
    trust: String,
    /// `typed`, `upload` or `seed`.
    source: String,
    /// `current` or `removed`.
    status: String,
    /// How many passages it has.
    chunk_count: u64,
    /// How many of them the search finds by meaning, not only by words.
    embedded_count: u64,
    ingestion: Ingestion,
    updated_at: DateTime<Utc>,
}

/// How far a version is on its way into the search by meaning. By words it is found at once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Ingestion {
    state: IngestionState,
    /// Passages that are ready.
    done: u64,
    /// Passages in all.
    total: u64,
    /// Why some are not, as far as is known.
    #[schema(required)]
    error: Option<IngestionError>,
}

/// Where a version is on its way.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum IngestionState {
    /// Nothing is done yet.
    Queued,
    /// Some passages are done.
    Embedding,
    /// All are, or the version is no longer in use.
    Ready,
    /// Some will not be tried again unless you ask for it.
    Failed,
}

/// Why passages are not embedded.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IngestionError {
    /// Of the last failure.
    #[schema(value_type = FailureKind)]
    kind: String,
    /// How many passages are not tried again by themselves.
    given_up: u64,
    /// When the next one is tried again; null if none is.
    #[schema(required)]
    next_try_at: Option<DateTime<Utc>>,
}

list! {
    /// A page of documents.
    DocumentList of Document
}

/// A version of a document, with its text.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DocumentDetail {
    #[serde(flatten)]
    document: Document,
    text: String,
    /// The newest version; another one than this is no longer what the document says.
    newest_version: u32,
    /// The file that it was read from; null for typed text.
    #[schema(required)]
    file: Option<FileInfo>,
    chunks: Vec<Chunk>,
}

/// A file that a version was read from.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FileInfo {
    /// What kind of file it is, by its content.
    media_type: String,
    bytes: u64,
    /// SHA-256 of its bytes, in hex.
    sha256: String,
}

/// A version of a document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Version {
    version: u32,
    title: String,
    #[schema(value_type = TrustName)]
    trust: String,
    /// `typed`, `upload` or `seed`.
    source: String,
    /// The file that it was read from; null for typed text.
    #[schema(required)]
    file: Option<FileInfo>,
    /// Whether it is what the document says now.
    current: bool,
    /// Who made it; null while that is not known yet, just after an upgrade.
    #[schema(required)]
    changed_by: Option<Person>,
    created_at: DateTime<Utc>,
}

list! {
    /// A page of versions, oldest first.
    VersionList of Version
}

/// Passages are tried again.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Retried {
    /// How many of them had failed.
    pub(super) passages: u64,
}

/// A document was withdrawn.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Removed {
    document_id: Uuid,
    position: u64,
}

/// Which version; the newest when absent.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct VersionQuery {
    /// The version, from 1; the newest when absent.
    pub(super) version: Option<u32>,
}

/// A document to be, or what one says now.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DocumentText {
    #[schema(max_length = 200)]
    pub(super) title: String,
    #[schema(max_length = 60000)]
    pub(super) text: String,
    /// Whether it may steer the steward. What is typed is trusted unless you say
    /// otherwise; a revision keeps the label of the version before.
    #[schema(value_type = Option<TrustName>)]
    pub(super) trust: Option<Trust>,
}

/// An upload: multipart/form-data.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a body that an extractor reads")]
pub(crate) struct DocumentUpload {
    /// Plain text, Markdown, HTML, CSV or PDF, at most 20 MB unless the deployment says
    /// otherwise. Text is UTF-8.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: String,
    /// The file's name without its ending when absent.
    title: Option<String>,
}

/// A document was added or revised.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Written {
    document_id: Uuid,
    /// Its newest version.
    pub(super) version: u32,
    position: u64,
}

/// Whether text may steer the steward.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case", as = Trust)]
#[expect(dead_code, reason = "describes domain::Trust, which knows nothing of OpenAPI")]
pub(crate) enum TrustName {
    Trusted,
    Untrusted,
}

impl From<DocumentRow> for Document {
    fn from(row: DocumentRow) -> Self {
        let ingestion = Ingestion::of(&row);
        Self {
            id: row.document_id,
            title: row.title,
            version: row.version.unsigned_abs(),
            trust: row.trust,
            source: row.source,
            status: row.status,
            chunk_count: row.chunk_count.unsigned_abs(),
            embedded_count: row.embedded_count.unsigned_abs(),
            ingestion,
            updated_at: row.updated_at,
        }
    }
}

impl Ingestion {
    /// Only what is in use gets vectors, so an old version is as ready as it can be.
    fn of(row: &DocumentRow) -> Self {
        let (done, total) = (row.embedded_count.unsigned_abs(), row.chunk_count.unsigned_abs());
        let given_up = row.failure.given_up.unsigned_abs();
        let state = if done == total || !row.in_use {
            IngestionState::Ready
        } else if given_up > 0 {
            IngestionState::Failed
        } else if done == 0 {
            IngestionState::Queued
        } else {
            IngestionState::Embedding
        };
        let next_try_at = row.failure.next_try_at;
        let error = row.failure.error.clone().filter(|_| row.in_use);
        let error = error.map(|kind| kind.replace('_', "-"));
        let error = error.map(|kind| IngestionError { kind, given_up, next_try_at });
        Self { state, done, total, error }
    }
}

impl From<Json<File>> for FileInfo {
    fn from(Json(file): Json<File>) -> Self {
        Self { media_type: file.media_type, bytes: file.bytes, sha256: file.sha256 }
    }
}

impl From<VersionRow> for Version {
    fn from(row: VersionRow) -> Self {
        Self {
            version: row.version.unsigned_abs(),
            title: row.title,
            trust: row.trust,
            source: row.source,
            file: row.file.map(FileInfo::from),
            current: row.current,
            changed_by: row.changed_by.map(|id| Person { id, name: row.changed_by_name }),
            created_at: row.recorded_at,
        }
    }
}

impl DocumentDetail {
    pub(super) fn new(row: DetailRow, chunks: Vec<Chunk>) -> Self {
        let file = row.file.map(FileInfo::from);
        let newest_version = row.newest_version.unsigned_abs();
        Self { text: row.text, newest_version, file, document: row.document.into(), chunks }
    }
}

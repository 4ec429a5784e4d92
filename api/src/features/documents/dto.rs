//! Shapes of documents.

use chrono::{DateTime, Utc};
use domain::Trust;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::queries::{DetailRow, DocumentRow};
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
    updated_at: DateTime<Utc>,
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
    chunks: Vec<Chunk>,
}

/// A passage.
#[derive(Debug, Serialize, ToSchema, sqlx::FromRow)]
pub(crate) struct Chunk {
    #[sqlx(rename = "chunk_id")]
    id: Uuid,
    ordinal: i32,
    heading: String,
    text: String,
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
    /// Plain text or Markdown, at most 60,000 characters.
    #[schema(format = Binary, content_media_type = "text/markdown")]
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
        Self {
            id: row.document_id,
            title: row.title,
            version: row.version.unsigned_abs(),
            trust: row.trust,
            source: row.source,
            status: row.status,
            chunk_count: row.chunk_count.unsigned_abs(),
            embedded_count: row.embedded_count.unsigned_abs(),
            updated_at: row.updated_at,
        }
    }
}

impl DocumentDetail {
    pub(super) fn new(row: DetailRow, chunks: Vec<Chunk>) -> Self {
        Self { text: row.text, document: row.document.into(), chunks }
    }
}

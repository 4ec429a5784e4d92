//! Events of a document.

use serde::{Deserialize, Serialize};

use crate::aggregate::domain_events;
use crate::{DocumentId, MemberId, Trust};

domain_events! {
    /// What can happen to a document.
    pub enum DocumentEvent {
        DocumentAdded = "1",
        DocumentRevised = "1",
        DocumentRemoved = "1",
    }
}

/// What a version of a document says. It belongs to the business, not to a person, so
/// it is not sealed under anybody's key (docs/adr/0003).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Its title.
    pub title: String,
    /// Its text: Markdown or plain. Empty when it lies beside the log, see [`File::text`].
    pub text: String,
    /// SHA-256 of title, a line feed and text, in hex.
    pub sha256: String,
    /// The file that it was read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<File>,
}

impl Content {
    /// The most bytes of text that an event holds; a longer one lies beside the log.
    pub const MOST_TEXT: usize = 64 * 1024;
}

/// An uploaded file. It lies beside the log, by its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// What kind of file it is, by its content: `application/pdf`.
    pub media_type: String,
    /// What read it, with the version of its rules: `pdf/1`.
    pub extractor: String,
    /// SHA-256 of the text that was read, in hex, when that is too long for an event and
    /// lies beside the log too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Where a document came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Written in the app or through the API.
    Typed,
    /// A file that somebody uploaded.
    Upload,
    /// The demo data.
    Seed,
}

impl Source {
    /// Wire name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Typed => "typed",
            Self::Upload => "upload",
            Self::Seed => "seed",
        }
    }
}

/// The business has a new document: its version 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentAdded {
    /// The document.
    pub document_id: DocumentId,
    /// What it says.
    pub content: Content,
    /// Where it came from.
    pub source: Source,
    /// Whether it may steer the steward.
    pub trust: Trust,
    /// Who added it.
    pub added_by: MemberId,
}

/// A document says something else now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentRevised {
    /// The new version, from 2.
    pub version: u32,
    /// What it says now.
    pub content: Content,
    /// Where this version came from.
    pub source: Source,
    /// Whether this version may steer the steward.
    pub trust: Trust,
    /// Who revised it.
    pub revised_by: MemberId,
}

/// A document was withdrawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentRemoved {
    /// Who withdrew it.
    pub removed_by: MemberId,
}

//! `knowledge`: documents, their versions, and the passages that search reads.

use domain::document::{Content, DocumentEvent, Source};
use domain::{DocumentId, Event, MemberId, Trust};

use crate::projection::{Projection, Recorded};
use crate::row::row;
use crate::write::{Kind, Statement, Write, insert, update};

pub(crate) const PROJECTION: Projection = Projection {
    name: "knowledge",
    version: 2,
    aggregates: &["Document"],
    tables: &["documents", "document_versions", "chunks"],
    streams: &["document_id", "document_id", "document_id"],
    indexes: &["chunks_of_document"],
    batch: 64,
    fold,
};

static ADD_DOCUMENT: Statement = insert!(
    "documents",
    "tenant_id, document_id, version, title, text, trust, source, status, added_by, updated_at, position, \
     updated_position"
);
static REVISE_DOCUMENT: Statement = update!(
    "documents",
    "version = n.version, title = n.title, text = n.text, trust = n.trust, source = n.source, \
     updated_at = n.updated_at, updated_position = n.updated_position",
    "t.document_id = n.document_id"
);
static REMOVE_DOCUMENT: Statement = update!(
    "documents",
    "status = 'removed', updated_at = n.updated_at, updated_position = n.updated_position",
    "t.document_id = n.document_id"
);
static ADD_VERSION: Statement = insert!(
    "document_versions",
    "tenant_id, document_id, version, title, text, trust, source, sha256, file, changed_by, \
     recorded_at, position"
);
static ADD_CHUNK: Statement = insert!(
    "chunks",
    "tenant_id, chunk_id, document_id, version, ordinal, title, heading, text, trust, words, content_hash, \
     current, position, updated_position"
);
static RETIRE_CHUNKS: Statement = Statement {
    kind: Kind::UpdateAny,
    ..update!(
        "chunks",
        "current = false, updated_position = n.updated_position",
        "t.document_id = n.document_id AND t.current"
    )
};

/// A version of a document.
struct Version {
    number: u32,
    content: Content,
    trust: Trust,
    source: Source,
    changed_by: MemberId,
}

fn fold(recorded: &Recorded<'_>, event: Event) -> Vec<Write> {
    let Event::Document(event) = event else { return Vec::new() };
    let mut row = row!({
        "tenant_id": recorded.tenant(),
        "document_id": recorded.id(),
        "updated_at": recorded.at(),
        "position": recorded.position(),
        "updated_position": recorded.position(),
    });
    let key = recorded.id();
    let retire = || Write {
        statement: &RETIRE_CHUNKS,
        key,
        row: row!({
            "tenant_id": recorded.tenant(),
            "document_id": recorded.id(),
            "updated_position": recorded.position(),
        }),
    };
    let (statement, version, mut writes) = match event {
        DocumentEvent::DocumentAdded(event) => {
            row.set("status", "current");
            row.set("added_by", event.added_by);
            let (content, trust, source) = (event.content, event.trust, event.source);
            let changed_by = event.added_by;
            (&ADD_DOCUMENT, Version { number: 1, content, trust, source, changed_by }, Vec::new())
        }
        DocumentEvent::DocumentRevised(event) => {
            let (content, trust, source) = (event.content, event.trust, event.source);
            let (number, changed_by) = (event.version, event.revised_by);
            let version = Version { number, content, trust, source, changed_by };
            (&REVISE_DOCUMENT, version, vec![retire()])
        }
        DocumentEvent::DocumentRemoved(_) => {
            return vec![Write { statement: &REMOVE_DOCUMENT, key, row }, retire()];
        }
    };
    row.set("version", version.number);
    row.set("title", &version.content.title);
    row.set("text", &version.content.text);
    row.set("trust", version.trust);
    row.set("source", version.source);
    writes.push(Write { statement, key, row });
    writes.extend(version.rows(recorded));
    writes
}

impl Version {
    fn rows(&self, recorded: &Recorded<'_>) -> Vec<Write> {
        let key = recorded.id();
        let mut writes = vec![Write {
            statement: &ADD_VERSION,
            key,
            row: row!({
                "tenant_id": recorded.tenant(),
                "document_id": recorded.id(),
                "version": self.number,
                "title": self.content.title,
                "text": self.content.text,
                "trust": self.trust,
                "source": self.source,
                "sha256": self.content.sha256,
                "file": self.content.file,
                "changed_by": self.changed_by,
                "recorded_at": recorded.event.recorded_at,
                "position": recorded.position(),
            }),
        }];
        let title = &self.content.title;
        for chunk in retrieval::chunk(title, &self.content.text) {
            let row = row!({
                "tenant_id": recorded.tenant(),
                "chunk_id": DocumentId(recorded.id()).chunk(self.number, chunk.ordinal),
                "document_id": recorded.id(),
                "version": self.number,
                "ordinal": chunk.ordinal,
                "title": title,
                "heading": chunk.heading,
                "text": chunk.text,
                "trust": self.trust,
                "words": chunk.words(title),
                "content_hash": chunk.content_hash,
                "current": true,
                "position": recorded.position(),
                "updated_position": recorded.position(),
            });
            writes.push(Write { statement: &ADD_CHUNK, key, row });
        }
        writes
    }
}

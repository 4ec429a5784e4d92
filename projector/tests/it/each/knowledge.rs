//! Documents, versions, passages.

use super::*;

#[tokio::test]
async fn knowledge() {
    let world = World::new().await;
    let document: DocumentId = id();
    let tell = |command| Step::new::<Document>(document, command);
    let content = |text: &str| Content {
        title: "Waste".into(),
        text: text.into(),
        sha256: text.len().to_string(),
        file: None,
    };
    world
        .append(tell(DocumentCommand::AddDocument(DocumentAdded {
            document_id: document,
            content: content("# Glass\nOn Mondays.\n# Paper\nOn Fridays."),
            source: Source::Typed,
            trust: Trust::Trusted,
            added_by: world.member,
        })))
        .await;
    world.project().await;
    assert_row(
        &world.row("documents").await,
        json!({
            "document_id": document, "version": 1, "title": "Waste", "trust": "trusted", "source": "typed",
            "status": "current", "added_by": world.member,
        }),
    );
    assert_eq!(world.rows("chunks").await.len(), 2);
    // Revised twice and withdrawn within one batch.
    for text in ["On Tuesdays.", "On Wednesdays at noon."] {
        world
            .append(tell(DocumentCommand::ReviseDocument(DocumentRevised {
                version: 0,
                content: content(text),
                source: Source::Upload,
                trust: Trust::Untrusted,
                revised_by: world.member,
            })))
            .await;
    }
    world.project().await;
    assert_row(
        &world.row("documents").await,
        json!({
            "version": 3, "text": "On Wednesdays at noon.", "trust": "untrusted", "source": "upload", "position": 1,
        }),
    );
    let versions = world.rows("document_versions").await;
    assert_eq!(versions.len(), 3);
    for version in &versions {
        assert_row(version, json!({ "changed_by": world.member }));
    }
    let chunks = world.rows("chunks").await;
    let current: Vec<_> = chunks.iter().filter(|chunk| chunk["current"] == true).collect();
    assert_eq!((chunks.len(), current.len()), (4, 1));
    assert_row(
        current[0],
        json!({
            "chunk_id": document.chunk(3, 1), "version": 3, "ordinal": 1, "title": "Waste", "heading": "",
            "text": "On Wednesdays at noon.", "trust": "untrusted", "words": 5,
        }),
    );
    world
        .append(tell(DocumentCommand::RemoveDocument(DocumentRemoved { removed_by: world.member })))
        .await;
    world.project().await;
    assert_row(&world.row("documents").await, json!({ "status": "removed", "version": 3 }));
    assert!(world.rows("chunks").await.iter().all(|chunk| chunk["current"] == false));
}

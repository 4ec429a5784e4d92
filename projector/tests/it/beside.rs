//! Documents whose text is too long for an event and lies beside the log.

use domain::document::{Content, Document, DocumentAdded, DocumentCommand, File, Source};
use domain::{DocumentId, Trust};
use eventing::Step;
use projector::Options;
use uuid::Uuid;

use crate::support::World;

fn add(world: &World, text: &str, beside: Option<&str>) -> Step {
    let document_id = DocumentId(Uuid::now_v7());
    let file = beside.map(|hash| File {
        sha256: "11".repeat(32),
        bytes: 7,
        media_type: "application/pdf".into(),
        extractor: "pdf/1".into(),
        text: Some(hash.to_owned()),
    });
    let content = Content { title: "Rooms".into(), text: text.into(), sha256: "22".into(), file };
    let added = DocumentAdded {
        document_id,
        content,
        source: Source::Upload,
        trust: Trust::Untrusted,
        added_by: world.member,
    };
    Step::new::<Document>(document_id, DocumentCommand::AddDocument(added))
}

async fn keep(world: &World, hash: &str, text: &str) {
    sqlx::query("INSERT INTO files (tenant_id, sha256, bytes) VALUES ($1, $2, $3)")
        .bind(world.tenant.0)
        .bind(hash)
        .bind(text.as_bytes())
        .execute(world.db.admin_pool())
        .await
        .unwrap();
}

#[tokio::test]
async fn the_text_is_joined_to_its_event() {
    let world = World::new().await;
    // More than one stretch takes at once.
    for hash in ["a", "b", "c", "d"] {
        let text = format!("# Room {hash}\n\n{}", "Wipe the table. ".repeat(50_000));
        keep(&world, hash, &text).await;
        world.append(add(&world, "", Some(hash))).await;
        world.append(add(&world, &format!("Short {hash}."), None)).await;
    }
    world.project().await;
    let mut texts: Vec<(bool, i32)> =
        sqlx::query_as("SELECT text LIKE '# Room%', length(text) FROM documents ORDER BY position")
            .fetch_all(world.db.admin_pool())
            .await
            .unwrap();
    assert_eq!(texts.len(), 8);
    texts.retain(|(long, length)| *long && *length > 750_000);
    assert_eq!(texts.len(), 4);
    assert_eq!(world.parked().await, vec![]);
    let before = world.dump().await;
    world.projector().rebuild("knowledge", Options::default(), |_| ()).await.unwrap();
    assert!(world.dump().await == before, "a rebuild makes the same rows");
}

#[tokio::test]
async fn a_text_that_is_not_there_stops_its_document_alone() {
    let world = World::new().await;
    world.append(add(&world, "Before.", None)).await;
    let lost = world.append(add(&world, "", Some("lost"))).await;
    world.append(add(&world, "After.", None)).await;
    world.project().await;
    assert_eq!(world.rows("documents").await.len(), 2);
    let parked = world.parked().await;
    assert_eq!(parked.len(), 1);
    assert_eq!(parked[0].position as u64, lost);
    assert_eq!(parked[0].reason, "its text is not there");
    keep(&world, "lost", "# Found\n\nAgain.").await;
    assert_eq!(world.projector().retry_parked("knowledge").await.unwrap(), 1);
    assert_eq!(world.rows("documents").await.len(), 3);
    assert_eq!(world.parked().await, vec![]);
}

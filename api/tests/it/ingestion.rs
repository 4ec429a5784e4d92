//! How a document says how far it is on its way into the search by meaning.

use std::sync::Arc;

use eventing::{Database, DbRole};
use llm::testing::WordEmbedder;
use retrieval::{Missing, missing_embeddings, note_failure, note_outage, store_embeddings};
use serde_json::{Value, json};

use crate::support::{Setup, TestApp};

const SPACE: &str = "words/2";

async fn missing(worker: &Database, tenant: domain::TenantId) -> Vec<Missing> {
    let mut connection = worker.acquire(tenant).await.unwrap();
    missing_embeddings(&mut connection, SPACE, 100).await.unwrap()
}

#[tokio::test]
async fn a_document_tells_how_far_it_is() {
    let embedder: Arc<dyn llm::Embedder> = Arc::new(WordEmbedder::new(2));
    let app = TestApp::with(Setup { embedder: Some(embedder), ..Setup::default() }).await;
    let (pizza, oak) = (app.business("pizza.com").await, app.business("oakst.com").await);
    let worker = Database::connect(&app.db.url(), DbRole::Worker, 2).await.unwrap();
    let text: String = ["Bins", "Doors", "Ovens"]
        .map(|what| format!("# {what}\n\n{}\n\n", format!("{what} are cleaned. ").repeat(30)))
        .concat();
    let add = app.post("/api/v1/documents").bearer(&pizza.owner.token);
    let added = add.json(json!({ "title": "Cleaning", "text": text })).expect(201).await.json();
    app.project().await;
    let path = format!("/api/v1/documents/{}", added["document_id"].as_str().unwrap());
    let ingestion = async || -> Value {
        let one = app.get(&path).bearer(&pizza.luigi.token).expect(200).await.json();
        let list = app.get("/api/v1/documents").bearer(&pizza.luigi.token).expect(200).await.json();
        assert_eq!(list["items"][0]["ingestion"], one["ingestion"]);
        one["ingestion"].clone()
    };
    let tenant = pizza.tenant;
    let hashes: Vec<String> =
        missing(&worker, tenant).await.into_iter().map(|missing| missing.content_hash).collect();
    let total = hashes.len();
    assert!(total >= 3, "{total}");
    assert_eq!(
        ingestion().await,
        json!({ "state": "queued", "done": 0, "total": total, "error": null })
    );

    let passages = async || -> Vec<Value> {
        let one = app.get(&path).bearer(&pizza.luigi.token).expect(200).await.json();
        let chunks = one["chunks"].as_array().unwrap();
        chunks.iter().map(|chunk| json!([chunk["meaning"], chunk["failure"]["kind"]])).collect()
    };
    assert_eq!(passages().await, vec![json!(["waiting", null]); total]);

    let mut db = worker.acquire(tenant).await.unwrap();
    note_outage(&mut db, tenant, SPACE, "overloaded").await.unwrap();
    let waiting = ingestion().await;
    assert_eq!(
        (&waiting["state"], &waiting["error"]["kind"]),
        (&json!("queued"), &json!("overloaded"))
    );

    let row = |hash: &String| (hash.clone(), vec![1.0, 0.0]);
    store_embeddings(&mut db, tenant, SPACE, vec![row(&hashes[0])]).await.unwrap();
    assert_eq!(
        ingestion().await,
        json!({ "state": "embedding", "done": 1, "total": total, "error": null })
    );

    // One is refused for good; the others go on.
    note_failure(&mut db, tenant, SPACE, &hashes[1], "invalid_request", true).await.unwrap();
    store_embeddings(&mut db, tenant, SPACE, hashes[2..].iter().map(row).collect()).await.unwrap();
    drop(db);
    let failed = ingestion().await;
    assert_eq!((&failed["state"], &failed["done"]), (&json!("failed"), &json!(total - 1)));
    assert_eq!(
        failed["error"],
        json!({ "kind": "invalid-request", "given_up": 1, "next_try_at": null })
    );
    let told = passages().await;
    assert!(told.contains(&json!(["failed", "invalid-request"])), "{told:?}");
    assert_eq!(told.iter().filter(|one| **one == json!(["embedded", null])).count(), total - 1);
    assert!(missing(&worker, tenant).await.is_empty(), "it is not tried again by itself");

    let retry = |token: &str| app.post(format!("{path}/retry")).bearer(token);
    retry(&pizza.luigi.token).expect(403).await;
    retry(&oak.owner.token).expect(404).await;
    assert_eq!(retry(&pizza.owner.token).expect(200).await.json(), json!({ "passages": 1 }));
    assert_eq!(missing(&worker, tenant).await.len(), 1);
    let mut db = worker.acquire(tenant).await.unwrap();
    store_embeddings(&mut db, tenant, SPACE, vec![row(&hashes[1])]).await.unwrap();
    assert_eq!(
        ingestion().await,
        json!({ "state": "ready", "done": total, "total": total, "error": null })
    );
}

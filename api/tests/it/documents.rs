//! Documents, uploads and search.

use std::sync::Arc;

use llm::{EmbedKind, Embedder, ModelError};
use serde_json::json;

use crate::support::{Setup, TestApp};

#[tokio::test]
async fn a_document_is_added_revised_and_read() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let owner = &pizza.owner.token;
    let added = app
        .post("/api/v1/documents")
        .bearer(owner)
        .json(json!({ "title": "Waste", "text": "# Bins\n\nGreen on Monday." }));
    let added = added.expect(201).await;
    assert_eq!(added.header("etag"), "\"1\"");
    let path = format!("/api/v1/documents/{}", added.json()["document_id"].as_str().unwrap());
    app.project().await;
    let read = app.get(&path).bearer(&pizza.luigi.token).expect(200).await;
    assert_eq!(read.header("etag"), "\"1\"");
    let body = read.json();
    assert_eq!(
        (&body["trust"], &body["source"], &body["version"]),
        (&json!("trusted"), &json!("typed"), &json!(1))
    );
    assert!(body["chunks"][0]["text"].as_str().unwrap().contains("Green"));
    assert_eq!(body["chunk_count"], body["chunks"].as_array().unwrap().len());
    assert_eq!(body["embedded_count"], 0);

    let revise = |tag: &str, text: &str| {
        app.put(&path)
            .bearer(owner)
            .header("if-match", tag)
            .json(json!({ "title": "Waste", "text": text }))
    };
    assert_eq!(
        app.put(&path)
            .bearer(owner)
            .json(json!({ "title": "W", "text": "x" }))
            .expect(428)
            .await
            .problem(),
        "precondition-required"
    );
    for stale in ["\"2\"", "W/\"1\"", "1", "\"one\"", "\"1\", \"2\""] {
        assert_eq!(
            revise(stale, "Green on Friday.").expect(412).await.problem(),
            "precondition-failed",
            "{stale}"
        );
    }
    let revised = revise("\"1\"", "Green on Friday.").expect(200).await;
    assert_eq!(revised.header("etag"), "\"2\"");
    assert_eq!(revised.json()["version"], 2);
    revise("\"1\"", "Green on Sunday.").expect(412).await;
    // The same text again is no new version.
    let same = revise("\"2\"", "Green on Friday.").expect(200).await;
    assert_eq!(same.json()["version"], 2);
    app.project().await;
    let list = app.get("/api/v1/documents").bearer(&pizza.luigi.token).expect(200).await.json();
    assert_eq!(list["items"][0]["version"], 2);
    app.get(format!("{path}?version=3")).bearer(owner).expect(404).await;
    app.get(format!("{path}?version=0")).bearer(owner).expect(404).await;
}

#[tokio::test]
async fn an_upload_is_one_file_of_owners_and_managers() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let upload = || app.post("/api/v1/documents/upload").bearer(&pizza.owner.token);
    let not_multipart = upload().raw("text/markdown", "# Hi");
    assert_eq!(not_multipart.expect(415).await.problem(), "unsupported-media-type");
    upload().raw("multipart/form-data; boundary=edge", "--edge\r\nnothing").expect(400).await;
    let empty = upload().raw("multipart/form-data; boundary=edge", "--edge--\r\n");
    assert_eq!(empty.expect(422).await.json()["errors"][0]["pointer"], "/file");
    let by_luigi = app.post("/api/v1/documents/upload").bearer(&pizza.luigi.token);
    by_luigi.file("a.md", "text/markdown", "x").expect(403).await;
}

#[tokio::test]
async fn search_finds_passages_without_an_embedder_too() {
    struct Broken;
    #[async_trait::async_trait]
    impl Embedder for Broken {
        fn model(&self) -> &str {
            "broken"
        }
        fn dimensions(&self) -> usize {
            3
        }
        async fn embed(&self, _: EmbedKind, _: &[String]) -> Result<Vec<Vec<f32>>, ModelError> {
            Err(ModelError::Overloaded)
        }
    }
    for embedder in [None, Some(Arc::new(Broken) as Arc<dyn Embedder>)] {
        let app = TestApp::with(Setup { embedder, ..Setup::default() }).await;
        let pizza = app.business("pizza.com").await;
        for (title, text) in
            [("Waste", "Green bins go out on Monday."), ("Opening", "We open at noon.")]
        {
            app.post("/api/v1/documents")
                .bearer(&pizza.owner.token)
                .json(json!({ "title": title, "text": text }))
                .expect(201)
                .await;
        }
        app.project().await;
        let search =
            |body| app.post("/api/v1/knowledge/search").bearer(&pizza.luigi.token).json(body);
        let found =
            search(json!({ "query": "When do we open?", "limit": 1 })).expect(200).await.json();
        assert_eq!(found["results"][0]["title"], "Opening");
        assert_eq!(found["results"].as_array().unwrap().len(), 1);
        assert_eq!(found["lexical_only"], true);
        for bad in [
            json!({ "query": "" }),
            json!({ "query": "x", "limit": 0 }),
            json!({ "query": "x", "limit": 51 }),
            json!({ "query": "x".repeat(2001) }),
        ] {
            search(bad).expect(422).await;
        }
        for odd in
            ["'; DROP TABLE chunks; --", "& | ! ( ) :*", "\\", "\u{1F600}", &"a".repeat(2000)]
        {
            search(json!({ "query": odd })).expect(200).await;
        }
    }
}

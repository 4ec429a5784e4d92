//! Vectors for passages, and answers without them.

use std::sync::Arc;

use domain::Trust;
use domain::turn::{PassageRef, TurnEvent};
use llm::testing::ScriptedModel;

use crate::support::{Asked, FailingEmbedder, World, text};

async fn passages(world: &World, asked: Asked) -> Vec<PassageRef> {
    let events = world.events(asked, 1).await;
    let TurnEvent::ContextRetrieved(context) = &events[1] else { panic!("{events:?}") };
    context.passages.clone()
}

async fn vectors(world: &World) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM embeddings")
        .fetch_one(world.db.admin_pool())
        .await
        .unwrap()
}

/// The space that the business is searched in.
async fn live(world: &World) -> Option<String> {
    sqlx::query_scalar("SELECT space FROM embedding_live")
        .fetch_optional(world.db.admin_pool())
        .await
        .unwrap()
}

#[tokio::test]
async fn passages_get_their_vectors_and_scores() {
    let world = World::new().await;
    for n in 0..40 {
        let (title, text) = (format!("Rule {n}"), format!("Rule number {n} is about ovens."));
        world.document(&title, &text, Trust::Trusted).await;
    }
    let asked = world.ask("ovens").await;
    world.run(&ScriptedModel::new([text("Yes.")])).await;
    assert_eq!(vectors(&world).await, 40, "more than a batch");
    let passages = passages(&world, asked).await;
    assert_eq!(passages.len(), 6);
    assert!(passages.iter().all(|passage| passage.semantic.is_some()));
}

#[tokio::test]
async fn without_an_embedder_words_answer() {
    let world = World::new().await;
    world.document("Ovens", "The ovens are hot.", Trust::Trusted).await;
    let asked = world.ask("ovens").await;
    let mut config = world.worker(ScriptedModel::new([text("Hot [1].")])).await;
    config.embedder = Arc::new(FailingEmbedder(""));
    world.run_as(config).await;
    assert_eq!(vectors(&world).await, 0);
    assert_eq!(world.reply(asked).await["citations"].as_array().unwrap().len(), 1);
    assert_eq!(passages(&world, asked).await[0].semantic, None);
}

#[tokio::test]
async fn a_passage_that_is_refused_keeps_no_other_waiting() {
    let world = World::new().await;
    world.document("Ovens", "The ovens are hot.", Trust::Trusted).await;
    world.document("Poison", "poison", Trust::Trusted).await;
    world.document("Bins", "The bins are full.", Trust::Trusted).await;
    let mut config = world.worker(ScriptedModel::new([])).await;
    config.embedder = Arc::new(FailingEmbedder("poison"));
    world.run_as(config).await;
    assert_eq!(vectors(&world).await, 2);
    let failed: Vec<(String, bool)> =
        sqlx::query_as("SELECT error, next_try_at = 'infinity' FROM embedding_failures")
            .fetch_all(world.db.admin_pool())
            .await
            .unwrap();
    assert_eq!(failed, [("invalid_request".to_owned(), true)], "it says why, and tries no more");
    // The others are searched by meaning all the same.
    assert_eq!(live(&world).await.as_deref(), Some("words/2"));
}

#[tokio::test]
async fn an_embedder_out_of_reach_is_noted_until_it_is_back() {
    let world = World::new().await;
    world.document("Ovens", "The ovens are hot.", Trust::Trusted).await;
    let mut config = world.worker(ScriptedModel::new([])).await;
    config.embedder = Arc::new(FailingEmbedder(""));
    world.run_as(config).await;
    let noted = async || -> Vec<(String, String)> {
        sqlx::query_as("SELECT content_hash, error FROM embedding_failures")
            .fetch_all(world.db.admin_pool())
            .await
            .unwrap()
    };
    assert_eq!(noted().await, [(String::new(), "overloaded".to_owned())]);
    let mut config = world.worker(ScriptedModel::new([])).await;
    config.embedder = Arc::new(FailingEmbedder("nothing that is there"));
    world.run_as(config).await;
    assert_eq!((noted().await.len(), vectors(&world).await), (0, 1));
}

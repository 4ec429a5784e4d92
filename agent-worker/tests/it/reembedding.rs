//! Another embedding model: passages are embedded anew beside the old vectors, and search
//! answers by meaning throughout.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use async_trait::async_trait;
use domain::Trust;
use eventing::{Database, DbRole};
use llm::testing::{ScriptedModel, WordEmbedder};
use llm::{EmbedKind, Embedder, ModelError, embed_question};
use retrieval::Query;
use tokio::sync::Semaphore;

use crate::support::World;

const PASSAGES: usize = 2_000;

/// Another model than [`WordEmbedder`], of the same provider. After some passages it is
/// out of reach until it is told to go on.
struct Next {
    words: WordEmbedder,
    embedded: AtomicUsize,
    /// How many questions were answered meanwhile: it does not run away from them.
    answered: Semaphore,
    whole: AtomicBool,
}

#[async_trait]
impl Embedder for Next {
    fn model(&self) -> &str {
        "next"
    }

    fn dimensions(&self) -> usize {
        32
    }

    fn for_space(&self, space: &str) -> Option<Arc<dyn Embedder>> {
        WordEmbedder::new(1).for_space(space)
    }

    async fn embed(&self, kind: EmbedKind, texts: &[String]) -> Result<Vec<Vec<f32>>, ModelError> {
        let before = self.embedded.fetch_add(texts.len(), Ordering::SeqCst);
        if !self.whole.load(Ordering::SeqCst) {
            if before > PASSAGES / 2 {
                return Err(ModelError::Overloaded);
            }
            if before / 200 < (before + texts.len()) / 200 {
                self.answered.acquire().await.unwrap().forget();
            }
        }
        self.words.embed(kind, texts).await
    }
}

/// A question as turns and the search page ask it; whether the first place is right and
/// found by meaning, and in which space.
async fn ask(database: &Database, world: &World, embedder: &Arc<dyn Embedder>) -> (bool, String) {
    let mut db = database.acquire(world.tenant).await.unwrap();
    let space = retrieval::live_space(&mut db).await.unwrap();
    let text = "where does key 1234 hang".to_owned();
    let patience = std::time::Duration::from_secs(30);
    let embedding = embed_question(embedder, space.as_deref(), &text, patience).await;
    let asked_in = embedding.as_ref().map(|(space, _)| space.clone()).unwrap_or_default();
    let hits = retrieval::search(&mut db, &Query { text, embedding, limit: 5 }).await.unwrap();
    let right = hits.first().is_some_and(|hit| hit.text.contains("1234") && hit.semantic.is_some());
    (right, asked_in)
}

async fn vectors(world: &World, space: &str) -> usize {
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM embeddings WHERE space = $1")
        .bind(space)
        .fetch_one(world.db.admin_pool())
        .await
        .unwrap();
    usize::try_from(count).unwrap()
}

#[tokio::test]
async fn search_answers_throughout_a_change_of_the_model() {
    let world = World::new().await;
    for part in 0..20 {
        let sections = (0..PASSAGES / 20).map(|n| {
            let key = 100 * part + n;
            format!("# Key {key}\n\nThe key {key} hangs on hook {}.\n\n", key + 7)
        });
        world
            .document(&format!("Keys {part}"), &sections.collect::<String>(), Trust::Trusted)
            .await;
    }
    world.run(&ScriptedModel::new([])).await;
    assert_eq!(vectors(&world, "words/64").await, PASSAGES);
    let reader = Database::connect(&world.db.url(), DbRole::Worker, 2).await.unwrap();

    let next = Arc::new(Next {
        words: WordEmbedder::new(32),
        embedded: AtomicUsize::new(0),
        answered: Semaphore::new(0),
        whole: AtomicBool::new(false),
    });
    let embedder: Arc<dyn Embedder> = next.clone();
    let embed = async || {
        let mut config = world.worker(ScriptedModel::new([])).await;
        config.embedder = embedder.clone();
        agent_worker::run_until_idle(config).await.unwrap();
    };
    // Questions without a pause, while passages are embedded beside.
    let ended = AtomicBool::new(false);
    let (asked, ()) = tokio::join!(
        async {
            let mut asked = 0_usize;
            while !ended.load(Ordering::SeqCst) {
                let answer = ask(&reader, &world, &embedder).await;
                assert_eq!(answer, (true, "words/64".to_owned()), "question {asked}");
                asked += 1;
                next.answered.add_permits(1);
            }
            asked
        },
        async {
            embed().await;
            ended.store(true, Ordering::SeqCst);
        }
    );
    assert!(asked >= PASSAGES / 2 / 200, "{asked}");
    // The new model broke off half-way: both are kept, and the old one is still asked.
    let half = vectors(&world, "next/32").await;
    assert!(half > PASSAGES / 4 && half < PASSAGES, "{half}");
    assert_eq!(vectors(&world, "words/64").await, PASSAGES);
    assert_eq!(ask(&reader, &world, &embedder).await, (true, "words/64".to_owned()));
    // What is added meanwhile is found by meaning too, at once, in the old space.
    world.document("New", "The key 9999 hangs outside.", Trust::Trusted).await;
    world.project().await;
    embed().await;
    assert_eq!(vectors(&world, "words/64").await, PASSAGES + 1);

    next.whole.store(true, Ordering::SeqCst);
    embed().await;
    assert_eq!(vectors(&world, "next/32").await, PASSAGES + 1);
    assert_eq!(ask(&reader, &world, &embedder).await, (true, "next/32".to_owned()));
    // The old vectors go a day later, and only those.
    let system = Database::connect(&world.db.url(), DbRole::System, 2).await.unwrap();
    let sweep = async || {
        let mut connection = system.pool().acquire().await.unwrap();
        retrieval::sweep_embeddings(&mut connection).await.unwrap()
    };
    assert_eq!(sweep().await, 0);
    sqlx::query("UPDATE embedding_live SET since = since - interval '25 hours'")
        .execute(world.db.admin_pool())
        .await
        .unwrap();
    sqlx::query("UPDATE embeddings SET created_at = created_at - interval '26 hours'")
        .execute(world.db.admin_pool())
        .await
        .unwrap();
    assert_eq!(sweep().await, PASSAGES as u64 + 1);
    assert_eq!(vectors(&world, "next/32").await, PASSAGES + 1);
}

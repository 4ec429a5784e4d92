//! The search gives what scoring every passage gives (`plain.sql`).
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::TenantId;
use pgvector::Vector;
use retrieval::{Hit, Query, search};
use sqlx::{Connection, Executor, PgConnection};
use test_support::TestDb;
use uuid::Uuid;

const SPACE: &str = "test/8";
const DIMENSIONS: usize = 8;

/// English, Spanish and both; some have the same stem in both, some are one another's stem.
const WORDS: [&str; 24] = [
    "clean", "cleaning", "cleaned", "lobby", "stairs", "shift", "shifts", "oven", "pizza", "rent",
    "limpieza", "limpiar", "turno", "turnos", "horno", "escalera", "general", "natural", "hotel",
    "the", "de", "room-12", "09:30", "naïve",
];

/// Passages of words that are repeated more or less often, the first ones most: `$2` of them,
/// one in seven not current, one in nine without a vector, one in eleven as another one.
const CORPUS: &str = "
    WITH passages AS (
        SELECT n, CASE WHEN n % 11 = 0 THEN n - 1 ELSE n END AS content,
               (SELECT string_agg($3[1 + floor(24 * power(random(), 2))::int], ' ')
                FROM generate_series(0, 3 + n % 40) AS place WHERE n > 0) AS text,
               (SELECT array_agg(random() - $4)::real[]::vector FROM generate_series(1, 8) AS d WHERE n > 0) AS vector
        FROM generate_series(1, $2) AS n
    ), vectors AS (
        INSERT INTO embeddings (tenant_id, space, content_hash, embedding)
        SELECT $1, 'test/8', content, l2_normalize(vector) FROM passages WHERE content % 9 > 0
        ON CONFLICT DO NOTHING
    )
    INSERT INTO chunks (tenant_id, chunk_id, document_id, version, ordinal, title, heading, text, trust,
                        words, content_hash, current, position, updated_position)
    SELECT $1, gen_random_uuid(), gen_random_uuid(), 1, 1, 'House ' || n % 5, '', text, 'trusted',
           6 + n % 40, content, n % 7 > 0, n, n
    FROM passages";

struct World {
    conn: PgConnection,
    dice: u64,
}

impl World {
    async fn new(db: &TestDb, passages: i32, lean: f64) -> Self {
        let tenant = TenantId(Uuid::new_v4());
        sqlx::query(CORPUS)
            .bind(tenant.0)
            .bind(passages)
            .bind(WORDS)
            .bind(lean)
            .execute(db.admin_pool())
            .await
            .unwrap();
        let mut conn = PgConnection::connect(&db.url()).await.unwrap();
        conn.execute("SET ROLE steward_api").await.unwrap();
        conn.execute(format!("SET app.tenant_id = '{tenant}'").as_str()).await.unwrap();
        Self { conn, dice: 7 }
    }

    fn roll(&mut self) -> u64 {
        self.dice = self.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        self.dice >> 33
    }

    fn question(&mut self, limit: u32) -> Query {
        let count = self.roll() % 5;
        let words: Vec<_> = (0..count).map(|_| WORDS[self.roll() as usize % WORDS.len()]).collect();
        let vector = (0..DIMENSIONS).map(|_| (self.roll() % 1_000) as f32 - 500.0).collect();
        let embedding = (!self.roll().is_multiple_of(5)).then(|| (SPACE.to_owned(), vector));
        Query { text: words.join(" "), embedding, limit }
    }

    async fn compare(&mut self, query: &Query) {
        let hits = search(&mut self.conn, query).await.unwrap();
        let vector = query.embedding.as_ref().map(|(_, vector)| Vector::from(vector.clone()));
        let expected: Vec<(Uuid, f64, f64, Option<f64>)> = sqlx::query_as(concat!(
            "SELECT chunk_id, score, lexical, semantic FROM (",
            include_str!("plain.sql"),
            ") AS plain ORDER BY score DESC, chunk_id"
        ))
        .bind(&query.text)
        .bind(query.embedding.as_ref().map(|(space, _)| space))
        .bind(vector)
        .bind(i64::from(query.limit))
        .fetch_all(&mut self.conn)
        .await
        .unwrap();
        assert_eq!(hits.len(), expected.len(), "{query:?}");
        for (hit, (id, score, lexical, semantic)) in hits.iter().zip(&expected) {
            let alike = |one: f32, other: f64| (f64::from(one) - other).abs() < 1e-6;
            assert!(alike(hit.score, *score), "{query:?}: {hit:?}, not {id} with {score}");
            // Passages of the same score may stand in each other's place.
            if hit.chunk_id.0 == *id {
                assert!(alike(hit.lexical, *lexical), "{query:?}: {hit:?}, not {lexical}");
                assert_eq!(hit.semantic.is_some(), semantic.is_some(), "{query:?}: {hit:?}");
                assert!(alike(hit.semantic.unwrap_or(0.0), semantic.unwrap_or(0.0)), "{hit:?}");
            }
        }
    }
}

#[tokio::test]
async fn every_question_gets_what_scoring_all_passages_gives() {
    let db = TestDb::new().await;
    // Fewer than are near, more, and more with vectors that are all alike.
    for (passages, lean) in [(60, 0.5), (900, 0.5), (900, 0.1)] {
        let mut world = World::new(&db, passages, lean).await;
        for number in 0..30 {
            let query = world.question([10, 1, 40][number % 3]);
            world.compare(&query).await;
        }
    }
}

#[tokio::test]
async fn the_nearest_vectors_may_be_of_earlier_versions() {
    let db = TestDb::new().await;
    let mut world = World::new(&db, 900, 0.5).await;
    let query = Query {
        text: "natural".to_owned(),
        embedding: Some((SPACE.to_owned(), vec![1.0; DIMENSIONS])),
        limit: 10,
    };
    let before: Vec<Hit> = search(&mut world.conn, &query).await.unwrap();
    sqlx::query(
        "INSERT INTO embeddings SELECT DISTINCT tenant_id, 'test/8', 'old ' || n, \
             '[1,1,1,1,1,1,1,1.01]'::halfvec \
         FROM chunks, generate_series(1, 300) AS n",
    )
    .execute(db.admin_pool())
    .await
    .unwrap();
    assert_eq!(search(&mut world.conn, &query).await.unwrap(), before);
    world.compare(&query).await;
}

#[tokio::test]
async fn a_word_that_is_there_very_often_is_counted_in_full() {
    let db = TestDb::new().await;
    let mut world = World::new(&db, 40, 0.5).await;
    sqlx::query("UPDATE chunks SET text = repeat('lobby horno ', 10 + 40 * ordinal), words = 500 WHERE position < 20")
        .execute(db.admin_pool())
        .await
        .unwrap();
    sqlx::query(
        "UPDATE chunks SET text = repeat('lobby ', position::int) WHERE position BETWEEN 20 AND 30",
    )
    .execute(db.admin_pool())
    .await
    .unwrap();
    for text in ["lobby", "horno lobby", "lobby oven"] {
        let query = Query { text: text.to_owned(), embedding: None, limit: 40 };
        world.compare(&query).await;
    }
}

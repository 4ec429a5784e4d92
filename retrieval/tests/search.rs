//! The search against a real Postgres, under row-level security.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::{ChunkId, DocumentId, TenantId, Trust};
use retrieval::{Hit, Query, chunk, embedding_input, missing_embeddings, search, store_embeddings};
use sqlx::{Connection, Executor, PgConnection};
use test_support::TestDb;
use uuid::Uuid;

const MODEL: &str = "test-model";

async fn connect(db: &TestDb, role: &str, tenant: TenantId) -> PgConnection {
    let mut conn = PgConnection::connect(&db.url()).await.unwrap();
    conn.execute(format!("SET ROLE {role}").as_str()).await.unwrap();
    conn.execute(format!("SET app.tenant_id = '{tenant}'").as_str()).await.unwrap();
    conn
}

async fn add(db: &TestDb, tenant: TenantId, title: &str, text: &str) -> DocumentId {
    let document = DocumentId(Uuid::new_v4());
    for chunk in chunk(title, text) {
        sqlx::query(
            "INSERT INTO chunks (tenant_id, chunk_id, document_id, version, ordinal, title, heading, text, \
             trust, words, content_hash, current, position, updated_position) \
             VALUES ($1, $2, $3, 1, $4, $5, $6, $7, 'trusted', $8, $9, true, 1, 1)",
        )
        .bind(tenant.0)
        .bind(document.chunk(1, chunk.ordinal).0)
        .bind(document.0)
        .bind(chunk.ordinal as i32)
        .bind(title)
        .bind(&chunk.heading)
        .bind(&chunk.text)
        .bind(chunk.words(title) as i32)
        .bind(&chunk.content_hash)
        .execute(db.admin_pool())
        .await
        .unwrap();
    }
    document
}

fn lexical(text: &str) -> Query {
    Query { text: text.to_owned(), embedding: None, limit: 6 }
}

/// A toy embedding: one dimension per known word.
fn embed(text: &str) -> Vec<f32> {
    const MEANINGS: [&[&str]; 4] = [
        &["clean", "tidy", "sweep"],
        &["waste", "bins", "garbage"],
        &["oven", "pizza", "dough"],
        &["rent", "lease"],
    ];
    let text = text.to_lowercase();
    let count = |words: &[&str]| words.iter().map(|word| text.matches(word).count()).sum::<usize>();
    MEANINGS.iter().map(|words| count(words) as f32).chain([0.1]).collect()
}

fn hybrid(text: &str) -> Query {
    Query { embedding: Some((MODEL.to_owned(), embed(text))), ..lexical(text) }
}

async fn embed_all(conn: &mut PgConnection, tenant: TenantId) -> usize {
    let missing = missing_embeddings(conn, MODEL, 100).await.unwrap();
    let rows = missing.iter().map(|m| (m.content_hash.clone(), embed(&m.input()))).collect();
    store_embeddings(conn, tenant, MODEL, rows).await.unwrap();
    missing.len()
}

fn titles(hits: &[Hit]) -> Vec<&str> {
    hits.iter().map(|hit| hit.title.as_str()).collect()
}

async fn house(db: &TestDb) -> TenantId {
    let tenant = TenantId(Uuid::new_v4());
    add(
        db,
        tenant,
        "Cleaning schedule",
        "The lobby and stairs are cleaned every second Tuesday at 9:00.",
    )
    .await;
    add(db, tenant, "Waste", "Bins are emptied on Mondays. Glass goes to the yard.").await;
    add(
        db,
        tenant,
        "House rules",
        "Quiet hours begin at 22:00. Bicycles stand in the yard, never in the lobby.",
    )
    .await;
    tenant
}

#[tokio::test]
async fn words_are_stemmed_and_joined_by_or() {
    let db = TestDb::new().await;
    let tenant = house(&db).await;
    let mut conn = connect(&db, "steward_api", tenant).await;
    let hits = search(&mut conn, &lexical("When is the next cleaning scheduled?")).await.unwrap();
    assert_eq!(titles(&hits), ["Cleaning schedule"]);
    assert_eq!(
        (hits[0].semantic, hits[0].trust, hits[0].document_version),
        (None, Trust::Trusted, 1)
    );
    // Without vectors the words alone rank, on their own scale.
    let lexical_alone = hits[0].lexical.sqrt();
    assert!(hits[0].lexical > 0.0 && hits[0].lexical < 1.0, "{hits:#?}");
    assert!((hits[0].score - lexical_alone).abs() < 1e-6, "{hits:#?}");
    let hits = search(&mut conn, &lexical("bicycle in the lobby or yard")).await.unwrap();
    assert_eq!(hits[0].title, "House rules");
    assert_eq!(hits.len(), 3);
    assert!(hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
}

#[tokio::test]
async fn a_pasted_page_is_searched_by_what_it_begins_with() {
    let db = TestDb::new().await;
    let tenant = house(&db).await;
    let mut conn = connect(&db, "steward_api", tenant).await;
    let page: Vec<String> = (0..2_000).map(|number| format!("word{number}")).collect();
    let question = |begins: &str| lexical(&format!("{begins} {} bicycles", page.join(" ")));
    let hits = search(&mut conn, &question("Bins")).await.unwrap();
    assert_eq!(titles(&hits), ["Waste"]);
    assert!(search(&mut conn, &question("And")).await.unwrap().is_empty());
}

#[tokio::test]
async fn odd_questions_are_no_errors() {
    let db = TestDb::new().await;
    let tenant = house(&db).await;
    let mut conn = connect(&db, "steward_api", tenant).await;
    for text in [
        "",
        "the of and",
        "a' | b & !c \\ <-> :*",
        "\0cleaning\0",
        "'; DROP TABLE chunks; --",
        "C:\\lobby\\'x",
    ] {
        let hits = search(&mut conn, &lexical(text)).await;
        assert!(hits.is_ok(), "{text:?}: {hits:?}");
    }
    let zero = Query { embedding: Some((MODEL.to_owned(), vec![0.0; 5])), ..lexical("lobby") };
    assert_eq!(search(&mut conn, &zero).await.unwrap().len(), 2);
}

#[tokio::test]
async fn meaning_finds_what_words_miss() {
    let db = TestDb::new().await;
    let tenant = house(&db).await;
    let mut conn = connect(&db, "steward_worker", tenant).await;
    assert!(search(&mut conn, &hybrid("garbage")).await.unwrap().is_empty(), "no embeddings yet");
    assert_eq!(embed_all(&mut conn, tenant).await, 3);
    assert_eq!(embed_all(&mut conn, tenant).await, 0);
    let hits = search(&mut conn, &hybrid("who empties the garbage?")).await.unwrap();
    assert_eq!(hits[0].title, "Waste");
    let semantic = hits[0].semantic.unwrap();
    assert!(semantic > 0.9 && semantic <= 1.0, "{hits:#?}");
    let best = |of: fn(&Hit) -> f32| hits.iter().map(of).fold(0.0, f32::max);
    let words = best(|hit| hit.lexical);
    for hit in &hits {
        let words = if words > 0.0 { hit.lexical / words.sqrt() } else { 0.0 };
        let meaning = hit.semantic.unwrap() / best(|hit| hit.semantic.unwrap());
        assert!((hit.score - (0.6 * words + 0.4 * meaning)).abs() < 1e-6, "{hits:#?}");
    }
    // Another model has not embedded them, and another length is no error.
    let other =
        Query { embedding: Some(("other".to_owned(), embed("garbage"))), ..lexical("garbage") };
    assert!(search(&mut conn, &other).await.unwrap().is_empty());
    let shorter = Query { embedding: Some((MODEL.to_owned(), vec![1.0])), ..lexical("lobby") };
    assert_eq!(search(&mut conn, &shorter).await.unwrap()[0].semantic, None);
}

#[tokio::test]
async fn a_tenant_finds_its_own_passages_only() {
    let db = TestDb::new().await;
    let house = house(&db).await;
    let pizza = TenantId(Uuid::new_v4());
    let text = "The oven is cleaned every night. The canary word is zanzibar.";
    let document = add(&db, pizza, "Oven", text).await;
    let mut mine = connect(&db, "steward_worker", pizza).await;
    embed_all(&mut mine, pizza).await;
    for role in ["steward_api", "steward_worker"] {
        let mut other = connect(&db, role, house).await;
        for query in [lexical("zanzibar"), hybrid("clean the oven zanzibar")] {
            let hits = search(&mut other, &query).await.unwrap();
            assert!(hits.iter().all(|hit| hit.document_id != document), "{hits:#?}");
        }
        assert!(
            missing_embeddings(&mut other, MODEL, 100)
                .await
                .unwrap()
                .iter()
                .all(|m| m.tenant_id == house.0)
        );
        let mut none = PgConnection::connect(&db.url()).await.unwrap();
        none.execute(format!("SET ROLE {role}").as_str()).await.unwrap();
        assert!(search(&mut none, &hybrid("clean the oven zanzibar")).await.unwrap().is_empty());
    }
    // How common a word is elsewhere does not change a tenant's scores.
    let before = search(&mut mine, &lexical("oven canary")).await.unwrap();
    for n in 0..20 {
        add(&db, house, "Oven", &format!("An oven for everybody, number {n}.")).await;
    }
    assert_eq!(search(&mut mine, &lexical("oven canary")).await.unwrap(), before);
    // The system's role sees all tenants' missing embeddings; it searches for nobody.
    let mut system = PgConnection::connect(&db.url()).await.unwrap();
    system.execute("SET ROLE steward_system").await.unwrap();
    assert_eq!(missing_embeddings(&mut system, MODEL, 100).await.unwrap().len(), 23);
    assert!(search(&mut system, &lexical("oven")).await.unwrap().is_empty());
    assert!(
        store_embeddings(&mut mine, house, MODEL, vec![("x".to_owned(), vec![1.0])]).await.is_err()
    );
}

#[tokio::test]
async fn only_current_passages() {
    let db = TestDb::new().await;
    let tenant = house(&db).await;
    sqlx::query("UPDATE chunks SET current = false WHERE title = 'Waste'")
        .execute(db.admin_pool())
        .await
        .unwrap();
    let mut conn = connect(&db, "steward_worker", tenant).await;
    assert_eq!(embed_all(&mut conn, tenant).await, 2);
    let hits = search(&mut conn, &hybrid("bins and waste on Mondays")).await.unwrap();
    assert!(!titles(&hits).contains(&"Waste"));
}

#[tokio::test]
async fn a_rarer_word_and_a_shorter_passage_count_more() {
    let db = TestDb::new().await;
    let tenant = TenantId(Uuid::new_v4());
    for n in 0..10 {
        add(&db, tenant, "Note", &format!("The kitchen opens early, says note {n}.")).await;
    }
    add(&db, tenant, "Alarm", "The kitchen alarm is behind the door.").await;
    let long =
        format!("The kitchen has an alarm. {}", "It is a large room with many things. ".repeat(2));
    add(&db, tenant, "Room", &long).await;
    let mut conn = connect(&db, "steward_api", tenant).await;
    let hits = search(&mut conn, &lexical("kitchen alarm")).await.unwrap();
    assert_eq!(titles(&hits)[..2], ["Alarm", "Room"]);
    assert_eq!(hits.len(), 6);
    let ids: Vec<ChunkId> = hits.iter().map(|hit| hit.chunk_id).collect();
    let again = search(&mut conn, &lexical("kitchen alarm")).await.unwrap();
    assert_eq!(ids, again.iter().map(|hit| hit.chunk_id).collect::<Vec<_>>());
}

#[test]
fn what_is_embedded_names_its_place() {
    assert_eq!(embedding_input("Waste", "", "On Mondays."), "Waste\nOn Mondays.");
    assert_eq!(
        embedding_input("House", "Yard > Waste", "On Mondays."),
        "House > Yard > Waste\nOn Mondays."
    );
}

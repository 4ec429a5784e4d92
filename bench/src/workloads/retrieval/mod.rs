//! Hybrid retrieval: words and meaning together, as turns and people search, without the time
//! of embedding the question. Passages and vectors are made up.

mod corpus;

use std::time::Instant;

use anyhow::ensure;
use domain::TenantId;
use eventing::{Database, DbRole};
use rand::SeedableRng;
use rand::rngs::StdRng;
use retrieval::{Query, search};
use sqlx::PgPool;

use crate::Context;
use crate::measure::{About, Case, Environment, Figures, Latencies, Record, Round};
use crate::peers::postgres_es::pool;
use crate::peers::streams::numbered;

use corpus::{Corpus, DIMENSIONS, SPACE, Shape, word};

/// Questions per round that are timed, and that are compared with an exact search.
const TIMED: usize = 40;
const COMPARED: usize = 10;
/// From this many passages on, a tenth of them.
const LARGE: usize = 1_000_000;
const LIMIT: u32 = 10;
const WORDS: i32 = 80;

/// Businesses with libraries of different sizes, in one table.
pub(super) async fn main(context: &Context) -> anyhow::Result<Record> {
    let mut record = Record::new("retrieval", Environment::look(context).await?);
    let url = context.services.steward_database("bench_retrieval").await?;
    let admin = pool(&url, 2).await?;
    let mut dice = StdRng::seed_from_u64(7);
    let usual = |passages| Shape { passages, words: WORDS, topics: false };
    let topics = Shape { topics: true, ..usual(10_000) };
    // In the short run the largest is there for its size only, and its passages are short.
    let shapes = context.effort.pick(
        vec![usual(1_000), usual(10_000), topics, Shape { words: 20, ..usual(79_000) }],
        vec![usual(1_000), usual(10_000), topics, usual(100_000), usual(LARGE)],
    );
    let corpora = fill(&admin, &shapes, &mut dice).await?;
    admin.close().await;
    context.services.settle().await?;
    let database = Database::connect(&url, DbRole::Api, 2).await?;
    let measured: Vec<&Corpus> = corpora.iter().filter(|c| c.shape.words == WORDS).collect();
    for corpus in &measured {
        let size = corpus.shape.passages;
        let name = if corpus.shape.topics { ", vectors by topics" } else { "" };
        record.cases.push(Case::new(format!("{size} passages{name}")).with("chunks", size as u64));
    }
    for _ in 0..context.effort.rounds {
        for (corpus, case) in measured.iter().zip(&mut record.cases) {
            let figures = measure(&database, corpus, &mut dice).await?;
            case.rounds.push(Round::from([("steward".to_owned(), figures)]));
        }
    }
    let total: usize = shapes.iter().map(|shape| shape.passages).sum();
    record.contenders.push(About {
        name: "steward".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        guarantees: "BM25 and cosine over all of the tenant's passages, fused: an exact search, \
                     under row-level security"
            .to_owned(),
        tuning: "as in the product: an exact index of words, no approximate index of vectors"
            .to_owned(),
    });
    record.notes.push(format!(
        "One table holds {total} passages of all these businesses, with made-up words and \
         vectors of {DIMENSIONS} dimensions: random ones, or such that lie around topics of a \
         hundred passages. Questions have six words of the same distribution: the most frequent \
         one is in a quarter of the passages. Recall compares the ten best of a question whose \
         words occur nowhere with the ten nearest vectors, computed here one by one."
    ));
    Ok(record)
}

/// Writes all of them: rows first and the index of words after them, as a rebuild does.
async fn fill(admin: &PgPool, shapes: &[Shape], dice: &mut StdRng) -> anyhow::Result<Vec<Corpus>> {
    let index: String = sqlx::query_scalar("SELECT pg_get_indexdef('chunks_by_word'::regclass)")
        .fetch_one(admin)
        .await?;
    sqlx::query("DROP INDEX chunks_by_word").execute(admin).await?;
    let mut corpora = Vec::new();
    for (number, &shape) in shapes.iter().enumerate() {
        eprintln!("bench:   writing {} passages", shape.passages);
        let tenant = TenantId(numbered(3, number));
        corpora.push(Corpus::write(admin, tenant, shape, dice).await?);
    }
    sqlx::query(&index).execute(admin).await?;
    sqlx::query("VACUUM ANALYZE").execute(admin).await?;
    Ok(corpora)
}

async fn measure(
    database: &Database,
    corpus: &Corpus,
    dice: &mut StdRng,
) -> anyhow::Result<Figures> {
    let mut latencies = Latencies::new();
    let share = if corpus.shape.passages >= LARGE { 10 } else { 1 };
    for number in 0..=TIMED / share {
        let words: Vec<String> = (0..6).map(|_| word(dice)).collect();
        let query = question(words.join(" "), corpus.vector(dice));
        let begun = Instant::now();
        let mut connection = database.acquire(corpus.tenant).await?;
        let hits = search(&mut connection, &query).await?;
        let took = begun.elapsed();
        ensure!(hits.len() == LIMIT as usize, "only {} hits", hits.len());
        // The first one of a round warms up.
        if number > 0 {
            latencies.record(took);
        }
    }
    let mut found = 0;
    for _ in 0..COMPARED / share {
        let vector = corpus.vector(dice);
        let mut connection = database.acquire(corpus.tenant).await?;
        let query = question("nowhereatall".to_owned(), vector.clone());
        let hits = search(&mut connection, &query).await?;
        let nearest = corpus.nearest(&vector, LIMIT as usize);
        let titles: Vec<String> =
            nearest.iter().map(|place| format!("Document {}", place + 1)).collect();
        found += hits.iter().filter(|hit| titles.contains(&hit.title)).count();
    }
    let recall = found as f64 / (COMPARED / share * LIMIT as usize) as f64;
    Ok(Figures::new().with_latencies(&latencies.summary()).with("recall", recall))
}

fn question(text: String, vector: Vec<f32>) -> Query {
    Query { text, embedding: Some((SPACE.to_owned(), vector)), limit: LIMIT }
}

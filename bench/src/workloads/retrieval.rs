//! Hybrid retrieval: words and meaning together, as turns and people search, without the time
//! of embedding the question. Passages and vectors are made up.

use std::time::Instant;

use anyhow::ensure;
use domain::TenantId;
use eventing::{Database, DbRole};
use pgvector::Vector;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use retrieval::{Query, search};
use sqlx::PgPool;

use crate::Context;
use crate::measure::{About, Case, Environment, Figures, Latencies, Record, Round};
use crate::peers::postgres_es::pool;
use crate::peers::streams::numbered;

const DIMENSIONS: usize = 384;
const VOCABULARY: f64 = 5_000.0;
const SPACE: &str = "bench/384";
/// Vectors of one statement.
const BATCH: usize = 2_000;
/// Questions per round that are timed, and that are compared with an exact search.
const TIMED: usize = 40;
const COMPARED: usize = 10;
const LIMIT: u32 = 10;

struct Corpus {
    tenant: TenantId,
    vectors: Vec<Vec<f32>>,
}

/// One business with a small, one with a usual and one with a large library, in one table.
pub(super) async fn main(context: &Context) -> anyhow::Result<Record> {
    let mut record = Record::new("retrieval", Environment::look(context).await?);
    let url = context.services.steward_database("bench_retrieval").await?;
    let admin = pool(&url, 2).await?;
    let sizes = context.effort.pick(&[1_000_usize, 10_000][..], &[1_000, 10_000, 100_000]);
    let mut dice = StdRng::seed_from_u64(7);
    let mut corpora = Vec::new();
    for (number, &size) in sizes.iter().enumerate() {
        eprintln!("bench:   writing {size} passages");
        corpora.push(fill(&admin, TenantId(numbered(3, number)), size, &mut dice).await?);
    }
    sqlx::query("VACUUM ANALYZE").execute(&admin).await?;
    admin.close().await;
    context.services.settle().await?;
    let database = Database::connect(&url, DbRole::Api, 2).await?;
    for corpus in &corpora {
        let size = corpus.vectors.len();
        record.cases.push(Case::new(format!("{size} passages")).with("chunks", size as u64));
    }
    for _ in 0..context.effort.rounds {
        for (corpus, case) in corpora.iter().zip(&mut record.cases) {
            let figures = measure(&database, corpus, &mut dice).await?;
            case.rounds.push(Round::from([("steward".to_owned(), figures)]));
        }
    }
    let total: usize = sizes.iter().sum();
    record.contenders.push(About {
        name: "steward".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        guarantees: "BM25 and cosine over all of the tenant's passages, fused: an exact search, \
                     under row-level security"
            .to_owned(),
        tuning: "as in the product: no approximate index".to_owned(),
    });
    record.notes.push(format!(
        "One table holds {total} passages of all these businesses, with made-up words and random \
         vectors of {DIMENSIONS} dimensions. Questions have six words of the same distribution: \
         the most frequent one is in a quarter of the passages. Recall compares the ten \
         best of a question whose words occur nowhere with the ten nearest vectors, computed \
         here one by one."
    ));
    Ok(record)
}

async fn fill(
    admin: &PgPool,
    tenant: TenantId,
    size: usize,
    dice: &mut StdRng,
) -> anyhow::Result<Corpus> {
    sqlx::query(include_str!("retrieval.sql"))
        .bind(tenant.0)
        .bind(i32::try_from(size)?)
        .bind(VOCABULARY)
        .execute(admin)
        .await?;
    let vectors: Vec<Vec<f32>> = (0..size).map(|_| direction(dice)).collect();
    for (place, batch) in vectors.chunks(BATCH).enumerate() {
        let hashes: Vec<String> =
            (1..=batch.len()).map(|number| (place * BATCH + number).to_string()).collect();
        let batch: Vec<Vector> = batch.iter().cloned().map(Vector::from).collect();
        sqlx::query(
            "INSERT INTO embeddings (tenant_id, space, content_hash, embedding) \
             SELECT $1, $2, hash, vector FROM unnest($3::text[], $4::vector[]) AS new (hash, vector)",
        )
        .bind(tenant.0)
        .bind(SPACE)
        .bind(hashes)
        .bind(batch)
        .execute(admin)
        .await?;
    }
    Ok(Corpus { tenant, vectors })
}

async fn measure(
    database: &Database,
    corpus: &Corpus,
    dice: &mut StdRng,
) -> anyhow::Result<Figures> {
    let mut latencies = Latencies::new();
    for number in 0..=TIMED {
        let words: Vec<String> = (0..6).map(|_| word(dice)).collect();
        let query = question(words.join(" "), direction(dice));
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
    for _ in 0..COMPARED {
        let vector = direction(dice);
        let mut connection = database.acquire(corpus.tenant).await?;
        let query = question("nowhereatall".to_owned(), vector.clone());
        let hits = search(&mut connection, &query).await?;
        let nearest = nearest(&corpus.vectors, &vector);
        let titles: Vec<String> =
            nearest.iter().map(|place| format!("Document {}", place + 1)).collect();
        found += hits.iter().filter(|hit| titles.contains(&hit.title)).count();
    }
    let recall = found as f64 / (COMPARED * LIMIT as usize) as f64;
    Ok(Figures::new().with_latencies(&latencies.summary()).with("recall", recall))
}

fn question(text: String, vector: Vec<f32>) -> Query {
    Query { text, embedding: Some((SPACE.to_owned(), vector)), limit: LIMIT }
}

fn word(dice: &mut StdRng) -> String {
    let place = VOCABULARY * dice.random::<f64>().powf(1.5);
    format!("w{}x", place.floor())
}

fn direction(dice: &mut StdRng) -> Vec<f32> {
    let vector: Vec<f32> = (0..DIMENSIONS).map(|_| dice.random_range(-1.0..1.0)).collect();
    let length = vector.iter().map(|part| part * part).sum::<f32>().sqrt();
    vector.into_iter().map(|part| part / length).collect()
}

/// The places of the vectors nearest to one, by looking at all.
fn nearest(vectors: &[Vec<f32>], to: &[f32]) -> Vec<usize> {
    let cosine = |vector: &[f32]| vector.iter().zip(to).map(|(a, b)| a * b).sum::<f32>();
    let mut scored: Vec<(f32, usize)> =
        vectors.iter().enumerate().map(|(place, vector)| (cosine(vector), place)).collect();
    scored.sort_by(|one, other| other.0.total_cmp(&one.0));
    scored.into_iter().take(LIMIT as usize).map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_comes_first() {
        let mut vectors = vec![vec![0.0, 1.0]; 20];
        vectors.push(vec![1.0, 0.0]);
        assert_eq!(nearest(&vectors, &[1.0, 0.0])[0], 20);
        assert_eq!(nearest(&vectors, &[1.0, 0.0]).len(), LIMIT as usize);
    }

    #[test]
    fn directions_have_length_one() {
        let vector = direction(&mut StdRng::seed_from_u64(1));
        let length: f32 = vector.iter().map(|part| part * part).sum();
        assert!((length - 1.0).abs() < 1e-4);
    }
}

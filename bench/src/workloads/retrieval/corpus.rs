//! Made-up libraries: passages of made-up words, and vectors without or with topics.

use domain::TenantId;
use pgvector::Vector;
use rand::Rng;
use rand::rngs::StdRng;
use sqlx::PgPool;

pub(super) const DIMENSIONS: usize = 384;
pub(super) const SPACE: &str = "bench/384";
const VOCABULARY: f64 = 5_000.0;
/// Vectors of one statement.
const BATCH: usize = 2_000;
/// Passages of one topic.
const TOPIC: usize = 100;
/// How far a passage is from its topic: cosines of about 0.7 between two of one topic.
const DISTANCE: f32 = 0.65;

/// What a library is like.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub(super) passages: usize,
    pub(super) words: i32,
    /// Vectors lie around topics, as those of texts do, or anywhere.
    pub(super) topics: bool,
}

#[derive(Debug)]
pub(super) struct Corpus {
    pub(super) tenant: TenantId,
    pub(super) shape: Shape,
    pub(super) vectors: Vec<Vec<f32>>,
    centres: Vec<Vec<f32>>,
}

impl Corpus {
    /// Makes one and writes it.
    pub(super) async fn write(
        admin: &PgPool,
        tenant: TenantId,
        shape: Shape,
        dice: &mut StdRng,
    ) -> anyhow::Result<Self> {
        let topics = if shape.topics { shape.passages.div_ceil(TOPIC) } else { 0 };
        let centres: Vec<_> = (0..topics).map(|_| direction(dice)).collect();
        let mut corpus = Self { tenant, shape, vectors: Vec::new(), centres };
        corpus.vectors = (0..shape.passages).map(|_| corpus.vector(dice)).collect();
        let half = shape.passages / 2;
        tokio::try_join!(
            corpus.write_passages(admin, 1, half),
            corpus.write_passages(admin, half + 1, shape.passages),
        )?;
        corpus.write_vectors(admin).await?;
        Ok(corpus)
    }

    /// A vector like those of its passages.
    pub(super) fn vector(&self, dice: &mut StdRng) -> Vec<f32> {
        let anywhere = direction(dice);
        if self.centres.is_empty() {
            return anywhere;
        }
        let centre = &self.centres[dice.random_range(0..self.centres.len())];
        unit(centre.iter().zip(anywhere).map(|(c, a)| c + DISTANCE * a).collect())
    }

    /// The places of the vectors nearest to one, by looking at all.
    pub(super) fn nearest(&self, to: &[f32], count: usize) -> Vec<usize> {
        let cosine = |vector: &[f32]| vector.iter().zip(to).map(|(a, b)| a * b).sum::<f32>();
        let mut scored: Vec<(f32, usize)> =
            self.vectors.iter().enumerate().map(|(at, vector)| (cosine(vector), at)).collect();
        scored.sort_by(|one, other| other.0.total_cmp(&one.0));
        scored.into_iter().take(count).map(|(_, at)| at).collect()
    }

    async fn write_passages(&self, admin: &PgPool, from: usize, to: usize) -> anyhow::Result<()> {
        sqlx::query(include_str!("passages.sql"))
            .bind(self.tenant.0)
            .bind(i32::try_from(from)?)
            .bind(i32::try_from(to)?)
            .bind(VOCABULARY)
            .bind(self.shape.words)
            .execute(admin)
            .await?;
        Ok(())
    }

    async fn write_vectors(&self, admin: &PgPool) -> anyhow::Result<()> {
        for (place, batch) in self.vectors.chunks(BATCH).enumerate() {
            let hashes: Vec<String> =
                (1..=batch.len()).map(|number| (place * BATCH + number).to_string()).collect();
            let batch: Vec<Vector> = batch.iter().cloned().map(Vector::from).collect();
            sqlx::query(
                "INSERT INTO embeddings (tenant_id, space, content_hash, embedding) \
                 SELECT $1, $2, hash, vector \
                 FROM unnest($3::text[], $4::vector[]) AS new (hash, vector)",
            )
            .bind(self.tenant.0)
            .bind(SPACE)
            .bind(hashes)
            .bind(batch)
            .execute(admin)
            .await?;
        }
        Ok(())
    }
}

/// A word of the vocabulary, as often as in the passages.
pub(super) fn word(dice: &mut StdRng) -> String {
    let place = VOCABULARY * dice.random::<f64>().powf(1.5);
    format!("w{}x", place.floor())
}

fn direction(dice: &mut StdRng) -> Vec<f32> {
    unit((0..DIMENSIONS).map(|_| dice.random_range(-1.0..1.0)).collect())
}

fn unit(vector: Vec<f32>) -> Vec<f32> {
    let length = vector.iter().map(|part| part * part).sum::<f32>().sqrt();
    vector.into_iter().map(|part| part / length).collect()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    fn corpus(vectors: Vec<Vec<f32>>, centres: Vec<Vec<f32>>) -> Corpus {
        let shape = Shape { passages: vectors.len(), words: 1, topics: !centres.is_empty() };
        Corpus { tenant: TenantId(uuid::Uuid::nil()), shape, vectors, centres }
    }

    #[test]
    fn the_nearest_comes_first() {
        let mut vectors = vec![vec![0.0, 1.0]; 20];
        vectors.push(vec![1.0, 0.0]);
        let nearest = corpus(vectors, Vec::new()).nearest(&[1.0, 0.0], 10);
        assert_eq!((nearest[0], nearest.len()), (20, 10));
    }

    #[test]
    fn vectors_of_a_topic_are_alike() {
        let mut dice = StdRng::seed_from_u64(1);
        let centre = direction(&mut dice);
        let topic = corpus(Vec::new(), vec![centre]);
        let (one, other) = (topic.vector(&mut dice), topic.vector(&mut dice));
        let cosine: f32 = one.iter().zip(&other).map(|(a, b)| a * b).sum();
        assert!(cosine > 0.6 && cosine < 0.8, "{cosine}");
        let length: f32 = one.iter().map(|part| part * part).sum();
        assert!((length - 1.0).abs() < 1e-4);
    }
}

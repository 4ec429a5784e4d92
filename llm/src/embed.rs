//! Turning texts into vectors.

use async_trait::async_trait;

use crate::ModelError;

/// A model that turns texts into vectors of length one.
#[async_trait]
pub trait Embedder: Send + Sync {
    /// The model's name. Vectors of different models are never compared.
    fn model(&self) -> &str;

    /// The length of each vector.
    fn dimensions(&self) -> usize;

    /// One normalised vector per text, in order. Transient failures are retried inside.
    async fn embed(&self, kind: EmbedKind, texts: &[String]) -> Result<Vec<Vec<f32>>, ModelError>;
}

/// What a text is for: some models place questions and passages differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EmbedKind {
    /// A question; someone waits for it.
    Query,
    /// A passage to be found.
    Document,
}

/// Scales a vector to length one; `None` for one that has no direction.
pub fn normalise(mut vector: Vec<f32>) -> Option<Vec<f32>> {
    let norm = vector.iter().map(|x| f64::from(*x) * f64::from(*x)).sum::<f64>().sqrt();
    if !norm.is_finite() || norm < 1e-12 {
        return None;
    }
    for x in &mut vector {
        *x = (f64::from(*x) / norm) as f32;
    }
    Some(vector)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalises_to_length_one() {
        assert_eq!(normalise(vec![3.0, 4.0]), Some(vec![0.6, 0.8]));
    }

    #[test]
    fn refuses_vectors_without_direction() {
        assert_eq!(normalise(vec![0.0, 0.0]), None);
        assert_eq!(normalise(vec![f32::NAN, 1.0]), None);
        assert_eq!(normalise(vec![]), None);
    }
}

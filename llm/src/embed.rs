//! Turning texts into vectors.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use crate::ModelError;

/// A model that turns texts into vectors of length one.
#[async_trait]
pub trait Embedder: Send + Sync {
    /// The model's name. Vectors of different models are never compared.
    fn model(&self) -> &str;

    /// The length of each vector.
    fn dimensions(&self) -> usize;

    /// The space that its vectors are in: model and dimensions, `all-minilm-l6-v2/384`.
    fn space(&self) -> String {
        format!("{}/{}", self.model(), self.dimensions())
    }

    /// The same provider's embedder for another space: while passages are embedded anew
    /// under another model, questions go on being asked in the old space.
    fn for_space(&self, _space: &str) -> Option<Arc<dyn Embedder>> {
        None
    }

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

/// A space as model and dimensions.
pub fn space_parts(space: &str) -> Option<(&str, usize)> {
    let (model, dimensions) = space.rsplit_once('/')?;
    let dimensions = dimensions.parse().ok().filter(|dimensions| *dimensions > 0)?;
    (!model.is_empty()).then_some((model, dimensions))
}

/// The embedder for `space`, where a tenant's vectors are: this one, the provider's for
/// that space, or this one after all if there is none.
pub fn embedder_for(embedder: &Arc<dyn Embedder>, space: Option<&str>) -> Arc<dyn Embedder> {
    space
        .filter(|space| **space != *embedder.space())
        .and_then(|space| embedder.for_space(space))
        .unwrap_or_else(|| Arc::clone(embedder))
}

/// A question's vector with its space, if the embedder gives one within `patience`: a
/// search goes on without.
pub async fn embed_question(
    embedder: &Arc<dyn Embedder>,
    space: Option<&str>,
    question: &str,
    patience: Duration,
) -> Option<(String, Vec<f32>)> {
    let embedder = embedder_for(embedder, space);
    let texts = [question.to_owned()];
    let vectors = tokio::time::timeout(patience, embedder.embed(EmbedKind::Query, &texts)).await;
    match vectors.unwrap_or(Err(ModelError::Timeout)) {
        Ok(mut vectors) => Some((embedder.space(), vectors.pop()?)),
        Err(error) => {
            tracing::warn!(%error, "question not embedded; searching by words only");
            None
        }
    }
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
    fn a_space_has_a_model_and_dimensions() {
        assert_eq!(space_parts("models/x/768"), Some(("models/x", 768)));
        for wrong in ["", "x", "/3", "x/", "x/0", "x/-1", "x/many"] {
            assert_eq!(space_parts(wrong), None, "{wrong}");
        }
    }

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

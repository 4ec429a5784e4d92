//! What is done with embeddings whoever made them: tried again, counted, normalised.

use tokio::time::sleep;

use super::telemetry::Call;
use crate::{EmbedKind, ModelError, RetryPolicy, normalise};

/// Vectors of one batch.
pub(crate) type Vectors = Vec<Vec<f32>>;

/// How patiently to try: somebody waits for a question's vector.
pub(crate) fn policy(kind: EmbedKind) -> RetryPolicy {
    match kind {
        EmbedKind::Query => RetryPolicy::impatient(),
        EmbedKind::Document => RetryPolicy::default(),
    }
}

/// Sends one batch until it succeeds or the policy gives up.
pub(crate) async fn persist<F>(
    model: &str,
    method: &'static str,
    policy: &RetryPolicy,
    mut once: impl FnMut() -> F + Send,
) -> Result<Vectors, ModelError>
where
    F: Future<Output = Result<Vectors, ModelError>> + Send,
{
    let mut attempt = 1;
    loop {
        let call = Call::begin(model, method);
        let error = match call.result(once().await) {
            Ok(vectors) => return Ok(vectors),
            Err(error) => error,
        };
        let Some(delay) = policy.next_delay(attempt, &error, rand::random()) else {
            return Err(error);
        };
        tracing::debug!(model, attempt, error = error.kind(), "embedding again");
        sleep(delay).await;
        attempt += 1;
    }
}

/// One normalised vector per text, or what is wrong with these.
pub(crate) fn vectors(
    values: Vectors,
    count: usize,
    dimensions: usize,
) -> Result<Vectors, ModelError> {
    if values.len() != count {
        return Err(ModelError::malformed("not one embedding per text"));
    }
    let vector = |values: Vec<f32>| {
        if values.len() != dimensions {
            let got = values.len();
            return Err(ModelError::malformed(format!(
                "an embedding of {got} dimensions instead of {dimensions}"
            )));
        }
        normalise(values).ok_or_else(|| ModelError::malformed("an embedding without direction"))
    };
    values.into_iter().map(vector).collect()
}

//! `embedContent` and `batchEmbedContents`.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    EMBEDDING_MODEL, Fault, State,
    embed::{DIMENSIONS, shortened},
    wire::{error::WireError, request::Content},
};

/// The real service's limit of a batch is not documented; clients keep to 100.
const MAX_BATCH: usize = 100;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EmbedRequest {
    model: Option<String>,
    content: Content,
    #[serde(alias = "output_dimensionality")]
    output_dimensionality: Option<usize>,
}

pub(super) async fn single(state: &State, body: &Value) -> Result<Response, WireError> {
    let vectors = embed(state, vec![parse(body)?.text()]).await?;
    let values = vectors.into_iter().next().unwrap_or_default();
    Ok(Json(json!({"embedding": {"values": values}})).into_response())
}

pub(super) async fn batch(state: &State, body: &Value) -> Result<Response, WireError> {
    let items = body["requests"].as_array().filter(|items| !items.is_empty());
    let items = items.ok_or_else(|| {
        WireError::invalid("* BatchEmbedContentsRequest.requests: requests is not specified\n")
    })?;
    if items.len() > MAX_BATCH {
        return Err(WireError::invalid(format!(
            "* BatchEmbedContentsRequest.requests: at most {MAX_BATCH} requests can be in one batch"
        )));
    }
    let requests: Vec<_> = items.iter().map(parse).collect::<Result<_, _>>()?;
    let expected = format!("models/{EMBEDDING_MODEL}");
    if requests.iter().any(|request| request.model.as_ref() != Some(&expected)) {
        return Err(WireError::invalid(
            "* BatchEmbedContentsRequest.requests: model must be the same as the one in the path.",
        ));
    }
    let texts = requests.iter().map(EmbedRequest::text).collect();
    let vectors = embed(state, texts).await?;
    let embeddings: Vec<_> = vectors.into_iter().map(|values| json!({"values": values})).collect();
    Ok(Json(json!({ "embeddings": embeddings })).into_response())
}

fn parse(body: &Value) -> Result<EmbedRequest, WireError> {
    serde_json::from_value(body.clone()).map_err(|error| {
        WireError::invalid(format!("Invalid JSON payload received. Invalid value: {error}"))
    })
}

impl EmbedRequest {
    fn text(&self) -> (String, Option<usize>) {
        let parts = self.content.parts.iter().filter_map(|part| part.text.as_deref());
        (parts.collect::<Vec<_>>().join("\n"), self.output_dimensionality)
    }
}

/// A vector for each text, of the length asked for with it.
pub(super) async fn embed(
    state: &State,
    texts: Vec<(String, Option<usize>)>,
) -> Result<Vec<Vec<f32>>, WireError> {
    state.count_embedding();
    match state.config.faults.next_embedding().unwrap_or(Fault::None) {
        Fault::Hang => std::future::pending::<()>().await,
        Fault::Slow { ms } => tokio::time::sleep(std::time::Duration::from_millis(ms)).await,
        fault => {
            if let Some(error) = fault.error(EMBEDDING_MODEL) {
                return Err(error);
            }
        }
    }
    if texts.iter().any(|(text, _)| text.is_empty()) {
        return Err(WireError::invalid(
            "* EmbedContentRequest.content: content is empty or holds no text",
        ));
    }
    let (texts, sizes): (Vec<_>, Vec<_>) = texts.into_iter().unzip();
    if sizes.iter().flatten().any(|size| !(1..=DIMENSIONS).contains(size)) {
        return Err(WireError::invalid(format!(
            "output_dimensionality must be between 1 and {DIMENSIONS}."
        )));
    }
    let vectors = state.embedder.embed(texts).await.map_err(|error| {
        tracing::error!(%error, "embedding failed");
        WireError::internal()
    })?;
    let sized = vectors.into_iter().zip(sizes).map(|(vector, size)| match size {
        Some(size) if size < DIMENSIONS => shortened(vector, size),
        _ => vector,
    });
    Ok(sized.collect())
}

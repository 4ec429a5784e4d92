//! Sentence embeddings: all-MiniLM-L6-v2, run on the CPU with candle.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use candle_core::{Device, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::bert::{BertModel, Config as BertConfig, DTYPE};
use tokenizers::{Tokenizer, TruncationParams};
use tokio::sync::Semaphore;

/// The size of a vector.
pub const DIMENSIONS: usize = 384;
/// Longer texts are cut here, as the model's authors do.
const MAX_TOKENS: usize = 256;
/// Texts of one forward pass; of similar length, so that little is padding.
const BATCH: usize = 16;
/// Vectors kept for texts seen before (about 6 MB).
const CACHED: usize = 4096;

/// Why there is no vector.
#[derive(Debug, thiserror::Error)]
pub enum EmbedError {
    /// A file of the model is missing.
    #[error("the embedding model needs {path}: {source} (`scripts/prepare.sh run` puts it there)")]
    Missing {
        /// The file.
        path: PathBuf,
        /// What reading it said.
        source: std::io::Error,
    },
    /// `config.json` or `tokenizer.json` is not what it should be.
    #[error("the embedding model in {path} is damaged: {message}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// The forward pass failed.
    #[error("the embedding model failed: {0}")]
    Model(#[from] candle_core::Error),
    /// The text could not be tokenized.
    #[error("the tokenizer failed: {0}")]
    Tokenizer(String),
    /// The blocking task was lost.
    #[error("an embedding job was lost")]
    Lost,
}

/// The loaded model: a handle, cheap to clone.
#[derive(Clone)]
pub struct Embedder {
    inner: Arc<Inner>,
    permits: Arc<Semaphore>,
}

struct Inner {
    model: BertModel,
    tokenizer: Tokenizer,
    cache: Mutex<HashMap<String, Vec<f32>>>,
}

impl std::fmt::Debug for Embedder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Embedder").finish_non_exhaustive()
    }
}

impl Embedder {
    /// Loads the model from a directory (blocking).
    pub fn load(dir: &Path, workers: usize) -> Result<Self, EmbedError> {
        let read = |name: &str| {
            let path = dir.join(name);
            let bytes = std::fs::read(&path);
            bytes.map_err(|source| EmbedError::Missing { path, source })
        };
        let damaged =
            |name: &str, message: String| EmbedError::Damaged { path: dir.join(name), message };
        let config: BertConfig = serde_json::from_slice(&read("config.json")?)
            .map_err(|error| damaged("config.json", error.to_string()))?;
        let mut tokenizer = Tokenizer::from_bytes(read("tokenizer.json")?)
            .map_err(|error| damaged("tokenizer.json", error.to_string()))?;
        let truncation = TruncationParams { max_length: MAX_TOKENS, ..Default::default() };
        tokenizer
            .with_padding(None)
            .with_truncation(Some(truncation))
            .map_err(|error| damaged("tokenizer.json", error.to_string()))?;
        let weights =
            VarBuilder::from_buffered_safetensors(read("model.safetensors")?, DTYPE, &Device::Cpu)?;
        let model = BertModel::load(weights, &config)?;
        let inner = Inner { model, tokenizer, cache: Mutex::default() };
        Ok(Self { inner: Arc::new(inner), permits: Arc::new(Semaphore::new(workers.max(1))) })
    }

    /// One unit vector per text, in order.
    pub async fn embed(&self, texts: Vec<String>) -> Result<Vec<Vec<f32>>, EmbedError> {
        let _permit = self.permits.acquire().await.map_err(|_| EmbedError::Lost)?;
        let inner = Arc::clone(&self.inner);
        tokio::task::spawn_blocking(move || inner.embed(&texts))
            .await
            .map_err(|_| EmbedError::Lost)?
    }
}

impl Inner {
    fn embed(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, EmbedError> {
        let mut vectors: Vec<Option<Vec<f32>>> = match self.cache.lock() {
            Ok(cache) => texts.iter().map(|text| cache.get(text).cloned()).collect(),
            Err(_) => vec![None; texts.len()],
        };
        let mut missing: Vec<usize> =
            (0..texts.len()).filter(|&index| vectors[index].is_none()).collect();
        missing.sort_by_key(|&index| texts[index].len());
        for group in missing.chunks(BATCH) {
            let batch: Vec<&str> = group.iter().map(|&index| texts[index].as_str()).collect();
            for (&index, vector) in group.iter().zip(self.forward(&batch)?) {
                vectors[index] = Some(vector);
            }
        }
        if let Ok(mut cache) = self.cache.lock() {
            if cache.len() + missing.len() > CACHED {
                cache.clear();
            }
            for index in missing.into_iter().take(CACHED) {
                cache.extend(vectors[index].clone().map(|vector| (texts[index].clone(), vector)));
            }
        }
        Ok(vectors.into_iter().flatten().collect())
    }

    /// Mean of the last layer over the real tokens, scaled to length one.
    fn forward(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EmbedError> {
        let encodings = self
            .tokenizer
            .encode_batch(texts.to_vec(), true)
            .map_err(|error| EmbedError::Tokenizer(error.to_string()))?;
        let width = encodings.iter().map(tokenizers::Encoding::len).max().unwrap_or(0);
        let (mut ids, mut mask) = (Vec::new(), Vec::new());
        for encoding in &encodings {
            let padding = std::iter::repeat_n(0, width - encoding.len());
            ids.extend(encoding.get_ids().iter().copied().chain(padding.clone()));
            mask.extend(encoding.get_attention_mask().iter().copied().chain(padding));
        }
        let shape = (encodings.len(), width);
        let ids = Tensor::from_vec(ids, shape, &Device::Cpu)?;
        let mask = Tensor::from_vec(mask, shape, &Device::Cpu)?;
        let hidden = self.model.forward(&ids, &ids.zeros_like()?, Some(&mask))?;
        let weights = mask.to_dtype(DTYPE)?.unsqueeze(2)?;
        let sum = hidden.broadcast_mul(&weights)?.sum(1)?;
        let mean = sum.broadcast_div(&weights.sum(1)?)?;
        let norm = mean.sqr()?.sum_keepdim(1)?.sqrt()?;
        Ok(mean.broadcast_div(&norm)?.to_vec2::<f32>()?)
    }
}

/// The cosine of two unit vectors.
#[must_use]
pub fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// The first `size` dimensions, scaled to length one again.
#[must_use]
pub fn shortened(mut vector: Vec<f32>, size: usize) -> Vec<f32> {
    vector.truncate(size);
    let norm = vector.iter().map(|x| x * x).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
    vector.iter().map(|x| x / norm).collect()
}

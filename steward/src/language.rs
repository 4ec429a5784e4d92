//! The language and embedding models of a deployment, as the settings name them.

use std::sync::Arc;

use anyhow::Context;
use llm::gemini::GOOGLE;
use llm::{Embedder, Gemini, GeminiConfig, Models, OpenAi, OpenAiConfig, Timeouts};
use secrecy::SecretString;

use crate::settings::{ModelProvider, Settings, set};

/// Gemini's own choice of models, and the length of its vectors.
const GEMINI_CHAT: &str = "gemini-3.8-flash";
const GEMINI_FALLBACK: &str = "gemini-3.5-flash-lite";
const GEMINI_EMBEDDING: &str = "gemini-embedding-001";
const GEMINI_DIMENSIONS: usize = 768;

/// Where the language model is.
#[derive(Clone)]
pub(crate) struct ModelEndpoint {
    /// Base address; Google's own when absent.
    pub(crate) url: Option<String>,
    /// Whether it is the offline model.
    pub(crate) offline: bool,
}

impl ModelEndpoint {
    /// As the settings say, for a role that runs alone.
    pub(crate) fn of(settings: &Settings) -> Self {
        let url = set(settings.model_url.as_deref()).map(str::to_owned);
        match settings.model_provider {
            ModelProvider::Openai => Self { url, offline: false },
            ModelProvider::Gemini if settings.api_key().is_some() => Self { url, offline: false },
            ModelProvider::Gemini => {
                Self { url: Some(settings.offline_model_url.clone()), offline: true }
            }
        }
    }
}

/// The models, ready to be asked.
pub(crate) struct Language {
    /// Those that answer.
    pub(crate) models: Models,
    /// The one that embeds.
    pub(crate) embedder: Arc<dyn Embedder>,
}

impl Language {
    /// Prepares them; connects to nothing yet.
    pub(crate) fn prepare(settings: &Settings, endpoint: &ModelEndpoint) -> anyhow::Result<Self> {
        match settings.model_provider {
            ModelProvider::Openai => openai(settings, endpoint),
            ModelProvider::Gemini => gemini(settings, endpoint),
        }
    }
}

/// The name of the model that answers by default.
pub(crate) fn chat_model(settings: &Settings, endpoint: &ModelEndpoint) -> String {
    if endpoint.offline {
        return offline_model::CHAT_MODEL.to_owned();
    }
    set(settings.model.as_deref()).unwrap_or(GEMINI_CHAT).to_owned()
}

fn gemini(settings: &Settings, endpoint: &ModelEndpoint) -> anyhow::Result<Language> {
    let offline = endpoint.offline;
    let chat_model = chat_model(settings, endpoint);
    let dimensions = settings.embedding_dimensions.unwrap_or(GEMINI_DIMENSIONS);
    let config = GeminiConfig {
        base_url: endpoint.url.clone().unwrap_or_else(|| GOOGLE.to_owned()),
        api_key: settings.api_key().unwrap_or_else(|| SecretString::from("offline")),
        chat_model: chat_model.clone(),
        embed_model: if offline {
            offline_model::EMBEDDING_MODEL.to_owned()
        } else {
            set(settings.embedding_model.as_deref()).unwrap_or(GEMINI_EMBEDDING).to_owned()
        },
        dims: if offline { offline_model::DIMENSIONS } else { dimensions },
        timeouts: Timeouts::default(),
    };
    let gemini = Gemini::new(&config).context(
        "the model's address or names are not usable; \
         check STEWARD_MODEL_URL, STEWARD_OFFLINE_MODEL_URL, STEWARD_MODEL and STEWARD_EMBEDDING_MODEL",
    )?;
    let embedder = Arc::new(gemini.embedder());
    let models = Models::new(Arc::new(gemini), chat_model);
    // The offline server has but one model.
    let models = if offline {
        models
    } else {
        let fallback =
            settings.fallback_model.clone().unwrap_or_else(|| GEMINI_FALLBACK.to_owned());
        models.with_fallback(Some(fallback)).with_choices(settings.models.iter().cloned())
    };
    Ok(Language { models, embedder })
}

fn openai(settings: &Settings, endpoint: &ModelEndpoint) -> anyhow::Result<Language> {
    let missing = |name: &str| format!("{name} is not set; STEWARD_MODEL_PROVIDER=openai needs it");
    let url = endpoint.url.clone().with_context(|| missing("STEWARD_MODEL_URL"))?;
    let model = set(settings.model.as_deref()).with_context(|| missing("STEWARD_MODEL"))?;
    let embedding_model = set(settings.embedding_model.as_deref());
    let dimensions = settings.embedding_dimensions;
    let chat = OpenAiConfig {
        base_url: url,
        api_key: settings.model_api_key.clone(),
        chat_model: model.to_owned(),
        embed_model: embedding_model
            .with_context(|| missing("STEWARD_EMBEDDING_MODEL"))?
            .to_owned(),
        dims: dimensions.with_context(|| missing("STEWARD_EMBEDDING_DIMENSIONS"))?,
        timeouts: Timeouts::default(),
    };
    // Some servers have one model each.
    let embedding = match set(settings.embedding_url.as_deref()) {
        Some(url) => OpenAiConfig { base_url: url.to_owned(), ..chat.clone() },
        None => chat.clone(),
    };
    let usable =
        "the model's address is not usable; check STEWARD_MODEL_URL and STEWARD_EMBEDDING_URL";
    let models = Models::new(Arc::new(OpenAi::new(&chat).context(usable)?), model)
        .with_fallback(settings.fallback_model.clone())
        .with_choices(settings.models.iter().cloned());
    let embedder = Arc::new(OpenAi::new(&embedding).context(usable)?.embedder());
    Ok(Language { models, embedder })
}

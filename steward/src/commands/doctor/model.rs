//! The language model: whether its server answers and knows the key. Listing models costs
//! nothing; nothing is generated.

use std::time::Duration;

use llm::gemini::GOOGLE;
use reqwest::{StatusCode, Url};
use secrecy::ExposeSecret;

use super::check::{Check, reason};
use crate::embedded;
use crate::language::{Language, ModelEndpoint, chat_model};
use crate::settings::{ModelProvider, OFFLINE_MODEL_URL, Settings, set};

const NAME: &str = "model";
const PATIENCE: Duration = Duration::from_secs(10);

/// Asks its server which models it has.
pub(super) async fn examine(settings: &Settings) -> Check {
    let endpoint = ModelEndpoint::of(settings);
    let prepared = Language::prepare(settings, &endpoint);
    if let Err(error) = prepared {
        return Check::problem(NAME, reason(&error), "correct it in the environment or in .env");
    }
    let model = chat_model(settings, &endpoint);
    // A running `steward up` has one of its own, at an address that nobody else is told.
    if endpoint.offline
        && set_database(settings).is_none()
        && embedded::running(&settings.home).is_some()
    {
        return Check::ok(NAME, format!("{model}, inside `steward up`, which was not asked"));
    }
    let url = endpoint.url.clone().unwrap_or_else(|| GOOGLE.to_owned());
    // An address may hold a key: only where it is is for the screen.
    let place =
        Url::parse(&url).map_or_else(|_| url.clone(), |url| url.origin().ascii_serialization());
    match ask(settings, &url).await {
        Ok(status) if status.is_success() => Check::ok(NAME, format!("{model}; {place} answers")),
        Ok(status) => refused(settings, &place, status),
        Err(error) => silent(&endpoint, &place, &error),
    }
}

fn set_database(settings: &Settings) -> Option<&str> {
    set(settings.database_url.as_ref().map(|url| url.expose_secret()))
}

fn silent(endpoint: &ModelEndpoint, place: &str, error: &anyhow::Error) -> Check {
    let found = format!("no answer from {place}: {}", error.root_cause());
    let start =
        "start `steward offline-model`, correct STEWARD_OFFLINE_MODEL_URL, or set GOOGLE_API_KEY";
    if !endpoint.offline {
        let remedy = "check STEWARD_MODEL_URL, the network, and whether the server runs";
        Check::problem(NAME, found, remedy)
    } else if endpoint.url.as_deref() == Some(OFFLINE_MODEL_URL) {
        // Nobody has said where one runs.
        Check::warning(NAME, found, format!("unless `steward up` has one inside: {start}"))
    } else {
        Check::problem(NAME, found, start)
    }
}

fn refused(settings: &Settings, place: &str, status: StatusCode) -> Check {
    let key = match settings.model_provider {
        ModelProvider::Gemini => "GOOGLE_API_KEY",
        ModelProvider::Openai => "STEWARD_MODEL_API_KEY",
    };
    let found = format!("{place} answers {status}");
    match status.as_u16() {
        400 | 401 | 403 => {
            Check::problem(NAME, found, format!("check {key}: it does not take the key"))
        }
        404 => Check::problem(NAME, found, "check STEWARD_MODEL_URL: it speaks another protocol"),
        429 => Check::warning(NAME, found, "its limit is reached; see its console"),
        _ => Check::problem(NAME, found, "its server is in trouble; try again later"),
    }
}

async fn ask(settings: &Settings, place: &str) -> anyhow::Result<StatusCode> {
    let client = crate::http::client()?;
    let place = place.trim_end_matches('/');
    let request = match settings.model_provider {
        ModelProvider::Gemini => {
            let request = client.get(format!("{place}/v1beta/models?pageSize=1"));
            let key = settings.api_key();
            request.header(
                "x-goog-api-key",
                key.as_ref().map_or("offline", |key| key.expose_secret().trim()),
            )
        }
        ModelProvider::Openai => {
            // An address without a path gets /v1, as for calls.
            let bare = Url::parse(place).is_ok_and(|url| url.path() == "/");
            let request = client.get(format!("{place}{}/models", if bare { "/v1" } else { "" }));
            match set(settings.model_api_key.as_ref().map(|key| key.expose_secret())) {
                Some(key) => request.bearer_auth(key),
                None => request,
            }
        }
    };
    let answer = request.timeout(PATIENCE).send().await;
    Ok(answer.map_err(reqwest::Error::without_url)?.status())
}

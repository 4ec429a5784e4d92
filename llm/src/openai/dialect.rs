//! What models of one name take. Most servers ignore a parameter that they do not know;
//! OpenAI's own models refuse some.

use serde_json::{Map, Value};

use crate::{ChatRequest, Effort};

/// What a model takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    /// The name of the limit of tokens to write.
    limit: &'static str,
    /// Temperature.
    sampling: bool,
    /// `reasoning_effort`.
    effort: bool,
    /// Several calls at once are allowed only when asked for, as with llama.cpp's server.
    pub(super) parallel: bool,
}

const PLAIN: Dialect =
    Dialect { limit: "max_tokens", sampling: true, effort: false, parallel: true };
const REASONING: Dialect =
    Dialect { limit: "max_completion_tokens", sampling: false, effort: true, parallel: false };

/// Models by the beginning of their names; the longest match wins.
const KNOWN: &[(&str, Dialect)] = &[
    ("gpt-5", REASONING),
    ("gpt-oss", Dialect { effort: true, ..PLAIN }),
    ("o1", REASONING),
    ("o3", REASONING),
    ("o4", REASONING),
];

/// The dialect of a model.
pub(super) fn of(model: &str) -> Dialect {
    // A maker's name may stand before it: `openai/gpt-oss-20b`.
    let name = model.rsplit('/').next().unwrap_or(model);
    let matching = KNOWN.iter().filter(|(prefix, _)| name.starts_with(prefix));
    matching.max_by_key(|(prefix, _)| prefix.len()).map_or(PLAIN, |(_, dialect)| *dialect)
}

/// Whether an embedding model can shorten its vectors.
pub(super) fn shortens(embed_model: &str) -> bool {
    embed_model.rsplit('/').next().unwrap_or(embed_model).starts_with("text-embedding-3")
}

impl Dialect {
    /// Adds the request's limits to its body, as far as the model takes them.
    pub(super) fn limits(self, request: &ChatRequest, body: &mut Map<String, Value>) {
        if let Some(tokens) = request.max_output_tokens {
            body.insert(self.limit.into(), tokens.into());
        }
        if let Some(temperature) = request.temperature.filter(|_| self.sampling) {
            // Through text, so that 0.2 does not become 0.20000000298.
            let exact: f64 = temperature.to_string().parse().unwrap_or(f64::from(temperature));
            body.insert("temperature".into(), exact.into());
        }
        if let Some(effort) = request.effort.filter(|_| self.effort) {
            let effort = match effort {
                Effort::Minimal | Effort::Low => "low",
                Effort::Medium => "medium",
                Effort::High => "high",
            };
            body.insert("reasoning_effort".into(), effort.into());
        }
    }
}

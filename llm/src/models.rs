//! Which chat models a deployment has: its default, what to fall back on, and which ones
//! a business may choose.

use std::fmt;
use std::sync::Arc;

use crate::{ChatModel, Gemini, ModelError};

/// A service that has chat models by name.
pub trait Provider: Send + Sync {
    /// The model of this name; none where that is certain without asking.
    fn chat(&self, model: &str) -> Option<Arc<dyn ChatModel>>;
}

impl Provider for Gemini {
    fn chat(&self, model: &str) -> Option<Arc<dyn ChatModel>> {
        Some(Arc::new(self.chat_as(model)))
    }
}

/// The chat models of a deployment. Cheap to clone.
#[derive(Clone)]
pub struct Models {
    provider: Arc<dyn Provider>,
    default: String,
    fallback: Option<String>,
    /// Besides the default and the fallback.
    choices: Vec<String>,
}

impl fmt::Debug for Models {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.offered()).finish()
    }
}

impl Models {
    /// A provider whose model `default` answers.
    pub fn new(provider: Arc<dyn Provider>, default: impl Into<String>) -> Self {
        Self { provider, default: default.into(), fallback: None, choices: Vec::new() }
    }

    /// The model to ask when another one fails; an empty name is none.
    #[must_use]
    pub fn with_fallback(mut self, model: Option<String>) -> Self {
        self.fallback = model.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        self
    }

    /// More models that businesses may choose.
    #[must_use]
    pub fn with_choices(mut self, models: impl IntoIterator<Item = String>) -> Self {
        let names = models.into_iter().map(|name| name.trim().to_owned());
        self.choices = names.filter(|name| !name.is_empty()).collect();
        self
    }

    /// Exactly these models: the first is the default, the second the fallback.
    pub fn listed(models: Vec<Arc<dyn ChatModel>>) -> Self {
        let names: Vec<_> = models.iter().map(|model| model.name().to_owned()).collect();
        let default = names.first().cloned().unwrap_or_default();
        Self::new(Arc::new(Listed(models)), default)
            .with_fallback(names.get(1).cloned())
            .with_choices(names.into_iter().skip(2))
    }

    /// Every model that may be asked, the default first, each once.
    pub fn offered(&self) -> Vec<&str> {
        let all = [&self.default].into_iter().chain(&self.fallback).chain(&self.choices);
        let mut offered = Vec::new();
        for name in all.map(String::as_str) {
            if !offered.contains(&name) {
                offered.push(name);
            }
        }
        offered
    }

    /// The models to ask for a business that chose `wanted` and `fallback`, the preferred
    /// one first. A choice that is not offered (any more) counts as none.
    pub fn order(&self, wanted: Option<&str>, fallback: Option<&str>) -> Vec<String> {
        let offered = self.offered();
        let known = |name: &&str| offered.contains(name);
        let first = wanted.filter(known).unwrap_or(&self.default);
        let second = fallback.filter(known).or(self.fallback.as_deref());
        let second = second.filter(|name| *name != first);
        [first].into_iter().chain(second).map(str::to_owned).collect()
    }

    /// The model of this name.
    pub fn get(&self, name: &str) -> Result<Arc<dyn ChatModel>, ModelError> {
        self.provider.chat(name).ok_or(ModelError::NotFound)
    }
}

/// A fixed list.
struct Listed(Vec<Arc<dyn ChatModel>>);

impl Provider for Listed {
    fn chat(&self, model: &str) -> Option<Arc<dyn ChatModel>> {
        self.0.iter().find(|known| known.name() == model).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::ScriptedModel;

    fn models() -> Models {
        let named = |name| Arc::new(ScriptedModel::named(name, [])) as Arc<dyn ChatModel>;
        Models::listed(vec![named("big"), named("small"), named("odd")])
    }

    #[test]
    fn the_default_comes_before_the_fallback() {
        assert_eq!(models().order(None, None), ["big", "small"]);
        assert_eq!(models().offered(), ["big", "small", "odd"]);
    }

    #[test]
    fn a_business_chooses_among_what_is_offered() {
        assert_eq!(models().order(Some("odd"), None), ["odd", "small"]);
        assert_eq!(models().order(Some("odd"), Some("big")), ["odd", "big"]);
        assert_eq!(models().order(Some("gone"), Some("gone")), ["big", "small"]);
        assert_eq!(models().order(Some("small"), None), ["small"], "no model falls back on itself");
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        assert!(models().get("odd").is_ok());
        assert_eq!(models().get("gone").err(), Some(ModelError::NotFound));
    }
}

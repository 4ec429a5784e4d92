//! Scripted models for tests: they answer from a list and remember what they were asked.

use std::{
    collections::VecDeque,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use futures::stream::{self, BoxStream, StreamExt};
use serde_json::Value;

use crate::{
    ChatEvent, ChatModel, ChatRequest, ChatResponse, EmbedKind, Embedder, Finish, ModelError, Part,
    ToolCall, Usage, normalise, space_parts,
};

/// What a [`ScriptedModel`] does when it is called once more.
#[derive(Debug, Clone)]
pub enum Script {
    /// Answers. A stream gives each text part as one event; an unusable response becomes
    /// the same error as with a real provider.
    Respond(ChatResponse),
    /// Fails before anything is said.
    Fail(ModelError),
    /// Says these words, then fails. In one piece it just fails.
    FailAfter(Vec<String>, ModelError),
    /// Says these words, then nothing for ever.
    Hang(Vec<String>),
}

impl Script {
    /// An answer of words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Respond(response(vec![Part::text(text)], Finish::Stop))
    }

    /// A call of one tool, signed as a real one is.
    pub fn tool_call(id: impl Into<String>, name: impl Into<String>, args: Value) -> Self {
        Self::tool_calls([(id.into(), name.into(), args)])
    }

    /// Calls of several tools at once.
    pub fn tool_calls(calls: impl IntoIterator<Item = (String, String, Value)>) -> Self {
        let part = |(id, name, args)| {
            let provider_state = Some(serde_json::json!({"gemini": {"thoughtSignature": "c2ln"}}));
            Part::ToolCall(ToolCall { id, name, args, provider_state })
        };
        Self::Respond(response(calls.into_iter().map(part).collect(), Finish::ToolCalls))
    }
}

/// A response as a real one would be, with some usage.
pub fn response(parts: Vec<Part>, finish: Finish) -> ChatResponse {
    ChatResponse {
        parts,
        finish,
        finish_reason: None,
        usage: Usage { input: 100, cached: 0, output: 20, reasoning: 0, total: 120 },
        model_version: Some("scripted-1".to_owned()),
        response_id: None,
    }
}

/// A chat model that follows a script. Clones share it.
#[derive(Debug, Clone)]
pub struct ScriptedModel {
    name: String,
    scripts: Arc<Mutex<VecDeque<Script>>>,
    requests: Arc<Mutex<Vec<ChatRequest>>>,
}

impl ScriptedModel {
    /// A model named `scripted` that takes one script per call; after the last it refuses.
    pub fn new(scripts: impl IntoIterator<Item = Script>) -> Self {
        Self::named("scripted", scripts)
    }

    /// As [`Self::new`], under another name.
    pub fn named(name: impl Into<String>, scripts: impl IntoIterator<Item = Script>) -> Self {
        Self {
            name: name.into(),
            scripts: Arc::new(Mutex::new(scripts.into_iter().collect())),
            requests: Arc::default(),
        }
    }

    /// Adds to the script.
    pub fn push(&self, script: Script) {
        lock(&self.scripts).push_back(script);
    }

    /// What it was asked so far, oldest first.
    pub fn requests(&self) -> Vec<ChatRequest> {
        lock(&self.requests).clone()
    }

    /// How many scripts are left.
    pub fn remaining(&self) -> usize {
        lock(&self.scripts).len()
    }

    fn next(&self, request: &ChatRequest) -> Script {
        lock(&self.requests).push(request.clone());
        let next = lock(&self.scripts).pop_front();
        next.unwrap_or_else(|| Script::Fail(ModelError::invalid("the script has ended")))
    }
}

#[async_trait]
impl ChatModel for ScriptedModel {
    fn name(&self) -> &str {
        &self.name
    }

    async fn stream(
        &self,
        request: &ChatRequest,
    ) -> Result<BoxStream<'static, Result<ChatEvent, ModelError>>, ModelError> {
        let said = |texts: Vec<String>| {
            texts.into_iter().map(|text| Ok(ChatEvent::Text(text))).collect::<Vec<_>>()
        };
        Ok(match self.next(request) {
            Script::Fail(error) => return Err(error),
            Script::Respond(response) => stream::iter(events(response)).boxed(),
            Script::FailAfter(texts, error) => {
                stream::iter(said(texts).into_iter().chain([Err(error)])).boxed()
            }
            Script::Hang(texts) => stream::iter(said(texts)).chain(stream::pending()).boxed(),
        })
    }

    async fn generate(&self, request: &ChatRequest) -> Result<ChatResponse, ModelError> {
        match self.next(request) {
            Script::Respond(response) => response.checked(),
            Script::Fail(error) | Script::FailAfter(_, error) => Err(error),
            Script::Hang(_) => std::future::pending().await,
        }
    }

    async fn count_tokens(&self, request: &ChatRequest) -> Result<u64, ModelError> {
        let characters = serde_json::to_string(request).map_or(0, |json| json.len());
        Ok(u64::try_from(characters / 4).unwrap_or(u64::MAX))
    }
}

fn events(response: ChatResponse) -> Vec<Result<ChatEvent, ModelError>> {
    let mut events: Vec<_> = response
        .parts
        .iter()
        .filter_map(|part| match part {
            Part::Text { text, .. } if !text.is_empty() => Some(ChatEvent::Text(text.clone())),
            Part::ToolCall(call) => Some(ChatEvent::ToolCall(call.clone())),
            _ => None,
        })
        .chain([ChatEvent::Usage(response.usage)])
        .map(Ok)
        .collect();
    events.push(response.checked().map(ChatEvent::Finished));
    events
}

/// An embedder without a model: texts that share words lie near each other.
#[derive(Debug, Clone)]
pub struct WordEmbedder {
    dimensions: usize,
}

impl WordEmbedder {
    /// Vectors of this length, at least one.
    pub fn new(dimensions: usize) -> Self {
        Self { dimensions: dimensions.max(1) }
    }

    fn vector(&self, text: &str) -> Vec<f32> {
        let mut vector = vec![0.0; self.dimensions];
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            let mut hasher = DefaultHasher::new();
            word.to_lowercase().hash(&mut hasher);
            let place = hasher.finish() % self.dimensions as u64;
            vector[place as usize] += 1.0;
        }
        normalise(vector).unwrap_or_else(|| {
            let mut first = vec![0.0; self.dimensions];
            first[0] = 1.0;
            first
        })
    }
}

#[async_trait]
impl Embedder for WordEmbedder {
    fn model(&self) -> &str {
        "words"
    }

    fn dimensions(&self) -> usize {
        self.dimensions
    }

    fn for_space(&self, space: &str) -> Option<Arc<dyn Embedder>> {
        let (_, dimensions) = space_parts(space).filter(|(model, _)| *model == self.model())?;
        Some(Arc::new(Self::new(dimensions)))
    }

    async fn embed(&self, _: EmbedKind, texts: &[String]) -> Result<Vec<Vec<f32>>, ModelError> {
        Ok(texts.iter().map(|text| self.vector(text)).collect())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Message;

    fn ask(text: &str) -> ChatRequest {
        ChatRequest { messages: vec![Message::user([text])], ..ChatRequest::default() }
    }

    #[tokio::test]
    async fn follows_its_script_and_remembers() {
        let model = ScriptedModel::new([
            Script::tool_call("1", "find", json!({})),
            Script::text("Found."),
            Script::Fail(ModelError::Overloaded),
        ]);
        let calls = model.generate(&ask("a")).await.unwrap();
        assert_eq!(calls.tool_calls().count(), 1);
        let events: Vec<_> = model.stream(&ask("b")).await.unwrap().collect().await;
        assert_eq!(events[0], Ok(ChatEvent::Text("Found.".into())));
        assert!(matches!(events.last(), Some(Ok(ChatEvent::Finished(_)))));
        assert_eq!(model.generate(&ask("c")).await, Err(ModelError::Overloaded));
        let asked: Vec<_> = model.requests().into_iter().map(|request| request.messages).collect();
        assert_eq!(asked.len(), 3);
        assert_eq!(model.generate(&ask("d")).await.unwrap_err().kind(), "invalid_request");
    }

    #[tokio::test]
    async fn unusable_responses_fail_as_with_a_real_provider() {
        let empty = Script::Respond(response(vec![], Finish::Stop));
        let malformed = Script::Respond(response(vec![], Finish::Malformed));
        let model = ScriptedModel::new([empty, malformed]);
        let events: Vec<_> = model.stream(&ask("a")).await.unwrap().collect().await;
        assert_eq!(events.last(), Some(&Err(ModelError::Empty)));
        assert_eq!(model.generate(&ask("a")).await.unwrap_err().kind(), "malformed");
    }

    #[tokio::test]
    async fn words_in_common_are_near() {
        let texts = ["Red apples", "the red APPLES", "quantum theory"].map(str::to_owned);
        let vectors = WordEmbedder::new(256).embed(EmbedKind::Query, &texts).await.unwrap();
        let near = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        assert!(near(&vectors[0], &vectors[1]) > near(&vectors[0], &vectors[2]));
    }
}

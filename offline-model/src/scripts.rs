//! Scripted answers, for trials of the worst model there could be: one that does
//! whatever the text it reads asks for.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use crate::{planner::Plan, wire::request::GenerateRequest};

/// What is answered to which message, step by step: a handle, cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Scripts {
    by_message: Arc<Mutex<HashMap<String, Vec<Plan>>>>,
}

impl Scripts {
    /// From now on a turn whose message is `message` takes these steps; the last one is
    /// repeated.
    pub fn play(&self, message: &str, steps: Vec<Plan>) {
        if let Ok(mut scripts) = self.by_message.lock() {
            scripts.insert(message.trim().to_owned(), steps);
        }
    }

    /// What this request is answered with, if its message has a script.
    pub(crate) fn plan(&self, request: &GenerateRequest) -> Option<Plan> {
        let turn = request.contents.get(request.turn_start()..)?;
        let mut texts = turn.first()?.parts.iter().filter_map(|part| part.text.as_deref());
        let message = texts.next_back()?.trim();
        let parts = turn.iter().flat_map(|content| &content.parts);
        let answered = parts.filter(|part| part.function_response.is_some()).count();
        let scripts = self.by_message.lock().ok()?;
        let steps = scripts.get(message)?;
        steps.get(answered).or(steps.last()).cloned()
    }
}

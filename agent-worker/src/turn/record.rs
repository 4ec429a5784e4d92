//! What is recorded of a turn: the one thing that decides what comes next.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::turn::{
    ContextRetrieved, ModelAttemptFailed, ModelResponded, PassageRef, ToolAnswered, Turn,
    TurnEvent, Usage,
};
use domain::{ActionId, Event, MemberId, TenantId, TurnId};
use eventing::EventStore;
use llm::{ChatResponse, ToolCall};
use serde::Deserialize;
use serde_json::Value;

use crate::{Config, Error};

/// A turn as its stream tells it.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub state: Turn,
    /// Sequence of the last event: what the next append expects.
    pub sequence: u64,
    pub context: Option<ContextRetrieved>,
    pub responses: Vec<(ModelResponded, ChatResponse)>,
    pub answers: Vec<ToolAnswered>,
    /// Failed calls of the model, with when they were recorded.
    pub failures: Vec<(ModelAttemptFailed, DateTime<Utc>)>,
    /// Why some of it cannot be read any more, if so.
    pub unreadable: Option<String>,
}

/// What is due.
#[derive(Debug)]
pub(crate) enum Next {
    /// Take up the message.
    Begin,
    /// Read what the model should know.
    Retrieve,
    /// Ask the model, for this step.
    Think(u32),
    /// Answer a tool call of the last response.
    Answer { step: u32, index: u32, call: ToolCall },
    /// End with the last response's words.
    Reply,
    /// End without a model, which failed for this reason.
    GiveUp(String),
    /// End without an answer.
    Fail(String),
    /// Nothing: it has ended.
    Nothing,
}

impl Record {
    pub(crate) async fn load(
        store: &EventStore,
        tenant: TenantId,
        turn: TurnId,
    ) -> Result<Self, Error> {
        let loaded = store.load::<Turn>(tenant, turn.0).await?;
        let mut record =
            Self { state: loaded.aggregate, sequence: loaded.sequence, ..Self::default() };
        for recorded in &loaded.events {
            let taken = match recorded.decode() {
                Ok(Event::Turn(event)) => record.take(event, recorded.recorded_at),
                Ok(_) => Err(format!("{} is no event of a turn", recorded.event_type)),
                Err(error) => Err(error.to_string()),
            };
            if let Err(reason) = taken {
                record.unreadable = Some(reason);
            }
        }
        Ok(record)
    }

    fn take(&mut self, event: TurnEvent, at: DateTime<Utc>) -> Result<(), String> {
        match event {
            TurnEvent::ContextRetrieved(event) => self.context = Some(event),
            TurnEvent::ModelResponded(event) => {
                let response = event.response.known().ok_or("a response was erased")?;
                let response = ChatResponse::deserialize(response).map_err(|e| e.to_string())?;
                self.responses.push((event, response));
            }
            TurnEvent::ToolAnswered(event) => self.answers.push(event),
            TurnEvent::ModelAttemptFailed(event) => self.failures.push((event, at)),
            TurnEvent::TurnStarted(_)
            | TurnEvent::TurnCompleted(_)
            | TurnEvent::TurnFailed(_)
            | TurnEvent::TurnCancelled(_) => {}
        }
        Ok(())
    }

    /// What comes next.
    pub(crate) fn next(&self) -> Next {
        let (context, step, open_calls) = match &self.state {
            Turn::Unknown => return Next::Begin,
            Turn::Running { context, step, open_calls, .. } => (*context, *step, open_calls),
            Turn::Completed | Turn::Failed | Turn::Cancelled => return Next::Nothing,
        };
        if self.unreadable.is_some() {
            return Next::Fail("record-unreadable".to_owned());
        }
        if !context {
            return Next::Retrieve;
        }
        if let Some(&index) = open_calls.first() {
            let call = self
                .responses
                .last()
                .and_then(|(_, response)| response.tool_calls().nth(index as usize));
            return match call {
                Some(call) => Next::Answer { step: step - 1, index, call: call.clone() },
                None => Next::Fail("record-unreadable".to_owned()),
            };
        }
        if let Some((last, _)) = self.failures.last()
            && last.step == step
            && last.retry_in_ms.is_none()
        {
            return Next::GiveUp(last.kind.clone());
        }
        match self.responses.last() {
            Some((responded, _)) if responded.calls == 0 => Next::Reply,
            _ if step >= Config::MAX_STEPS => Next::GiveUp("too-many-steps".to_owned()),
            _ if self.tokens() >= 2 * Config::MAX_TOKENS => {
                Next::GiveUp("too-many-tokens".to_owned())
            }
            _ => Next::Think(step),
        }
    }

    /// Failed attempts at a step, oldest first.
    pub(crate) fn failures_at(&self, step: u32) -> impl Iterator<Item = &ModelAttemptFailed> {
        self.failures.iter().map(|(failure, _)| failure).filter(move |f| f.step == step)
    }

    /// The model to ask at a step: the one agreed on after a failure, else the one that
    /// has answered before in this turn, else the preferred one.
    pub(crate) fn model_for<'a>(&'a self, step: u32, order: &'a [String]) -> &'a str {
        let agreed =
            self.failures_at(step).last().map(|f| f.next_model.as_ref().unwrap_or(&f.model));
        let before = self.responses.last().map(|(responded, _)| &responded.model);
        agreed.or(before).or(order.first()).map_or("", String::as_str)
    }

    /// How often a model has answered something unusable at a step.
    pub(crate) fn unusable(&self, step: u32, model: &str) -> u32 {
        let unusable = |failure: &&ModelAttemptFailed| {
            failure.model == model && matches!(failure.kind.as_str(), "malformed" | "empty")
        };
        self.failures_at(step).filter(unusable).count() as u32
    }

    /// Tokens that the turn's calls have used.
    pub(crate) fn tokens(&self) -> u64 {
        let responses = self.responses.iter().map(|(responded, _)| responded.usage);
        let failures = self.failures.iter().filter_map(|(failure, _)| failure.usage);
        let sum =
            |usage: Usage| usage.input.saturating_add(usage.output).saturating_add(usage.reasoning);
        responses.chain(failures).map(sum).fold(0, u64::saturating_add)
    }

    /// Whether a model is to answer a step in words, without tools: at the last step, when
    /// the turn has used up its tokens, or after calls that could not be read.
    pub(crate) fn words_only(&self, step: u32, model: &str) -> bool {
        Config::is_last(step)
            || self.tokens() >= Config::MAX_TOKENS
            || self.unusable(step, model) > 1
    }

    /// How long the next attempt at a step has still to wait.
    pub(crate) fn wait_before(&self, step: u32, now: DateTime<Utc>) -> Duration {
        let Some((failure, at)) = self.failures.last().filter(|(last, _)| last.step == step) else {
            return Duration::ZERO;
        };
        let agreed = Duration::from_millis(failure.retry_in_ms.unwrap_or_default());
        // A clock that went back makes nobody wait longer than agreed.
        let gone = (now - at).to_std().unwrap_or_default();
        agreed.saturating_sub(gone)
    }

    /// The actions that this turn asked for.
    pub(crate) fn actions(&self) -> impl Iterator<Item = ActionId> {
        self.answers.iter().filter_map(|answer| answer.action_id)
    }

    /// Every member whom what was read is about.
    pub(crate) fn about(&self) -> Vec<MemberId> {
        let context = self.context.iter().flat_map(|context| context.block.about());
        let answers = self.answers.iter().flat_map(|answer| answer.answer.about());
        let responses = self.responses.iter().flat_map(|(event, _)| event.response.about());
        context.chain(answers).chain(responses).copied().collect()
    }

    /// Every passage that the model was shown, by context or by tools.
    pub(crate) fn passages(&self) -> impl Iterator<Item = &PassageRef> {
        let context = self.context.iter().flat_map(|context| &context.passages);
        context.chain(self.answers.iter().flat_map(|answer| &answer.passages))
    }

    /// Whether anything read in this turn came from an untrusted source.
    pub(crate) fn tainted(&self) -> bool {
        self.context.as_ref().is_some_and(|context| context.tainted)
            || self.answers.iter().any(|answer| answer.tainted)
    }

    /// Names of the people whom this turn's performed actions have reached, from receipts.
    pub(crate) fn reached(&self) -> Vec<String> {
        let outputs = self.answers.iter().filter_map(|answer| answer.answer.known()?.get("output"));
        outputs
            .filter(|output| output.get("status").and_then(Value::as_str) == Some("performed"))
            .filter_map(|output| output.get("recipients")?.as_array())
            .flatten()
            .filter_map(|recipient| Some(recipient.get("name")?.as_str()?.to_owned()))
            .collect()
    }
}

#[cfg(test)]
#[path = "record_tests.rs"]
mod tests;

//! What is recorded of a turn: the one thing that decides what comes next.

use domain::turn::{
    ContextRetrieved, ModelAttemptFailed, ModelResponded, PassageRef, ToolAnswered, Turn, TurnEvent,
};
use domain::{Event, TenantId, TurnId};
use eventing::EventStore;
use llm::{ChatResponse, ToolCall};
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
    pub failures: Vec<ModelAttemptFailed>,
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
        let bad = |reason: String| Error::Record { turn, reason };
        let mut record =
            Self { state: loaded.aggregate, sequence: loaded.sequence, ..Self::default() };
        for recorded in &loaded.events {
            let Event::Turn(event) = recorded.decode().map_err(|error| bad(error.to_string()))?
            else {
                return Err(bad(format!("{} is no event of a turn", recorded.event_type)));
            };
            match event {
                TurnEvent::ContextRetrieved(event) => record.context = Some(event),
                TurnEvent::ModelResponded(event) => {
                    let response = event
                        .response
                        .known()
                        .cloned()
                        .ok_or_else(|| bad("a response was erased".to_owned()))?;
                    let response =
                        serde_json::from_value(response).map_err(|error| bad(error.to_string()))?;
                    record.responses.push((event, response));
                }
                TurnEvent::ToolAnswered(event) => record.answers.push(event),
                TurnEvent::ModelAttemptFailed(event) => record.failures.push(event),
                TurnEvent::TurnStarted(_)
                | TurnEvent::TurnCompleted(_)
                | TurnEvent::TurnFailed(_)
                | TurnEvent::TurnCancelled(_) => {}
            }
        }
        Ok(record)
    }

    /// What comes next.
    pub(crate) fn next(&self) -> Next {
        let (context, step, open_calls) = match &self.state {
            Turn::Unknown => return Next::Begin,
            Turn::Running { context, step, open_calls, .. } => (*context, *step, open_calls),
            Turn::Completed | Turn::Failed | Turn::Cancelled => return Next::Nothing,
        };
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
        if let Some(last) = self.failures.last()
            && last.step == step
            && last.retry_in_ms.is_none()
        {
            return Next::Fail(last.kind.clone());
        }
        match self.responses.last() {
            Some((responded, _)) if responded.calls == 0 => Next::Reply,
            _ if step >= Config::MAX_STEPS => Next::Fail("too-many-steps".to_owned()),
            _ => Next::Think(step),
        }
    }

    /// Failed attempts at a step.
    pub(crate) fn failures_at(&self, step: u32) -> impl Iterator<Item = &ModelAttemptFailed> {
        self.failures.iter().filter(move |failure| failure.step == step)
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

//! Answering a tool call: read-only tools with data, acting tools with an action.

use domain::Personal;
use domain::turn::{ToolAnswered, TurnCommand};
use llm::ToolCall;
use serde_json::json;

use super::{Record, TurnRun};
use crate::tools::{self, Answered, Scene};
use crate::{Config, Error};

impl TurnRun<'_> {
    /// Answers the `index`-th call of `step`, and records the answer with what it did.
    pub(super) async fn answer(
        &self,
        record: &Record,
        step: u32,
        index: u32,
        call: &ToolCall,
    ) -> Result<(), Error> {
        let scene = Scene::new(self, record, self.id().action(step, index));
        let answered = if repeated(record, step, index, call) {
            Answered::refused("this was asked already in this turn; use the answer you have")
        } else if self.time_left().is_zero() {
            Answered::refused("there is no time left for this; nothing was done")
        } else if record.actions().count() >= Config::MAX_ACTIONS {
            Answered::refused("this turn has done enough; answer in words now")
        } else {
            tools::answer(&scene, call).await?
        };
        let told = ToolAnswered {
            step,
            call: index,
            tool: call.name.chars().take(64).collect(),
            answer: Personal::of_all(
                self.due.start.member_id,
                record.about().into_iter().chain(answered.named),
                answered.response,
            ),
            passages: answered.passages,
            action_id: answered.action_id,
            tainted: answered.tainted,
        };
        let mut steps = vec![self.step(record, TurnCommand::RecordToolResult(told))];
        steps.extend(answered.steps);
        self.append(&format!("tool/{step}/{index}"), steps).await.map(drop)
    }
}

/// Whether the model has made this very call before in this turn.
fn repeated(record: &Record, step: u32, index: u32, call: &ToolCall) -> bool {
    let same = |other: &ToolCall| other.name == call.name && json!(other.args) == json!(call.args);
    record.responses.iter().any(|(responded, response)| {
        let earlier = response.tool_calls().zip(0u32..);
        let mut earlier = earlier.filter(|(_, i)| responded.step < step || *i < index);
        earlier.any(|(other, _)| same(other))
    })
}

//! `complete_task`: a task is done, or not wanted any more.

use async_trait::async_trait;
use domain::action::{CompletionPreview, Effect, Preview};
use domain::task::{Outcome, Task, TaskCommand, TaskCompleted, TaskReopened};
use eventing::Step;
use serde::Deserialize;
use serde_json::{Value, json};

use super::assign_task::open_task;
use crate::business::Business;
use crate::receipt::Words;
use crate::{Cause, Kind, Language, Performance, Scene, Status, Unresolved, arguments};

pub(crate) struct CompleteTask;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    task: String,
    outcome: Option<Outcome>,
}

#[async_trait]
impl Kind for CompleteTask {
    fn name(&self) -> &'static str {
        "complete_task"
    }

    fn declaration(&self) -> (&'static str, Value) {
        let description = "Marks a task as done, or cancels it when it is not wanted any more. Find its id with \
             list_tasks first.";
        let parameters = json!({
            "type": "object",
            "properties": {
                "task": {"type": "string", "description": "The task's id, as list_tasks shows it."},
                "outcome": {"type": "string", "enum": ["done", "cancelled"], "description": "done unless the member says otherwise."}
            },
            "required": ["task"]
        });
        (description, parameters)
    }

    async fn resolve(
        &self,
        scene: &mut Scene<'_>,
        arguments: &Value,
    ) -> Result<Preview, Unresolved> {
        let arguments: Arguments = self::arguments(arguments)?;
        let task = open_task(scene, &arguments.task).await?;
        Ok(Preview::CompleteTask(CompletionPreview {
            task_id: task.id,
            title: task.title,
            outcome: arguments.outcome.unwrap_or(Outcome::Done),
            concerns: std::iter::once(task.created_by).chain(task.assignee).collect(),
        }))
    }

    fn perform(&self, cause: &Cause, _: &Business, preview: &Preview) -> Performance {
        let Preview::CompleteTask(completion) = preview else { return Performance::default() };
        let completed = TaskCompleted {
            completed_by: cause.member,
            outcome: completion.outcome,
            action_id: Some(cause.action),
        };
        let complete = TaskCommand::CompleteTask(completed, cause.role);
        Performance {
            effects: vec![Effect::on::<Task>(completion.task_id)],
            steps: vec![Step::new::<Task>(completion.task_id, complete)],
        }
    }

    fn undo(&self, cause: &Cause, preview: &Preview) -> Vec<Step> {
        let Preview::CompleteTask(completion) = preview else { return Vec::new() };
        let reopened = TaskReopened { reopened_by: cause.member, action_id: Some(cause.action) };
        let reopen = TaskCommand::ReopenTask(reopened, cause.role);
        vec![Step::new::<Task>(completion.task_id, reopen)]
    }

    fn receipt(&self, preview: &Preview, status: Status, language: Language) -> String {
        let Preview::CompleteTask(completion) = preview else { return String::new() };
        let words = match (completion.outcome, language) {
            (Outcome::Done, Language::English) => {
                Words { done: "Marked as done:", to: "mark as done", undone: "Reopened the task" }
            }
            (Outcome::Cancelled, Language::English) => Words {
                done: "Cancelled the task",
                to: "cancel the task",
                undone: "Reopened the task",
            },
            (Outcome::Done, Language::Spanish) => Words {
                done: "Marcada como hecha:",
                to: "marcar como hecha",
                undone: "Tarea reabierta:",
            },
            (Outcome::Cancelled, Language::Spanish) => Words {
                done: "Tarea cancelada:",
                to: "cancelar la tarea",
                undone: "Tarea reabierta:",
            },
        };
        words.sentence(status, language, &format!("“{}”", completion.title))
    }
}

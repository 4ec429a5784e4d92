//! `assign_task`: somebody else is to do a task, or nobody in particular.

use async_trait::async_trait;
use domain::TaskId;
use domain::action::{AssignmentPreview, Effect, Preview};
use domain::task::{Task, TaskAssigned, TaskCommand};
use eventing::Step;
use serde::Deserialize;
use serde_json::{Value, json};

use super::assignee;
use crate::business::Business;
use crate::receipt::Words;
use crate::tasks::KnownTask;
use crate::{
    Cause, Kind, Language, Performance, Scene, Status, Unresolved, arguments, notice, tasks,
};

pub(crate) struct AssignTask;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    task: String,
    assignee: String,
}

/// The open task with an id that was shown, if the asker may see it.
pub(super) async fn open_task(scene: &mut Scene<'_>, id: &str) -> Result<KnownTask, Unresolved> {
    let id = TaskId(scene.shown_id("task", id)?);
    let role = scene.asker()?.role;
    let task = tasks::task(scene.db, scene.asker, role, id).await?;
    let task = task.ok_or_else(|| Unresolved::because("there is no such task; list them"))?;
    if task.open { Ok(task) } else { Err(Unresolved::because("that task has ended already")) }
}

fn step(cause: &Cause, task: TaskId, assignee: Option<domain::MemberId>) -> Step {
    let assigned =
        TaskAssigned { assignee, assigned_by: cause.member, action_id: Some(cause.action) };
    Step::new::<Task>(task, TaskCommand::AssignTask(assigned, cause.role))
}

#[async_trait]
impl Kind for AssignTask {
    fn name(&self) -> &'static str {
        "assign_task"
    }

    fn declaration(&self) -> (&'static str, Value) {
        let description = "Says who is to do a task that exists. Find its id with list_tasks first. Whoever is \
             to do it is told.";
        let parameters = json!({
            "type": "object",
            "properties": {
                "task": {"type": "string", "description": "The task's id, as list_tasks shows it."},
                "assignee": {"type": "string", "description": "The name of who is to do it, me, or nobody."}
            },
            "required": ["task", "assignee"]
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
        let assignee = assignee::find(scene, &arguments.assignee)?;
        if assignee.as_ref().map(|person| person.member_id) == task.assignee {
            return Err(Unresolved::because("it is so already; tell the member"));
        }
        Ok(Preview::AssignTask(AssignmentPreview {
            task_id: task.id,
            title: task.title,
            assignee,
            former: task.assignee.map(|member| assignee::holder(scene, member)),
        }))
    }

    fn perform(&self, cause: &Cause, business: &Business, preview: &Preview) -> Performance {
        let mut performance = Performance::default();
        let Preview::AssignTask(assignment) = preview else { return performance };
        let assignee = assignment.assignee.as_ref();
        performance.effects.push(Effect::on::<Task>(assignment.task_id));
        let member = assignee.map(|person| person.member_id);
        performance.steps.push(step(cause, assignment.task_id, member));
        assignee::tell(assignee, &assignment.title, cause, business, &mut performance);
        performance
    }

    fn undo(&self, cause: &Cause, preview: &Preview) -> Vec<Step> {
        let Preview::AssignTask(assignment) = preview else { return Vec::new() };
        let former = assignment.former.as_ref().map(|person| person.member_id);
        let told = assignment.assignee.iter().filter(|assignee| !assignee.own);
        std::iter::once(step(cause, assignment.task_id, former))
            .chain(told.map(|assignee| notice::withdraw(cause, assignee.member_id)))
            .collect()
    }

    fn receipt(&self, preview: &Preview, status: Status, language: Language) -> String {
        let Preview::AssignTask(assignment) = preview else { return String::new() };
        let whom = match (&assignment.assignee, language) {
            (None, Language::English) => "nobody in particular",
            (None, Language::Spanish) => "nadie en particular",
            (Some(named), Language::English) if named.own => "you",
            (Some(named), Language::Spanish) if named.own => "ti",
            (Some(named), _) => &named.name,
        };
        let (words, to) = match language {
            Language::English => {
                let (done, to) = ("Assigned", "assign");
                (Words { done, to, undone: "Gave back the task that was assigned:" }, "to")
            }
            Language::Spanish => {
                let (done, to) = ("Tarea asignada:", "asignar");
                (Words { done, to, undone: "Asignación retirada:" }, "a")
            }
        };
        words.sentence(status, language, &format!("“{}” {to} {whom}", assignment.title))
    }
}

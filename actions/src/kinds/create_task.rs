//! `create_task`: something is to be done, perhaps by somebody, perhaps by some time.

use async_trait::async_trait;
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use domain::action::{Effect, Preview, TaskPreview};
use domain::task::{Outcome, Task, TaskCommand, TaskCompleted, TaskCreated};
use domain::when::When;
use domain::{Personal, TaskNotes, Title};
use eventing::Step;
use serde::Deserialize;
use serde_json::{Value, json};

use super::assignee;
use crate::business::Business;
use crate::receipt::Words;
use crate::{
    Cause, Kind, Language, Performance, Scene, Status, Unresolved, arguments, moment, notice,
    spoken,
};

pub(crate) struct CreateTask;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    title: String,
    notes: Option<String>,
    assignee: Option<String>,
    due: Option<String>,
}

/// By when `text` says that something is due: the end of a stretch such as `Friday`.
fn due(scene: &Scene<'_>, text: &str) -> Result<DateTime<Utc>, Unresolved> {
    let zone = scene.business.zone;
    let at = match moment(text, scene.now, zone).map_err(Unresolved::Refused)? {
        When::At(at) => at,
        When::Range(_, end) => end - TimeDelta::minutes(1),
    };
    if at <= scene.present {
        return Err(Unresolved::because(format!(
            "{} is over; ask the member by when it is due, or leave due out",
            spoken(at, zone, Language::English)
        )));
    }
    // Read models have microseconds.
    Ok(at.trunc_subsecs(6))
}

fn given(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

#[async_trait]
impl Kind for CreateTask {
    fn name(&self) -> &'static str {
        "create_task"
    }

    fn declaration(&self) -> (&'static str, Value) {
        let description = "Creates a task in the business's list of tasks. Whoever is to do it is told, unless \
             that is the member who asks.";
        let parameters = json!({
            "type": "object",
            "properties": {
                "title": {"type": "string", "description": "What is to be done, in a line."},
                "notes": {"type": "string", "description": "More about it, only if the member said more."},
                "assignee": {"type": "string", "description": "The name of who is to do it, or me; leave it out when the member named nobody."},
                "due": {"type": "string", "description": "By when: local time such as 2026-11-24T10:00, or words such as Friday."}
            },
            "required": ["title"]
        });
        (description, parameters)
    }

    async fn resolve(
        &self,
        scene: &mut Scene<'_>,
        arguments: &Value,
    ) -> Result<Preview, Unresolved> {
        let arguments: Arguments = self::arguments(arguments)?;
        let invalid = |error: domain::ValueError| Unresolved::because(error.to_string());
        let title = Title::parse(&arguments.title).map_err(invalid)?;
        let notes = given(arguments.notes.as_ref()).map(TaskNotes::parse);
        let notes = notes.transpose().map_err(invalid)?;
        let assignee = given(arguments.assignee.as_ref())
            .map(|name| assignee::find(scene, name))
            .transpose()?
            .flatten();
        let due_at = given(arguments.due.as_ref()).map(|text| due(scene, text)).transpose()?;
        let language = Language::of(&scene.business.locale);
        Ok(Preview::CreateTask(TaskPreview {
            title: title.into_string(),
            notes: notes.map(TaskNotes::into_string),
            assignee,
            due_at,
            local_time: due_at.map(|at| spoken(at, scene.business.zone, language)),
        }))
    }

    fn perform(&self, cause: &Cause, business: &Business, preview: &Preview) -> Performance {
        let mut performance = Performance::default();
        let Preview::CreateTask(task) = preview else { return performance };
        let id = cause.action.task();
        let assignee = task.assignee.as_ref().map(|person| person.member_id);
        let about = |text: &String| Personal::of_all(cause.member, assignee, text.clone());
        let created = TaskCreated {
            task_id: id,
            created_by: cause.member,
            assignee,
            title: about(&task.title),
            notes: task.notes.as_ref().map(about),
            due_at: task.due_at,
            action_id: Some(cause.action),
        };
        performance.effects.push(Effect::on::<Task>(id));
        performance.steps.push(Step::new::<Task>(id, TaskCommand::CreateTask(created)));
        let what = match &task.local_time {
            Some(time) => format!("{} ({time})", task.title),
            None => task.title.clone(),
        };
        assignee::tell(task.assignee.as_ref(), &what, cause, business, &mut performance);
        performance
    }

    fn undo(&self, cause: &Cause, preview: &Preview) -> Vec<Step> {
        let Preview::CreateTask(task) = preview else { return Vec::new() };
        let cancelled = TaskCompleted {
            completed_by: cause.member,
            outcome: Outcome::Cancelled,
            action_id: Some(cause.action),
        };
        let cancel = TaskCommand::CompleteTask(cancelled, cause.role);
        let told = task.assignee.iter().filter(|assignee| !assignee.own);
        std::iter::once(Step::new::<Task>(cause.action.task(), cancel))
            .chain(told.map(|assignee| notice::withdraw(cause, assignee.member_id)))
            .collect()
    }

    fn receipt(&self, preview: &Preview, status: Status, language: Language) -> String {
        let Preview::CreateTask(task) = preview else { return String::new() };
        let (words, by) = match language {
            Language::English => {
                let (done, to, undone) =
                    ("Created the task", "create the task", "Cancelled the task");
                (Words { done, to, undone }, "due")
            }
            Language::Spanish => {
                let (done, to, undone) = ("Tarea creada:", "crear la tarea", "Tarea cancelada:");
                (Words { done, to, undone }, "para el")
            }
        };
        let time = task.local_time.as_ref().map(|time| format!(", {by} {time}"));
        let whom = assignee::for_whom(task.assignee.as_ref(), language);
        let what = format!("“{}”{whom}{}", task.title, time.unwrap_or_default());
        words.sentence(status, language, &what)
    }

    fn told(&self, preview: &Preview) -> Value {
        let Preview::CreateTask(task) = preview else { return json!({}) };
        let assignee = task.assignee.as_ref().map(|person| &person.name);
        json!({ "title": task.title, "assignee": assignee, "due": task.local_time })
    }
}

//! `list_tasks`: what is to be done, as far as the member may see it.

use actions::tasks::Whose;
use actions::{Language, business, spoken, tasks};
use llm::ToolDeclaration;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answered, Scene};
use crate::Error;
use crate::turn::one_line;

/// Tasks per answer.
const MOST: i64 = 30;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    whose: Option<Selection>,
    status: Option<Status>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Selection {
    Mine,
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Open,
    Ended,
}

pub(super) fn declaration() -> ToolDeclaration {
    ToolDeclaration {
        name: "list_tasks".to_owned(),
        description: "Lists tasks with their ids, the earliest due first: those of the member who \
                      asks, or all that the member may see."
            .to_owned(),
        parameters: json!({
            "type": "object",
            "properties": {
                "whose": {"type": "string", "enum": ["mine", "all"], "description": "mine: what the member who asks is to do; all is the default."},
                "status": {"type": "string", "enum": ["open", "ended"], "description": "open is the default."}
            }
        }),
    }
}

pub(super) async fn answer(scene: &Scene<'_>, arguments: Arguments) -> Result<Answered, Error> {
    let run = scene.run;
    let asker = run.due.start.member_id;
    let mut db = run.config.database.acquire(run.tenant()).await?;
    let Some(business) = business::business(&mut db).await? else {
        return Ok(Answered::refused("the business is not known"));
    };
    let people = business::people(&mut db).await?;
    let Some(person) = people.iter().find(|person| person.id == asker) else {
        return Ok(Answered::refused("the member who asks is no longer active"));
    };
    let whose = match arguments.whose {
        Some(Selection::Mine) => Whose::Mine,
        Some(Selection::All) | None => Whose::All,
    };
    let open = arguments.status != Some(Status::Ended);
    let found = tasks::tasks(&mut db, asker, person.role, whose, open, MOST).await?;
    drop(db);
    let language = Language::of(&business.locale);
    let name = |member| business::name_of(&people, member);
    let listed: Vec<Value> = found
        .iter()
        .map(|task| {
            json!({
                "id": task.id,
                "title": one_line(&task.title),
                "assignee": task.assignee.and_then(name),
                "created_by": name(task.created_by),
                "due": task.due_at.map(|at| spoken(at, business.zone, language)),
            })
        })
        .collect();
    let named =
        found.iter().flat_map(|task| task.assignee.into_iter().chain([task.created_by])).collect();
    let mut output = json!({ "tasks": listed });
    if i64::try_from(found.len()).is_ok_and(|count| count >= MOST) {
        output["more"] = json!("there may be more; these are due first");
    }
    Ok(Answered { named, ..Answered::output(output) })
}

//! What is to be done, as far as the asker may see it.

use actions::business::{self, Business};
use actions::spoken;
use actions::tasks::{self, KnownTask};
use domain::MemberId;
use sqlx::PgConnection;

use super::question::Wanted;
use super::words::Words;
use super::{Found, labelled};
use crate::turn::one_line;

/// The most tasks that are listed, and looked at.
const MOST: usize = 20;
const LOOKED_AT: i64 = 200;

/// The open tasks, the earliest due first; nothing for whoever is no longer active.
pub(super) async fn open(
    db: &mut PgConnection,
    business: &Business,
    words: Words,
    asker: MemberId,
    wanted: Wanted,
) -> Result<Option<Found>, sqlx::Error> {
    let people = business::people(db).await?;
    let Some(person) = people.iter().find(|person| person.id == asker) else { return Ok(None) };
    let whose = wanted.whose;
    let mut found = tasks::tasks(db, asker, person.role, whose, true, LOOKED_AT).await?;
    if let Some(before) = wanted.due_before {
        found.retain(|task| task.due_at.is_some_and(|due| due < before));
    }
    let listed = found.iter().take(MOST).map(|task| {
        let assignee = task.assignee.filter(|_| whose == tasks::Whose::All);
        let assignee = assignee.and_then(|member| business::name_of(&people, member));
        told(task, assignee, business, words)
    });
    let mut list: Vec<String> = listed.collect();
    if list.is_empty() {
        list.push(words.no_tasks.to_owned());
    } else if found.len() > MOST {
        list.push(words.more.to_owned());
    }
    let title = match whose {
        tasks::Whose::Mine => words.own_tasks,
        tasks::Whose::All => words.tasks,
    };
    let named =
        found.iter().take(MOST).flat_map(|task| task.assignee.into_iter().chain([task.created_by]));
    Ok(Some(Found {
        text: labelled(words, &format!("{title}: {}.", list.join("; "))),
        citations: vec![],
        named: named.collect(),
    }))
}

/// `Order flour (Peach, due Tuesday, 24 November 2026 at 10:00)`.
fn told(task: &KnownTask, assignee: Option<&str>, business: &Business, words: Words) -> String {
    let due = task
        .due_at
        .map(|at| format!("{} {}", words.due, spoken(at, business.zone, words.language)));
    let about: Vec<_> = assignee.map(str::to_owned).into_iter().chain(due).collect();
    let title = one_line(&task.title);
    if about.is_empty() { title } else { format!("{title} ({})", about.join(", ")) }
}

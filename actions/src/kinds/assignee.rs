//! Who is to do a task: found by name, told of it unless it is the asker.

use domain::MemberId;
use domain::action::Named;
use domain::notification::{NotificationKind, Urgency};

use crate::business::{Business, Person, name_of};
use crate::notice::Notice;
use crate::{Cause, Language, Performance, Scene, Unresolved, recipients};

/// Words by which people mean themselves.
const MYSELF: [&str; 6] = ["me", "myself", "i", "yo", "mí", "mi"];
/// Words for nobody in particular.
const NOBODY: [&str; 6] = ["nobody", "no one", "anybody", "anyone", "nadie", "cualquiera"];

/// Whom `name` means; `None` for nobody in particular.
pub(super) fn find(scene: &Scene<'_>, name: &str) -> Result<Option<Named>, Unresolved> {
    let word = name.trim().to_lowercase();
    if NOBODY.contains(&word.as_str()) {
        return Ok(None);
    }
    let person = if MYSELF.contains(&word.as_str()) {
        scene.asker()?
    } else {
        recipients::one(name, scene.people).map_err(Unresolved::Refused)?
    };
    Ok(Some(named(scene, person)))
}

/// Who has a task now.
pub(super) fn holder(scene: &Scene<'_>, member: MemberId) -> Named {
    let name = name_of(scene.people, member).unwrap_or("somebody who left");
    Named { member_id: member, name: name.to_owned(), own: member == scene.asker }
}

fn named(scene: &Scene<'_>, person: &Person) -> Named {
    Named { member_id: person.id, name: person.name.clone(), own: person.id == scene.asker }
}

/// Tells whoever is to do the task, unless they asked themselves.
pub(super) fn tell(
    assignee: Option<&Named>,
    task: &str,
    cause: &Cause,
    business: &Business,
    performance: &mut Performance,
) {
    let Some(assignee) = assignee.filter(|assignee| !assignee.own) else { return };
    let language = Language::of(&business.locale);
    let (text, reason) = match language {
        Language::English => (format!("A task for you: {task}"), "you are to do it"),
        Language::Spanish => (format!("Una tarea para ti: {task}"), "te toca hacerla"),
    };
    let notice = Notice {
        recipient: assignee.member_id,
        kind: NotificationKind::Task,
        urgency: Urgency::Normal,
        text: &text,
        reason,
    };
    notice.issue(cause, business, performance);
}

/// `for you`, `for Peach`, and nothing for nobody.
pub(super) fn for_whom(assignee: Option<&Named>, language: Language) -> String {
    match (assignee, language) {
        (None, _) => String::new(),
        (Some(named), Language::English) if named.own => " for you".to_owned(),
        (Some(named), Language::Spanish) if named.own => " para ti".to_owned(),
        (Some(named), Language::English) => format!(" for {}", named.name),
        (Some(named), Language::Spanish) => format!(" para {}", named.name),
    }
}

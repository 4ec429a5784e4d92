//! `notify_user`: the model names an intent, code finds the people, and says why them.

use std::collections::BTreeMap;

use domain::action::{Action, ActionCommand, ActionPerformed, ActionRequested, Preview, Recipient};
use domain::notification::{Notification, NotificationCommand, NotificationIssued, Urgency};
use domain::tenant::Policy;
use domain::when::{self, When};
use domain::{ActionId, MemberId, NoticeText, Personal, TurnId};
use eventing::Step;
use llm::ToolDeclaration;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::find_on_shift::stretch;
use super::{Answered, Scene};
use crate::business::{self, Business, Person};
use crate::{Error, policy};

/// The action's kind, in events and policies.
pub(crate) const KIND: &str = "notify_user";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    text: String,
    on_shift_at: Option<String>,
    role: Option<String>,
    member: Option<String>,
    #[serde(default)]
    urgency: Urgency,
}

pub(super) fn declaration() -> ToolDeclaration {
    ToolDeclaration {
        name: KIND.to_owned(),
        description:
            "Notifies other people of the business: whoever is on shift at a time (on_shift_at), \
                      perhaps in a role, or one member by name. Code decides who that is."
                .to_owned(),
        parameters: json!({
            "type": "object",
            "properties": {
                "text": {"type": "string", "description": "The sentence that the recipient reads: what, when (weekday and date), and what is wanted."},
                "on_shift_at": {"type": "string", "description": "Whoever is on shift then: local time such as 2026-11-24T10:00, or words such as tomorrow at 10am."},
                "role": {"type": "string", "description": "Only people with this role or title, such as kitchen or manager."},
                "member": {"type": "string", "description": "One member's name, when the member asked for that person."},
                "urgency": {"type": "string", "enum": ["normal", "urgent"]}
            },
            "required": ["text"]
        }),
    }
}

pub(super) async fn answer(
    scene: &Scene<'_>,
    arguments: Arguments,
    raw: &Value,
) -> Result<Answered, Error> {
    let text = match NoticeText::parse(&arguments.text) {
        Ok(text) => text,
        Err(error) => return Ok(Answered::refused(error.to_string())),
    };
    let run = scene.run;
    let asker = run.due.start.member_id;
    let mut db = run.config.database.acquire(run.tenant()).await?;
    let Some(business) = business::business(&mut db).await? else {
        return Ok(Answered::refused("the business is not known"));
    };
    let people = business::people(&mut db).await?;
    let recipients = resolve(scene, &mut db, &arguments, &business, &people).await?;
    drop(db);
    let recipients = match recipients {
        Ok(recipients) => recipients,
        Err(problem) => return Ok(Answered::refused(problem)),
    };

    let preview = Preview { text: text.into_string(), urgency: arguments.urgency, recipients };
    let tainted = scene.record.tainted();
    let decision = policy::decide(&business.policies, KIND, tainted);
    let named: Vec<MemberId> =
        preview.recipients.iter().map(|recipient| recipient.member_id).collect();
    if decision == Policy::Deny {
        return Ok(Answered { named, ..Answered::output(json!({ "status": "denied" })) });
    }
    let requested = ActionRequested {
        action_id: scene.action,
        turn_id: run.id(),
        conversation_id: run.due.start.conversation_id,
        member_id: asker,
        kind: KIND.to_owned(),
        arguments: Personal::of_all(asker, named.clone(), raw.clone()),
        tag: tag(&preview),
        preview: Personal::of_all(asker, named.clone(), preview.clone()),
        decision,
        tainted,
    };
    let (status, steps) = if decision == Policy::Allow {
        let (performed, mut effects) = issue_steps(scene.action, run.id(), asker, &preview);
        effects.insert(
            0,
            Step::new::<Action>(
                scene.action,
                ActionCommand::RequestAndPerform(requested, performed),
            ),
        );
        ("performed", effects)
    } else {
        (
            "waiting_for_approval",
            vec![Step::new::<Action>(scene.action, ActionCommand::RequestAction(requested))],
        )
    };
    let told: Vec<Value> = preview
        .recipients
        .iter()
        .map(|recipient| json!({ "name": recipient.name, "reason": recipient.reason }))
        .collect();
    Ok(Answered {
        named,
        action_id: Some(scene.action),
        steps,
        ..Answered::output(json!({ "status": status, "recipients": told, "action": scene.action }))
    })
}

/// The effects of performing a preview: one notice per recipient, with ids of the action.
pub(crate) fn issue_steps(
    action: ActionId,
    turn: TurnId,
    sender: MemberId,
    preview: &Preview,
) -> (ActionPerformed, Vec<Step>) {
    let issued: Vec<NotificationIssued> = preview
        .recipients
        .iter()
        .map(|recipient| NotificationIssued {
            notification_id: action.notification(recipient.member_id),
            recipient: recipient.member_id,
            sender,
            kind: "notice".to_owned(),
            urgency: preview.urgency,
            text: Personal::of_all(sender, [recipient.member_id], preview.text.clone()),
            reason: Personal::of_all(sender, [recipient.member_id], recipient.reason.clone()),
            action_id: action,
            turn_id: turn,
        })
        .collect();
    let performed = ActionPerformed {
        notifications: issued.iter().map(|notice| notice.notification_id).collect(),
    };
    let steps = issued
        .into_iter()
        .map(|notice| {
            let id = notice.notification_id;
            Step::new::<Notification>(id, NotificationCommand::IssueNotification(notice))
        })
        .collect();
    (performed, steps)
}

/// Identity of a preview: what was shown is what is performed.
fn tag(preview: &Preview) -> String {
    hex::encode(Sha256::digest(serde_json::to_vec(preview).unwrap_or_default()))
}

/// The people meant, with the reason for each; or what the model should do instead.
async fn resolve(
    scene: &Scene<'_>,
    db: &mut sqlx::PgConnection,
    arguments: &Arguments,
    business: &Business,
    people: &[Person],
) -> Result<Result<Vec<Recipient>, String>, Error> {
    let asker = scene.run.due.start.member_id;
    if let Some(name) = arguments.member.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
        return Ok(named(name, asker, people));
    }
    let role = arguments.role.as_deref().map(str::trim).filter(|role| !role.is_empty());
    let (when, text) = match arguments.on_shift_at.as_deref() {
        Some(text) => match when::resolve(text, scene.now, business.zone) {
            Ok(when) => (when, text),
            Err(error) => return Ok(Err(error.to_string())),
        },
        None => match role {
            Some(role) => return Ok(titled(role, asker, people)),
            None => return Ok(Err("say who: on_shift_at, role or member".to_owned())),
        },
    };
    let (from, to) = stretch(when);
    let time = match when {
        When::At(at) => when::describe(at, business.zone),
        When::Range(..) => format!(
            "{text} ({} to {})",
            when::describe(from, business.zone),
            when::describe(to, business.zone)
        ),
    };
    let shifts = business::shifts(db, from, to).await?;
    let mut chosen = BTreeMap::new();
    for shift in
        shifts.iter().filter(|shift| role.is_none_or(|role| shift.role.eq_ignore_ascii_case(role)))
    {
        let person = people.iter().find(|person| person.id == shift.member && person.id != asker);
        let Some(person) = person else { continue };
        chosen.entry(person.id).or_insert_with(|| Recipient {
            member_id: person.id,
            name: person.name.clone(),
            reason: format!("on shift {time} ({})", shift.role),
        });
    }
    if chosen.is_empty() {
        return Ok(Err(match role {
            Some(role) => format!("nobody else is on shift as {role} {time}"),
            None => format!("nobody else is on shift {time}"),
        }));
    }
    Ok(Ok(chosen.into_values().collect()))
}

/// One member by name: the whole name, or a first name that only one person has.
fn named(name: &str, asker: MemberId, people: &[Person]) -> Result<Vec<Recipient>, String> {
    let wanted = name.to_lowercase();
    let whole: Vec<_> =
        people.iter().filter(|person| person.name.to_lowercase() == wanted).collect();
    let matches = if whole.is_empty() {
        people
            .iter()
            .filter(|person| {
                person.name.to_lowercase().split_whitespace().next() == Some(wanted.as_str())
            })
            .collect()
    } else {
        whole
    };
    match matches.as_slice() {
        [] => Err(format!("nobody here is called {name}")),
        [person] if person.id == asker => Err("that is the member who is asking".to_owned()),
        [person] => Ok(vec![recipient(person, "named in the request".to_owned())]),
        _ => Err(format!("several people are called {name}; ask the member which one")),
    }
}

/// Everybody with a title or role, when no time is given.
fn titled(role: &str, asker: MemberId, people: &[Person]) -> Result<Vec<Recipient>, String> {
    let matches = |person: &&Person| {
        person.id != asker
            && (person.title.eq_ignore_ascii_case(role) || person.role.eq_ignore_ascii_case(role))
    };
    let chosen: Vec<_> = people
        .iter()
        .filter(matches)
        .map(|person| recipient(person, format!("is {}", person.title)))
        .collect();
    if chosen.is_empty() {
        Err(format!("nobody else here is {role}; say on_shift_at or member"))
    } else {
        Ok(chosen)
    }
}

fn recipient(person: &Person, reason: String) -> Recipient {
    Recipient { member_id: person.id, name: person.name.clone(), reason }
}

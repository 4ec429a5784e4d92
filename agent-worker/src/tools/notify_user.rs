//! `notify_user`: the model names an intent, code finds the people, and says why them.

use domain::action::{Action, ActionCommand, ActionPerformed, ActionRequested, Preview};
use domain::notification::{Notification, NotificationCommand, NotificationIssued, Urgency};
use domain::tenant::Policy;
use domain::when;
use domain::{ActionId, MemberId, NoticeText, Personal, TurnId};
use eventing::Step;
use llm::ToolDeclaration;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::find_on_shift::stretch;
use super::recipients::Meant;
use super::{Answered, Scene, moment};
use crate::business::{self, Business};
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
    urgency: Option<Urgency>,
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

impl Meant {
    /// Whom the arguments mean; `member` counts before the others.
    fn read(arguments: &Arguments, scene: &Scene<'_>, business: &Business) -> Result<Self, String> {
        let given = |text: &Option<String>| {
            text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        if let Some(name) = given(&arguments.member) {
            return Ok(Self::Named(name));
        }
        match (given(&arguments.on_shift_at), given(&arguments.role)) {
            (Some(text), role) => {
                let when = moment(&text, scene, business.zone)?;
                let (from, to) = stretch(when);
                let time = when::describe_when(when, business.zone);
                Ok(Self::OnShift { from, to, time, role })
            }
            (None, Some(role)) => Ok(Self::Titled(role)),
            (None, None) => Err("say who: on_shift_at, role or member".to_owned()),
        }
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
    let meant = match Meant::read(&arguments, scene, &business) {
        Ok(meant) => meant,
        Err(problem) => return Ok(Answered::refused(problem)),
    };
    let shifts = match &meant {
        Meant::OnShift { from, to, .. } => business::shifts(&mut db, *from, *to).await?,
        Meant::Named(_) | Meant::Titled(_) => Vec::new(),
    };
    drop(db);
    let recipients = match meant.resolve(asker, &people, &shifts) {
        Ok(recipients) => recipients,
        Err(problem) => return Ok(Answered::refused(problem)),
    };

    let preview = Preview {
        text: text.into_string(),
        urgency: arguments.urgency.unwrap_or_default(),
        recipients,
    };
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

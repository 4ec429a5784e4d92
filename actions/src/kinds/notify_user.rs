//! `notify_user`: an intent is named, code finds the people, and says why them.

use async_trait::async_trait;
use domain::NoticeText;
use domain::action::{NoticePreview, Preview};
use domain::notification::{NotificationKind, Urgency};
use eventing::Step;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::business::Business;
use crate::notice::{self, Notice};
use crate::recipients::Meant;
use crate::{
    Cause, Kind, Language, Performance, Scene, Status, Unresolved, arguments, business, moment,
    spoken_when, stretch,
};

pub(crate) struct NotifyUser;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    text: String,
    on_shift_at: Option<String>,
    role: Option<String>,
    member: Option<String>,
    urgency: Option<Urgency>,
}

impl Arguments {
    /// Whom they mean; `member` counts before the others.
    fn meant(&self, scene: &Scene<'_>) -> Result<Meant, Unresolved> {
        let given = |text: &Option<String>| {
            text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        if let Some(name) = given(&self.member) {
            return Ok(Meant::Named(name));
        }
        match (given(&self.on_shift_at), given(&self.role)) {
            (Some(text), role) => {
                let zone = scene.business.zone;
                let when = moment(&text, scene.now, zone).map_err(Unresolved::Refused)?;
                let (from, to) = stretch(when);
                let language = Language::of(&scene.business.locale);
                Ok(Meant::OnShift { from, to, time: spoken_when(when, zone, language), role })
            }
            (None, Some(role)) => Ok(Meant::Titled(role)),
            (None, None) => Err(Unresolved::because("say who: on_shift_at, role or member")),
        }
    }
}

#[async_trait]
impl Kind for NotifyUser {
    fn name(&self) -> &'static str {
        "notify_user"
    }

    fn declaration(&self) -> (&'static str, Value) {
        let description = "Notifies other people of the business: whoever is on shift at a time (on_shift_at), \
             perhaps in a role, or one member by name. Code decides who that is.";
        let parameters = json!({
            "type": "object",
            "properties": {
                "text": {"type": "string", "description": "The sentence that the recipient reads: what, when (weekday and date), and what is wanted."},
                "on_shift_at": {"type": "string", "description": "Whoever is on shift then: local time such as 2026-11-24T10:00, or words such as tomorrow at 10am."},
                "role": {"type": "string", "description": "Only people with this role or title, such as kitchen or manager."},
                "member": {"type": "string", "description": "One member's name, when the member asked for that person."},
                "urgency": {"type": "string", "enum": ["normal", "urgent"]}
            },
            "required": ["text"]
        });
        (description, parameters)
    }

    async fn resolve(
        &self,
        scene: &mut Scene<'_>,
        arguments: &Value,
    ) -> Result<Preview, Unresolved> {
        let arguments: Arguments = self::arguments(arguments)?;
        let text = NoticeText::parse(&arguments.text)
            .map_err(|error| Unresolved::because(error.to_string()))?;
        let meant = arguments.meant(scene)?;
        let shifts = match &meant {
            Meant::OnShift { from, to, .. } => business::shifts(scene.db, *from, *to).await?,
            Meant::Named(_) | Meant::Titled(_) => Vec::new(),
        };
        let language = Language::of(&scene.business.locale);
        let recipients = meant
            .resolve(scene.asker, scene.people, &shifts, language)
            .map_err(Unresolved::Refused)?;
        Ok(Preview::NotifyUser(NoticePreview {
            text: text.into_string(),
            urgency: arguments.urgency.unwrap_or_default(),
            recipients,
        }))
    }

    /// One notice per recipient.
    fn perform(&self, cause: &Cause, business: &Business, preview: &Preview) -> Performance {
        let mut performance = Performance::default();
        let Preview::NotifyUser(notice) = preview else { return performance };
        for recipient in &notice.recipients {
            let notice = Notice {
                recipient: recipient.member_id,
                kind: NotificationKind::Notice,
                urgency: notice.urgency,
                text: &notice.text,
                reason: &recipient.reason,
            };
            notice.issue(cause, business, &mut performance);
        }
        performance
    }

    fn undo(&self, cause: &Cause, preview: &Preview) -> Vec<Step> {
        let Preview::NotifyUser(notice) = preview else { return Vec::new() };
        let recipients = notice.recipients.iter();
        recipients.map(|recipient| notice::withdraw(cause, recipient.member_id)).collect()
    }

    fn receipt(&self, preview: &Preview, status: Status, language: Language) -> String {
        let Preview::NotifyUser(notice) = preview else { return String::new() };
        let people = match notice.recipients.as_slice() {
            [] if language == Language::Spanish => "nadie".to_owned(),
            [] => "nobody".to_owned(),
            [one] => format!("{}: {}", one.name, one.reason),
            several => {
                let each: Vec<_> =
                    several.iter().map(|one| format!("{} ({})", one.name, one.reason)).collect();
                each.join("; ")
            }
        };
        let words = match (status, language) {
            (Status::Performed, Language::English) => "Notified",
            (Status::Performed, Language::Spanish) => "Se ha avisado a",
            (Status::Waiting, Language::English) => "Waits for your approval to notify",
            (Status::Waiting, Language::Spanish) => "Espera tu aprobación para avisar a",
            (Status::Requested, Language::English) => "About to notify",
            (Status::Requested, Language::Spanish) => "A punto de avisar a",
            (Status::Failed, Language::English) => "Could not notify",
            (Status::Failed, Language::Spanish) => "No se pudo avisar a",
            (Status::Rejected, Language::English) => "Not sent, as you decided, to",
            (Status::Rejected, Language::Spanish) => "No enviado, como decidiste, a",
            (Status::Expired, Language::English) => {
                "Not sent, since nobody approved it in time, to"
            }
            (Status::Expired, Language::Spanish) => "No enviado, pues nadie lo aprobó a tiempo, a",
            (Status::Undone, Language::English) => "Took back the notice to",
            (Status::Undone, Language::Spanish) => "Retirado el aviso a",
        };
        format!("{words} {}.", people.trim_end_matches('.'))
    }

    fn told(&self, preview: &Preview) -> Value {
        let Preview::NotifyUser(notice) = preview else { return json!({}) };
        let each = notice.recipients.iter();
        let recipients: Vec<_> =
            each.map(|one| json!({ "name": one.name, "reason": one.reason })).collect();
        json!({ "recipients": recipients })
    }
}

#[cfg(test)]
mod tests {
    use domain::MemberId;
    use domain::action::Recipient;

    use super::*;

    fn notice(names: &[&str]) -> Preview {
        let recipient = |name: &&str| Recipient {
            member_id: MemberId::default(),
            name: (*name).to_owned(),
            reason: "on shift Tuesday, 24 November 2026 at 10:00".to_owned(),
        };
        Preview::NotifyUser(NoticePreview {
            text: "A delivery arrives.".to_owned(),
            urgency: Urgency::Normal,
            recipients: names.iter().map(recipient).collect(),
        })
    }

    #[test]
    fn a_receipt_says_who_and_why() {
        let receipt =
            |names, status, language| NotifyUser.receipt(&notice(names), status, language);
        assert_eq!(
            receipt(&["Peach"], Status::Performed, Language::English),
            "Notified Peach: on shift Tuesday, 24 November 2026 at 10:00."
        );
        assert_eq!(
            receipt(&["Peach", "Mario"], Status::Failed, Language::English),
            "Could not notify Peach (on shift Tuesday, 24 November 2026 at 10:00); \
             Mario (on shift Tuesday, 24 November 2026 at 10:00)."
        );
        assert_eq!(
            receipt(&[], Status::Waiting, Language::Spanish),
            "Espera tu aprobación para avisar a nadie."
        );
    }
}

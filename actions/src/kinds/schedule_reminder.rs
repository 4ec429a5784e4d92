//! `schedule_reminder`: somebody is reminded of something at a moment, once.

use async_trait::async_trait;
use chrono::{DateTime, SubsecRound, Utc};
use chrono_tz::Tz;
use domain::action::{Effect, Preview, ReminderPreview};
use domain::reminder::{
    Reminder, ReminderCancelled, ReminderCommand, ReminderScheduled, check_due,
};
use domain::when::{self, When};
use domain::{NoticeText, Personal};
use eventing::Step;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::business::{Business, Person};
use crate::{
    Cause, Kind, Language, Performance, Scene, Status, Unresolved, arguments, moment, recipients,
    spoken,
};

pub(crate) struct ScheduleReminder;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    text: String,
    when: String,
    member: Option<String>,
}

impl Arguments {
    /// The moment they name, which is still to come.
    fn due(
        &self,
        from: DateTime<Utc>,
        present: DateTime<Utc>,
        zone: Tz,
    ) -> Result<DateTime<Utc>, Unresolved> {
        let due = match moment(&self.when, from, zone).map_err(Unresolved::Refused)? {
            // Read models have microseconds.
            When::At(due) => due.trunc_subsecs(6),
            stretch @ When::Range(..) => {
                return Err(Unresolved::because(format!(
                    "that is no moment but a stretch of time, {}; say the time of day too, or ask the member",
                    when::describe_when(stretch, zone)
                )));
            }
        };
        match check_due(due, present) {
            Ok(()) => Ok(due),
            Err(error) => {
                Err(Unresolved::because(format!("{} {}", when::describe(due, zone), error.problem)))
            }
        }
    }

    /// Whom they mean: the asker unless somebody is named, whom only those remind who manage.
    fn member<'a>(
        &self,
        asker: &'a Person,
        people: &'a [Person],
    ) -> Result<&'a Person, Unresolved> {
        let named = self.member.as_deref().map(str::trim).filter(|name| !name.is_empty());
        let Some(name) = named else { return Ok(asker) };
        let person = recipients::one(name, people).map_err(Unresolved::Refused)?;
        if person.id != asker.id && !asker.role.manages() {
            return Err(Unresolved::because(
                "only owners and managers set reminders for others; the member may set one for themselves",
            ));
        }
        Ok(person)
    }
}

#[async_trait]
impl Kind for ScheduleReminder {
    fn name(&self) -> &'static str {
        "schedule_reminder"
    }

    fn declaration(&self) -> (&'static str, Value) {
        let description = "Reminds the member who asks of something at a moment to come, once. Owners and managers \
             may have another member reminded. For telling somebody now, use notify_user.";
        let parameters = json!({
            "type": "object",
            "properties": {
                "text": {"type": "string", "description": "What the reminder says, in a sentence."},
                "when": {"type": "string", "description": "The moment: local time such as 2026-11-24T10:00, or words such as tomorrow at 10am or in two hours."},
                "member": {"type": "string", "description": "The name of whom to remind; only when that is not the member who asks."}
            },
            "required": ["text", "when"]
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
        let zone = scene.business.zone;
        let member = arguments.member(scene.asker()?, scene.people)?;
        let due_at = arguments.due(scene.now, scene.present, zone)?;
        let language = Language::of(&scene.business.locale);
        Ok(Preview::ScheduleReminder(ReminderPreview {
            text: text.into_string(),
            due_at,
            local_time: spoken(due_at, zone, language),
            member_id: member.id,
            name: member.name.clone(),
            own: member.id == scene.asker,
        }))
    }

    fn perform(&self, cause: &Cause, _: &Business, preview: &Preview) -> Performance {
        let Preview::ScheduleReminder(reminder) = preview else { return Performance::default() };
        let id = cause.action.reminder();
        let scheduled = ReminderScheduled {
            reminder_id: id,
            member_id: reminder.member_id,
            set_by: cause.member,
            text: Personal::of_all(cause.member, [reminder.member_id], reminder.text.clone()),
            due_at: reminder.due_at,
            action_id: Some(cause.action),
            turn_id: Some(cause.turn),
        };
        let schedule = ReminderCommand::ScheduleReminder(scheduled);
        Performance {
            effects: vec![Effect::on::<Reminder>(id)],
            steps: vec![Step::new::<Reminder>(id, schedule)],
        }
    }

    /// Once it was given it is refused.
    fn undo(&self, cause: &Cause, preview: &Preview) -> Vec<Step> {
        let Preview::ScheduleReminder(_) = preview else { return Vec::new() };
        let cancel =
            ReminderCommand::CancelReminder(ReminderCancelled { cancelled_by: cause.member });
        vec![Step::new::<Reminder>(cause.action.reminder(), cancel)]
    }

    fn receipt(&self, preview: &Preview, status: Status, language: Language) -> String {
        let Preview::ScheduleReminder(reminder) = preview else { return String::new() };
        let whom = match (reminder.own, language) {
            (true, Language::English) => "you",
            (true, Language::Spanish) => "ti",
            (false, _) => reminder.name.as_str(),
        };
        let words = match (status, language) {
            (Status::Performed, Language::English) => "Reminder set for",
            (Status::Performed, Language::Spanish) => "Recordatorio puesto para",
            (Status::Waiting, Language::English) => "Waits for your approval to set a reminder for",
            (Status::Waiting, Language::Spanish) => {
                "Espera tu aprobación para poner un recordatorio para"
            }
            (Status::Requested, Language::English) => "About to set a reminder for",
            (Status::Requested, Language::Spanish) => "A punto de poner un recordatorio para",
            (Status::Failed, Language::English) => "Could not set a reminder for",
            (Status::Failed, Language::Spanish) => "No se pudo poner un recordatorio para",
            (Status::Rejected, Language::English) => "No reminder set, as you decided, for",
            (Status::Rejected, Language::Spanish) => {
                "No se ha puesto, como decidiste, un recordatorio para"
            }
            (Status::Expired, Language::English) => {
                "No reminder set, since nobody approved it in time, for"
            }
            (Status::Expired, Language::Spanish) => {
                "No se ha puesto, pues nadie lo aprobó a tiempo, un recordatorio para"
            }
            (Status::Undone, Language::English) => "Cancelled the reminder for",
            (Status::Undone, Language::Spanish) => "Cancelado el recordatorio para",
        };
        format!("{words} {whom}: {}.", reminder.local_time)
    }

    fn told(&self, preview: &Preview) -> Value {
        let Preview::ScheduleReminder(reminder) = preview else { return json!({}) };
        json!({ "reminds": reminder.name, "at": reminder.local_time })
    }
}

#[cfg(test)]
#[path = "schedule_reminder_tests.rs"]
mod tests;

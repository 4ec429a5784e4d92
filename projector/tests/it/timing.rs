//! What comes with time: reminders, notices held back and passed on, timers.

use chrono::{DateTime, Duration, Utc};
use domain::notification::*;
use domain::reminder::*;
use domain::tenant::*;
use domain::*;
use eventing::Step;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::rebuild::Op;
use crate::support::World;

impl Op {
    /// The part of the commands that is about time.
    pub(crate) fn timed(self, tenant: TenantId) -> Step {
        let member: MemberId = self.id("member");
        let said = |words: &str| Personal::of(member, format!("{words} {}", self.value));
        let at = DateTime::<Utc>::UNIX_EPOCH + Duration::hours(self.value.into());
        let note = |command| Step::new::<Notification>(self.id::<Uuid>("note"), command);
        let remind = |command| Step::new::<Reminder>(self.id::<Uuid>("reminder"), command);
        match self.kind {
            21 | 36 => note(NotificationCommand::IssueNotification(NotificationIssued {
                notification_id: self.id("note"),
                recipient: member,
                sender: member,
                kind: NotificationKind::Question,
                urgency: Urgency::Urgent,
                answer_wanted: true,
                text: said("note"),
                reason: said("why"),
                deliver_after: (self.value < 3).then_some(at),
                acknowledge_by: (self.value > 1).then_some(at),
                ladder_id: self.id("note"),
                rung: self.value.into(),
                action_id: (self.value == 0).then(|| self.id("action")),
                turn_id: None,
                reminder_id: None,
            })),
            22 => note(NotificationCommand::MarkRead(NotificationRead { member_id: member })),
            37 => note(NotificationCommand::Snooze(NotificationSnoozed {
                member_id: member,
                until: at,
            })),
            38 => note(NotificationCommand::Release(NotificationReleased { held_until: at })),
            39 => note(NotificationCommand::Escalate(NotificationEscalated {
                to: self.id("next"),
                recipient: member,
                rung: 1,
            })),
            40 => note(NotificationCommand::EndEscalation(EscalationEnded {
                reason: EscalationEnd::NobodyLeft,
            })),
            41 => note(NotificationCommand::Acknowledge(NotificationAcknowledged {
                member_id: member,
            })),
            42 => remind(ReminderCommand::ScheduleReminder(ReminderScheduled {
                reminder_id: self.id("reminder"),
                member_id: member,
                set_by: member,
                text: said("flour"),
                due_at: at,
                action_id: None,
                turn_id: None,
            })),
            43 => {
                remind(ReminderCommand::CancelReminder(ReminderCancelled { cancelled_by: member }))
            }
            44 => remind(ReminderCommand::FireReminder(ReminderFired {
                notification: Some(self.id("note")),
            })),
            45 => note(NotificationCommand::WithdrawNotification(NotificationWithdrawn {
                withdrawn_by: member,
            })),
            _ => {
                let rules = NotificationRules {
                    acknowledge_urgent_within: Some(u32::from(self.value) + 1),
                    ..NotificationRules::default()
                };
                let change = NotificationRulesChanged { rules };
                Step::new::<Tenant>(tenant, TenantCommand::ChangeNotificationRules(change))
            }
        }
    }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn id<T: From<Uuid>>() -> T {
    T::from(Uuid::now_v7())
}

/// The timers by purpose: due, done.
async fn timers(world: &World) -> Vec<(String, String, bool)> {
    let mut timers: Vec<_> = world
        .rows("timers")
        .await
        .iter()
        .map(|row| {
            let text = |column: &str| row[column].as_str().unwrap().to_owned();
            (text("purpose"), text("due_at"), row["done"].as_bool().unwrap())
        })
        .collect();
    timers.sort();
    timers
}

fn timer(purpose: &str, due: &str, done: bool) -> (String, String, bool) {
    (purpose.to_owned(), due.to_owned(), done)
}

/// The row has these columns with these values, whatever others it has.
fn assert_row(row: &Value, expected: Value) {
    for (column, value) in expected.as_object().unwrap() {
        assert_eq!(&row[column], value, "{column} of {row:#}");
    }
}

#[tokio::test]
async fn a_reminder_and_its_timer() {
    let world = World::new().await;
    let reminder: ReminderId = id();
    let tell = |command| Step::new::<Reminder>(reminder, command);
    world
        .append(tell(ReminderCommand::ScheduleReminder(ReminderScheduled {
            reminder_id: reminder,
            member_id: world.member,
            set_by: world.member,
            text: Personal::of(world.member, "Order flour".into()),
            due_at: at("2026-11-24T09:00:00Z"),
            action_id: None,
            turn_id: None,
        })))
        .await;
    world.project().await;
    assert_row(
        &world.row("reminders").await,
        json!({
            "member_id": world.member, "set_by": world.member, "text": "Order flour",
            "due_at": "2026-11-24T09:00:00+00:00", "status": "scheduled", "settled_at": null,
        }),
    );
    let row = world.row("timers").await;
    assert_row(
        &row,
        json!({
            "timer_id": Purpose::Remind.timer(reminder), "purpose": "remind", "stream_type": "Reminder",
            "stream_id": reminder, "due_at": "2026-11-24T09:00:00+00:00", "done": false,
        }),
    );
    let notification = Some(reminder.notification());
    world.append(tell(ReminderCommand::FireReminder(ReminderFired { notification }))).await;
    world.project().await;
    let fired = json!({ "status": "fired", "notification_id": reminder.notification() });
    assert_row(&world.row("reminders").await, fired);
    assert_row(&world.row("timers").await, json!({ "done": true }));
}

#[tokio::test]
async fn a_notice_that_is_held_back_put_off_and_passed_on() {
    let world = World::new().await;
    let (notice, ladder_id): (NotificationId, LadderId) = (id(), id());
    let member_id = world.member;
    let tell = |command| Step::new::<Notification>(notice, command);
    world
        .append(tell(NotificationCommand::IssueNotification(NotificationIssued {
            notification_id: notice,
            recipient: member_id,
            sender: member_id,
            kind: NotificationKind::Question,
            urgency: Urgency::Urgent,
            answer_wanted: true,
            text: Personal::of(member_id, "The oven is cold".into()),
            reason: Personal::of(member_id, "on shift".into()),
            deliver_after: Some(at("2026-11-24T06:00:00Z")),
            acknowledge_by: Some(at("2026-11-24T06:15:00Z")),
            ladder_id,
            rung: 0,
            action_id: None,
            turn_id: None,
            reminder_id: None,
        })))
        .await;
    world.project().await;
    assert_row(
        &world.row("notifications").await,
        json!({
            "kind": "question", "answer_wanted": true, "deliver_after": "2026-11-24T06:00:00+00:00",
            "held_until": "2026-11-24T06:00:00+00:00", "acknowledge_by": "2026-11-24T06:15:00+00:00",
            "ladder_id": ladder_id, "rung": 0, "action_id": null, "escalated_at": null,
        }),
    );
    let (six, quarter) = ("2026-11-24T06:00:00+00:00", "2026-11-24T06:15:00+00:00");
    let both = [timer("acknowledge", quarter, false), timer("release", six, false)];
    assert_eq!(timers(&world).await, both);

    let held_until = at("2026-11-24T06:00:00Z");
    world.append(tell(NotificationCommand::Release(NotificationReleased { held_until }))).await;
    world.project().await;
    let row = world.row("notifications").await;
    assert_row(&row, json!({ "held_until": null, "status": "issued" }));
    assert!(row["released_at"].is_string());
    let both = [timer("acknowledge", quarter, false), timer("release", six, true)];
    assert_eq!(timers(&world).await, both);

    let off = |until| NotificationCommand::Snooze(NotificationSnoozed { member_id, until });
    world.append(tell(off(at("2026-11-24T07:00:00Z")))).await;
    world.append(tell(off(at("2026-11-24T08:00:00Z")))).await;
    world.project().await;
    let eight = "2026-11-24T08:00:00+00:00";
    let seen = json!({ "status": "read", "held_until": eight });
    assert_row(&world.row("notifications").await, seen);
    let again = [timer("acknowledge", quarter, false), timer("release", eight, false)];
    assert_eq!(timers(&world).await, again);
    let back = NotificationReleased { held_until: at("2026-11-24T08:00:00Z") };
    world.append(tell(NotificationCommand::Release(back))).await;
    world.project().await;
    let row = world.row("notifications").await;
    assert_row(&row, json!({ "status": "issued", "held_until": null }));
    assert!(row["read_at"].is_string(), "that it was seen before is kept");

    let passed_on = NotificationEscalated { to: ladder_id.rung(1), recipient: id(), rung: 1 };
    world.append(tell(NotificationCommand::Escalate(passed_on))).await;
    world
        .append(tell(NotificationCommand::Acknowledge(NotificationAcknowledged { member_id })))
        .await;
    world.project().await;
    let row = world.row("notifications").await;
    assert_row(
        &row,
        json!({ "status": "acknowledged", "held_until": null, "escalated_to": ladder_id.rung(1) }),
    );
    assert!(row["escalated_at"].is_string());
    let done = [timer("acknowledge", quarter, true), timer("release", eight, true)];
    assert_eq!(timers(&world).await, done);
}

#[tokio::test]
async fn rules_for_notices_are_kept_with_the_business() {
    let world = World::new().await;
    let tell = |command| Step::new::<Tenant>(world.tenant, command);
    world
        .append(tell(TenantCommand::RegisterTenant(TenantRegistered {
            tenant_id: world.tenant,
            name: "Pizza".into(),
            description: None,
            time_zone: TimeZone::parse("Europe/Rome").unwrap(),
            locale: "en".into(),
            owner: world.member,
        })))
        .await;
    world.project().await;
    assert_row(&world.row("tenants").await, json!({ "notification_rules": null }));
    let rules = NotificationRules { acknowledge_urgent_within: Some(5), ..Default::default() };
    let change = NotificationRulesChanged { rules: rules.clone() };
    world.append(tell(TenantCommand::ChangeNotificationRules(change))).await;
    world.project().await;
    assert_row(&world.row("tenants").await, json!({ "notification_rules": rules }));
}

//! Reminders and notices that wait for something, and runners of timers.

use std::time::Duration;

use agent_worker::timers::{self, TimersConfig};
use chrono::{DateTime, Utc};
use domain::notification::{
    Notification, NotificationAcknowledged, NotificationCommand, NotificationIssued,
    NotificationKind, NotificationRules, Urgency,
};
use domain::reminder::{Reminder, ReminderCancelled, ReminderCommand, ReminderScheduled};
use domain::tenant::{NotificationRulesChanged, Tenant, TenantCommand};
use domain::{ActionId, LadderId, MemberId, NotificationId, Personal, ReminderId};
use eventing::{Database, DbRole, EventStore, KeyRing, Signals, Step};
use uuid::Uuid;

use super::World;
use super::business::ROME;

impl World {
    /// A runner of timers with pools of its own, as another process would have one.
    pub(crate) async fn runner(&self) -> TimersConfig {
        let database = Database::connect(&self.db.url(), DbRole::Worker, 8).await.unwrap();
        let keys = KeyRing::new(database.clone(), self.key.clone());
        let store = EventStore::start(database.clone(), keys, Signals::local());
        TimersConfig { database, store, lease: Duration::from_secs(60) }
    }

    /// Fires what is due at a moment, and projects it; how many timers those were.
    pub(crate) async fn fire_at(&self, now: DateTime<Utc>) -> usize {
        self.project().await;
        let fired = timers::fire_due(&self.runner().await, now).await.unwrap();
        self.project().await;
        fired
    }

    /// Lets every lease of a timer run out, as time would.
    pub(crate) async fn expire_timer_leases(&self) {
        sqlx::query("UPDATE timer_leases SET expires_at = '-infinity'")
            .execute(self.db.admin_pool())
            .await
            .unwrap();
    }

    pub(crate) async fn remind(
        &self,
        member: MemberId,
        set_by: MemberId,
        text: &str,
        due_at: DateTime<Utc>,
    ) -> ReminderId {
        let reminder_id = ReminderId(Uuid::now_v7());
        let scheduled = ReminderScheduled {
            reminder_id,
            member_id: member,
            set_by,
            text: Personal::of_all(set_by, [member], text.to_owned()),
            due_at,
            action_id: None,
            turn_id: None,
        };
        let step = Step::new::<Reminder>(reminder_id, ReminderCommand::ScheduleReminder(scheduled));
        self.send(set_by, vec![step]).await.unwrap();
        reminder_id
    }

    pub(crate) async fn cancel_reminder(&self, reminder: ReminderId, by: MemberId) {
        let cancel = ReminderCommand::CancelReminder(ReminderCancelled { cancelled_by: by });
        self.send(by, vec![Step::new::<Reminder>(reminder, cancel)]).await.unwrap();
    }

    /// Luigi tells these people something at a moment, as an action of one turn would.
    pub(crate) async fn tell(
        &self,
        to: &[MemberId],
        urgency: Urgency,
        now: DateTime<Utc>,
    ) -> LadderId {
        let action = ActionId(Uuid::now_v7());
        let rules = self.rules().await;
        let answer_wanted = NotificationRules::wants_answer(urgency, false);
        let timing = rules.timing(urgency, answer_wanted, now, ROME);
        let steps = to.iter().map(|recipient| {
            let text = |text: &str| Personal::of_all(self.luigi, [*recipient], text.to_owned());
            let notification_id = action.notification(*recipient);
            let notice = NotificationIssued {
                notification_id,
                recipient: *recipient,
                sender: self.luigi,
                kind: NotificationKind::Notice,
                urgency,
                answer_wanted,
                text: text("The oven is cold."),
                reason: text("on shift"),
                deliver_after: timing.deliver_after,
                acknowledge_by: timing.acknowledge_by,
                ladder_id: action.ladder(),
                rung: 0,
                action_id: Some(action),
                turn_id: None,
                reminder_id: None,
            };
            let issue = NotificationCommand::IssueNotification(notice);
            Step::new::<Notification>(notification_id, issue)
        });
        self.send_at(self.luigi, steps.collect(), now).await.unwrap();
        self.project().await;
        action.ladder()
    }

    pub(crate) async fn acknowledge(&self, notice: NotificationId, by: MemberId) {
        self.acknowledge_unseen(notice, by).await;
        self.project().await;
    }

    /// The same before the read models know of it.
    pub(crate) async fn acknowledge_unseen(&self, notice: NotificationId, by: MemberId) {
        let done = NotificationAcknowledged { member_id: by };
        let step = Step::new::<Notification>(notice, NotificationCommand::Acknowledge(done));
        self.send(by, vec![step]).await.unwrap();
    }

    /// Makes a projection anew from the whole log.
    pub(crate) async fn rebuild(&self, projection: &str) {
        self.projector.rebuild(projection, projector::Options::default(), |_| ()).await.unwrap();
    }

    pub(crate) async fn set_rules(&self, rules: NotificationRules) {
        let change = TenantCommand::ChangeNotificationRules(NotificationRulesChanged { rules });
        self.send(self.mario, vec![Step::new::<Tenant>(self.tenant, change)]).await.unwrap();
    }

    async fn rules(&self) -> NotificationRules {
        let tenant = self.store.load::<Tenant>(self.tenant, self.tenant.0).await.unwrap();
        tenant.aggregate.notification_rules()
    }

    /// The notice that a ladder began with for somebody.
    pub(crate) fn first(ladder: LadderId, to: MemberId) -> NotificationId {
        ActionId(ladder.0).notification(to)
    }
}

//! A reminder whose moment has come becomes a notice.

use actions::business;
use chrono::{DateTime, Utc};
use domain::member::Member;
use domain::notification::{
    Notification, NotificationCommand, NotificationIssued, NotificationKind, Urgency,
};
use domain::reminder::{
    Reminder, ReminderCommand, ReminderEvent, ReminderFired, ReminderScheduled,
};
use domain::{Event, Personal};
use eventing::timers::Timer;
use eventing::{Step, StoreError};

use super::{TimersConfig, words};
use crate::Error;

pub(super) async fn fire(
    config: &TimersConfig,
    timer: &Timer,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let loaded = config.store.load::<Reminder>(timer.tenant, timer.stream).await?;
    if !matches!(loaded.aggregate, Reminder::Scheduled { .. }) {
        return Ok(());
    }
    let scheduled = loaded.events.iter().find_map(|recorded| match recorded.decode() {
        Ok(Event::Reminder(ReminderEvent::ReminderScheduled(event))) => {
            Some((event, recorded.metadata.correlation_id))
        }
        _ => None,
    });
    let Some((scheduled, story)) = scheduled else { return Ok(()) };
    let fired = |notice: Option<&NotificationIssued>| {
        let notification = notice.map(|notice| notice.notification_id);
        let fire = ReminderCommand::FireReminder(ReminderFired { notification });
        Step::new::<Reminder>(timer.stream, fire)
    };
    if let Some(notice) = notice(config, timer, scheduled).await? {
        let first = fired(Some(&notice));
        let issue = Step::new::<Notification>(
            notice.notification_id,
            NotificationCommand::IssueNotification(notice),
        );
        match config.settle(timer, story, now, vec![first, issue]).await {
            Err(Error::Store(StoreError::Erased)) => {}
            done => return done,
        }
    }
    config.settle(timer, story, now, vec![fired(None)]).await
}

/// The notice that it becomes; none when there is nobody to tell, or nothing.
async fn notice(
    config: &TimersConfig,
    timer: &Timer,
    scheduled: ReminderScheduled,
) -> Result<Option<NotificationIssued>, Error> {
    let ReminderScheduled { member_id, set_by, text, .. } = scheduled;
    let member = config.store.load::<Member>(timer.tenant, member_id.0).await?.aggregate;
    let active = matches!(member, Member::Active { .. });
    let Some(text) = text.into_known().filter(|_| active) else { return Ok(None) };
    let mut db = config.database.acquire(timer.tenant).await?;
    let business = business::business(&mut db).await?;
    let people = business::people(&mut db).await?;
    drop(db);
    let locale = business.ok_or(Error::NotYet("the business is not projected"))?.locale;
    let setter = business::name_of(&people, set_by).filter(|_| set_by != member_id);
    Ok(Some(NotificationIssued {
        notification_id: scheduled.reminder_id.notification(),
        recipient: member_id,
        sender: set_by,
        kind: NotificationKind::Reminder,
        urgency: Urgency::Normal,
        answer_wanted: false,
        text: Personal::of_all(set_by, [member_id], text),
        reason: Personal::of_all(set_by, [member_id], words::reminder(setter, &locale)),
        // It was wanted at this moment, in quiet hours too.
        deliver_after: None,
        acknowledge_by: None,
        ladder_id: scheduled.reminder_id.notification().ladder(),
        rung: 0,
        action_id: scheduled.action_id,
        turn_id: scheduled.turn_id,
        reminder_id: Some(scheduled.reminder_id),
    }))
}

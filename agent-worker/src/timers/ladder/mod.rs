//! A notice that wants an answer and was not acknowledged in time goes to somebody else:
//! one person at a time, until one of those told acknowledges it, or nobody is left.
//!
//! All ids derive from the ladder and the rung, so a rung that was climbed twice is the
//! same notice. Who was told, and whether one of them has acknowledged, is asked of the
//! log; read models only say which notices a ladder began with.

mod next;

use std::collections::BTreeSet;

use actions::business;
use chrono::{DateTime, TimeDelta, Utc};
use domain::notification::{
    EscalationEnd, EscalationEnded, Notification, NotificationCommand, NotificationEscalated,
    NotificationEvent, NotificationIssued,
};
use domain::{Event, MemberId, NotificationId, Personal};
use eventing::timers::Timer;
use eventing::{Step, StoreError};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{TimersConfig, words};
use crate::Error;

/// How often a rung is tried that somebody else climbs at the same moment.
const TRIES: u32 = 3;

pub(super) async fn fire(
    config: &TimersConfig,
    timer: &Timer,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    for _ in 1..TRIES {
        match climb(config, timer, now).await {
            Err(Error::Store(StoreError::Conflict { .. })) => {}
            done => return done,
        }
    }
    climb(config, timer, now).await
}

/// The notice that nobody has acknowledged.
struct Silent {
    notice: NotificationIssued,
    issued_at: DateTime<Utc>,
    story: Uuid,
}

async fn climb(config: &TimersConfig, timer: &Timer, now: DateTime<Utc>) -> Result<(), Error> {
    let Some(silent) = silent(config, timer).await? else { return Ok(()) };
    let Told { members, acknowledged, next } = told(config, timer, &silent.notice).await?;
    let rung = silent.notice.rung + 1;
    let to = silent.notice.ladder_id.rung(rung);
    if acknowledged {
        return end(config, timer, &silent, now, EscalationEnd::Acknowledged).await;
    }
    let escalate = |recipient: MemberId| {
        let escalated = NotificationEscalated { to, recipient, rung };
        Step::new::<Notification>(timer.stream, NotificationCommand::Escalate(escalated))
    };
    // Another notice of the same ladder was there first.
    if let Some(recipient) = next {
        return config.settle(timer, silent.story, now, vec![escalate(recipient)]).await;
    }
    let Some(text) = silent.notice.text.known().cloned() else {
        return end(config, timer, &silent, now, EscalationEnd::Erased).await;
    };
    let mut db = config.database.acquire(timer.tenant).await?;
    let business = business::business(&mut db).await?;
    let people = business::people(&mut db).await?;
    let chosen = next::next(&mut db, &people, &members, now).await?;
    drop(db);
    let business = business.ok_or(Error::NotYet("the business is not projected"))?;
    let Some((person, why)) = chosen else {
        return end(config, timer, &silent, now, EscalationEnd::NobodyLeft).await;
    };
    let NotificationIssued { recipient, sender, urgency, answer_wanted, .. } = silent.notice;
    let name = business::name_of(&people, recipient);
    let reason = words::escalation(name, silent.minutes(), why, &business.locale);
    let timing = business.notification_rules.timing(urgency, answer_wanted, now, business.zone);
    let notice = NotificationIssued {
        notification_id: to,
        recipient: person.id,
        text: Personal::of_all(sender, [person.id], text),
        reason: Personal::of_all(sender, [person.id, recipient], reason),
        deliver_after: timing.deliver_after,
        acknowledge_by: timing.acknowledge_by,
        rung,
        ..silent.notice.clone()
    };
    // Only if it is new: whoever was there first may have chosen somebody else.
    let issue = NotificationCommand::IssueNotification(notice);
    let steps = vec![escalate(person.id), Step::new::<Notification>(to, issue).expecting(0)];
    match config.settle(timer, silent.story, now, steps).await {
        Err(Error::Store(StoreError::Erased)) => {
            end(config, timer, &silent, now, EscalationEnd::Erased).await
        }
        done => done,
    }
}

/// The notice, if it still waits for an answer.
async fn silent(config: &TimersConfig, timer: &Timer) -> Result<Option<Silent>, Error> {
    let loaded = config.store.load::<Notification>(timer.tenant, timer.stream).await?;
    if !loaded.aggregate.waits_for_answer() {
        return Ok(None);
    }
    Ok(loaded.events.iter().find_map(|recorded| match recorded.decode() {
        Ok(Event::Notification(NotificationEvent::NotificationIssued(notice))) => Some(Silent {
            notice,
            issued_at: recorded.metadata.occurred_at,
            story: recorded.metadata.correlation_id,
        }),
        _ => None,
    }))
}

impl Silent {
    /// How long the recipient had, in minutes.
    fn minutes(&self) -> i64 {
        let shown = self.notice.deliver_after.unwrap_or(self.issued_at);
        let time = self.notice.acknowledge_by.map_or(TimeDelta::zero(), |until| until - shown);
        (time.num_seconds() + 30) / 60
    }
}

/// Who was told so far, and what came of it.
struct Told {
    /// They, and the sender.
    members: BTreeSet<MemberId>,
    /// Whether one of them acknowledged.
    acknowledged: bool,
    /// Whom the next rung has told already.
    next: Option<MemberId>,
}

async fn told(
    config: &TimersConfig,
    timer: &Timer,
    notice: &NotificationIssued,
) -> Result<Told, Error> {
    let ladder = notice.ladder_id;
    let mut db = config.database.acquire(timer.tenant).await?;
    let mut notices = began_with(&mut db, notice).await?;
    drop(db);
    notices.extend((1..=notice.rung).map(|rung| ladder.rung(rung)));
    let next = ladder.rung(notice.rung + 1);
    let mut told =
        Told { members: BTreeSet::from([notice.sender]), acknowledged: false, next: None };
    for id in notices.into_iter().chain([next]) {
        let other = config.store.load::<Notification>(timer.tenant, id.0).await?.aggregate;
        let Some(recipient) = other.recipient() else { continue };
        told.members.insert(recipient);
        told.acknowledged |= other.is_acknowledged();
        if id == next {
            told.next = Some(recipient);
        }
    }
    Ok(told)
}

/// The notices that the ladder began with: several when an action told several people.
/// They came in one unit, so they are projected together.
async fn began_with(
    db: &mut PgConnection,
    notice: &NotificationIssued,
) -> Result<BTreeSet<NotificationId>, Error> {
    let ids: Vec<Uuid> = sqlx::query_scalar(
        "SELECT notification_id FROM notifications WHERE ladder_id = $1 AND rung = 0",
    )
    .bind(notice.ladder_id.0)
    .fetch_all(db)
    .await?;
    if ids.is_empty() {
        return Err(Error::NotYet("the notice is not projected"));
    }
    Ok(ids.into_iter().map(NotificationId).collect())
}

async fn end(
    config: &TimersConfig,
    timer: &Timer,
    silent: &Silent,
    now: DateTime<Utc>,
    reason: EscalationEnd,
) -> Result<(), Error> {
    let end = NotificationCommand::EndEscalation(EscalationEnded { reason });
    let step = Step::new::<Notification>(timer.stream, end);
    config.settle(timer, silent.story, now, vec![step]).await
}

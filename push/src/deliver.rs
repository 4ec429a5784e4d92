//! One notice to the devices of its recipient.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::notification::{
    Notification, NotificationCommand, NotificationDelivered, NotificationEvent,
    NotificationIssued, Pushed, Urgency,
};
use domain::{Actor, Event};
use eventing::{CommandRequest, Step};
use futures::StreamExt;
use futures::future::join_all;

use crate::jobs::{self, Device, Job};
use crate::message::Message;
use crate::send::Outcome;
use crate::{Config, Error, wishes};

/// Notices taken at a time, and pushed at once.
const BATCH: u16 = 64;
const AT_ONCE: usize = 8;
/// How long a notice is worth pushing.
const WORTH: TimeDelta = TimeDelta::hours(24);
/// When to look again after somebody who is looking at the app, and has not seen it yet.
const LOOK_AGAIN: TimeDelta = TimeDelta::seconds(30);
/// How long a job is held: longer than its push services may take to answer. Others take it up
/// when its process vanishes.
pub(crate) const HELD: Duration = Duration::from_secs(60);
/// The pause before a second try; each one after it is twice as long.
const PAUSE: Duration = Duration::from_secs(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);

/// What is to become of a job.
enum Next {
    Done,
    Again(DateTime<Utc>),
}

/// Pushes what is due; how many notices that were. What could not be pushed is tried again.
pub(crate) async fn due(config: &Config, now: DateTime<Utc>) -> Result<usize, Error> {
    let jobs = Job::claim(&config.database, now, HELD, BATCH).await?;
    let many = jobs.len();
    futures::stream::iter(jobs)
        .for_each_concurrent(AT_ONCE, |job| async move {
            let next = deliver(config, &job, now).await.unwrap_or_else(|error| {
                tracing::warn!(%error, notification.id = %job.notification, "a notice could not be pushed yet");
                Next::Again(now + pause(job.attempts, None))
            });
            let settled = match next {
                Next::Done => job.done(&config.database).await,
                Next::Again(at) => job.put_off(&config.database, at).await,
            };
            if let Err(error) = settled {
                tracing::warn!(%error, "a push could not be settled; it is tried again");
            }
        })
        .await;
    Ok(many)
}

async fn deliver(config: &Config, job: &Job, now: DateTime<Utc>) -> Result<Next, Error> {
    let loaded = config.store.load::<Notification>(job.tenant, job.notification.0).await?;
    let notice = &loaded.aggregate;
    // A release of what is held back makes a job of its own.
    if !notice.wants_attention() || notice.held_until().is_some() || now - job.since > WORTH {
        return Ok(Next::Done);
    }
    let issued = loaded.events.iter().find_map(|recorded| match recorded.decode() {
        Ok(Event::Notification(NotificationEvent::NotificationIssued(issued))) => Some(issued),
        _ => None,
    });
    let Some(issued) = issued else { return Ok(Next::Done) };
    let devices = jobs::devices(&config.database, job.tenant, issued.recipient).await?;
    if devices.is_empty() {
        return Ok(Next::Done);
    }
    match wishes::pushed(config, job.tenant, &issued, now).await? {
        Pushed::Now => {}
        Pushed::From(end) => return Ok(Next::Again(end)),
        Pushed::Never => {
            count("unwanted");
            return Ok(Next::Done);
        }
    }
    if config.presence.is_looking(issued.recipient).await {
        return Ok(Next::Again(now + LOOK_AGAIN));
    }
    let Some(message) = message(config, job, &issued).await? else { return Ok(Next::Done) };
    // Side by side: the slowest service keeps none of the others waiting.
    let sent = join_all(devices.iter().map(|device| push(config, device, &message))).await;
    let (mut taken, mut later) = (false, None);
    for outcome in sent {
        match outcome? {
            Outcome::Taken => taken = true,
            Outcome::Later(wait) => later = Some(pause(job.attempts, wait)).max(later),
            Outcome::Gone | Outcome::Refused(_) => {}
        }
    }
    if taken {
        record(config, job, now).await?;
    }
    // The devices that have it show the same notice once more in the same place.
    Ok(later.map_or(Next::Done, |wait| Next::Again(now + wait)))
}

async fn push(config: &Config, device: &Device, message: &Message) -> Result<Outcome, Error> {
    let outcome = config.sender.send(&device.subscription, message).await;
    let counted = match outcome {
        Outcome::Taken => {
            jobs::pushed(&config.database, device).await?;
            "taken"
        }
        Outcome::Gone => {
            jobs::forget(&config.database, device).await?;
            "gone"
        }
        Outcome::Later(_) => "later",
        Outcome::Refused(status) => {
            let service = device.subscription.endpoint.host_str().unwrap_or_default();
            tracing::warn!(status, service, "a push service refused a message");
            "refused"
        }
    };
    count(counted);
    Ok(outcome)
}

fn count(outcome: &'static str) {
    metrics::counter!("steward_pushes_total", "outcome" => outcome).increment(1);
}

/// What the devices are told; none once the words are erased.
async fn message(
    config: &Config,
    job: &Job,
    issued: &NotificationIssued,
) -> Result<Option<Message>, Error> {
    let Some(text) = issued.text.known() else { return Ok(None) };
    let (sender, business) = jobs::names(&config.database, job.tenant, issued.sender).await?;
    // One's own reminders come from the steward.
    let sender = sender.filter(|_| issued.sender != issued.recipient);
    let title = sender.or(business).unwrap_or_else(|| "Steward".to_owned());
    let urgent = issued.urgency == Urgency::Urgent;
    Ok(Some(Message::new(&title, text, job.notification, urgent)))
}

/// The trail of the notice says that it was pushed.
async fn record(config: &Config, job: &Job, now: DateTime<Utc>) -> Result<(), Error> {
    let id = job.notification.0;
    let actor = Actor::System("push".to_owned());
    let request = CommandRequest::caused_by(job.tenant, actor, now, id, id, "delivered/push");
    let delivered = NotificationDelivered { channel: "push".to_owned() };
    let step = Step::new::<Notification>(id, NotificationCommand::RecordDelivery(delivered));
    config.store.execute(request, vec![step]).await?;
    Ok(())
}

fn pause(attempts: u32, asked: Option<Duration>) -> Duration {
    let ours = PAUSE.saturating_mul(1 << attempts.saturating_sub(1).min(10)).min(LONGEST_PAUSE);
    asked.unwrap_or_default().max(ours)
}

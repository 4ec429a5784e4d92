//! A notice that was held back, in quiet hours or because its recipient put it off, is
//! put before its recipient.

use chrono::{DateTime, TimeDelta, Utc};
use domain::notification::{Notification, NotificationCommand, NotificationReleased};
use eventing::Step;
use eventing::timers::Timer;

use super::TimersConfig;
use crate::Error;

pub(super) async fn fire(
    config: &TimersConfig,
    timer: &Timer,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let loaded = config.store.load::<Notification>(timer.tenant, timer.stream).await?;
    let Some(held_until) = loaded.aggregate.held_until() else { return Ok(()) };
    // The read model holds microseconds; what was put off anew has another timer.
    if (held_until - timer.due_at).abs() >= TimeDelta::milliseconds(1) {
        return Ok(());
    }
    let story = loaded.events.first().map_or(timer.stream, |event| event.metadata.correlation_id);
    let release = NotificationCommand::Release(NotificationReleased { held_until });
    config.settle(timer, story, now, vec![Step::new::<Notification>(timer.stream, release)]).await
}

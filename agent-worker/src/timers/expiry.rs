//! An action that waits for the member is not waited for any longer.

use chrono::{DateTime, Utc};
use domain::action::{Action, ActionCommand, ActionExpired};
use eventing::Step;
use eventing::timers::Timer;

use super::TimersConfig;
use crate::Error;

pub(super) async fn fire(
    config: &TimersConfig,
    timer: &Timer,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let loaded = config.store.load::<Action>(timer.tenant, timer.stream).await?;
    let Some(expired_at) = loaded.aggregate.waits_until() else { return Ok(()) };
    let story = loaded.events.first().map_or(timer.stream, |event| event.metadata.correlation_id);
    let expire = ActionCommand::ExpireAction(ActionExpired { expired_at });
    config.settle(timer, story, now, vec![Step::new::<Action>(timer.stream, expire)]).await
}

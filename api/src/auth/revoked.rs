//! Sessions that another process ended: asked for a few times a second, so that within a
//! second none of their access tokens is good anywhere and none of their WebSockets open.

use std::time::Duration;

use eventing::Database;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::state::AppState;

const EVERY: Duration = Duration::from_millis(300);
/// How far back is looked: through a database that was slow for a while.
const BACK: &str = "15 seconds";

/// Forgets what was ended elsewhere, until `shutdown`.
pub(crate) async fn watch(state: AppState, shutdown: CancellationToken) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            _ = ticks.tick() => {}
        }
        // While the database does not answer, no request is let in either.
        let Ok(ended) = recently(&state.services.system).await else { continue };
        for session in ended {
            state.sessions.forget(session);
            state.hub.session_ended(session);
        }
    }
}

async fn recently(system: &Database) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT session_id FROM sessions WHERE revoked_at > clock_timestamp() - $1::interval",
    )
    .bind(BACK)
    .fetch_all(system.pool())
    .await
}

//! Figures for Prometheus. None is labelled with anything of a business.

use chrono::Utc;
use metrics::gauge;

use super::{Figures, Progress};

impl Figures {
    /// Sets the gauges to what was measured.
    pub fn publish(&self) {
        gauge!("steward_monitor_timestamp_seconds").set(Utc::now().timestamp() as f64);
        gauge!("steward_database_up").set(1.0);
        gauge!("steward_redis_up").set(f64::from(self.redis));
        gauge!("steward_log_position").set(self.head as f64);
        gauge!("steward_log_missing_positions").set(self.missing as f64);
        gauge!("steward_log_beyond_head").set(self.beyond_head as f64);
        gauge!("steward_checkpoints_beyond_head").set(self.checkpoints_beyond_head.len() as f64);
        gauge!("steward_undelivered_events").set(self.undelivered as f64);
        gauge!("steward_undelivered_seconds").set(self.undelivered_seconds);
        gauge!("steward_unsealed_events").set(self.unsealed as f64);
        gauge!("steward_unsealed_seconds").set(self.unsealed_seconds);
        gauge!("steward_erasures_waiting").set(self.erasures_waiting as f64);
        gauge!("steward_erasures_failed").set(self.erasures_failed as f64);
        gauge!("steward_erasure_waiting_seconds").set(self.erasure_waiting_seconds);
        gauge!("steward_timer_overdue_seconds").set(self.timer_overdue_seconds);
        gauge!("steward_turn_waiting_seconds").set(self.turn_waiting_seconds);
        gauge!("steward_turn_running_seconds").set(self.turn_running_seconds);
        gauge!("steward_database_bytes").set(self.database_bytes as f64);
        gauge!("steward_database_connections").set(self.connections as f64);
        gauge!("steward_database_connections_limit").set(self.connections_limit as f64);
        self.projections.iter().for_each(set_projection);
    }
}

fn set_projection(progress: &Progress) {
    let name = || progress.projection.clone();
    gauge!("steward_projection_behind_events", "projection" => name()).set(progress.behind as f64);
    gauge!("steward_projection_behind_seconds", "projection" => name())
        .set(progress.behind_seconds);
    gauge!("steward_projection_paused", "projection" => name()).set(f64::from(progress.paused));
    gauge!("steward_projection_held", "projection" => name()).set(f64::from(progress.held));
    gauge!("steward_dead_letters", "projection" => name()).set(progress.parked as f64);
}

/// Tells that nothing could be measured; the other figures stay as they were.
pub(super) fn set_blind() {
    gauge!("steward_database_up").set(0.0);
}

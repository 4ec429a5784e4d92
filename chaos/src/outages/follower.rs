//! Reads the log as it grows, past every link: what has happened when, and what is still to.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::load::Meter;

/// Something that people notice in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Happened {
    /// A turn ended with a reply.
    Reply,
    /// A turn ended, and says that it failed.
    Failure,
    /// A reminder was given.
    Reminder,
}

type Row = (i64, DateTime<Utc>, String, String, Option<String>);

/// A reader of the log. Times are of the meter.
#[derive(Debug, Default)]
pub(super) struct Follower {
    /// Where it began.
    from: u64,
    /// When each event was recorded, from there on.
    recorded: Vec<f64>,
    /// Turns that did not end yet, by their ids: since when somebody waits.
    turns: HashMap<String, f64>,
    /// Reminders that were not given yet, by their ids: when they are due.
    reminders: HashMap<String, f64>,
    happened: Vec<(f64, Happened)>,
}

impl Follower {
    /// From a position on.
    pub(super) fn new(from: u64) -> Self {
        Self { from, ..Self::default() }
    }

    /// Reads what is new.
    pub(super) async fn read(
        &mut self,
        database: &mut PgConnection,
        meter: &Meter,
    ) -> anyhow::Result<()> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT position, recorded_at, event_type, split_part(aggregate_id, '/', 2), \
                    CASE event_type WHEN 'MessageSent' THEN payload->event_type->>'turn_id' \
                                    WHEN 'ReminderScheduled' THEN payload->event_type->>'due_at' END \
             FROM events WHERE position > $1 ORDER BY position",
        )
        .bind((self.from + self.recorded.len() as u64) as i64)
        .fetch_all(database)
        .await?;
        for (_, recorded_at, event, id, detail) in rows {
            self.see(&event, id, detail, meter.at(recorded_at), meter);
        }
        Ok(())
    }

    fn see(&mut self, event: &str, id: String, detail: Option<String>, at: f64, meter: &Meter) {
        self.recorded.push(at);
        match (event, detail) {
            ("MessageSent", Some(turn)) => {
                self.turns.insert(turn, at);
            }
            ("ReminderScheduled", Some(due)) => {
                if let Ok(due) = due.parse::<DateTime<Utc>>() {
                    self.reminders.insert(id, meter.at(due));
                }
            }
            ("TurnCompleted" | "TurnCancelled", _) => {
                self.turns.remove(&id);
                self.happened.push((at, Happened::Reply));
            }
            ("TurnFailed", _) => {
                self.turns.remove(&id);
                self.happened.push((at, Happened::Failure));
            }
            ("ReminderFired", _) => {
                self.reminders.remove(&id);
                self.happened.push((at, Happened::Reminder));
            }
            _ => {}
        }
    }

    /// How long the first event after a position is recorded by now; 0 when there is none.
    pub(super) fn behind(&self, position: u64, now: f64) -> f64 {
        let next = position.saturating_sub(self.from) as usize;
        self.recorded.get(next).map_or(0.0, |at| (now - at).max(0.0))
    }

    /// How long somebody waits for the end of a turn.
    pub(super) fn turn(&self, now: f64) -> f64 {
        self.turns.values().map(|since| now - since).fold(0.0, f64::max)
    }

    /// How long a reminder is overdue.
    pub(super) fn reminder(&self, now: f64) -> f64 {
        self.reminders.values().map(|due| now - due).fold(0.0, f64::max)
    }

    /// How often something happened between two moments.
    pub(super) fn count(&self, what: Happened, from: f64, to: f64) -> usize {
        self.happened.iter().filter(|(at, is)| *is == what && (from..to).contains(at)).count()
    }

    /// When something happened for the last time between two moments.
    pub(super) fn last(&self, what: Happened, from: f64, to: f64) -> Option<f64> {
        let times = self.happened.iter().filter(|(at, is)| *is == what && (from..to).contains(at));
        times.map(|(at, _)| *at).reduce(f64::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_still_to_come_is_known() {
        let (mut follower, meter) = (Follower::new(40), Meter::default());
        let mut see = |event: &str, id: &str, detail: Option<&str>, at| {
            follower.see(event, id.to_owned(), detail.map(str::to_owned), at, &meter);
        };
        see("MessageSent", "conversation", Some("turn-1"), 1.0);
        see("MessageSent", "conversation", Some("turn-2"), 2.0);
        see("TurnStarted", "turn-1", None, 3.0);
        see("TurnCompleted", "turn-1", None, 4.0);
        see("TurnFailed", "turn-2", None, 6.0);
        see("MessageSent", "conversation", Some("turn-3"), 7.0);
        assert_eq!(follower.turn(9.0), 2.0);
        assert_eq!([39, 41, 45, 46].map(|at| follower.behind(at, 9.0)), [8.0, 7.0, 2.0, 0.0]);
        assert_eq!(follower.count(Happened::Reply, 0.0, 9.0), 1);
        assert_eq!(follower.last(Happened::Failure, 0.0, 9.0), Some(6.0));
        assert_eq!(follower.last(Happened::Failure, 6.5, 9.0), None);
    }

    #[test]
    fn a_reminder_is_overdue_until_it_is_given() {
        let (mut follower, meter) = (Follower::new(0), Meter::default());
        let due = (Utc::now() - chrono::TimeDelta::seconds(20)).to_rfc3339();
        follower.see("ReminderScheduled", "one".to_owned(), Some(due), 1.0, &meter);
        assert!((follower.reminder(5.0) - 25.0).abs() < 1.0);
        follower.see("ReminderFired", "one".to_owned(), None, 6.0, &meter);
        assert_eq!(follower.reminder(7.0), 0.0);
    }
}

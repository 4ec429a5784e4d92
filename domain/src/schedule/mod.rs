//! A member's time: which shift takes which part of it. Its stream has the member's id.
//!
//! Shifts are a stream each, so that two shifts of one member never overlap is a rule over
//! streams. Whatever plans, moves, hands over or cancels a shift rearranges the schedules
//! of the members concerned in the same unit of the log: of two at the same moment, one
//! finds the stream changed and decides again.

mod commands;
mod events;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Duration, Utc};
pub use commands::{Rearrangement, ScheduleCommand, ScheduleError};
pub use events::*;
use serde::{Deserialize, Serialize};

use crate::ShiftId;
use crate::aggregate::aggregate;

/// How long a period is remembered after its end; before that nothing is planned.
pub const KEPT: Duration = Duration::days(31);
/// Periods of one member that are remembered at most.
const MOST: usize = 2000;

/// What decisions about a member's time need to know.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub struct Schedule {
    /// Whether anything has happened to it.
    opened: bool,
    /// What ended before is forgotten.
    forgotten_before: Option<DateTime<Utc>>,
    booked: Vec<Booking>,
}

aggregate!(Schedule, "Schedule", ScheduleCommand, ScheduleEvent, ScheduleError);

impl Schedule {
    /// Whether it knows what its member had before there were schedules.
    pub fn is_opened(&self) -> bool {
        self.opened
    }

    /// What takes its member's time, as far as it is remembered.
    pub fn booked(&self) -> &[Booking] {
        &self.booked
    }

    fn decide(&self, command: ScheduleCommand) -> Result<Vec<ScheduleEvent>, ScheduleError> {
        let ScheduleCommand::Rearrange(wanted) = command;
        let oldest = wanted.now.checked_sub_signed(KEPT).unwrap_or(DateTime::<Utc>::MIN_UTC);
        let forgotten_before = self.forgotten_before.map_or(oldest, |known| known.max(oldest));
        let mut state = self.clone();
        let mut events = Vec::new();
        let mut happen = |state: &mut Self, event: ScheduleEvent| {
            state.evolve(event.clone());
            events.push(event);
        };
        let mut bookings = wanted.adopt;
        bookings.retain(|booking| booking.ends_at > forgotten_before);
        if !state.opened && !bookings.is_empty() {
            happen(&mut state, PeriodsAdopted { bookings, forgotten_before }.into());
        }
        let book = latest(wanted.book);
        let kept = |shift: ShiftId| book.iter().any(|booking| booking.shift_id == shift);
        for shift_id in wanted.release {
            if state.of(shift_id).is_some() && !kept(shift_id) {
                happen(&mut state, PeriodReleased { shift_id }.into());
            }
        }
        let others: Vec<_> =
            state.booked.iter().filter(|other| !kept(other.shift_id)).cloned().collect();
        for (place, booking) in book.iter().enumerate() {
            if state.of(booking.shift_id) == Some(booking) {
                continue;
            }
            if booking.ends_at <= booking.starts_at {
                return Err(ScheduleError::EndsBeforeStart);
            }
            if booking.starts_at < forgotten_before {
                return Err(ScheduleError::LongPast);
            }
            let mut rest = others.iter().chain(&book[..place]).chain(&book[place + 1..]);
            if let Some(taken) = rest.find(|other| other.overlaps(booking)) {
                return Err(ScheduleError::Overlaps {
                    wanted: booking.shift_id,
                    taken: taken.clone(),
                    zone: wanted.zone,
                });
            }
            happen(&mut state, PeriodBooked { booking: booking.clone(), forgotten_before }.into());
        }
        if state.booked.len() > MOST.max(self.booked.len()) && !book.is_empty() {
            return Err(ScheduleError::Full);
        }
        Ok(events)
    }

    fn of(&self, shift: ShiftId) -> Option<&Booking> {
        self.booked.iter().find(|booking| booking.shift_id == shift)
    }

    fn evolve(&mut self, event: ScheduleEvent) {
        self.opened = true;
        match event {
            ScheduleEvent::PeriodBooked(event) => {
                self.forget(event.forgotten_before);
                self.book(event.booking);
            }
            ScheduleEvent::PeriodsAdopted(event) => {
                self.forget(event.forgotten_before);
                event.bookings.into_iter().for_each(|booking| self.book(booking));
            }
            ScheduleEvent::PeriodReleased(event) => {
                self.booked.retain(|booking| booking.shift_id != event.shift_id);
            }
        }
    }

    fn book(&mut self, booking: Booking) {
        self.booked.retain(|other| other.shift_id != booking.shift_id);
        self.booked.push(booking);
    }

    fn forget(&mut self, before: DateTime<Utc>) {
        self.forgotten_before = self.forgotten_before.max(Some(before));
        self.booked.retain(|booking| booking.ends_at > before);
    }
}

/// The last booking of each shift.
fn latest(bookings: Vec<Booking>) -> Vec<Booking> {
    let mut latest: Vec<Booking> = Vec::with_capacity(bookings.len());
    for booking in bookings {
        latest.retain(|other| other.shift_id != booking.shift_id);
        latest.push(booking);
    }
    latest
}

//! Shifts with the schedules of those who work them: planned, moved, cancelled.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use domain::roster::{Period, Shift, ShiftCancelled, ShiftChanged, ShiftCommand, ShiftScheduled};
use domain::schedule::{Booking, Rearrangement, Schedule, ScheduleCommand};
use domain::{NotificationId, ShiftId};
use uuid::Uuid;

use super::desk::Desk;
use super::notices::Notice;
use super::story::Story;

impl Desk {
    /// A shift of this person is planned; or the last one is moved or cancelled, of which
    /// they are told.
    pub(super) fn plan(&mut self) -> Story {
        let mut story = self.story("shift");
        let planner = self.business.owner();
        let soon = self.now + TimeDelta::hours(1);
        let last = self.shift.take().filter(|(_, period)| period.starts_at > soon);
        let Some((shift, period)) = last.filter(|_| self.dice.chance(30)) else {
            let shift = ShiftId(self.dice.id());
            let period = self.free_time();
            let scheduled = ShiftScheduled {
                shift_id: shift,
                period: period.clone(),
                scheduled_by: Some(planner),
                imported: None,
            };
            story.begin::<Shift>(shift, ShiftCommand::ScheduleShift(scheduled));
            self.rearrange(&mut story, Vec::new(), vec![Booking::of(shift, &period)]);
            self.shift = Some((shift, period));
            return story;
        };
        let changed = if self.dice.chance(60) {
            let later = Period { ends_at: period.ends_at + TimeDelta::hours(1), ..period };
            let changed =
                ShiftChanged { period: later.clone(), changed_by: planner, imported: None };
            let changed = story.tell::<Shift>(shift, ShiftCommand::ChangeShift(changed));
            self.rearrange(&mut story, Vec::new(), vec![Booking::of(shift, &later)]);
            self.taken_until = self.taken_until.max(later.ends_at);
            changed
        } else {
            let cancelled = ShiftCancelled { cancelled_by: planner, imported: None };
            let cancelled = story.tell::<Shift>(shift, ShiftCommand::CancelShift(cancelled));
            self.rearrange(&mut story, vec![shift], Vec::new());
            cancelled
        };
        if self.me.id != planner {
            let id = NotificationId(Uuid::new_v5(&story.command(), b"notification"));
            let text = self.say(self.business.words.notices);
            Notice::new(id, self.me.id, planner, text).tell(self, &mut story, changed);
        }
        story
    }

    /// Five hours of a later day than any that is taken.
    fn free_time(&mut self) -> Period {
        let day = self.now.max(self.taken_until).date_naive() + TimeDelta::days(1);
        let morning = day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(8);
        let starts_at: DateTime<Utc> = morning + TimeDelta::hours(self.dice.between(0, 8));
        let ends_at = starts_at + TimeDelta::hours(5);
        self.taken_until = ends_at;
        let role = self.dice.pick(self.business.words.positions).unwrap_or_default().to_owned();
        Period { member_id: self.me.id, role, starts_at, ends_at }
    }

    fn rearrange(&self, story: &mut Story, release: Vec<ShiftId>, book: Vec<Booking>) {
        let wanted = Rearrangement {
            release,
            book,
            adopt: Vec::new(),
            now: self.now,
            zone: self.business.zone(),
        };
        story.tell::<Schedule>(self.me.id, ScheduleCommand::Rearrange(wanted));
    }
}

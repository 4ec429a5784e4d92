//! What an import does: the calendar beside what is planned, before anything is written.

use std::collections::{BTreeMap, HashMap, HashSet};

use actions::called;
use chrono::{DateTime, Utc};
use domain::roster::{
    Imported, Period, Shift, ShiftCancelled, ShiftChanged, ShiftCommand, ShiftError, ShiftScheduled,
};
use domain::schedule::{Booking, Rearrangement, Schedule, ScheduleCommand, ScheduleError};
use domain::{Decider, MemberId, Position, ShiftId};
use eventing::Step;
use uuid::Uuid;

use super::dto::{Item, Outcome};
use super::expand::{Occurrence, Series};
use super::export;
use super::read::Who;
use super::refusal::Refusal;
use crate::error::ApiError;
use crate::features::shifts::desk::Desk;
use crate::features::shifts::queries;
use crate::roster::ShiftChange;

/// How often one occurrence can be cancelled in the calendar and come back.
const COMEBACKS: u32 = 100;

/// What an import does.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) items: Vec<Item>,
    pub(super) changes: Vec<ShiftChange>,
}

/// A shift that the calendar wants otherwise.
struct Wanted {
    /// Its place in the plan's items.
    item: usize,
    shift: ShiftId,
    /// What is planned, at which sequence.
    before: Option<(Period, u64)>,
    /// What the calendar says; none: that it is cancelled.
    after: Option<Period>,
    imported: Imported,
}

/// What is planned of an occurrence.
enum Found {
    New(ShiftId),
    Planned {
        shift: ShiftId,
        period: Period,
        version: u64,
        said: Option<Uuid>,
    },
    /// Cancelled here after the calendar had said the same as now.
    LeftOut(ShiftId),
}

/// Lays the calendar beside the roster.
pub(super) struct Planner<'a> {
    pub(super) desk: &'a Desk<'a>,
    /// Members by address in lower case.
    pub(super) addresses: &'a HashMap<String, MemberId>,
}

impl Planner<'_> {
    pub(super) async fn plan(&self, series: &[Series]) -> Result<Plan, ApiError> {
        let mut plan = Plan::default();
        let mut wanted = Vec::new();
        for one in series {
            for (event, refusal) in &one.refused {
                plan.items.push(Item::refused(*event, *refusal));
            }
            self.one(one, &mut plan, &mut wanted).await?;
        }
        self.settle(&mut plan, &mut wanted).await?;
        plan.changes = wanted.into_iter().map(|wanted| wanted.change(self.desk.actor())).collect();
        Ok(plan)
    }

    /// The occurrences of a series, and what is planned of it and comes no more.
    async fn one(
        &self,
        series: &Series,
        plan: &mut Plan,
        wanted: &mut Vec<Wanted>,
    ) -> Result<(), ApiError> {
        let id = Uuid::new_v5(&self.desk.tenant().0, format!("calendar/{}", series.uid).as_bytes());
        let mut named = HashSet::new();
        for occurrence in &series.occurrences {
            for (slot, period) in self.periods(occurrence).into_iter().enumerate() {
                let key = format!("{}/{slot}", occurrence.key);
                let said = period.as_ref().ok().map(|period| said(id, period));
                let found = match self.exported(series, &named).await? {
                    Some(found) => found,
                    None => self.find(id, &key, said).await?,
                };
                let mut item = Item::of(occurrence, Outcome::Unchanged, Some(found.shift()));
                if !named.insert(found.shift()) {
                    plan.items.push(item.refuse(Refusal::UidTwice));
                    continue;
                }
                let (period, said) = match (period, said) {
                    (Ok(period), Some(said)) => (period, said),
                    (Err(refusal), _) => {
                        plan.items.push(item.refuse(refusal));
                        continue;
                    }
                    (Ok(_), None) => continue,
                };
                let before = match found {
                    Found::New(_) => {
                        item.outcome = Outcome::Planned;
                        None
                    }
                    Found::Planned { said: Some(known), .. } if known == said => {
                        plan.items.push(item);
                        continue;
                    }
                    // Exported from here, and the same still.
                    Found::Planned { shift, period: known, .. }
                        if known == period && export::exported(&series.uid) == Some(shift) =>
                    {
                        plan.items.push(item);
                        continue;
                    }
                    Found::Planned { period: known, version, .. } => {
                        if known != period {
                            item.outcome = Outcome::Changed;
                        }
                        Some((known, version))
                    }
                    Found::LeftOut(_) => {
                        plan.items.push(item);
                        continue;
                    }
                };
                let shift = ShiftId(item.shift_id.unwrap_or_default());
                let imported = Imported { series: id, said };
                wanted.push(Wanted {
                    item: plan.items.len(),
                    shift,
                    before,
                    after: Some(period),
                    imported,
                });
                plan.items.push(item);
            }
        }
        // An event that cannot be read may be one that is planned.
        if series.refused.is_empty() {
            self.gone(id, series, &named, plan, wanted).await?;
        }
        Ok(())
    }

    /// Cancels what is planned of a series and is in it no more.
    async fn gone(
        &self,
        id: Uuid,
        series: &Series,
        named: &HashSet<ShiftId>,
        plan: &mut Plan,
        wanted: &mut Vec<Wanted>,
    ) -> Result<(), ApiError> {
        let mut db = self.desk.database().await?;
        let planned = queries::of_series(&mut db, id, self.desk.now).await?;
        drop(db);
        let exported = export::exported(&series.uid).filter(|shift| !planned.contains(&shift.0));
        let planned = planned.into_iter().map(ShiftId).chain(exported);
        for shift in planned.filter(|shift| !named.contains(shift)) {
            let loaded = self.desk.load(shift).await?;
            let Shift::Planned { period, .. } = loaded.aggregate else { continue };
            if period.ends_at <= self.desk.now {
                continue;
            }
            let imported = Imported { series: id, said: Uuid::nil() };
            wanted.push(Wanted {
                item: plan.items.len(),
                shift,
                before: Some((period.clone(), loaded.sequence)),
                after: None,
                imported,
            });
            plan.items.push(Item::cancelled(series.first, shift, &period));
        }
        Ok(())
    }

    /// Who works an occurrence, from when to when, as what: one period per person.
    fn periods(&self, occurrence: &Occurrence) -> Vec<Result<Period, Refusal>> {
        let one = |member: Result<MemberId, Refusal>| {
            let member_id = member?;
            if occurrence.role.is_empty() {
                return Err(Refusal::NoRole);
            }
            let role = Position::parse(&occurrence.role).map_err(|_| Refusal::LongRole)?;
            let role = role.into_string();
            if role.contains('\0') {
                return Err(Refusal::LongRole);
            }
            let (starts_at, ends_at) = (occurrence.starts_at, occurrence.ends_at);
            let period = Period { member_id, role, starts_at, ends_at };
            match period.check() {
                Ok(()) => Ok(period),
                Err(ShiftError::TooLong) => Err(Refusal::TooLong),
                Err(_) => Err(Refusal::EndsBeforeStart),
            }
        };
        match &occurrence.who {
            Who::Attendees(addresses) => addresses
                .iter()
                .map(|address| {
                    one(self.addresses.get(address).copied().ok_or(Refusal::UnknownAttendee))
                })
                .collect(),
            Who::Named(name) => vec![one(match called(name, &self.desk.people).as_slice() {
                [person] => Ok(person.id),
                [] => Err(Refusal::NobodyCalled),
                _ => Err(Refusal::SeveralCalled),
            })],
            Who::Nobody => vec![one(Err(Refusal::NobodyNamed))],
        }
    }

    /// The shift that was exported as this event, unless another occurrence has taken it.
    async fn exported(
        &self,
        series: &Series,
        named: &HashSet<ShiftId>,
    ) -> Result<Option<Found>, ApiError> {
        let Some(shift) = export::exported(&series.uid).filter(|shift| !named.contains(shift))
        else {
            return Ok(None);
        };
        let loaded = self.desk.load(shift).await?;
        Ok(match loaded.aggregate {
            Shift::Unknown => None,
            Shift::Planned { period, imported } => {
                let said = imported.map(|imported| imported.said);
                Some(Found::Planned { shift, period, version: loaded.sequence, said })
            }
            Shift::Cancelled { .. } => Some(Found::LeftOut(shift)),
        })
    }

    /// What is planned of an occurrence. One that was cancelled stays so for its shift: if
    /// the calendar says something else since, it is another shift.
    async fn find(&self, series: Uuid, key: &str, said: Option<Uuid>) -> Result<Found, ApiError> {
        for comeback in 0..COMEBACKS {
            let name = if comeback == 0 { key.to_owned() } else { format!("{key}/{comeback}") };
            let shift = ShiftId(Uuid::new_v5(&series, name.as_bytes()));
            let loaded = self.desk.load(shift).await?;
            match loaded.aggregate {
                Shift::Unknown => return Ok(Found::New(shift)),
                Shift::Planned { period, imported } => {
                    let said = imported.map(|imported| imported.said);
                    return Ok(Found::Planned { shift, period, version: loaded.sequence, said });
                }
                Shift::Cancelled { imported } => {
                    if said.is_none() || imported.map(|imported| imported.said) == said {
                        return Ok(Found::LeftOut(shift));
                    }
                }
            }
        }
        Err(ApiError::internal("an event of a calendar was cancelled too often"))
    }

    /// Refuses what would overlap, until the rest fits together.
    async fn settle(&self, plan: &mut Plan, wanted: &mut Vec<Wanted>) -> Result<(), ApiError> {
        let periods = |wanted: &Wanted| {
            let before = wanted.before.as_ref().map(|(period, _)| period.member_id);
            [before, wanted.after.as_ref().map(|period| period.member_id)]
        };
        let members: HashSet<MemberId> = wanted.iter().flat_map(periods).flatten().collect();
        let members: Vec<MemberId> = members.into_iter().collect();
        let mut adopt = self.desk.roster().before_schedules(&members).await?;
        let mut schedules = BTreeMap::new();
        for member in members {
            let schedule: Schedule = self.desk.schedule(member).await?;
            schedules.insert(member, (schedule, adopt.remove(&member).unwrap_or_default()));
        }
        'again: loop {
            for (member, (schedule, adopt)) in &schedules {
                let change = self.rearrangement(*member, wanted, adopt.clone());
                let last = change.book.last().map(|booking| booking.shift_id);
                let (shift, refusal, with) =
                    match schedule.decide(ScheduleCommand::Rearrange(change)) {
                        Ok(_) => continue,
                        Err(ScheduleError::Overlaps { wanted, taken, .. }) => {
                            (Some(wanted), Refusal::Overlaps, Some(taken.shift_id))
                        }
                        Err(_) => (last, Refusal::Full, None),
                    };
                let Some(place) = place(wanted, shift) else { continue };
                // Of two in the calendar the later one gives way.
                let (place, with) = match self::place(wanted, with) {
                    Some(other) if other > place => (other, shift),
                    _ => (place, with),
                };
                let refused = wanted.remove(place);
                if let Some(item) = plan.items.get_mut(refused.item) {
                    *item = item.clone().refuse(refusal);
                    item.with_shift_id = with.map(|shift| shift.0);
                }
                continue 'again;
            }
            return Ok(());
        }
    }

    fn rearrangement(
        &self,
        member: MemberId,
        wanted: &[Wanted],
        adopt: Vec<Booking>,
    ) -> Rearrangement {
        let (mut release, mut book) = (Vec::new(), Vec::new());
        for one in wanted {
            if one.before.as_ref().is_some_and(|(period, _)| period.member_id == member) {
                release.push(one.shift);
            }
            if let Some(period) = one.after.as_ref().filter(|period| period.member_id == member) {
                book.push(Booking::of(one.shift, period));
            }
        }
        Rearrangement { release, book, adopt, now: self.desk.now, zone: self.desk.zone() }
    }
}

impl Found {
    fn shift(&self) -> ShiftId {
        match self {
            Self::New(shift) | Self::LeftOut(shift) | Self::Planned { shift, .. } => *shift,
        }
    }
}

impl Wanted {
    fn change(self, actor: MemberId) -> ShiftChange {
        let Self { shift: shift_id, before, after, imported, .. } = self;
        let imported = Some(imported);
        let command = match (&before, &after) {
            (None, Some(period)) => {
                let (period, scheduled_by) = (period.clone(), Some(actor));
                ShiftCommand::ScheduleShift(ShiftScheduled {
                    shift_id,
                    period,
                    scheduled_by,
                    imported,
                })
            }
            (_, Some(period)) => {
                let (period, changed_by) = (period.clone(), actor);
                ShiftCommand::ChangeShift(ShiftChanged { period, changed_by, imported })
            }
            (_, None) => {
                ShiftCommand::CancelShift(ShiftCancelled { cancelled_by: actor, imported })
            }
        };
        let version = before.as_ref().map_or(0, |(_, version)| *version);
        let step = Step::new::<Shift>(shift_id, command).expecting(version);
        ShiftChange { shift_id, before: before.map(|(period, _)| period), after, step }
    }
}

fn place(wanted: &[Wanted], shift: Option<ShiftId>) -> Option<usize> {
    wanted.iter().position(|wanted| Some(wanted.shift) == shift)
}

/// A digest of what the calendar says of a shift.
fn said(series: Uuid, period: &Period) -> Uuid {
    let time = |at: DateTime<Utc>| at.timestamp();
    let Period { member_id, role, starts_at, ends_at } = period;
    let text = format!("{member_id}\n{role}\n{}\n{}", time(*starts_at), time(*ends_at));
    Uuid::new_v5(&series, text.as_bytes())
}

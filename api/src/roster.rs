//! From changes of shifts to the steps of one unit: the shifts themselves, and the
//! schedules of the members whom they concern.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::roster::{Period, Shift};
use domain::schedule::{Booking, KEPT, Rearrangement, Schedule, ScheduleCommand};
use domain::{MemberId, ShiftId, TenantId, TimeZone};
use eventing::{Database, EventStore, Step, StoreError};
use uuid::Uuid;

/// What becomes of one shift.
#[derive(Debug)]
pub struct ShiftChange {
    /// Which.
    pub shift_id: ShiftId,
    /// Who worked when until now; none when it is new.
    pub before: Option<Period>,
    /// Who works when from now on; none when it is cancelled.
    pub after: Option<Period>,
    /// The step that says so to the shift. When it depends on `before` it expects the
    /// sequence at which that was read.
    pub step: Step,
}

/// Changes rosters of one business.
#[derive(Debug, Clone, Copy)]
pub struct Roster<'a> {
    /// Takes the commands.
    pub store: &'a EventStore,
    /// Read models, and the log's newest events.
    pub database: &'a Database,
    /// The business.
    pub tenant: TenantId,
    /// Its zone, in which refusals name times.
    pub zone: TimeZone,
    /// When it is decided.
    pub now: DateTime<Utc>,
}

impl Roster<'_> {
    /// The steps that carry out all of `changes`: refused as a whole when two shifts of
    /// one member would overlap.
    pub async fn rearrange(&self, changes: Vec<ShiftChange>) -> Result<Vec<Step>, StoreError> {
        let mut steps = Vec::with_capacity(changes.len() + 2);
        let mut wanted: BTreeMap<MemberId, (Vec<ShiftId>, Vec<Booking>)> = BTreeMap::new();
        for change in changes {
            if let Some(period) = change.before {
                wanted.entry(period.member_id).or_default().0.push(change.shift_id);
            }
            if let Some(period) = change.after {
                let booking = Booking::of(change.shift_id, &period);
                wanted.entry(period.member_id).or_default().1.push(booking);
            }
            steps.push(change.step);
        }
        let members: Vec<MemberId> = wanted.keys().copied().collect();
        let mut before_schedules = self.before_schedules(&members).await?;
        for (member, (release, book)) in wanted {
            let adopt = before_schedules.remove(&member).unwrap_or_default();
            let (now, zone) = (self.now, self.zone);
            let change = Rearrangement { release, book, adopt, now, zone };
            steps.push(Step::new::<Schedule>(member, ScheduleCommand::Rearrange(change)));
        }
        Ok(steps)
    }

    /// What those of `members` who have no schedule yet are planned for: a log may be older
    /// than schedules. Every change of such a member's shifts gives them one, so what is
    /// read here holds for as long as they have none.
    pub async fn before_schedules(
        &self,
        members: &[MemberId],
    ) -> Result<BTreeMap<MemberId, Vec<Booking>>, StoreError> {
        let mut connection = self.database.acquire(self.tenant).await?;
        let unopened: Vec<Uuid> = sqlx::query_scalar(
            "SELECT m.id FROM unnest($1::uuid[]) AS m(id) WHERE NOT EXISTS ( \
               SELECT FROM events WHERE aggregate_type = 'Schedule' AND aggregate_id = $2 || '/' || m.id)",
        )
        .bind(members.iter().map(|member| member.0).collect::<Vec<_>>())
        .bind(self.tenant.to_string())
        .fetch_all(&mut *connection)
        .await?;
        if unopened.is_empty() {
            return Ok(BTreeMap::new());
        }
        // What the read model knows, and what it may not know yet.
        let shifts: Vec<Uuid> = sqlx::query_scalar(
            "SELECT shift_id FROM shifts WHERE member_id = ANY($1) AND status = 'planned' AND ends_at > $2 \
             UNION \
             SELECT substring(aggregate_id FROM 38)::uuid FROM events \
             WHERE tenant_id = $3 AND aggregate_type = 'Roster' AND position > ( \
               SELECT coalesce(min(c.position), 0) FROM projection_generations g \
               JOIN checkpoints c USING (projection, generation) WHERE g.projection = 'roster')",
        )
        .bind(&unopened)
        .bind(self.now - KEPT)
        .bind(self.tenant.0)
        .fetch_all(&mut *connection)
        .await?;
        drop(connection);
        let mut planned: BTreeMap<MemberId, Vec<Booking>> = BTreeMap::new();
        for id in shifts {
            let shift = self.store.load::<Shift>(self.tenant, id).await?.aggregate;
            let Shift::Planned { period, .. } = shift else { continue };
            if unopened.contains(&period.member_id.0) {
                let booking = Booking::of(ShiftId(id), &period);
                planned.entry(period.member_id).or_default().push(booking);
            }
        }
        Ok(planned)
    }
}

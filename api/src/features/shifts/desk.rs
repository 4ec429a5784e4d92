//! Where the roster is changed: whose it is, what is planned, who is told.

use std::collections::BTreeMap;

use actions::business::{self, Business, Person, name_of};
use actions::{Language, spoken_when};
use chrono::{DateTime, Utc};
use domain::notification::{
    Notification, NotificationCommand, NotificationIssued, NotificationKind, Urgency,
};
use domain::roster::{Period, Shift, ShiftError};
use domain::schedule::Schedule;
use domain::when::When;
use domain::{DomainError, MemberId, NotificationId, Personal, ShiftId, TenantId, TimeZone};
use eventing::{Loaded, Step, StoreError};
use sqlx::Postgres;
use sqlx::pool::PoolConnection;
use uuid::Uuid;

use super::words::{Counted, News};
use crate::command::Writer;
use crate::error::ApiError;
use crate::permission::Permission;
use crate::roster::{Roster, ShiftChange};
use crate::state::AppState;

/// A planned shift, as its stream has it.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    pub(super) id: ShiftId,
    pub(super) period: Period,
    /// The sequence of its last event.
    pub(super) version: u64,
}

/// One change of a business's roster by a member who may.
pub(super) struct Desk<'a> {
    state: &'a AppState,
    writer: &'a Writer,
    pub(super) business: Business,
    pub(super) people: Vec<Person>,
    pub(super) now: DateTime<Utc>,
}

/// Refuses everybody but owners and managers.
pub(super) fn may_plan(writer: &Writer) -> Result<(), ApiError> {
    writer.member.must(Permission::PlanShifts)
}

impl<'a> Desk<'a> {
    /// Reads whose roster it is.
    pub(super) async fn open(state: &'a AppState, writer: &'a Writer) -> Result<Self, ApiError> {
        let mut db = state.services.database.acquire(writer.member.tenant).await?;
        let business = business::business(&mut db)
            .await?
            .ok_or_else(|| ApiError::unavailable("the business is not projected"))?;
        let people = business::people(&mut db).await?;
        Ok(Self { state, writer, business, people, now: Utc::now() })
    }

    /// The business.
    pub(super) fn tenant(&self) -> TenantId {
        self.writer.member.tenant
    }

    /// Who changes the roster.
    pub(super) fn actor(&self) -> MemberId {
        self.writer.member.id
    }

    /// Its zone.
    pub(super) fn zone(&self) -> TimeZone {
        TimeZone(self.business.zone)
    }

    /// Its read models.
    pub(super) async fn database(&self) -> Result<PoolConnection<Postgres>, ApiError> {
        Ok(self.state.services.database.acquire(self.tenant()).await?)
    }

    /// A shift's stream.
    pub(super) async fn load(&self, shift: ShiftId) -> Result<Loaded<Shift>, ApiError> {
        Ok(self.state.services.store.load::<Shift>(self.tenant(), shift.0).await?)
    }

    /// What a member's time is taken by.
    pub(super) async fn schedule(&self, member: MemberId) -> Result<Schedule, ApiError> {
        let loaded = self.state.services.store.load::<Schedule>(self.tenant(), member.0).await?;
        Ok(loaded.aggregate)
    }

    /// Who works how much of whose time.
    pub(super) fn roster(&self) -> Roster<'_> {
        Roster {
            store: &self.state.services.store,
            database: &self.state.services.database,
            tenant: self.tenant(),
            zone: self.zone(),
            now: self.now,
        }
    }

    /// A shift that is planned.
    pub(super) async fn planned(&self, id: ShiftId) -> Result<Planned, ApiError> {
        let loaded = self.load(id).await?;
        match loaded.aggregate {
            Shift::Planned { period, .. } => Ok(Planned { id, period, version: loaded.sequence }),
            Shift::Unknown => Err(ApiError::no_such("shift")),
            Shift::Cancelled { .. } => {
                let (class, code) = (ShiftError::Cancelled.class(), ShiftError::Cancelled.code());
                let message = ShiftError::Cancelled.to_string();
                Err(StoreError::Rejected { class, code, message }.into())
            }
        }
    }

    /// Refuses who does not work here; `pointer` is where in the body they are named.
    pub(super) fn works_here(&self, member: MemberId, pointer: &str) -> Result<(), ApiError> {
        if self.people.iter().any(|person| person.id == member) {
            return Ok(());
        }
        Err(ApiError::field(pointer, "names nobody of this business"))
    }

    /// Tells `recipient` what became of a shift of theirs, once per version of it; nobody
    /// is told what they do themselves, or what is over.
    pub(super) fn tell(
        &self,
        recipient: MemberId,
        shift: &Planned,
        news: &News<'_>,
    ) -> Option<Step> {
        let known = |member| name_of(&self.people, member);
        if news.last_end() <= self.now {
            return None;
        }
        let language = Language::of(&self.business.locale);
        let time = |period: &Period| {
            spoken_when(When::Range(period.starts_at, period.ends_at), self.business.zone, language)
        };
        let id = shift.id.notification(shift.version + 1, recipient);
        self.notice(id, recipient, news.other(), news.text(time, known, language))
    }

    /// Tells everybody whose shifts an import changes, once per command.
    pub(super) fn tell_of_import(&self, command: Uuid, changes: &[ShiftChange]) -> Vec<Step> {
        let mut counted: BTreeMap<MemberId, Counted> = BTreeMap::new();
        for change in changes.iter().filter(|change| change.before != change.after) {
            let of = |period: &Option<Period>| period.as_ref().map(|period| period.member_id);
            match (of(&change.before), of(&change.after)) {
                (Some(one), Some(other)) if one == other => {
                    counted.entry(one).or_default().changed += 1;
                }
                (before, after) => {
                    if let Some(member) = before {
                        counted.entry(member).or_default().cancelled += 1;
                    }
                    if let Some(member) = after {
                        counted.entry(member).or_default().planned += 1;
                    }
                }
            }
        }
        let language = Language::of(&self.business.locale);
        let tell = |(member, counted): (MemberId, Counted)| {
            let id = Uuid::new_v5(&command, format!("import/{member}").as_bytes());
            self.notice(NotificationId(id), member, None, counted.text(language))
        };
        counted.into_iter().filter_map(tell).collect()
    }

    /// A notice from who changes the roster; none to themselves, or to who has left.
    fn notice(
        &self,
        id: NotificationId,
        recipient: MemberId,
        other: Option<MemberId>,
        text: String,
    ) -> Option<Step> {
        let sender = self.actor();
        let known = |member| name_of(&self.people, member);
        if recipient == sender || known(recipient).is_none() {
            return None;
        }
        let language = Language::of(&self.business.locale);
        let about = |text| Personal::of_all(sender, other.into_iter().chain([recipient]), text);
        let rules = &self.business.notification_rules;
        let timing = rules.timing(Urgency::Normal, false, self.now, self.business.zone);
        let issued = NotificationIssued {
            notification_id: id,
            recipient,
            sender,
            kind: NotificationKind::Notice,
            urgency: Urgency::Normal,
            answer_wanted: false,
            text: about(text),
            reason: about(super::words::reason(known(sender), language)),
            deliver_after: timing.deliver_after,
            acknowledge_by: None,
            ladder_id: id.ladder(),
            rung: 0,
            action_id: None,
            turn_id: None,
            reminder_id: None,
        };
        let issue = NotificationCommand::IssueNotification(issued);
        Some(Step::new::<Notification>(id, issue))
    }
}

//! Where the roster is changed: whose it is, what is planned, who is told.

use actions::business::{self, Business, Person, name_of};
use actions::{Language, spoken_when};
use chrono::{DateTime, Utc};
use domain::notification::{
    Notification, NotificationCommand, NotificationIssued, NotificationKind, Urgency,
};
use domain::roster::{Period, Shift, ShiftError};
use domain::when::When;
use domain::{DomainError, MemberId, Personal, ShiftId, TimeZone};
use eventing::{Step, StoreError};

use super::words::News;
use crate::command::Writer;
use crate::error::{ApiError, kinds};
use crate::roster::Roster;
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
    if writer.member.role.manages() {
        return Ok(());
    }
    let detail = "Only owners and managers change the roster; ask one of them.";
    Err(ApiError::because(kinds::FORBIDDEN, detail))
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

    /// Who works how much of whose time.
    pub(super) fn roster(&self) -> Roster<'_> {
        Roster {
            store: &self.state.services.store,
            database: &self.state.services.database,
            tenant: self.writer.member.tenant,
            zone: TimeZone(self.business.zone),
            now: self.now,
        }
    }

    /// A shift that is planned.
    pub(super) async fn planned(&self, id: ShiftId) -> Result<Planned, ApiError> {
        let tenant = self.writer.member.tenant;
        let loaded = self.state.services.store.load::<Shift>(tenant, id.0).await?;
        match loaded.aggregate {
            Shift::Planned(period) => Ok(Planned { id, period, version: loaded.sequence }),
            Shift::Unknown => Err(ApiError::no_such("shift")),
            Shift::Cancelled => {
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
        let sender = self.writer.member.id;
        let known = |member| name_of(&self.people, member);
        if recipient == sender || news.last_end() <= self.now || known(recipient).is_none() {
            return None;
        }
        let language = Language::of(&self.business.locale);
        let time = |period: &Period| {
            spoken_when(When::Range(period.starts_at, period.ends_at), self.business.zone, language)
        };
        let about =
            |text| Personal::of_all(sender, news.other().into_iter().chain([recipient]), text);
        let id = shift.id.notification(shift.version + 1, recipient);
        let rules = &self.business.notification_rules;
        let timing = rules.timing(Urgency::Normal, false, self.now, self.business.zone);
        let issued = NotificationIssued {
            notification_id: id,
            recipient,
            sender,
            kind: NotificationKind::Notice,
            urgency: Urgency::Normal,
            answer_wanted: false,
            text: about(news.text(time, known, language)),
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

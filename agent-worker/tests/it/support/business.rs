//! Commands that people would send through the API.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::conversation::{
    Conversation, ConversationCommand, ConversationStarted, MessageSent, ReplyGiven,
};
use domain::document::{Content, Document, DocumentAdded, DocumentCommand, Source};
use domain::member::{Member, MemberCommand, MemberJoined, MemberRemoved};
use domain::roster::{Period, Shift, ShiftCommand, ShiftScheduled};
use domain::task::{Task, TaskCommand, TaskCreated};
use domain::tenant::{
    Policy, PolicyChanged, ProfileChanged, Tenant, TenantCommand, TenantRegistered,
};
use domain::turn::{Turn, TurnCancelled, TurnCommand, TurnStarted};
use domain::when::{self, When};
use domain::{
    Actor, ConversationId, DocumentId, MemberId, MessageId, Personal, Role, ShiftId, TaskId,
    TimeZone, Trust, TurnId,
};
use eventing::{CommandRequest, Step, StoreError};
use uuid::Uuid;

use super::{Asked, World};

pub(super) const ROME: chrono_tz::Tz = chrono_tz::Europe::Rome;

/// A local time so many days after the day on which the tests began: the same moment
/// however long they take.
pub(crate) fn day(after: i64, time: &str) -> String {
    static TODAY: LazyLock<NaiveDate> =
        LazyLock::new(|| Utc::now().with_timezone(&ROME).date_naive());
    format!("{}T{time}", *TODAY + TimeDelta::days(after))
}

fn moment(local: &str) -> DateTime<Utc> {
    match when::resolve(local, Utc::now(), ROME).unwrap() {
        When::At(at) => at,
        When::Range(..) => panic!("{local} is no moment"),
    }
}

/// How receipts name a moment.
pub(crate) fn in_words(local: &str) -> String {
    when::describe(moment(local), ROME)
}

impl World {
    pub(super) async fn open_business(&self) {
        let registered = TenantRegistered {
            tenant_id: self.tenant,
            name: "Mario's Pizza".to_owned(),
            description: None,
            time_zone: TimeZone(ROME),
            locale: "en".to_owned(),
            owner: self.mario,
        };
        let mut steps =
            vec![Step::new::<Tenant>(self.tenant, TenantCommand::RegisterTenant(registered))];
        for (member_id, name, role, title) in [
            (self.mario, "Mario", Role::Owner, "owner"),
            (self.luigi, "Luigi", Role::Member, "employee"),
            (self.peach, "Peach", Role::Member, "employee"),
            (self.toad, "Toad", Role::Manager, "night manager"),
        ] {
            let joined = MemberJoined {
                member_id,
                name: Personal::of(member_id, name.to_owned()),
                role,
                title: title.to_owned(),
            };
            steps.push(Step::new::<Member>(member_id, MemberCommand::JoinTenant(joined)));
        }
        self.send(self.mario, steps).await.unwrap();
    }

    pub(crate) async fn send(&self, by: MemberId, steps: Vec<Step>) -> Result<u64, StoreError> {
        self.send_at(by, steps, Utc::now()).await
    }

    /// The same at another moment.
    pub(crate) async fn send_at(
        &self,
        by: MemberId,
        steps: Vec<Step>,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let request = CommandRequest::new(self.tenant, Actor::Member(by), now);
        Ok(self.store.execute(request, steps).await?.position)
    }

    /// Luigi says something in a new conversation.
    pub(crate) async fn ask(&self, text: &str) -> Asked {
        self.ask_as(self.luigi, text).await
    }

    /// Somebody says something in a new conversation.
    pub(crate) async fn ask_as(&self, member_id: MemberId, text: &str) -> Asked {
        let conversation = ConversationId(Uuid::now_v7());
        let started = ConversationStarted { conversation_id: conversation, member_id };
        let start = ConversationCommand::StartConversation(started);
        let step = Step::new::<Conversation>(conversation, start);
        self.send(member_id, vec![step]).await.unwrap();
        self.say(member_id, conversation, text).await
    }

    /// Luigi says something more.
    pub(crate) async fn ask_in(&self, conversation: ConversationId, text: &str) -> Asked {
        self.say(self.luigi, conversation, text).await
    }

    async fn say(&self, member_id: MemberId, conversation: ConversationId, text: &str) -> Asked {
        let message = MessageId(Uuid::now_v7());
        let sent = ConversationCommand::SendMessage(MessageSent {
            message_id: message,
            member_id,
            text: Personal::of(member_id, text.to_owned()),
            turn_id: TurnId::of(message, 1),
        });
        let step = Step::new::<Conversation>(conversation, sent);
        self.send(member_id, vec![step]).await.unwrap();
        Asked { conversation, message }
    }

    /// What Luigi said before and was answered, so many times.
    pub(crate) async fn answered_before(&self, conversation: ConversationId, times: u32) {
        for n in 0..times {
            let asked = self.ask_in(conversation, &format!("Question {n}")).await;
            let turn_id = TurnId::of(asked.message, 1);
            let reply = ConversationCommand::RecordReply(ReplyGiven {
                message_id: turn_id.reply(),
                turn_id,
                in_reply_to: asked.message,
                text: Personal::of(self.luigi, format!("Answer {n}")),
                citations: vec![],
                actions: vec![],
                withheld: 0,
                model: "scripted-1".to_owned(),
                tainted: false,
            });
            let step = Step::new::<Conversation>(conversation, reply);
            self.send(self.luigi, vec![step]).await.unwrap();
        }
    }

    fn started(&self, asked: Asked, attempt: u32) -> TurnStarted {
        TurnStarted {
            turn_id: TurnId::of(asked.message, attempt),
            conversation_id: asked.conversation,
            message_id: asked.message,
            member_id: self.luigi,
            attempt,
        }
    }

    /// Luigi wants another try.
    pub(crate) async fn retry(&self, asked: Asked, attempt: u32) {
        let begin = self.started(asked, attempt);
        let step = Step::new::<Turn>(begin.turn_id, TurnCommand::BeginTurn(begin)).expecting(0);
        self.send(self.luigi, vec![step]).await.unwrap();
    }

    /// Luigi wants no answer any more.
    pub(crate) async fn cancel(&self, asked: Asked) {
        let begun = self.started(asked, 1);
        let cancelled = TurnCancelled { cancelled_by: self.luigi };
        let step = Step::new::<Turn>(begun.turn_id, TurnCommand::CancelTurn(begun, cancelled));
        self.send(self.luigi, vec![step]).await.unwrap();
    }

    /// Plans work between two moments.
    pub(crate) async fn plan(&self, member_id: MemberId, role: &str, from: &str, to: &str) {
        let shift_id = ShiftId(Uuid::now_v7());
        let (starts_at, ends_at) = (moment(from), moment(to));
        let period = Period { member_id, role: role.to_owned(), starts_at, ends_at };
        let planned =
            ShiftScheduled { shift_id, period, scheduled_by: Some(self.mario), imported: None };
        let step = Step::new::<Shift>(shift_id, ShiftCommand::ScheduleShift(planned));
        self.send(self.mario, vec![step]).await.unwrap();
    }

    /// Mario wants something done by somebody, and when there is a time, by then.
    pub(crate) async fn task(&self, title: &str, assignee: Option<MemberId>, due: Option<&str>) {
        let task_id = TaskId(Uuid::now_v7());
        let about = [self.mario].into_iter().chain(assignee);
        let created = TaskCreated {
            task_id,
            created_by: self.mario,
            assignee,
            title: Personal::of_all(self.mario, about, title.to_owned()),
            notes: None,
            due_at: due.map(moment),
            action_id: None,
        };
        let step = Step::new::<Task>(task_id, TaskCommand::CreateTask(created));
        self.send(self.mario, vec![step]).await.unwrap();
    }

    pub(crate) async fn document(&self, title: &str, text: &str, trust: Trust) {
        let document_id = DocumentId(Uuid::now_v7());
        let (title, text) = (title.to_owned(), text.to_owned());
        let added = DocumentAdded {
            document_id,
            content: Content { sha256: format!("{title}/{text}"), title, text, file: None },
            source: Source::Typed,
            trust,
            added_by: self.mario,
        };
        let step = Step::new::<Document>(document_id, DocumentCommand::AddDocument(added));
        self.send(self.mario, vec![step]).await.unwrap();
    }

    pub(crate) async fn policy(&self, policy: Policy) {
        let policies = actions::KINDS.iter().map(|kind| (kind.name().to_owned(), policy)).collect();
        let change =
            TenantCommand::ChangePolicy(PolicyChanged { policies, by_role: BTreeMap::new() });
        self.send(self.mario, vec![Step::new::<Tenant>(self.tenant, change)]).await.unwrap();
    }

    /// Changes the language of the business.
    pub(crate) async fn speak(&self, locale: &str) {
        self.change_profile(ProfileChanged {
            name: "Mario's Pizza".to_owned(),
            description: None,
            time_zone: TimeZone(ROME),
            locale: locale.to_owned(),
        })
        .await;
    }

    pub(crate) async fn change_profile(&self, profile: ProfileChanged) {
        let change = TenantCommand::ChangeProfile(profile);
        self.send(self.mario, vec![Step::new::<Tenant>(self.tenant, change)]).await.unwrap();
    }

    pub(crate) async fn remove(&self, member: MemberId) {
        let removed = MemberRemoved { removed_by: Some(self.mario) };
        let step = Step::new::<Member>(member, MemberCommand::RemoveMember(removed));
        self.send(self.mario, vec![step]).await.unwrap();
    }
}

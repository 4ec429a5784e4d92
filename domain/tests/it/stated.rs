//! The events that a command states, whether or not it would be decided.

use domain::access::{AccessCommand, AccessEvent};
use domain::action::{ActionCommand, ActionEvent};
use domain::conversation::{ConversationCommand, ConversationEvent};
use domain::document::{DocumentCommand, DocumentEvent};
use domain::logbook::{LogbookCommand, LogbookEvent};
use domain::member::{MemberCommand, MemberEvent};
use domain::memory::{MemoryCommand, MemoryEvent};
use domain::notification::{NotificationCommand, NotificationEvent};
use domain::reminder::{ReminderCommand, ReminderEvent};
use domain::roster::{ShiftCommand, ShiftEvent};
use domain::schedule::{
    PeriodBooked, PeriodReleased, PeriodsAdopted, ScheduleCommand, ScheduleEvent,
};
use domain::task::{TaskCommand, TaskEvent};
use domain::tenant::{OwnersChanged, TenantCommand, TenantEvent};
use domain::turn::{TurnCommand, TurnEvent};

/// A command, as the events that it asks for.
pub(crate) trait Stated<E> {
    fn stated(self) -> Vec<E>;
}

macro_rules! stated {
    ($command:ident => $event:ident {
        $($one:ident),+ $(,)? $(; $($two:ident),+)?
    }) => {
        impl Stated<$event> for $command {
            fn stated(self) -> Vec<$event> {
                match self {
                    $(Self::$one(event) => vec![event.into()],)+
                    $($(Self::$two(first, second) => vec![first.into(), second.into()],)+)?
                }
            }
        }
    };
}

stated!(MemberCommand => MemberEvent {
    InviteMember, WithdrawInvitation, JoinTenant, ChangeRole, RemoveMember, EraseMember, ExportMember,
    ChangeNotificationPreferences
});
stated!(ConversationCommand => ConversationEvent {
    StartConversation, SendMessage, RecordReply, DiscloseWords, RenameConversation,
    ArchiveConversation, RestoreConversation, RateReply, PassQuestionOn, TakeQuestionBack,
    SettleQuestion
});
stated!(TurnCommand => TurnEvent {
    BeginTurn, RecordContext, RecordModelResponse, RecordAttemptFailure, RecordToolResult,
    CompleteTurn, FailTurn; CancelTurn
});
stated!(ActionCommand => ActionEvent {
    RequestAction, ReviseAction, RejectAction, FailAction, ExpireAction, UndoAction;
    RequestAndPerform, ApproveAndPerform
});
stated!(NotificationCommand => NotificationEvent {
    IssueNotification, RecordDelivery, MarkRead, Acknowledge, WithdrawNotification,
    Release, Snooze, Escalate, EndEscalation
});
stated!(DocumentCommand => DocumentEvent { AddDocument, ReviseDocument, RemoveDocument });
stated!(ShiftCommand => ShiftEvent { ScheduleShift, ChangeShift, CancelShift });
stated!(ReminderCommand => ReminderEvent { ScheduleReminder, CancelReminder, FireReminder });
stated!(MemoryCommand => MemoryEvent { RememberFact, ReviseFact, ForgetFact });

impl Stated<ScheduleEvent> for ScheduleCommand {
    fn stated(self) -> Vec<ScheduleEvent> {
        let Self::Rearrange(wanted) = self;
        let forgotten_before = wanted.now;
        let mut events = vec![PeriodsAdopted { bookings: wanted.adopt, forgotten_before }.into()];
        let released = |shift_id| PeriodReleased { shift_id }.into();
        events.extend(wanted.release.into_iter().map(released));
        let booked = |booking| PeriodBooked { booking, forgotten_before }.into();
        events.extend(wanted.book.into_iter().map(booked));
        events
    }
}

stated!(AccessCommand => AccessEvent { Record });

impl Stated<TaskEvent> for TaskCommand {
    fn stated(self) -> Vec<TaskEvent> {
        vec![match self {
            Self::CreateTask(event) => event.into(),
            Self::AssignTask(event, _) => event.into(),
            Self::RescheduleTask(event, _) => event.into(),
            Self::CompleteTask(event, _) => event.into(),
            Self::ReopenTask(event, _) => event.into(),
        }]
    }
}

impl Stated<LogbookEvent> for LogbookCommand {
    fn stated(self) -> Vec<LogbookEvent> {
        vec![match self {
            Self::LogEntry(event) => event.into(),
            Self::StrikeEntry(event, _) => event.into(),
        }]
    }
}

impl Stated<TenantEvent> for TenantCommand {
    fn stated(self) -> Vec<TenantEvent> {
        use TenantCommand::*;
        vec![match self {
            RegisterTenant(event) => event.into(),
            ChangeProfile(event) => event.into(),
            ConfigureAgent(event) => event.into(),
            ChangePolicy(event) => event.into(),
            ChangeNotificationRules(event) => event.into(),
            SetQuota(event) => event.into(),
            SuspendTenant(event) => event.into(),
            ResumeTenant(event) => event.into(),
            ChangeOwners(change) => {
                let mut owners: Vec<_> = change.known.into_iter().chain(change.add).collect();
                owners.sort_unstable();
                owners.dedup();
                OwnersChanged { owners, changed_by: change.changed_by }.into()
            }
        }]
    }
}

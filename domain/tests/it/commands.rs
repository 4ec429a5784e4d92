//! Generated events, and the commands that state them.

/// A strategy for an event: the struct's fields, each with its own strategy.
macro_rules! event {
    ($name:ident { $($field:ident: $value:expr),+ $(,)? }) => {
        event!(@pair ($($field),+) ($($value),+) $name)
    };
    (@pair ($($field:ident),+) ($($value:expr),+) $name:ident) => {
        ($($value.boxed(),)+).prop_map(|($($field,)+)| $name { $($field),+ })
    };
}

mod access;
mod ledger;
mod reaction;

use chrono::NaiveTime;
use domain::conversation::*;
use domain::document::*;
use domain::member::*;
use domain::notification::*;
use domain::reminder::*;
use domain::roster::*;
use domain::schedule::*;
use domain::tenant::*;
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;

pub(crate) use self::access::access;
pub(crate) use self::ledger::{logbook, memory, task};
pub(crate) use self::reaction::{action, turn};
use crate::values::{id, number, personal, role, text, time, time_zone, trust};

pub(crate) fn tenant() -> BoxedStrategy<TenantCommand> {
    use TenantCommand::*;
    prop_oneof![
        event!(TenantRegistered {
            tenant_id: id(),
            name: text(),
            description: option::of(text()),
            time_zone: time_zone(),
            locale: text(),
            owner: id(),
        })
        .prop_map(RegisterTenant),
        event!(ProfileChanged {
            name: text(),
            description: option::of(text()),
            time_zone: time_zone(),
            locale: text(),
        })
        .prop_map(ChangeProfile),
        event!(AgentConfigured {
            persona: text(),
            rules: vec(text(), 0..2),
            model: option::of(text()),
            fallback_model: option::of(text()),
            temperature: option::of(0f32..2.0),
            max_output_tokens: option::of(number()),
        })
        .prop_map(ConfigureAgent),
        event!(PolicyChanged {
            policies: btree_map(text(), policy(), 0..2),
            by_role: btree_map(role(), btree_map(text(), policy(), 0..2), 0..2),
        })
        .prop_map(ChangePolicy),
        event!(NotificationRulesChanged { rules: rules() }).prop_map(ChangeNotificationRules),
        event!(QuotaSet {
            monthly_cost_micro_usd: option::of(any::<u64>()),
            monthly_tokens: option::of(any::<u64>()),
            warn_percent: any::<u8>(),
        })
        .prop_map(SetQuota),
        event!(OwnerChange {
            add: option::of(id()),
            remove: option::of(id()),
            known: vec(id(), 0..3),
            changed_by: option::of(id()),
        })
        .prop_map(ChangeOwners),
        event!(TenantSuspended { reason: text(), suspended_by: id() }).prop_map(SuspendTenant),
        event!(TenantResumed { resumed_by: id() }).prop_map(ResumeTenant),
    ]
    .boxed()
}

fn quiet_hours() -> impl Strategy<Value = QuietHours> {
    let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    (0u32..24, 0u32..24).prop_map(move |(from, to)| QuietHours { from: hour(from), to: hour(to) })
}

fn preferences() -> impl Strategy<Value = NotificationPreferences> {
    event!(NotificationPreferences {
        not_shown: btree_set(notification_kind(), 0..3),
        not_pushed: btree_set(notification_kind(), 0..3),
        quiet_hours: option::of(quiet_hours()),
    })
}

fn rules() -> impl Strategy<Value = NotificationRules> {
    event!(NotificationRules {
        acknowledge_normal_within: option::of(number()),
        acknowledge_urgent_within: option::of(number()),
        quiet_hours: option::of(quiet_hours()),
        urgent_breaks_quiet_hours: any::<bool>(),
    })
}

fn policy() -> impl Strategy<Value = Policy> {
    prop_oneof![Just(Policy::Allow), Just(Policy::Ask), Just(Policy::Deny)]
}

pub(crate) fn member() -> BoxedStrategy<MemberCommand> {
    use MemberCommand::*;
    prop_oneof![
        event!(MemberInvited {
            member_id: id(),
            name: personal(text()),
            email: option::of(personal(text())),
            role: role(),
            title: text(),
            invited_by: option::of(id()),
        })
        .prop_map(InviteMember),
        event!(InvitationWithdrawn { withdrawn_by: option::of(id()) }).prop_map(WithdrawInvitation),
        event!(MemberJoined {
            member_id: id(),
            name: personal(text()),
            role: role(),
            title: text()
        })
        .prop_map(JoinTenant),
        event!(RoleChanged { role: role(), title: text(), changed_by: option::of(id()) })
            .prop_map(ChangeRole),
        event!(MemberRemoved { removed_by: option::of(id()) }).prop_map(RemoveMember),
        event!(MemberErased { erased_by: option::of(id()) }).prop_map(EraseMember),
        event!(MemberExported { exported_by: option::of(id()) }).prop_map(ExportMember),
        event!(NotificationPreferencesChanged { preferences: preferences() })
            .prop_map(ChangeNotificationPreferences),
    ]
    .boxed()
}

pub(crate) fn conversation() -> BoxedStrategy<ConversationCommand> {
    use ConversationCommand::*;
    let citation = || {
        event!(Citation {
            n: number(),
            chunk_id: id(),
            document_id: id(),
            document_version: number(),
        })
    };
    prop_oneof![
        event!(ConversationStarted { conversation_id: id(), member_id: id() })
            .prop_map(StartConversation),
        event!(MessageSent {
            message_id: id(),
            member_id: id(),
            text: personal(text()),
            turn_id: id(),
        })
        .prop_map(SendMessage),
        event!(ReplyGiven {
            message_id: id(),
            turn_id: id(),
            in_reply_to: id(),
            text: personal(text()),
            citations: vec(citation(), 0..2),
            actions: vec(id(), 0..2),
            withheld: number(),
            model: text(),
            tainted: any::<bool>(),
        })
        .prop_map(RecordReply),
        event!(WordsDisclosed {
            disclosure_id: id(),
            member_id: id(),
            disclosed_to: id(),
            reason: personal(text()),
            expires_at: time(),
        })
        .prop_map(DiscloseWords),
        event!(ConversationRenamed { member_id: id(), title: personal(text()) })
            .prop_map(RenameConversation),
        id().prop_map(|member_id| ArchiveConversation(ConversationArchived { member_id })),
        id().prop_map(|member_id| RestoreConversation(ConversationRestored { member_id })),
        event!(ReplyRated {
            message_id: id(),
            member_id: id(),
            rating: option::of(prop_oneof![Just(Rating::Helpful), Just(Rating::Unhelpful)]),
            reason: option::of(personal(text())),
        })
        .prop_map(RateReply),
        event!(QuestionPassedOn { message_id: id(), member_id: id() }).prop_map(PassQuestionOn),
        event!(QuestionTakenBack { message_id: id(), member_id: id() }).prop_map(TakeQuestionBack),
        event!(QuestionSettled { message_id: id(), settled_by: id() }).prop_map(SettleQuestion),
    ]
    .boxed()
}

pub(crate) fn notification() -> BoxedStrategy<NotificationCommand> {
    use NotificationCommand::*;
    // A tuple of strategies has an end: the causes come separately.
    let told = (id(), id(), id(), notification_kind(), urgency(), any::<bool>());
    let words = (personal(text()), personal(text()), option::of(time()), option::of(time()));
    let causes = (id(), number(), option::of(id()), option::of(id()), option::of(id()));
    let issued = (told, words, causes).prop_map(|(told, words, causes)| NotificationIssued {
        notification_id: told.0,
        recipient: told.1,
        sender: told.2,
        kind: told.3,
        urgency: told.4,
        answer_wanted: told.5,
        text: words.0,
        reason: words.1,
        deliver_after: words.2,
        acknowledge_by: words.3,
        ladder_id: causes.0,
        rung: causes.1,
        action_id: causes.2,
        turn_id: causes.3,
        reminder_id: causes.4,
    });
    prop_oneof![
        issued.prop_map(IssueNotification),
        event!(NotificationDelivered { channel: text() }).prop_map(RecordDelivery),
        event!(NotificationRead { member_id: id() }).prop_map(MarkRead),
        event!(NotificationAcknowledged { member_id: id() }).prop_map(Acknowledge),
        event!(NotificationWithdrawn { withdrawn_by: id() }).prop_map(WithdrawNotification),
        event!(NotificationReleased { held_until: time() }).prop_map(Release),
        event!(NotificationSnoozed { member_id: id(), until: time() }).prop_map(Snooze),
        event!(NotificationEscalated { to: id(), recipient: id(), rung: number() })
            .prop_map(Escalate),
        event!(EscalationEnded { reason: escalation_end() }).prop_map(EndEscalation),
    ]
    .boxed()
}

fn notification_kind() -> impl Strategy<Value = NotificationKind> {
    use NotificationKind::*;
    prop_oneof![
        Just(Notice),
        Just(Question),
        Just(Reminder),
        Just(Task),
        Just(Approval),
        Just(System)
    ]
}

fn escalation_end() -> impl Strategy<Value = EscalationEnd> {
    use EscalationEnd::*;
    prop_oneof![Just(Acknowledged), Just(NobodyLeft), Just(Erased)]
}

pub(crate) fn reminder() -> BoxedStrategy<ReminderCommand> {
    use ReminderCommand::*;
    prop_oneof![
        event!(ReminderScheduled {
            reminder_id: id(),
            member_id: id(),
            set_by: id(),
            text: personal(text()),
            due_at: time(),
            action_id: option::of(id()),
            turn_id: option::of(id()),
        })
        .prop_map(ScheduleReminder),
        event!(ReminderCancelled { cancelled_by: id() }).prop_map(CancelReminder),
        event!(ReminderFired { notification: option::of(id()) }).prop_map(FireReminder),
    ]
    .boxed()
}

pub(crate) fn document() -> BoxedStrategy<DocumentCommand> {
    use DocumentCommand::*;
    let file = || {
        event!(File {
            sha256: text(),
            bytes: any::<u64>(),
            media_type: text(),
            extractor: text(),
            text: option::of(text()),
        })
    };
    let content = || {
        event!(Content { title: text(), text: text(), sha256: "[ab]", file: option::of(file()) })
    };
    let source = || prop_oneof![Just(Source::Typed), Just(Source::Upload), Just(Source::Seed)];
    prop_oneof![
        2 => event!(DocumentAdded {
            document_id: id(), content: content(), source: source(), trust: trust(),
            added_by: id(),
        })
        .prop_map(AddDocument),
        4 => event!(DocumentRevised {
            version: number(), content: content(), source: source(), trust: trust(),
            revised_by: id(),
        })
        .prop_map(ReviseDocument),
        1 => event!(DocumentRemoved { removed_by: id() }).prop_map(RemoveDocument),
    ]
    .boxed()
}

pub(crate) fn shift() -> BoxedStrategy<ShiftCommand> {
    use ShiftCommand::*;
    let period =
        || event!(Period { member_id: id(), role: text(), starts_at: time(), ends_at: time() });
    let imported = || option::of(event!(Imported { series: id(), said: id() }));
    prop_oneof![
        3 => event!(ShiftScheduled {
            shift_id: id(), period: period(), scheduled_by: option::of(id()), imported: imported(),
        })
        .prop_map(ScheduleShift),
        3 => event!(ShiftChanged { period: period(), changed_by: id(), imported: imported() }).prop_map(ChangeShift),
        1 => event!(ShiftCancelled { cancelled_by: id(), imported: imported() }).prop_map(CancelShift),
    ]
    .boxed()
}

pub(crate) fn schedule() -> BoxedStrategy<ScheduleCommand> {
    let booking = || event!(Booking { shift_id: id(), starts_at: time(), ends_at: time() });
    event!(Rearrangement {
        release: vec(id(), 0..3),
        book: vec(booking(), 0..3),
        adopt: vec(booking(), 0..2),
        now: time(),
        zone: time_zone(),
    })
    .prop_map(ScheduleCommand::Rearrange)
    .boxed()
}

fn urgency() -> impl Strategy<Value = Urgency> {
    prop_oneof![Just(Urgency::Normal), Just(Urgency::Urgent)]
}

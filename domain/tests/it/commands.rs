//! Generated events, and the commands that state them.

use domain::action::*;
use domain::conversation::*;
use domain::document::*;
use domain::member::*;
use domain::notification::*;
use domain::roster::*;
use domain::tenant::*;
use domain::turn::*;
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

use crate::values::{anything, id, number, personal, role, score, text, time, time_zone, trust};

/// A strategy for an event: the struct's fields, each with its own strategy.
macro_rules! event {
    ($name:ident { $($field:ident: $value:expr),+ $(,)? }) => {
        event!(@pair ($($field),+) ($($value),+) $name)
    };
    (@pair ($($field:ident),+) ($($value:expr),+) $name:ident) => {
        ($($value.boxed(),)+).prop_map(|($($field,)+)| $name { $($field),+ })
    };
}

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
        })
        .prop_map(ConfigureAgent),
        event!(PolicyChanged { policies: btree_map(text(), policy(), 0..2) })
            .prop_map(ChangePolicy),
    ]
    .boxed()
}

fn policy() -> impl Strategy<Value = Policy> {
    prop_oneof![Just(Policy::Allow), Just(Policy::Ask), Just(Policy::Deny)]
}

pub(crate) fn member() -> BoxedStrategy<MemberCommand> {
    use MemberCommand::*;
    prop_oneof![
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
    ]
    .boxed()
}

fn begun() -> impl Strategy<Value = TurnStarted> {
    event!(TurnStarted {
        turn_id: id(),
        conversation_id: id(),
        message_id: id(),
        member_id: id(),
        attempt: number(),
    })
}

fn passage() -> impl Strategy<Value = PassageRef> {
    event!(PassageRef {
        n: number(),
        chunk_id: id(),
        document_id: id(),
        document_version: number(),
        score: score(),
        lexical: score(),
        semantic: option::of(score()),
        trust: trust(),
    })
}

fn usage() -> impl Strategy<Value = Usage> {
    event!(Usage {
        input: any::<u64>(),
        cached: any::<u64>(),
        output: any::<u64>(),
        reasoning: any::<u64>(),
    })
}

pub(crate) fn turn() -> BoxedStrategy<TurnCommand> {
    use TurnCommand::*;
    let context = event!(ContextRetrieved {
        passages: vec(passage(), 0..2),
        shifts: vec(id(), 0..2),
        history: vec(id(), 0..2),
        prompt_version: text(),
        block: personal(text()),
        tainted: any::<bool>(),
    });
    // The number of calls is counted in a response, so it is small.
    let responded = event!(ModelResponded {
        step: number(),
        attempt: number(),
        model: text(),
        model_version: text(),
        prompt_sha256: text(),
        response: personal(anything()),
        finish: text(),
        calls: 0u32..3,
        usage: usage(),
        cost_micro_usd: any::<u64>(),
        latency_ms: any::<u64>(),
    });
    let failed = event!(ModelAttemptFailed {
        step: number(),
        attempt: number(),
        model: text(),
        kind: text(),
        retry_in_ms: option::of(any::<u64>()),
        latency_ms: any::<u64>(),
    });
    let answered = event!(ToolAnswered {
        step: number(),
        call: number(),
        tool: text(),
        answer: personal(anything()),
        passages: vec(passage(), 0..2),
        action_id: option::of(id()),
        tainted: any::<bool>(),
    });
    let cancelled = event!(TurnCancelled { cancelled_by: id() });
    prop_oneof![
        3 => begun().prop_map(BeginTurn),
        3 => context.prop_map(RecordContext),
        6 => responded.prop_map(RecordModelResponse),
        2 => failed.prop_map(RecordAttemptFailure),
        6 => answered.prop_map(RecordToolResult),
        1 => event!(TurnCompleted { reply: id() }).prop_map(CompleteTurn),
        1 => event!(TurnFailed { reason: text() }).prop_map(FailTurn),
        1 => (begun(), cancelled).prop_map(|(begun, cancelled)| CancelTurn(begun, cancelled)),
    ]
    .boxed()
}

fn requested() -> impl Strategy<Value = ActionRequested> {
    let recipient = event!(Recipient { member_id: id(), name: text(), reason: text() });
    let preview =
        event!(Preview { text: text(), urgency: urgency(), recipients: vec(recipient, 0..2) });
    event!(ActionRequested {
        action_id: id(),
        turn_id: id(),
        conversation_id: id(),
        member_id: id(),
        kind: text(),
        arguments: personal(anything()),
        preview: personal(preview),
        tag: "[ab]",
        decision: policy(),
        tainted: any::<bool>(),
    })
}

pub(crate) fn action() -> BoxedStrategy<ActionCommand> {
    use ActionCommand::*;
    let performed = || event!(ActionPerformed { notifications: vec(id(), 0..2) });
    prop_oneof![
        requested().prop_map(RequestAction),
        (requested(), performed()).prop_map(|(asked, done)| RequestAndPerform(asked, done)),
        event!(ActionApproved { approved_by: id(), tag: "[ab]" }).prop_map(ApproveAction),
        event!(ActionRejected { rejected_by: id(), reason: option::of(personal(text())) })
            .prop_map(RejectAction),
        performed().prop_map(PerformAction),
        event!(ActionFailed { reason: text() }).prop_map(FailAction),
    ]
    .boxed()
}

fn urgency() -> impl Strategy<Value = Urgency> {
    prop_oneof![Just(Urgency::Normal), Just(Urgency::Urgent)]
}

pub(crate) fn notification() -> BoxedStrategy<NotificationCommand> {
    use NotificationCommand::*;
    prop_oneof![
        event!(NotificationIssued {
            notification_id: id(),
            recipient: id(),
            sender: id(),
            kind: text(),
            urgency: urgency(),
            text: personal(text()),
            reason: personal(text()),
            action_id: id(),
            turn_id: id(),
        })
        .prop_map(IssueNotification),
        event!(NotificationDelivered { channel: text() }).prop_map(RecordDelivery),
        event!(NotificationRead { member_id: id() }).prop_map(MarkRead),
        event!(NotificationAcknowledged { member_id: id() }).prop_map(Acknowledge),
    ]
    .boxed()
}

pub(crate) fn document() -> BoxedStrategy<DocumentCommand> {
    use DocumentCommand::*;
    let content = || event!(Content { title: text(), text: text(), sha256: "[ab]" });
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
    prop_oneof![
        3 => event!(ShiftScheduled {
            shift_id: id(), period: period(), scheduled_by: option::of(id()),
        })
        .prop_map(ScheduleShift),
        3 => event!(ShiftChanged { period: period(), changed_by: id() }).prop_map(ChangeShift),
        1 => event!(ShiftCancelled { cancelled_by: id() }).prop_map(CancelShift),
    ]
    .boxed()
}

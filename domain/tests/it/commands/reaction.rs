//! Commands to turns and actions.

use domain::action::*;
use domain::memory::Source;
use domain::task::Outcome;
use domain::turn::*;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::{policy, urgency};
use crate::values::{anything, id, number, personal, score, text, time, trust};

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
        facts: vec(id(), 0..2),
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
        next_model: option::of(text()),
        usage: option::of(usage()),
        cost_micro_usd: option::of(any::<u64>()),
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

fn preview() -> impl Strategy<Value = Preview> {
    let recipient = event!(Recipient { member_id: id(), name: text(), reason: text() });
    let notice = event!(NoticePreview {
        text: text(),
        urgency: urgency(),
        recipients: vec(recipient, 0..2)
    });
    let reminder = event!(ReminderPreview {
        text: text(),
        due_at: time(),
        local_time: text(),
        member_id: id(),
        name: text(),
        own: any::<bool>()
    });
    prop_oneof![
        notice.prop_map(Preview::NotifyUser),
        reminder.prop_map(Preview::ScheduleReminder),
        record_preview(),
    ]
}

fn record_preview() -> impl Strategy<Value = Preview> {
    let named = || event!(Named { member_id: id(), name: text(), own: any::<bool>() });
    let task = event!(TaskPreview {
        title: text(),
        notes: option::of(text()),
        assignee: option::of(named()),
        due_at: option::of(time()),
        local_time: option::of(text()),
    });
    let assignment = event!(AssignmentPreview {
        task_id: id(),
        title: text(),
        assignee: option::of(named()),
        former: option::of(named()),
    });
    let outcome = prop_oneof![Just(Outcome::Done), Just(Outcome::Cancelled)];
    let completion = event!(CompletionPreview {
        task_id: id(),
        title: text(),
        outcome: outcome,
        concerns: vec(id(), 0..2),
    });
    let entry = event!(EntryPreview {
        text: text(),
        category: option::of(text()),
        happened_at: time(),
        local_time: text(),
    });
    let replaced = event!(ReplacedFact {
        fact_id: id(),
        version: number(),
        text: text(),
        topic: option::of(text()),
        sentence: option::of(text()),
        source: Just(Source::Typed),
        valid_from: time(),
    });
    let fact = event!(FactPreview {
        text: text(),
        topic: option::of(text()),
        sentence: text(),
        conversation_id: id(),
        message_id: id(),
        replaces: option::of(replaced),
    });
    let forgotten = event!(ForgottenPreview { fact_id: id(), text: text() });
    prop_oneof![
        task.prop_map(Preview::CreateTask),
        assignment.prop_map(Preview::AssignTask),
        completion.prop_map(Preview::CompleteTask),
        entry.prop_map(Preview::LogEvent),
        fact.prop_map(Preview::RememberFact),
        forgotten.prop_map(Preview::ForgetFact),
    ]
}

fn requested() -> impl Strategy<Value = ActionRequested> {
    event!(ActionRequested {
        action_id: id(),
        turn_id: id(),
        conversation_id: id(),
        member_id: id(),
        kind: text(),
        arguments: personal(anything()),
        preview: personal(preview()),
        tag: "[ab]",
        decision: policy(),
        tainted: any::<bool>(),
        resolved_at: option::of(time()),
        expires_at: option::of(time()),
    })
}

pub(crate) fn action() -> BoxedStrategy<ActionCommand> {
    use ActionCommand::*;
    let effect = || event!(Effect { aggregate: text(), id: id() });
    let performed = || event!(ActionPerformed { effects: vec(effect(), 0..2) });
    let approved = event!(ActionApproved { approved_by: id(), tag: "[ab]" });
    let revised = event!(ActionRevised {
        revised_by: id(),
        arguments: personal(anything()),
        preview: personal(preview()),
        tag: "[ab]",
        resolved_at: time(),
    });
    prop_oneof![
        requested().prop_map(RequestAction),
        (requested(), performed()).prop_map(|(asked, done)| RequestAndPerform(asked, done)),
        (approved, performed()).prop_map(|(agreed, done)| ApproveAndPerform(agreed, done)),
        revised.prop_map(ReviseAction),
        event!(ActionRejected { rejected_by: id(), reason: option::of(personal(text())) })
            .prop_map(RejectAction),
        event!(ActionFailed { reason: text() }).prop_map(FailAction),
        event!(ActionExpired { expired_at: time() }).prop_map(ExpireAction),
        event!(ActionUndone { undone_by: id() }).prop_map(UndoAction),
    ]
    .boxed()
}

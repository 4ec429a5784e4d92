//! Given/when/then.

use serde_json::json;

use super::*;
use crate::testing::{given, id};
use crate::{Personal, TurnId};

const LUIGI: u128 = 1;
const JOHN: u128 = 2;

fn begun() -> TurnStarted {
    let message_id = id(10);
    TurnStarted {
        turn_id: TurnId::of(message_id, 1),
        conversation_id: id(11),
        message_id,
        member_id: id(LUIGI),
        attempt: 1,
    }
}

fn context() -> ContextRetrieved {
    ContextRetrieved {
        passages: vec![],
        shifts: vec![],
        facts: vec![],
        history: vec![],
        prompt_version: "1".into(),
        block: Personal::of(id(LUIGI), "[context]".into()),
        tainted: false,
    }
}

fn responded(step: u32, calls: u32) -> ModelResponded {
    ModelResponded {
        step,
        attempt: 1,
        model: "gemini".into(),
        model_version: "gemini-001".into(),
        prompt_sha256: "00".into(),
        response: Personal::of(id(LUIGI), json!({})),
        finish: "stop".into(),
        calls,
        usage: Usage::default(),
        cost_micro_usd: 0,
        latency_ms: 1,
    }
}

fn attempt_failed(step: u32) -> ModelAttemptFailed {
    ModelAttemptFailed {
        step,
        attempt: 1,
        model: "gemini".into(),
        kind: "rate-limited".into(),
        retry_in_ms: Some(1000),
        latency_ms: 1,
        next_model: None,
        usage: None,
        cost_micro_usd: None,
    }
}

fn answered(step: u32, call: u32) -> ToolAnswered {
    ToolAnswered {
        step,
        call,
        tool: "find_on_shift".into(),
        answer: Personal::of(id(LUIGI), json!({})),
        passages: vec![],
        action_id: None,
        tainted: false,
    }
}

fn completed() -> TurnCompleted {
    TurnCompleted { reply: begun().turn_id.reply() }
}

fn failed() -> TurnFailed {
    TurnFailed { reason: "model-unavailable".into() }
}

fn cancelled(by: u128) -> TurnCancelled {
    TurnCancelled { cancelled_by: id(by) }
}

/// Begun, with its context.
fn ready() -> Vec<TurnEvent> {
    vec![begun().into(), context().into()]
}

/// The model answered step 0 with two tool calls.
fn two_calls() -> Vec<TurnEvent> {
    [ready(), vec![responded(0, 2).into()]].concat()
}

fn ended() -> [Vec<TurnEvent>; 3] {
    [completed().into(), failed().into(), cancelled(LUIGI).into()]
        .map(|end| vec![begun().into(), end])
}

#[test]
fn a_turn_begins_once_however_far_it_is() {
    given::<Turn>([]).when(TurnCommand::BeginTurn(begun())).then([begun().into()]);
    for history in [ready(), two_calls()].into_iter().chain(ended()) {
        given::<Turn>(history).when(TurnCommand::BeginTurn(begun())).then_nothing();
    }
}

#[test]
fn its_context_is_recorded_once() {
    given::<Turn>([begun().into()])
        .when(TurnCommand::RecordContext(context()))
        .then([context().into()]);
    given::<Turn>(ready()).when(TurnCommand::RecordContext(context())).then_nothing();
}

#[test]
fn the_model_is_heard_step_by_step() {
    given::<Turn>(ready())
        .when(TurnCommand::RecordModelResponse(responded(0, 0)))
        .then([responded(0, 0).into()]);
    for (history, step) in [
        (vec![begun().into()], 0),                                // no context yet
        (ready(), 1),                                             // ahead
        ([ready(), vec![responded(0, 0).into()]].concat(), 0),    // heard already
        (two_calls(), 1),                                         // calls are open
        ([two_calls(), vec![answered(0, 1).into()]].concat(), 1), // one is
    ] {
        given::<Turn>(history)
            .when(TurnCommand::RecordModelResponse(responded(step, 0)))
            .then_err(TurnError::OutOfStep);
    }
    given::<Turn>([two_calls(), vec![answered(0, 1).into(), answered(0, 0).into()]].concat())
        .when(TurnCommand::RecordModelResponse(responded(1, 0)))
        .then([responded(1, 0).into()]);
}

#[test]
fn each_call_is_answered_once_in_any_order() {
    given::<Turn>(two_calls())
        .when(TurnCommand::RecordToolResult(answered(0, 1)))
        .then([answered(0, 1).into()]);
    for late in [answered(0, 1), answered(0, 2), answered(1, 0), answered(u32::MAX, 0)] {
        given::<Turn>([two_calls(), vec![answered(0, 1).into()]].concat())
            .when(TurnCommand::RecordToolResult(late))
            .then_err(TurnError::OutOfStep);
    }
}

#[test]
fn a_failed_attempt_belongs_to_the_step_that_is_due() {
    given::<Turn>(ready())
        .when(TurnCommand::RecordAttemptFailure(attempt_failed(0)))
        .then([attempt_failed(0).into()]);
    given::<Turn>(ready())
        .when(TurnCommand::RecordAttemptFailure(attempt_failed(1)))
        .then_err(TurnError::OutOfStep);
}

#[test]
fn it_is_completed_once() {
    given::<Turn>(ready()).when(TurnCommand::CompleteTurn(completed())).then([completed().into()]);
    given::<Turn>([begun().into(), completed().into()])
        .when(TurnCommand::CompleteTurn(completed()))
        .then_nothing();
}

#[test]
fn it_is_not_completed_while_a_call_is_open() {
    given::<Turn>(two_calls())
        .when(TurnCommand::CompleteTurn(completed()))
        .then_err(TurnError::OutOfStep);
}

#[test]
fn it_fails_once_at_any_step() {
    for history in [vec![begun().into()], ready(), two_calls()] {
        given::<Turn>(history).when(TurnCommand::FailTurn(failed())).then([failed().into()]);
    }
    given::<Turn>([begun().into(), failed().into()])
        .when(TurnCommand::FailTurn(failed()))
        .then_nothing();
}

#[test]
fn its_member_cancels_it_once() {
    let stop = || TurnCommand::CancelTurn(begun(), cancelled(LUIGI));
    given::<Turn>(two_calls()).when(stop()).then([cancelled(LUIGI).into()]);
    given::<Turn>([begun().into(), cancelled(LUIGI).into()]).when(stop()).then_nothing();
}

#[test]
fn it_can_be_cancelled_before_it_has_begun() {
    given::<Turn>([])
        .when(TurnCommand::CancelTurn(begun(), cancelled(LUIGI)))
        .then([begun().into(), cancelled(LUIGI).into()]);
}

#[test]
fn to_another_member_there_is_no_such_turn() {
    for history in [vec![], ready()] {
        given::<Turn>(history)
            .when(TurnCommand::CancelTurn(begun(), cancelled(JOHN)))
            .then_err(TurnError::Unknown);
    }
}

#[test]
fn an_answered_or_failed_turn_is_not_cancelled() {
    for end in [TurnEvent::from(completed()), failed().into()] {
        given::<Turn>([begun().into(), end])
            .when(TurnCommand::CancelTurn(begun(), cancelled(LUIGI)))
            .then_err(TurnError::Ended);
    }
}

#[test]
fn nothing_is_recorded_after_the_end() {
    for command in [
        TurnCommand::RecordContext(context()),
        TurnCommand::RecordModelResponse(responded(0, 0)),
        TurnCommand::RecordAttemptFailure(attempt_failed(0)),
        TurnCommand::RecordToolResult(answered(0, 0)),
    ] {
        for history in ended() {
            given::<Turn>(history).when(command.clone()).then_err(TurnError::Ended);
        }
    }
    given::<Turn>([begun().into(), failed().into()])
        .when(TurnCommand::CompleteTurn(completed()))
        .then_err(TurnError::Ended);
    given::<Turn>([begun().into(), completed().into()])
        .when(TurnCommand::FailTurn(failed()))
        .then_err(TurnError::Ended);
}

#[test]
fn nothing_is_recorded_before_the_beginning() {
    for command in [
        TurnCommand::RecordContext(context()),
        TurnCommand::RecordModelResponse(responded(0, 0)),
        TurnCommand::RecordAttemptFailure(attempt_failed(0)),
        TurnCommand::RecordToolResult(answered(0, 0)),
        TurnCommand::CompleteTurn(completed()),
        TurnCommand::FailTurn(failed()),
    ] {
        given::<Turn>([]).when(command).then_err(TurnError::Unknown);
    }
}

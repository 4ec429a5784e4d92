//! Given/when/then.

use serde_json::json;

use super::*;
use crate::Personal;
use crate::notification::Urgency;
use crate::testing::{given, id};

const LUIGI: u128 = 1;
const JOHN: u128 = 2;
const TAG: &str = "tag of the preview";
/// When it stops waiting, in seconds.
const UNTIL: i64 = 100;

fn requested(decision: Policy) -> ActionRequested {
    ActionRequested {
        action_id: id(100),
        turn_id: id(101),
        conversation_id: id(102),
        member_id: id(LUIGI),
        kind: "notify_user".into(),
        arguments: Personal::of(id(LUIGI), json!({"text": "A delivery arrives."})),
        preview: Personal::of(id(LUIGI), preview("A delivery arrives.")),
        tag: TAG.into(),
        decision,
        tainted: false,
        resolved_at: None,
        expires_at: Some(at(UNTIL)),
    }
}

fn preview(text: &str) -> Preview {
    Preview::NotifyUser(NoticePreview {
        text: text.into(),
        urgency: Urgency::Normal,
        recipients: vec![],
    })
}

fn revised(by: u128, tag: &str) -> ActionRevised {
    ActionRevised {
        revised_by: id(by),
        arguments: Personal::of(id(by), json!({"text": "It arrives early."})),
        preview: Personal::of(id(by), preview("It arrives early.")),
        tag: tag.into(),
        resolved_at: at(0),
    }
}

fn expired(seconds: i64) -> ActionExpired {
    ActionExpired { expired_at: at(seconds) }
}

fn undone(by: u128) -> ActionUndone {
    ActionUndone { undone_by: id(by) }
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn approved(by: u128, tag: &str) -> ActionApproved {
    ActionApproved { approved_by: id(by), tag: tag.into() }
}

fn rejected(by: u128) -> ActionRejected {
    ActionRejected { rejected_by: id(by), reason: None }
}

fn performed() -> ActionPerformed {
    ActionPerformed {
        effects: vec![Effect { aggregate: "Notification".into(), id: uuid::Uuid::from_u128(7) }],
    }
}

fn failed() -> ActionFailed {
    ActionFailed { reason: "preview-changed".into() }
}

/// Asked for; policy wants approval first.
fn waiting() -> Vec<ActionEvent> {
    vec![requested(Policy::Ask).into()]
}

fn done() -> Vec<ActionEvent> {
    vec![requested(Policy::Allow).into(), performed().into()]
}

fn closed() -> [Vec<ActionEvent>; 3] {
    [
        vec![requested(Policy::Ask).into(), rejected(LUIGI).into()],
        vec![requested(Policy::Ask).into(), failed().into()],
        vec![requested(Policy::Ask).into(), expired(UNTIL).into()],
    ]
}

fn approve(by: u128, tag: &str) -> ActionCommand {
    ActionCommand::ApproveAndPerform(approved(by, tag), performed())
}

#[test]
fn an_action_is_requested_once() {
    for decision in [Policy::Allow, Policy::Ask] {
        given::<Action>([])
            .when(ActionCommand::RequestAction(requested(decision)))
            .then([requested(decision).into()]);
    }
    for history in [waiting(), done()] {
        given::<Action>(history)
            .when(ActionCommand::RequestAction(requested(Policy::Ask)))
            .then_nothing();
    }
}

#[test]
fn what_policy_denies_is_not_requested() {
    given::<Action>([])
        .when(ActionCommand::RequestAction(requested(Policy::Deny)))
        .then_err(ActionError::Denied);
}

#[test]
fn what_policy_allows_is_requested_and_performed_at_once() {
    given::<Action>([])
        .when(ActionCommand::RequestAndPerform(requested(Policy::Allow), performed()))
        .then([requested(Policy::Allow).into(), performed().into()]);
    given::<Action>(done())
        .when(ActionCommand::RequestAndPerform(requested(Policy::Allow), performed()))
        .then_nothing();
}

#[test]
fn what_policy_does_not_allow_is_not_performed_at_once() {
    for decision in [Policy::Ask, Policy::Deny] {
        given::<Action>([])
            .when(ActionCommand::RequestAndPerform(requested(decision), performed()))
            .then_err(ActionError::Waiting);
    }
}

#[test]
fn what_the_member_approves_is_performed_once() {
    given::<Action>(waiting())
        .when(approve(LUIGI, TAG))
        .then([approved(LUIGI, TAG).into(), performed().into()]);
    given::<Action>(done()).when(approve(LUIGI, TAG)).then_err(ActionError::Settled);
}

#[test]
fn an_approval_of_another_preview_is_refused() {
    given::<Action>(waiting())
        .when(approve(LUIGI, "an older tag"))
        .then_err(ActionError::PreviewChanged);
}

#[test]
fn a_revised_preview_wants_an_approval_of_its_own() {
    given::<Action>(waiting())
        .when(ActionCommand::ReviseAction(revised(LUIGI, "new")))
        .then([revised(LUIGI, "new").into()]);
    given::<Action>(waiting())
        .when(ActionCommand::ReviseAction(revised(LUIGI, TAG)))
        .then_nothing();
    let history = || [requested(Policy::Ask).into(), revised(LUIGI, "new").into()];
    given::<Action>(history()).when(approve(LUIGI, TAG)).then_err(ActionError::PreviewChanged);
    given::<Action>(history())
        .when(approve(LUIGI, "new"))
        .then([approved(LUIGI, "new").into(), performed().into()]);
}

#[test]
fn to_another_member_there_is_no_such_action() {
    for command in [
        approve(JOHN, TAG),
        ActionCommand::ReviseAction(revised(JOHN, "new")),
        ActionCommand::RejectAction(rejected(JOHN)),
    ] {
        given::<Action>(waiting()).when(command).then_err(ActionError::Unknown);
    }
    given::<Action>(done())
        .when(ActionCommand::UndoAction(undone(JOHN)))
        .then_err(ActionError::Unknown);
}

#[test]
fn a_waiting_action_is_rejected() {
    given::<Action>(waiting())
        .when(ActionCommand::RejectAction(rejected(LUIGI)))
        .then([rejected(LUIGI).into()]);
}

#[test]
fn it_expires_when_its_time_has_come_and_not_before() {
    given::<Action>(waiting()).when(ActionCommand::ExpireAction(expired(UNTIL - 1))).then_nothing();
    given::<Action>(waiting())
        .when(ActionCommand::ExpireAction(expired(UNTIL)))
        .then([expired(UNTIL).into()]);
    for history in closed().into_iter().chain([done()]) {
        given::<Action>(history).when(ActionCommand::ExpireAction(expired(UNTIL))).then_nothing();
    }
}

#[test]
fn what_was_done_is_taken_back_once() {
    let undo = || ActionCommand::UndoAction(undone(LUIGI));
    given::<Action>(done()).when(undo()).then([undone(LUIGI).into()]);
    let mut history = done();
    history.push(undone(LUIGI).into());
    given::<Action>(history).when(undo()).then_nothing();
    for history in closed().into_iter().chain([waiting()]) {
        given::<Action>(history).when(undo()).then_err(ActionError::NotPerformed);
    }
}

#[test]
fn it_fails_once_and_not_after_it_was_done() {
    given::<Action>(waiting()).when(ActionCommand::FailAction(failed())).then([failed().into()]);
    for history in closed().into_iter().chain([done()]) {
        given::<Action>(history).when(ActionCommand::FailAction(failed())).then_nothing();
    }
}

#[test]
fn a_closed_action_stays_closed() {
    for command in [
        approve(LUIGI, TAG),
        ActionCommand::RejectAction(rejected(LUIGI)),
        ActionCommand::ReviseAction(revised(LUIGI, "new")),
    ] {
        for history in closed() {
            given::<Action>(history).when(command.clone()).then_err(ActionError::Settled);
        }
    }
}

#[test]
fn nothing_happens_to_an_action_that_was_not_requested() {
    for command in [
        approve(LUIGI, TAG),
        ActionCommand::RejectAction(rejected(LUIGI)),
        ActionCommand::ReviseAction(revised(LUIGI, "new")),
        ActionCommand::FailAction(failed()),
        ActionCommand::ExpireAction(expired(UNTIL)),
        ActionCommand::UndoAction(undone(LUIGI)),
    ] {
        given::<Action>([]).when(command).then_err(ActionError::Unknown);
    }
}

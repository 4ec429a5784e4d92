//! Given/when/then.

use serde_json::json;

use super::*;
use crate::notification::Urgency;
use crate::testing::{given, id};
use crate::{NotificationId, Personal};

const LUIGI: u128 = 1;
const JOHN: u128 = 2;
const TAG: &str = "tag of the preview";

fn requested(decision: Policy) -> ActionRequested {
    ActionRequested {
        action_id: id(100),
        turn_id: id(101),
        conversation_id: id(102),
        member_id: id(LUIGI),
        kind: "notify_user".into(),
        arguments: Personal::of(id(LUIGI), json!({"text": "A delivery arrives."})),
        preview: Personal::of(
            id(LUIGI),
            Preview {
                text: "A delivery arrives.".into(),
                urgency: Urgency::Normal,
                recipients: vec![],
            },
        ),
        tag: TAG.into(),
        decision,
        tainted: false,
    }
}

fn approved(by: u128, tag: &str) -> ActionApproved {
    ActionApproved { approved_by: id(by), tag: tag.into() }
}

fn rejected(by: u128) -> ActionRejected {
    ActionRejected { rejected_by: id(by), reason: None }
}

fn performed() -> ActionPerformed {
    ActionPerformed { notifications: vec![id::<NotificationId>(7)] }
}

fn failed() -> ActionFailed {
    ActionFailed { reason: "preview-changed".into() }
}

/// Asked for; policy wants approval first.
fn waiting() -> Vec<ActionEvent> {
    vec![requested(Policy::Ask).into()]
}

/// Asked for and approved.
fn cleared() -> Vec<ActionEvent> {
    vec![requested(Policy::Ask).into(), approved(LUIGI, TAG).into()]
}

fn done() -> Vec<ActionEvent> {
    vec![requested(Policy::Allow).into(), performed().into()]
}

fn closed() -> [Vec<ActionEvent>; 2] {
    [
        vec![requested(Policy::Ask).into(), rejected(LUIGI).into()],
        vec![requested(Policy::Allow).into(), failed().into()],
    ]
}

#[test]
fn an_action_is_requested_once() {
    for decision in [Policy::Allow, Policy::Ask] {
        given::<Action>([])
            .when(ActionCommand::RequestAction(requested(decision)))
            .then([requested(decision).into()]);
    }
    for history in [waiting(), cleared(), done()] {
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
fn the_member_approves_what_the_preview_shows_once() {
    given::<Action>(waiting())
        .when(ActionCommand::ApproveAction(approved(LUIGI, TAG)))
        .then([approved(LUIGI, TAG).into()]);
    given::<Action>(cleared())
        .when(ActionCommand::ApproveAction(approved(LUIGI, TAG)))
        .then_nothing();
}

#[test]
fn an_approval_of_another_preview_is_refused() {
    given::<Action>(waiting())
        .when(ActionCommand::ApproveAction(approved(LUIGI, "an older tag")))
        .then_err(ActionError::PreviewChanged);
}

#[test]
fn to_another_member_there_is_no_such_action() {
    given::<Action>(waiting())
        .when(ActionCommand::ApproveAction(approved(JOHN, TAG)))
        .then_err(ActionError::Unknown);
    given::<Action>(waiting())
        .when(ActionCommand::RejectAction(rejected(JOHN)))
        .then_err(ActionError::Unknown);
}

#[test]
fn a_waiting_action_is_rejected() {
    given::<Action>(waiting())
        .when(ActionCommand::RejectAction(rejected(LUIGI)))
        .then([rejected(LUIGI).into()]);
}

#[test]
fn an_approved_action_cannot_be_rejected_any_more() {
    given::<Action>(cleared())
        .when(ActionCommand::RejectAction(rejected(LUIGI)))
        .then_err(ActionError::Settled);
}

#[test]
fn it_is_performed_once_and_only_when_cleared() {
    given::<Action>(waiting())
        .when(ActionCommand::PerformAction(performed()))
        .then_err(ActionError::Waiting);
    given::<Action>(cleared())
        .when(ActionCommand::PerformAction(performed()))
        .then([performed().into()]);
    given::<Action>([requested(Policy::Allow).into()])
        .when(ActionCommand::PerformAction(performed()))
        .then([performed().into()]);
    given::<Action>(done()).when(ActionCommand::PerformAction(performed())).then_nothing();
}

#[test]
fn it_fails_once_and_not_after_it_was_done() {
    for history in [waiting(), cleared()] {
        given::<Action>(history).when(ActionCommand::FailAction(failed())).then([failed().into()]);
    }
    given::<Action>(done()).when(ActionCommand::FailAction(failed())).then_nothing();
    for history in closed() {
        given::<Action>(history).when(ActionCommand::FailAction(failed())).then_nothing();
    }
}

#[test]
fn a_closed_action_stays_closed() {
    for command in [
        ActionCommand::ApproveAction(approved(LUIGI, TAG)),
        ActionCommand::RejectAction(rejected(LUIGI)),
        ActionCommand::PerformAction(performed()),
    ] {
        for history in closed() {
            given::<Action>(history).when(command.clone()).then_err(ActionError::Settled);
        }
    }
}

#[test]
fn nothing_happens_to_an_action_that_was_not_requested() {
    for command in [
        ActionCommand::ApproveAction(approved(LUIGI, TAG)),
        ActionCommand::RejectAction(rejected(LUIGI)),
        ActionCommand::PerformAction(performed()),
        ActionCommand::FailAction(failed()),
    ] {
        given::<Action>([]).when(command).then_err(ActionError::Unknown);
    }
}

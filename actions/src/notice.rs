//! Notices that actions give: one way to issue them, one to take them back.

use domain::notification::{
    Notification, NotificationCommand, NotificationIssued, NotificationKind, NotificationRules,
    NotificationWithdrawn, Urgency,
};
use domain::{MemberId, Personal};
use eventing::Step;

use crate::business::Business;
use crate::{Cause, Performance};
use domain::action::Effect;

/// What one member is told.
pub(crate) struct Notice<'a> {
    pub recipient: MemberId,
    pub kind: NotificationKind,
    pub urgency: Urgency,
    pub text: &'a str,
    /// Why this member.
    pub reason: &'a str,
}

impl Notice<'_> {
    /// Adds the notice to what the action does, timed by the rules of the business.
    pub(crate) fn issue(&self, cause: &Cause, business: &Business, performance: &mut Performance) {
        let answer_wanted = NotificationRules::wants_answer(self.urgency, false);
        let rules = &business.notification_rules;
        let timing = rules.timing(self.urgency, answer_wanted, cause.now, business.zone);
        let id = cause.action.notification(self.recipient);
        let about = |text: &str| Personal::of_all(cause.member, [self.recipient], text.to_owned());
        let issued = NotificationIssued {
            notification_id: id,
            recipient: self.recipient,
            sender: cause.member,
            kind: self.kind,
            urgency: self.urgency,
            answer_wanted,
            text: about(self.text),
            reason: about(self.reason),
            deliver_after: timing.deliver_after,
            acknowledge_by: timing.acknowledge_by,
            ladder_id: cause.action.ladder(),
            rung: 0,
            action_id: Some(cause.action),
            turn_id: Some(cause.turn),
            reminder_id: None,
        };
        performance.effects.push(Effect::on::<Notification>(id));
        let issue = NotificationCommand::IssueNotification(issued);
        performance.steps.push(Step::new::<Notification>(id, issue));
    }
}

/// Withdraws the notice that the action gave to `recipient`: what was read cannot be
/// unread, it says from now on that it was taken back.
pub(crate) fn withdraw(cause: &Cause, recipient: MemberId) -> Step {
    let withdrawn = NotificationWithdrawn { withdrawn_by: cause.member };
    Step::new::<Notification>(
        cause.action.notification(recipient),
        NotificationCommand::WithdrawNotification(withdrawn),
    )
}

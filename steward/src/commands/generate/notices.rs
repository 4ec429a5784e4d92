//! Notices, with what their recipients do about them. None waits for anything: nothing is
//! held back, and nobody is told next.

use domain::notification::{
    Notification, NotificationAcknowledged, NotificationCommand, NotificationDelivered,
    NotificationIssued, NotificationKind, NotificationRead, Urgency,
};
use domain::{ActionId, MemberId, NotificationId, Personal, ReminderId, TurnId};
use uuid::Uuid;

use super::desk::Desk;
use super::story::Story;

/// What one member is told.
#[derive(Debug)]
pub(super) struct Notice {
    pub(super) id: NotificationId,
    pub(super) recipient: MemberId,
    pub(super) sender: MemberId,
    pub(super) text: String,
    pub(super) kind: NotificationKind,
    pub(super) action: Option<(ActionId, TurnId)>,
    pub(super) reminder: Option<ReminderId>,
}

impl Notice {
    /// A plain one.
    pub(super) fn new(
        id: NotificationId,
        recipient: MemberId,
        sender: MemberId,
        text: String,
    ) -> Self {
        let kind = NotificationKind::Notice;
        Self { id, recipient, sender, text, kind, action: None, reminder: None }
    }

    /// Issues it because of `cause`; it is delivered, read and acknowledged, or not all of it.
    pub(super) fn tell(self, desk: &mut Desk, story: &mut Story, cause: Uuid) {
        let reason = desk.say(desk.business.words.reasons);
        let about = |text: String| Personal::of_all(self.sender, [self.recipient], text);
        let issued = NotificationIssued {
            notification_id: self.id,
            recipient: self.recipient,
            sender: self.sender,
            kind: self.kind,
            urgency: if desk.dice.chance(10) { Urgency::Urgent } else { Urgency::Normal },
            answer_wanted: false,
            text: about(self.text),
            reason: about(reason),
            deliver_after: None,
            acknowledge_by: None,
            ladder_id: self.id.ladder(),
            rung: 0,
            action_id: self.action.map(|(action, _)| action),
            turn_id: self.action.map(|(_, turn)| turn),
            reminder_id: self.reminder,
        };
        let issued =
            story.begin::<Notification>(self.id, NotificationCommand::IssueNotification(issued));
        story.by_steward(cause);
        if !desk.dice.chance(80) {
            return;
        }
        let recipient = self.recipient;
        let mut answered = |command| {
            story.tell::<Notification>(self.id, command);
            story.by_member(recipient, issued);
        };
        let delivered = NotificationDelivered { channel: "websocket".to_owned() };
        answered(NotificationCommand::RecordDelivery(delivered));
        if desk.dice.chance(70) {
            let read = NotificationRead { member_id: recipient };
            answered(NotificationCommand::MarkRead(read));
            if desk.dice.chance(60) {
                let acknowledged = NotificationAcknowledged { member_id: recipient };
                answered(NotificationCommand::Acknowledge(acknowledged));
            }
        }
    }
}

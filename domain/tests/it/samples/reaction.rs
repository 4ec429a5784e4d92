//! Examples of a message and of all that the steward does about it.

use domain::action::*;
use domain::conversation::*;
use domain::notification::*;
use domain::tenant::Policy;
use domain::turn::*;
use domain::*;
use serde_json::json;

use super::{at, id, luigis, of_both};

pub(super) fn conversation() -> [ConversationEvent; 11] {
    let turn_id = TurnId::of(id(11), 1);
    [
        ConversationStarted { conversation_id: id(10), member_id: id(1) }.into(),
        MessageSent {
            message_id: id(11),
            member_id: id(1),
            text: luigis("When is the next cleaning? \u{1f9f9}".into()),
            turn_id,
        }
        .into(),
        ReplyGiven {
            message_id: turn_id.reply(),
            turn_id,
            in_reply_to: id(11),
            text: luigis("On Tuesday, 24 November 2026 at 09:00 [1].".into()),
            citations: vec![Citation {
                n: 1,
                chunk_id: id(20),
                document_id: id(21),
                document_version: 2,
            }],
            actions: vec![turn_id.action(0, 0)],
            withheld: 1,
            model: "gemini-2.5-flash".into(),
            tainted: false,
        }
        .into(),
        WordsDisclosed {
            disclosure_id: id(90),
            member_id: id(1),
            disclosed_to: id(2),
            reason: of_both("A delivery is disputed.".into()),
            expires_at: at("2026-11-23T11:00:00Z"),
        }
        .into(),
        ConversationRenamed { member_id: id(1), title: luigis("Cleaning".into()) }.into(),
        ConversationArchived { member_id: id(1) }.into(),
        ConversationRestored { member_id: id(1) }.into(),
        ReplyRated {
            message_id: turn_id.reply(),
            member_id: id(1),
            rating: Some(Rating::Unhelpful),
            reason: Some(luigis("It is on Wednesdays now.".into())),
        }
        .into(),
        QuestionPassedOn { message_id: turn_id.reply(), member_id: id(1) }.into(),
        QuestionTakenBack { message_id: turn_id.reply(), member_id: id(1) }.into(),
        QuestionSettled { message_id: turn_id.reply(), settled_by: id(2) }.into(),
    ]
}

fn passage() -> PassageRef {
    PassageRef {
        n: 1,
        chunk_id: id(20),
        document_id: id(21),
        document_version: 2,
        score: 0.75,
        lexical: 0.5,
        semantic: Some(0.875),
        trust: Trust::Trusted,
    }
}

pub(super) fn turn() -> [TurnEvent; 8] {
    let turn_id = TurnId::of(id(11), 1);
    [
        TurnStarted {
            turn_id,
            conversation_id: id(10),
            message_id: id(11),
            member_id: id(1),
            attempt: 1,
        }
        .into(),
        ContextRetrieved {
            passages: vec![passage(), PassageRef { n: 2, semantic: None, ..passage() }],
            shifts: vec![id(30)],
            facts: vec![id(40)],
            history: vec![id(9)],
            prompt_version: "1".into(),
            block: luigis("[context 8f3a21]\n[/context 8f3a21]".into()),
            tainted: false,
        }
        .into(),
        ModelResponded {
            step: 0,
            attempt: 2,
            model: "gemini-2.5-flash".into(),
            model_version: "gemini-2.5-flash-001".into(),
            prompt_sha256: "00".repeat(32),
            response: luigis(json!({"candidates": [{"content": {"parts": [{"text": "Hi"}]}}]})),
            finish: "stop".into(),
            calls: 1,
            usage: Usage { input: 900, cached: 100, output: 40, reasoning: 12 },
            cost_micro_usd: 370,
            latency_ms: 812,
        }
        .into(),
        ModelAttemptFailed {
            step: 0,
            attempt: 1,
            model: "gemini-2.5-flash".into(),
            kind: "rate-limited".into(),
            retry_in_ms: Some(2000),
            latency_ms: 90,
            next_model: None,
            usage: None,
            cost_micro_usd: None,
        }
        .into(),
        ToolAnswered {
            step: 0,
            call: 0,
            tool: "notify_user".into(),
            answer: luigis(json!({"output": {"status": "performed"}})),
            passages: vec![passage()],
            action_id: Some(turn_id.action(0, 0)),
            tainted: true,
        }
        .into(),
        TurnCompleted { reply: turn_id.reply() }.into(),
        TurnFailed { reason: "model-unavailable".into() }.into(),
        TurnCancelled { cancelled_by: id(1) }.into(),
    ]
}

fn notice(text: &str) -> Preview {
    Preview::NotifyUser(NoticePreview {
        text: text.into(),
        urgency: Urgency::Urgent,
        recipients: vec![Recipient {
            member_id: id(2),
            name: "Peach".into(),
            reason: "on shift Tuesday, 24 November 2026 at 10:00".into(),
        }],
    })
}

pub(super) fn action() -> [ActionEvent; 8] {
    let turn_id = TurnId::of(id(11), 1);
    let action_id = turn_id.action(0, 0);
    [
        ActionRequested {
            action_id,
            turn_id,
            conversation_id: id(10),
            member_id: id(1),
            kind: "notify_user".into(),
            arguments: luigis(json!({"text": "A delivery arrives.", "on_shift_at": "tomorrow"})),
            preview: of_both(notice("A delivery arrives.")),
            tag: "11".repeat(32),
            decision: Policy::Ask,
            tainted: true,
            resolved_at: Some(at("2026-11-23T08:00:00Z")),
            expires_at: Some(at("2026-11-24T08:00:00Z")),
        }
        .into(),
        ActionApproved { approved_by: id(1), tag: "11".repeat(32) }.into(),
        ActionRejected { rejected_by: id(1), reason: Some(luigis("Not now.".into())) }.into(),
        ActionPerformed {
            effects: vec![Effect::on::<Notification>(action_id.notification(id(2)))],
        }
        .into(),
        ActionFailed { reason: "preview-changed".into() }.into(),
        ActionRevised {
            revised_by: id(1),
            arguments: luigis(json!({"text": "A delivery arrives early."})),
            preview: of_both(notice("A delivery arrives early.")),
            tag: "22".repeat(32),
            resolved_at: at("2026-11-23T09:00:00Z"),
        }
        .into(),
        ActionExpired { expired_at: at("2026-11-24T08:00:00Z") }.into(),
        ActionUndone { undone_by: id(1) }.into(),
    ]
}

pub(super) fn notification() -> [NotificationEvent; 9] {
    let turn_id = TurnId::of(id(11), 1);
    let action_id = turn_id.action(0, 0);
    let ladder_id = action_id.ladder();
    [
        NotificationIssued {
            notification_id: action_id.notification(id(2)),
            recipient: id(2),
            sender: id(1),
            kind: NotificationKind::Question,
            urgency: Urgency::Normal,
            answer_wanted: true,
            text: of_both("A delivery arrives.".into()),
            reason: of_both("on shift Tuesday, 24 November 2026 at 10:00".into()),
            deliver_after: Some(at("2026-11-24T06:00:00Z")),
            acknowledge_by: Some(at("2026-11-24T08:00:00Z")),
            ladder_id,
            rung: 0,
            action_id: Some(action_id),
            turn_id: Some(turn_id),
            reminder_id: None,
        }
        .into(),
        NotificationDelivered { channel: "websocket".into() }.into(),
        NotificationRead { member_id: id(2) }.into(),
        NotificationAcknowledged { member_id: id(2) }.into(),
        NotificationWithdrawn { withdrawn_by: id(1) }.into(),
        NotificationReleased { held_until: at("2026-11-24T06:00:00Z") }.into(),
        NotificationSnoozed { member_id: id(2), until: at("2026-11-24T07:30:00Z") }.into(),
        NotificationEscalated { to: ladder_id.rung(1), recipient: id(3), rung: 1 }.into(),
        EscalationEnded { reason: EscalationEnd::NobodyLeft }.into(),
    ]
}

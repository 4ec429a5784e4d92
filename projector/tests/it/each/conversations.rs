//! Conversations and what was said.

use super::*;

#[tokio::test]
async fn conversations() {
    let world = World::new().await;
    let (conversation, message): (ConversationId, MessageId) = (id(), id());
    let turn = TurnId::of(message, 1);
    let tell = |command| Step::new::<Conversation>(conversation, command);
    let member_id = world.member;
    world
        .append(tell(ConversationCommand::StartConversation(ConversationStarted {
            conversation_id: conversation,
            member_id,
        })))
        .await;
    let sent = world
        .append(tell(ConversationCommand::SendMessage(MessageSent {
            message_id: message,
            member_id,
            text: Personal::of(member_id, "Hello".into()),
            turn_id: turn,
        })))
        .await;
    world.project().await;
    assert_row(
        &world.row("conversations").await,
        json!({ "member_id": member_id, "position": sent - 1 }),
    );
    assert_row(
        &world.row("messages").await,
        json!({
            "message_id": message, "role": "member", "text": "Hello", "citations": [], "actions": [], "withheld": 0,
            "turn_id": turn, "answered": false, "position": sent,
        }),
    );
    let (action, document): (ActionId, DocumentId) = (id(), id());
    let citation = Citation {
        n: 1,
        chunk_id: document.chunk(1, 1),
        document_id: document,
        document_version: 1,
    };
    let replied = world
        .append(tell(ConversationCommand::RecordReply(ReplyGiven {
            message_id: turn.reply(),
            turn_id: turn,
            in_reply_to: message,
            text: Personal::of(member_id, "Hi [1].".into()),
            citations: vec![citation.clone()],
            actions: vec![action],
            withheld: 1,
            model: "m".into(),
            tainted: true,
        })))
        .await;
    world.project().await;
    let rows = world.rows("messages").await;
    let of = |role: &str| rows.iter().find(|row| row["role"] == role).unwrap();
    assert_row(
        of("member"),
        json!({ "answered": true, "position": sent, "updated_position": replied }),
    );
    assert_row(
        of("steward"),
        json!({
            "message_id": turn.reply(), "member_id": null, "text": "Hi [1].", "citations": [citation],
            "actions": [action], "withheld": 1, "model": "m", "in_reply_to": message, "turn_id": turn, "tainted": true,
            "position": replied,
        }),
    );
    let message_id = turn.reply();
    let passed_on = QuestionPassedOn { message_id, member_id };
    world.append(tell(ConversationCommand::PassQuestionOn(passed_on))).await;
    let settled = QuestionSettled { message_id, settled_by: id() };
    world.append(tell(ConversationCommand::SettleQuestion(settled.clone()))).await;
    world.project().await;
    let rows = world.rows("messages").await;
    let reply = rows.iter().find(|row| row["role"] == "steward").unwrap();
    assert_row(reply, json!({ "settled_by": settled.settled_by }));
    assert!(reply["passed_on_at"].is_string() && reply["settled_at"].is_string(), "{reply}");
    let taken_back = QuestionTakenBack { message_id, member_id };
    world.append(tell(ConversationCommand::TakeQuestionBack(taken_back))).await;
    world.project().await;
    let rows = world.rows("messages").await;
    let reply = rows.iter().find(|row| row["role"] == "steward").unwrap();
    assert_row(reply, json!({ "passed_on_at": null, "settled_at": null, "settled_by": null }));
}

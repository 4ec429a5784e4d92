//! Turns and their steps.

use super::*;

#[tokio::test]
async fn turns() {
    let world = World::new().await;
    let (conversation_id, message_id): (ConversationId, MessageId) = (id(), id());
    let turn_id = TurnId::of(message_id, 1);
    let tell = |command| Step::new::<Turn>(turn_id, command);
    let member_id = world.member;
    let about = |value: Value| Personal::of(member_id, value);
    let began = world
        .append(tell(TurnCommand::BeginTurn(TurnStarted {
            turn_id,
            conversation_id,
            message_id,
            member_id,
            attempt: 1,
        })))
        .await;
    world
        .append(tell(TurnCommand::RecordContext(ContextRetrieved {
            passages: vec![],
            shifts: vec![],
            facts: vec![],
            history: vec![],
            prompt_version: "7".into(),
            block: Personal::of(member_id, "[context]".into()),
            tainted: false,
        })))
        .await;
    world.project().await;
    assert_row(
        &world.row("turns").await,
        json!({
            "turn_id": turn_id, "message_id": message_id, "status": "running", "prompt_version": "7",
            "tainted": false, "ended_at": null, "position": began,
        }),
    );
    world
        .append(tell(TurnCommand::RecordModelResponse(ModelResponded {
            step: 0,
            attempt: 1,
            model: "m".into(),
            model_version: "m-1".into(),
            prompt_sha256: "00".into(),
            response: about(json!({"candidates": []})),
            finish: "stop".into(),
            calls: 1,
            usage: Usage::default(),
            cost_micro_usd: 0,
            latency_ms: 5,
        })))
        .await;
    world
        .append(tell(TurnCommand::RecordToolResult(ToolAnswered {
            step: 0,
            call: 0,
            tool: "find_on_shift".into(),
            answer: about(json!({"on_shift": []})),
            passages: vec![],
            action_id: None,
            tainted: true,
        })))
        .await;
    let ended = world
        .append(tell(TurnCommand::FailTurn(TurnFailed { reason: "model-unavailable".into() })))
        .await;
    world.project().await;
    let row = world.row("turns").await;
    assert_row(
        &row,
        json!({
            "status": "failed", "failure": "model-unavailable", "tainted": true, "prompt_version": "7",
            "position": began, "updated_position": ended,
        }),
    );
    assert!(row["ended_at"].is_string());
    let steps: Vec<(String, Vec<Value>)> = sqlx::query_as(
        "SELECT string_agg(event_type, ' ' ORDER BY sequence), array_agg(data ORDER BY sequence) FROM turn_steps",
    ).fetch_all(world.db.admin_pool()).await.unwrap();
    let (types, data) = &steps[0];
    assert_eq!(types, "TurnStarted ContextRetrieved ModelResponded ToolAnswered TurnFailed");
    assert_eq!(data[1]["block"], "[context]");
    assert_eq!(data[3]["answer"], json!({"on_shift": []}));
    // A cancelled turn that had not begun begins and ends at once.
    let other = TurnId::of(message_id, 2);
    let started =
        TurnStarted { turn_id: other, conversation_id, message_id, member_id, attempt: 2 };
    let cancel = TurnCommand::CancelTurn(started, TurnCancelled { cancelled_by: member_id });
    world.append(Step::new::<Turn>(other, cancel)).await;
    world.project().await;
    let rows = world.rows("turns").await;
    let row = rows.iter().find(|row| row["attempt"] == 2).unwrap();
    assert_row(row, json!({ "turn_id": other, "status": "cancelled" }));
}

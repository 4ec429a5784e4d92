//! What models have cost.

use super::*;

#[tokio::test]
async fn usage() {
    let world = World::new().await;
    let turn_id = TurnId::of(id(), 1);
    let tell = |command| Step::new::<Turn>(turn_id, command);
    let (conversation_id, message_id, member_id) = (id(), id(), world.member);
    let begun = TurnStarted { turn_id, conversation_id, message_id, member_id, attempt: 1 };
    world.append(tell(TurnCommand::BeginTurn(begun))).await;
    world
        .append(tell(TurnCommand::RecordContext(ContextRetrieved {
            passages: vec![],
            shifts: vec![],
            facts: vec![],
            history: vec![],
            prompt_version: "7".into(),
            block: Personal::of(member_id, String::new()),
            tainted: false,
        })))
        .await;
    let failed = |attempt, kind: &str, usage| {
        tell(TurnCommand::RecordAttemptFailure(ModelAttemptFailed {
            step: 0,
            attempt,
            model: "big".into(),
            kind: kind.into(),
            retry_in_ms: Some(0),
            latency_ms: 3,
            next_model: None,
            usage,
            cost_micro_usd: usage.map(|_| 7),
        }))
    };
    world.append(failed(1, "down", None)).await;
    world.append(failed(2, "timeout", None)).await;
    let spent = Usage { input: 10, cached: 1, output: 2, reasoning: 3 };
    world.append(failed(3, "malformed", Some(spent))).await;
    let position = world
        .append(tell(TurnCommand::RecordModelResponse(ModelResponded {
            step: 0,
            attempt: 4,
            model: "small".into(),
            model_version: "small-1".into(),
            prompt_sha256: "00".into(),
            response: Personal::of(member_id, json!({})),
            finish: "stop".into(),
            calls: 0,
            usage: Usage { input: u64::MAX, ..spent },
            cost_micro_usd: 9,
            latency_ms: 5,
        })))
        .await;
    world.project().await;
    let rows = world.rows("model_calls").await;
    let told: Vec<_> = rows.iter().map(|row| (&row["model"], &row["failure"])).collect();
    let (big, small) = (json!("big"), json!("small"));
    let (timeout, malformed) = (json!("timeout"), json!("malformed"));
    assert_eq!(told, [(&big, &timeout), (&big, &malformed), (&small, &Value::Null)]);
    assert_row(&rows[0], json!({ "input_tokens": 0, "cost_micro_usd": 0, "latency_ms": 3 }));
    assert_row(
        &rows[1],
        json!({ "input_tokens": 10, "cached_tokens": 1, "output_tokens": 2, "reasoning_tokens": 3,
                "cost_micro_usd": 7, "turn_id": turn_id }),
    );
    assert_row(
        &rows[2],
        json!({ "input_tokens": i64::MAX, "cost_micro_usd": 9, "position": position }),
    );
}

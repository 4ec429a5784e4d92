//! From the recorded events of a turn to its explanation.

use chrono::Utc;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use domain::MemberId;
use domain::turn::{PassageRef, Usage};

use super::dto::{
    ContextChunk, ContextShift, Turn, TurnAttempt, TurnContext, TurnStep, TurnTool, TurnUsage,
};
use super::phase::Phase;
use super::queries::{self, StepRow, TurnRow};
use super::recalled;
use crate::error::ApiError;
use crate::features::Person;
use crate::features::conversations::TurnStatus;

/// What is taken from `ContextRetrieved`.
#[derive(Deserialize)]
struct Context {
    passages: Vec<PassageRef>,
    shifts: Vec<Uuid>,
    #[serde(default)]
    facts: Vec<Uuid>,
    prompt_version: String,
    tainted: bool,
}

/// What is taken from `ModelResponded`.
#[derive(Deserialize)]
struct Responded {
    step: u32,
    attempt: u32,
    model: String,
    response: Option<Value>,
    usage: Usage,
    cost_micro_usd: u64,
    latency_ms: u64,
}

/// What is taken from `ModelAttemptFailed`.
#[derive(Deserialize)]
struct AttemptFailed {
    step: u32,
    attempt: u32,
    model: String,
    kind: String,
    retry_in_ms: Option<u64>,
    latency_ms: u64,
    next_model: Option<String>,
    usage: Option<Usage>,
    cost_micro_usd: Option<u64>,
}

/// What is taken from `ToolAnswered`.
#[derive(Deserialize)]
struct Answered {
    step: u32,
    call: u32,
    tool: String,
    answer: Option<Value>,
    action_id: Option<Uuid>,
}

/// Puts the explanation together.
pub(super) async fn explain(
    db: &mut PgConnection,
    row: TurnRow,
    steps: Vec<StepRow>,
) -> Result<Turn, ApiError> {
    let status = TurnStatus::of(row.status.as_deref());
    let mut turn = Turn {
        id: row.turn_id,
        conversation_id: row.conversation_id,
        message_id: row.message_id,
        attempt: row.attempt.unsigned_abs(),
        status,
        phase: Phase::of(status, &row.newest, Utc::now()),
        started_at: row.started_at,
        ended_at: row.ended_at,
        failure: row.failure,
        context: None,
        attempts: Vec::new(),
        tools: Vec::new(),
        steps: Vec::new(),
    };
    let mut responses: Vec<(u32, llm::ChatResponse)> = Vec::new();
    for step in steps {
        match step.event_type.as_str() {
            "ContextRetrieved" => {
                let asker = MemberId(row.member_id);
                turn.context = Some(context(db, read(&step)?, asker, step.position).await?);
            }
            "ModelResponded" => {
                let responded: Responded = read(&step)?;
                let response = responded
                    .response
                    .as_ref()
                    .and_then(|raw| serde_json::from_value(raw.clone()).ok());
                responses.extend(response.map(|response| (responded.step, response)));
                turn.attempts.push(responded.into());
            }
            "ModelAttemptFailed" => turn.attempts.push(read::<AttemptFailed>(&step)?.into()),
            "ToolAnswered" => turn.tools.push(tool(read(&step)?, &responses)),
            _ => {}
        }
        turn.steps.push(TurnStep {
            sequence: step.sequence.unsigned_abs(),
            event: step.event_type,
            occurred_at: step.occurred_at,
            data: step.data,
        });
    }
    Ok(turn)
}

fn read<T: DeserializeOwned>(step: &StepRow) -> Result<T, ApiError> {
    serde_json::from_value(step.data.clone())
        .map_err(|error| ApiError::internal(format!("{} of a turn: {error}", step.event_type)))
}

async fn context(
    db: &mut PgConnection,
    context: Context,
    asker: MemberId,
    position: i64,
) -> Result<TurnContext, ApiError> {
    let ids: Vec<Uuid> = context.passages.iter().map(|passage| passage.chunk_id.0).collect();
    let mut known = queries::passages(db, &ids).await?;
    let chunks = context.passages.into_iter().map(|passage| {
        let (title, text) = known.remove(&passage.chunk_id.0).unwrap_or_default();
        ContextChunk {
            n: passage.n,
            chunk_id: passage.chunk_id.0,
            document_id: passage.document_id.0,
            document_version: passage.document_version,
            title,
            text,
            score: passage.score.into(),
            lexical: passage.lexical.into(),
            semantic: passage.semantic.map(f64::from),
            trusted: passage.trust == domain::Trust::Trusted,
        }
    });
    let chunks = chunks.collect();
    let shifts =
        queries::shifts(db, &context.shifts).await?.into_iter().map(|shift| ContextShift {
            shift_id: shift.shift_id,
            member: Person { id: shift.member_id, name: shift.name },
            role: shift.role,
            starts_at: shift.starts_at,
            ends_at: shift.ends_at,
        });
    let shifts = shifts.collect();
    let facts = recalled::facts(db, asker, &context.facts, position).await?;
    Ok(TurnContext {
        chunks,
        shifts,
        facts,
        prompt_version: Some(context.prompt_version),
        tainted: context.tainted,
    })
}

/// The call's arguments stand in the response that asked for it.
fn tool(answered: Answered, responses: &[(u32, llm::ChatResponse)]) -> TurnTool {
    let response = responses.iter().find(|(step, _)| *step == answered.step);
    let call = response.and_then(|(_, response)| response.tool_calls().nth(answered.call as usize));
    TurnTool {
        step: answered.step,
        name: answered.tool,
        arguments: call.map(|call| call.args.clone()).unwrap_or_default(),
        output: answered.answer.unwrap_or_default(),
        action_id: answered.action_id,
    }
}

impl From<Responded> for TurnAttempt {
    fn from(responded: Responded) -> Self {
        Self {
            step: responded.step,
            attempt: responded.attempt,
            model: responded.model,
            outcome: "responded".to_owned(),
            latency_ms: Some(responded.latency_ms),
            usage: Some(responded.usage.into()),
            cost_micro_usd: Some(responded.cost_micro_usd),
            error: None,
            retry_in_ms: None,
            next_model: None,
        }
    }
}

impl From<AttemptFailed> for TurnAttempt {
    fn from(failed: AttemptFailed) -> Self {
        Self {
            step: failed.step,
            attempt: failed.attempt,
            model: failed.model,
            outcome: "failed".to_owned(),
            latency_ms: Some(failed.latency_ms),
            usage: failed.usage.map(TurnUsage::from),
            cost_micro_usd: failed.cost_micro_usd,
            error: Some(failed.kind),
            retry_in_ms: failed.retry_in_ms,
            next_model: failed.next_model,
        }
    }
}

impl From<Usage> for TurnUsage {
    fn from(usage: Usage) -> Self {
        Self {
            input_tokens: usage.input,
            cached_tokens: usage.cached,
            output_tokens: usage.output,
            reasoning_tokens: usage.reasoning,
        }
    }
}

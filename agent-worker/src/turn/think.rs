//! One attempt at one step: ask the model, show what may be shown, record what came.

use std::time::{Duration, Instant};

use chrono::Utc;
use domain::Personal;
use domain::turn::{ModelAttemptFailed, ModelResponded, TurnCommand, Usage};
use futures::StreamExt;
use llm::{ChatEvent, ChatRequest, ChatResponse, Finish, ModelError};

use super::{Record, TurnRun, prompt};
use crate::Error;
use crate::deltas::Deltas;
use crate::release::Release;

impl TurnRun<'_> {
    /// Tries `step` once; the next round tries again or gives up, as the record says.
    pub(super) async fn think(&self, record: &Record, step: u32) -> Result<(), Error> {
        let attempt = record.failures_at(step).count() as u32 + 1;
        if let Some(wait) = record.failures_at(step).last().and_then(|failure| failure.retry_in_ms)
        {
            tokio::time::sleep(Duration::from_millis(wait)).await;
        }
        let request = self.request(record, step).await?;
        let model = &self.config.model;
        let started = Instant::now();
        let result = self.call(record, &request, step, attempt).await;
        let latency_ms = started.elapsed().as_millis() as u64;
        metrics::histogram!("steward_model_seconds").record(started.elapsed().as_secs_f64());
        match result {
            Ok(response) => {
                let value = serde_json::to_value(&response).map_err(|error| Error::Record {
                    turn: self.id(),
                    reason: error.to_string(),
                })?;
                let version =
                    response.model_version.clone().unwrap_or_else(|| model.name().to_owned());
                let about =
                    record.context.iter().flat_map(|context| context.block.about().to_vec());
                let responded = ModelResponded {
                    step,
                    attempt,
                    model: model.name().to_owned(),
                    prompt_sha256: prompt::sha256(&request),
                    finish: finish(response.finish).to_owned(),
                    calls: response.tool_calls().count() as u32,
                    cost_micro_usd: llm::prices::cost_micro_usd(
                        &version,
                        &response.usage,
                        Utc::now().date_naive(),
                    )
                    .unwrap_or_default(),
                    usage: Usage {
                        input: response.usage.input,
                        cached: response.usage.cached,
                        output: response.usage.output,
                        reasoning: response.usage.reasoning,
                    },
                    model_version: version,
                    latency_ms,
                    response: Personal::of_all(self.due.start.member_id, about, value),
                };
                let purpose = format!("respond/{step}");
                self.record(record, &purpose, TurnCommand::RecordModelResponse(responded))
                    .await
                    .map(drop)
            }
            Err(error) => {
                let delay = self.config.retry.next_delay(attempt, &error, rand01());
                tracing::warn!(%error, turn.id = %self.id(), step, attempt, retry = ?delay, "model attempt failed");
                metrics::counter!("steward_model_failures_total", "kind" => error.kind())
                    .increment(1);
                let failed = ModelAttemptFailed {
                    step,
                    attempt,
                    model: model.name().to_owned(),
                    kind: error.kind().replace('_', "-"),
                    retry_in_ms: delay.map(|delay| delay.as_millis() as u64),
                    latency_ms,
                };
                let purpose = format!("attempt/{step}/{attempt}");
                self.record(record, &purpose, TurnCommand::RecordAttemptFailure(failed))
                    .await
                    .map(drop)
            }
        }
    }

    /// Streams one answer; its sentences are shown as they are released.
    async fn call(
        &self,
        record: &Record,
        request: &ChatRequest,
        step: u32,
        attempt: u32,
    ) -> Result<ChatResponse, ModelError> {
        let mut stream = self.config.model.stream(request).await?;
        let shown = step * 20 + attempt;
        let mut deltas = Deltas::open(self.config, self.id(), self.lease.epoch, shown).await;
        let mut release = Release::new(record, &[]);
        while let Some(event) = stream.next().await {
            match event? {
                ChatEvent::Text(text) => {
                    for sentence in release.push(&text) {
                        deltas.push(&sentence).await;
                    }
                }
                ChatEvent::Finished(response) => {
                    for sentence in release.finish() {
                        deltas.push(&sentence).await;
                    }
                    return response.checked();
                }
                ChatEvent::ToolCall(_) | ChatEvent::Usage(_) => {}
            }
        }
        Err(ModelError::Incomplete)
    }
}

fn finish(finish: Finish) -> &'static str {
    match finish {
        Finish::Stop => "stop",
        Finish::ToolCalls => "tool-calls",
        Finish::Length => "length",
        Finish::Filtered => "filtered",
        Finish::Malformed => "malformed",
        Finish::Incomplete => "incomplete",
        Finish::Other => "other",
    }
}

/// Random enough for jitter, without a generator of its own.
fn rand01() -> f64 {
    let bits = uuid::Uuid::new_v4().as_u128() as u32;
    f64::from(bits) / f64::from(u32::MAX)
}

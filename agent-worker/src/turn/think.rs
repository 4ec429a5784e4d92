//! One attempt at one step: ask the model, show what may be shown, record what came.

use actions::business;
use std::collections::HashSet;
use std::time::Instant;

use chrono::Utc;
use domain::Personal;
use domain::turn::{ModelAttemptFailed, ModelResponded, TurnCommand, Usage};
use futures::StreamExt;
use llm::{ChatEvent, ChatRequest, ChatResponse, Finish, ModelError};

use super::{Record, TurnRun, prompt};
use crate::deltas::Deltas;
use crate::release::Release;
use crate::{Config, Error};

impl TurnRun<'_> {
    /// Tries `step` once; the next round tries again or gives up, as the record says.
    pub(super) async fn think(&self, record: &Record, step: u32) -> Result<(), Error> {
        let attempt = record.failures_at(step) + 1;
        tokio::time::sleep(record.wait_before(step, Utc::now())).await;
        let mut db = self.config.database.acquire(self.tenant()).await?;
        let business = business::business(&mut db).await?;
        let business = business.ok_or(Error::NotYet("its business is not known"))?;
        let people = business::people(&mut db).await?;
        drop(db);
        let request = self.request(record, step, &business)?;
        let release = Release::new(record, &people);
        let model = &self.config.model;
        let started = Instant::now();
        let call = self.call(&request, release, step * 20 + attempt);
        let result = tokio::time::timeout(self.time_left(), call).await;
        let result = result.unwrap_or(Err(ModelError::Timeout)).and_then(usable);
        let latency_ms = started.elapsed().as_millis() as u64;
        metrics::histogram!("steward_model_seconds").record(started.elapsed().as_secs_f64());
        match result {
            Ok(response) => {
                let value =
                    serde_json::to_value(&response).map_err(|e| self.broken(e.to_string()))?;
                let version =
                    response.model_version.clone().unwrap_or_else(|| model.name().to_owned());
                let responded = ModelResponded {
                    step,
                    attempt,
                    model: model.name().to_owned(),
                    prompt_sha256: prompt::sha256(&request),
                    finish: finish(response.finish).to_owned(),
                    // The last response is asked for words: calls in it are not run.
                    calls: if Config::is_last(step) { 0 } else { calls(&response) },
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
                    response: self.personal(record, value),
                };
                let purpose = format!("respond/{step}");
                self.record(record, &purpose, TurnCommand::RecordModelResponse(responded))
                    .await
                    .map(drop)
            }
            Err(error) => {
                let delay = self.config.retry.next_delay(attempt, &error, rand01());
                // Nobody waits for an answer that would come too late.
                let delay = delay.filter(|delay| *delay < self.time_left());
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

    /// A value derived from what this turn has read, and so about all who are in that.
    fn personal<T>(&self, record: &Record, value: T) -> Personal<T> {
        let context = record.context.iter().flat_map(|context| &context.history);
        let history: HashSet<_> = context.collect();
        // What was erased is not sent along, and nothing new can be about who was.
        let said = self.due.before.iter().filter(|said| said.text.known().is_some());
        let said = said.filter(|said| history.contains(&said.message));
        let about = said.flat_map(|said| said.text.about()).copied().chain(record.about());
        Personal::of_all(self.due.start.member_id, about, value)
    }

    /// Streams one answer; its sentences are shown as they are released, under `place` in
    /// the order of attempts.
    async fn call(
        &self,
        request: &ChatRequest,
        mut release: Release,
        place: u32,
    ) -> Result<ChatResponse, ModelError> {
        let mut stream = self.config.model.stream(request).await?;
        let mut deltas = Deltas::open(self.config, self.id(), self.lease.epoch, place).await;
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

/// A response that can be recorded and worked through.
fn usable(response: ChatResponse) -> Result<ChatResponse, ModelError> {
    let malformed = |reason: &str| Err(ModelError::Malformed { reason: reason.to_owned() });
    if response.tool_calls().count() > Config::MAX_CALLS {
        return malformed("too many tool calls at once");
    }
    // The log cannot hold this character; JSON writes it so, and a backslash as two.
    let json = serde_json::to_string(&response).unwrap_or_default();
    if json.replace(r"\\", "").contains(r"\u0000") {
        return malformed("a character that cannot be stored");
    }
    Ok(response)
}

fn calls(response: &ChatResponse) -> u32 {
    response.tool_calls().count() as u32
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

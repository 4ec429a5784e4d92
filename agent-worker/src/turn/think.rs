//! One attempt at one step: ask a model, show what may be shown, record what came.

use actions::business;
use std::collections::HashSet;
use std::time::Instant;

use chrono::Utc;
use domain::Personal;
use domain::turn::{ModelAttemptFailed, ModelResponded, TurnCommand};
use futures::StreamExt;
use llm::{ChatEvent, ChatRequest, ChatResponse, Finish, ModelError, Usage};

use super::recourse::{self, Failure};
use super::{Record, TurnRun, prompt};
use crate::deltas::Deltas;
use crate::release::Release;
use crate::{Config, Error};

/// One call of a model.
struct Attempt<'a> {
    step: u32,
    /// Counts the calls of this step, whichever model was asked, from 1.
    number: u32,
    model: &'a str,
    /// The models that this business may ask, the preferred one first.
    order: &'a [String],
}

impl TurnRun<'_> {
    /// Tries `step` once; the next round tries again or gives up, as the record says.
    pub(super) async fn think(&self, record: &Record, step: u32) -> Result<(), Error> {
        tokio::time::sleep(record.wait_before(step, Utc::now())).await;
        let mut db = self.config.database.acquire(self.tenant()).await?;
        let business = business::business(&mut db).await?;
        let business = business.ok_or(Error::NotYet("its business is not known"))?;
        let people = business::people(&mut db).await?;
        drop(db);
        let order =
            self.config.models.order(business.model.as_deref(), business.fallback_model.as_deref());
        let attempt = Attempt {
            step,
            number: record.failures_at(step).count() as u32 + 1,
            model: record.model_for(step, &order),
            order: &order,
        };
        let request = self.request(record, step, attempt.model, &business)?;
        let release = Release::new(record, &people);
        let started = Instant::now();
        let mut used = None;
        let call = self.ask(&attempt, &request, release, &mut used);
        let result = tokio::time::timeout(self.time_left(), call).await;
        let result = result.unwrap_or(Err(ModelError::Timeout));
        if !matches!(result, Err(ModelError::Down)) {
            let outcome = result.as_ref().map(drop);
            self.config.breakers.record(attempt.model, outcome, Instant::now());
        }
        let latency_ms = started.elapsed().as_millis() as u64;
        metrics::histogram!("steward_model_seconds").record(started.elapsed().as_secs_f64());
        match result.and_then(usable) {
            Ok(response) => self.responded(record, &attempt, &request, response, latency_ms).await,
            Err(error) => self.failed(record, &attempt, &error, used, latency_ms).await,
        }
    }

    async fn responded(
        &self,
        record: &Record,
        attempt: &Attempt<'_>,
        request: &ChatRequest,
        response: ChatResponse,
        latency_ms: u64,
    ) -> Result<(), Error> {
        let value = serde_json::to_value(&response).map_err(|e| self.broken(e.to_string()))?;
        let version = response.model_version.as_deref().unwrap_or(attempt.model);
        // Where words are asked for, calls in the response are not run.
        let words_only = record.words_only(attempt.step, attempt.model);
        let responded = ModelResponded {
            step: attempt.step,
            attempt: attempt.number,
            model: attempt.model.to_owned(),
            prompt_sha256: prompt::sha256(request),
            finish: finish(response.finish).to_owned(),
            calls: if words_only { 0 } else { response.tool_calls().count() as u32 },
            cost_micro_usd: cost(version, &response.usage),
            usage: recorded(&response.usage),
            model_version: version.to_owned(),
            latency_ms,
            response: self.personal(record, value),
        };
        let purpose = format!("respond/{}", attempt.step);
        self.record(record, &purpose, TurnCommand::RecordModelResponse(responded)).await.map(drop)
    }

    async fn failed(
        &self,
        record: &Record,
        attempt: &Attempt<'_>,
        error: &ModelError,
        used: Option<Usage>,
        latency_ms: u64,
    ) -> Result<(), Error> {
        let Attempt { step, number, model, order } = *attempt;
        let before = record.failures_at(step).map(|failure| failure.model.as_str());
        let failed: Vec<_> = before.chain([model]).collect();
        let policy = &self.config.retry;
        let failure = Failure { order, failed: &failed, error, policy, rand01: rand01() };
        let now = Instant::now();
        let next = recourse::after(&failure, |model| self.config.breakers.refused_for(model, now));
        // Nobody waits for an answer that would come too late.
        let next = next.filter(|next| next.delay < self.time_left());
        tracing::warn!(%error, turn.id = %self.id(), step, attempt = number, model, next = ?next, "model attempt failed");
        metrics::counter!("steward_model_failures_total", "kind" => error.kind()).increment(1);
        let failed = ModelAttemptFailed {
            step,
            attempt: number,
            model: model.to_owned(),
            kind: error.kind().replace('_', "-"),
            retry_in_ms: next.as_ref().map(|next| next.delay.as_millis() as u64),
            latency_ms,
            next_model: next.map(|next| next.model).filter(|next| next != model),
            cost_micro_usd: used.map(|usage| cost(model, &usage)),
            usage: used.map(|usage| recorded(&usage)),
        };
        let purpose = format!("attempt/{step}/{number}");
        self.record(record, &purpose, TurnCommand::RecordAttemptFailure(failed)).await.map(drop)
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

    /// Streams one answer; its sentences are shown as they are released, in the order of
    /// attempts. `used` tells the tokens also when it fails.
    async fn ask(
        &self,
        attempt: &Attempt<'_>,
        request: &ChatRequest,
        mut release: Release,
        used: &mut Option<Usage>,
    ) -> Result<ChatResponse, ModelError> {
        let allowed = self.config.breakers.allow(attempt.model, Instant::now());
        allowed.map_err(|_| ModelError::Down)?;
        let model = self.config.models.get(attempt.model)?;
        let mut stream = model.stream(request).await?;
        let place = attempt.step * 20 + attempt.number;
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
                ChatEvent::Usage(usage) => *used = Some(usage),
                ChatEvent::ToolCall(_) => {}
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
    // A call that was cut off is never run, and the words around it say nothing.
    if response.finish == Finish::Length && (response.has_calls() || response.text().is_empty()) {
        return malformed("cut off at the token limit");
    }
    // The log cannot hold this character; JSON writes it so, and a backslash as two.
    let json = serde_json::to_string(&response).unwrap_or_default();
    if json.replace(r"\\", "").contains(r"\u0000") {
        return malformed("a character that cannot be stored");
    }
    Ok(response)
}

/// What the log keeps of a provider's count.
fn recorded(usage: &Usage) -> domain::turn::Usage {
    let Usage { input, cached, output, reasoning, .. } = *usage;
    domain::turn::Usage { input, cached, output, reasoning }
}

/// In millionths of a dollar, at today's price; nothing for models without one.
fn cost(model: &str, usage: &Usage) -> u64 {
    llm::prices::cost_micro_usd(model, usage, Utc::now().date_naive()).unwrap_or_default()
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

//! One turn: a loop over its record. Each round reads what is recorded, does the one
//! thing that is due, and records it, naming the sequence it expects. If somebody else
//! went on meanwhile, the own output is dropped and the next round continues from theirs.

mod answer;
mod block;
mod context;
mod give_up;
mod prompt;
mod quota;
mod record;
mod recourse;
mod reply;
mod text;
mod think;

use std::time::{Duration, Instant};

use chrono::Utc;
use domain::turn::{Turn, TurnCommand, TurnFailed};
use domain::{Actor, TenantId, TurnId};
use eventing::lease::ConversationLease;
use eventing::trace::{self, FutureExt, SpanKind};
use eventing::{CommandRequest, Outcome, Step};
use opentelemetry::{Context, KeyValue};
use tokio_util::sync::CancellationToken;

pub(crate) use self::context::{occurrences, passage_ref, search};
pub(crate) use self::record::{Next, Record};
pub(crate) use self::text::{one_line, visible};
use crate::pending::Due;
use crate::{Config, Error, tools};

/// A turn under work.
pub(crate) struct TurnRun<'a> {
    pub config: &'a Config,
    pub lease: &'a ConversationLease,
    pub due: Due,
    /// When this process gives it up.
    deadline: Instant,
}

/// Looks again in vain before the record is taken to be stuck.
const MAX_STUCK: u32 = 10;

/// Works on a turn until it has ended, the record cannot be extended, or `shutdown`. What
/// it does is part of the trace of its message.
pub(crate) async fn run(
    config: &Config,
    lease: &ConversationLease,
    due: Due,
    shutdown: &CancellationToken,
) -> Result<(), Error> {
    let span = trace::begin(
        "invoke_agent steward",
        SpanKind::Consumer,
        &trace::parent(due.traceparent.as_deref()),
        [
            KeyValue::new("gen_ai.operation.name", "invoke_agent"),
            KeyValue::new("gen_ai.conversation.id", lease.conversation.to_string()),
            KeyValue::new("steward.turn_id", due.start.turn_id.to_string()),
            KeyValue::new("steward.tenant_id", lease.tenant.to_string()),
        ],
    );
    let done = work(config, lease, due, shutdown).with_context(span.clone()).await;
    trace::end(&span, done.is_err().then_some("interrupted"), []);
    done
}

async fn work(
    config: &Config,
    lease: &ConversationLease,
    due: Due,
    shutdown: &CancellationToken,
) -> Result<(), Error> {
    let started = Instant::now();
    let run = TurnRun { config, lease, due, deadline: started + config.turn_deadline };
    let crashed = lease.crashes >= Config::MAX_CRASHES && lease.working_on == Some(run.id().0);
    let (mut seen, mut stuck) = (None, 0);
    loop {
        let record = Record::load(&config.store, run.tenant(), run.id()).await?;
        if stuck > 2 * MAX_STUCK {
            return Err(run.broken("nothing can be added to it"));
        }
        stuck = if seen == Some(record.sequence) { stuck + 1 } else { 0 };
        seen = Some(record.sequence);
        let next = match record.next() {
            Next::Nothing => {
                metrics::histogram!("steward_turn_seconds").record(started.elapsed().as_secs_f64());
                return Ok(());
            }
            Next::Begin => Next::Begin,
            _ if stuck > MAX_STUCK => Next::Fail("record-stuck".to_owned()),
            _ if crashed => Next::Fail("worker-crashed".to_owned()),
            Next::Retrieve | Next::Think(_) if run.time_left().is_zero() => {
                Next::GiveUp("took-too-long".to_owned())
            }
            next => next,
        };
        // An append that is under way goes on without us; its verdict is in the log.
        let advanced = tokio::select! {
            biased;
            () = shutdown.cancelled() => return Ok(()),
            advanced = run.advance(&record, next) => advanced,
        };
        let Err(error) = advanced else { continue };
        if error.is_overtaken() {
            tracing::info!(turn.id = %run.id(), "somebody else went on with this turn; looking again");
            tokio::time::sleep(Config::BREATH * stuck).await;
        } else if let Some(reason) = error.is_final() {
            tracing::error!(%error, turn.id = %run.id(), "turn cannot go on");
            match run.advance(&record, Next::Fail(reason.to_owned())).await {
                Err(error) if !error.is_overtaken() => return Err(error),
                _ => {}
            }
        } else {
            return Err(error);
        }
    }
}

impl TurnRun<'_> {
    async fn advance(&self, record: &Record, next: Next) -> Result<(), Error> {
        match next {
            Next::Begin => {
                let begin = TurnCommand::BeginTurn(self.due.start.clone());
                self.record(record, "begin", begin).await.map(drop)
            }
            Next::Retrieve if self.over_quota().await? => {
                let fail = Next::Fail("quota-exceeded".to_owned());
                Box::pin(self.advance(record, fail)).await
            }
            Next::Retrieve => {
                let span = trace::begin("retrieve", SpanKind::Internal, &Context::current(), []);
                self.retrieve(record).with_context(span).await
            }
            Next::Think(step) => self.think(record, step).await,
            Next::Answer { step, index, call } => {
                let tool = tools::name(&call);
                let span = trace::begin(
                    format!("execute_tool {tool}"),
                    SpanKind::Internal,
                    &Context::current(),
                    [KeyValue::new("gen_ai.tool.name", tool)],
                );
                self.answer(record, step, index, &call).with_context(span).await
            }
            Next::Reply => self.reply(record).await,
            Next::GiveUp(reason) => self.give_up(record, reason).await,
            Next::Fail(reason) => {
                tracing::warn!(turn.id = %self.id(), reason, "turn failed");
                metrics::counter!("steward_turns_failed_total", "reason" => reason.clone())
                    .increment(1);
                let fail = TurnCommand::FailTurn(TurnFailed { reason });
                self.record(record, "fail", fail).await.map(drop)
            }
            Next::Nothing => Ok(()),
        }
    }

    /// What is left of the turn's time in this process.
    pub(crate) fn time_left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// The record cannot be continued.
    pub(crate) fn broken(&self, reason: impl Into<String>) -> Error {
        Error::Record { turn: self.id(), reason: reason.into() }
    }

    pub(crate) fn tenant(&self) -> TenantId {
        self.lease.tenant
    }

    pub(crate) fn id(&self) -> TurnId {
        self.due.start.turn_id
    }

    /// The step of this turn's own stream, after everything that `record` holds.
    pub(crate) fn step(&self, record: &Record, command: TurnCommand) -> Step {
        Step::new::<Turn>(self.id(), command).expecting(record.sequence)
    }

    /// Records one command of the turn.
    pub(crate) async fn record(
        &self,
        record: &Record,
        purpose: &str,
        command: TurnCommand,
    ) -> Result<Outcome, Error> {
        self.append(purpose, vec![self.step(record, command)]).await
    }

    /// Appends a unit caused by this turn; `purpose` gives it its identity.
    pub(crate) async fn append(&self, purpose: &str, steps: Vec<Step>) -> Result<Outcome, Error> {
        let story = self.due.start.message_id.0;
        let request = CommandRequest::caused_by(
            self.tenant(),
            Actor::Steward,
            Utc::now(),
            self.id().0,
            story,
            purpose,
        );
        let outcome = self.config.store.execute(request, steps).await?;
        if outcome.repeated {
            // What was recorded then stands; what is in hand here is dropped.
            tracing::info!(turn.id = %self.id(), purpose, "somebody else went on with this turn; it has this already");
        }
        Ok(outcome)
    }
}

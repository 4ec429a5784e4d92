//! What is measured of each call: how long, how it ended, how many tokens. Never its words.

use std::time::Instant;

use opentelemetry::global::{self, BoxedSpan};
use opentelemetry::trace::{Span, SpanKind, Status, Tracer};
use opentelemetry::{Context, KeyValue};

use crate::{ChatEvent, ModelError, Usage};

/// A call under way. One that is dropped before its end was cancelled.
#[derive(Debug)]
pub(crate) struct Call {
    model: String,
    method: &'static str,
    started: Instant,
    first_word: bool,
    usage: Usage,
    /// Part of the trace of whatever asks.
    span: BoxedSpan,
    ended: bool,
}

impl Call {
    pub(crate) fn begin(model: &str, method: &'static str) -> Self {
        let operation = operation(method);
        let tracer = global::tracer("steward");
        let builder = tracer
            .span_builder(format!("{operation} {model}"))
            .with_kind(SpanKind::Client)
            .with_attributes([
                KeyValue::new("gen_ai.operation.name", operation),
                KeyValue::new("gen_ai.request.model", model.to_owned()),
            ]);
        let span = tracer.build_with_context(builder, &Context::current());
        Self {
            span,
            model: model.to_owned(),
            method,
            started: Instant::now(),
            first_word: false,
            usage: Usage::default(),
            ended: false,
        }
    }

    /// Takes note of what a stream tells.
    pub(crate) fn note(&mut self, item: &Result<ChatEvent, ModelError>) {
        match item {
            Ok(ChatEvent::Text(_) | ChatEvent::ToolCall(_)) if !self.first_word => {
                self.first_word = true;
                metrics::histogram!("llm_first_token_seconds", "model" => self.model.clone())
                    .record(self.started.elapsed().as_secs_f64());
            }
            Ok(ChatEvent::Usage(usage)) => self.usage = *usage,
            Ok(ChatEvent::Finished(response)) => {
                self.usage = response.usage;
                self.end("ok");
            }
            Ok(_) => {}
            Err(error) => self.end(error.kind()),
        }
    }

    /// Ends a call that answers at once, and passes its result on.
    pub(crate) fn result<T>(mut self, result: Result<T, ModelError>) -> Result<T, ModelError> {
        self.end(result.as_ref().err().map_or("ok", ModelError::kind));
        result
    }

    fn end(&mut self, outcome: &'static str) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        let elapsed = self.started.elapsed();
        let (model, method) = (self.model.clone(), self.method);
        metrics::counter!("llm_calls_total", "model" => model.clone(), "method" => method, "outcome" => outcome)
            .increment(1);
        metrics::histogram!("llm_call_seconds", "model" => model.clone(), "method" => method)
            .record(elapsed.as_secs_f64());
        let Usage { input, cached, output, reasoning, .. } = self.usage;
        for (kind, count) in
            [("input", input), ("cached", cached), ("output", output), ("reasoning", reasoning)]
        {
            metrics::counter!("llm_tokens_total", "model" => model.clone(), "kind" => kind)
                .increment(count);
        }
        self.span.set_attributes([
            KeyValue::new("gen_ai.usage.input_tokens", input.cast_signed()),
            KeyValue::new("gen_ai.usage.output_tokens", output.cast_signed()),
        ]);
        if outcome != "ok" {
            self.span.set_attribute(KeyValue::new("error.type", outcome));
            self.span.set_status(Status::error(outcome));
        }
        self.span.end();
        let duration_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        tracing::debug!(
            model,
            method,
            outcome,
            duration_ms,
            input,
            output,
            reasoning,
            "model called"
        );
    }
}

/// What a method does, as OpenTelemetry's conventions for models name it.
fn operation(method: &str) -> &'static str {
    match method {
        "countTokens" => "count_tokens",
        method if method.to_ascii_lowercase().contains("embed") => "embeddings",
        _ => "chat",
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.end("cancelled");
    }
}

//! Spans of OpenTelemetry: what a message leads to is one trace, from the request to the
//! frames of those who are told (docs/adr/0031).
//!
//! Events carry the `traceparent` (W3C Trace Context) of the append that recorded them, and
//! whoever goes on from an event, in whatever process, begins below it. Spans hold ids,
//! names and figures, never personal text. Without a collector there are none, and the
//! caller's `traceparent` is passed on as it came.

use std::borrow::Cow;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use opentelemetry::global::{self, BoxedTracer};
use opentelemetry::trace::{
    Span, SpanContext, SpanId, Status, TraceContextExt, TraceFlags, TraceId, TraceState, Tracer,
};
use opentelemetry::{Context, KeyValue};

use crate::RecordedEvent;

pub use opentelemetry::trace::{FutureExt, SpanKind};

static TRACER: OnceLock<BoxedTracer> = OnceLock::new();

/// From now on spans go to the global tracer provider.
pub fn record() {
    TRACER.get_or_init(|| global::tracer("steward"));
}

/// Where a span goes on from: the span that `traceparent` names, or nowhere.
pub fn parent(traceparent: Option<&str>) -> Context {
    match traceparent.and_then(parse) {
        Some(span) => Context::new().with_remote_span_context(span),
        None => Context::new(),
    }
}

/// What the work under way is part of, else what `traceparent` names.
pub fn current_or(traceparent: Option<&str>) -> Context {
    let current = Context::current();
    if current.has_active_span() { current } else { parent(traceparent) }
}

/// The span that a `traceparent` names, if it is a valid one.
pub fn parse(traceparent: &str) -> Option<SpanContext> {
    let mut parts = traceparent.split('-');
    let (version, trace, span, flags) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let hex = |text: &str, length: usize| {
        text.len() == length && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    let well_formed = hex(version, 2) && hex(trace, 32) && hex(span, 16) && hex(flags, 2);
    // Versions to come may add parts; this one must not.
    let known = version != "ff" && (version != "00" || parts.next().is_none());
    if !well_formed || !known {
        return None;
    }
    let context = SpanContext::new(
        TraceId::from_hex(trace).ok()?,
        SpanId::from_hex(span).ok()?,
        TraceFlags::new(u8::from_str_radix(flags, 16).ok()?) & TraceFlags::SAMPLED,
        true,
        TraceState::NONE,
    );
    context.is_valid().then_some(context)
}

/// The `traceparent` of what a context is about.
pub fn traceparent(context: &Context) -> Option<String> {
    let span = context.span();
    let span = span.span_context();
    let flags = span.trace_flags().to_u8();
    span.is_valid().then(|| format!("00-{}-{}-{flags:02x}", span.trace_id(), span.span_id()))
}

/// A span below `parent`, in the context of which work is done; it ends with the last clone
/// of the context, or by [`end`]. Just `parent` when nothing is recorded.
pub fn begin(
    name: impl Into<Cow<'static, str>>,
    kind: SpanKind,
    parent: &Context,
    attributes: impl IntoIterator<Item = KeyValue>,
) -> Context {
    let Some(tracer) = TRACER.get() else { return parent.clone() };
    let builder = tracer.span_builder(name).with_kind(kind).with_attributes(attributes);
    parent.with_span(tracer.build_with_context(builder, parent))
}

/// Ends the span of a context that [`begin`] gave, with its last attributes and, if it
/// failed, the kind of its failure.
pub fn end(
    context: &Context,
    failure: Option<&'static str>,
    attributes: impl IntoIterator<Item = KeyValue>,
) {
    // The parent's, where nothing is recorded, is not ours to end.
    if TRACER.get().is_none() {
        return;
    }
    let span = context.span();
    span.set_attributes(attributes);
    if let Some(kind) = failure {
        span.set_attribute(KeyValue::new("error.type", kind));
        span.set_status(Status::error(kind));
    }
    span.end();
}

/// Records a span that took `elapsed` and ends now, below the event that has this
/// `traceparent`; nothing for an event that is not sampled.
pub fn past(
    name: impl Into<Cow<'static, str>>,
    kind: SpanKind,
    traceparent: Option<&str>,
    elapsed: Duration,
    attributes: impl FnOnce() -> Vec<KeyValue>,
) {
    let Some(tracer) = TRACER.get() else { return };
    let Some(span) = traceparent.and_then(parse).filter(SpanContext::is_sampled) else { return };
    let began = SystemTime::now().checked_sub(elapsed).unwrap_or(SystemTime::UNIX_EPOCH);
    let builder = tracer
        .span_builder(name)
        .with_kind(kind)
        .with_start_time(began)
        .with_attributes(attributes());
    let parent = Context::new().with_remote_span_context(span);
    tracer.build_with_context(builder, &parent).end();
}

/// What spans tell of an event.
pub fn attributes(event: &RecordedEvent) -> Vec<KeyValue> {
    vec![
        KeyValue::new("steward.event_id", event.event_id.to_string()),
        KeyValue::new("steward.event_type", event.event_type.clone()),
        KeyValue::new("steward.position", event.position.cast_signed()),
        KeyValue::new("steward.tenant_id", event.tenant.to_string()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn a_traceparent_is_written_as_it_was_read() {
        assert_eq!(traceparent(&parent(Some(GOOD))).as_deref(), Some(GOOD));
        let not_sampled = GOOD.replace("-01", "-00");
        assert_eq!(traceparent(&parent(Some(&not_sampled))), Some(not_sampled));
        assert_eq!(traceparent(&parent(None)), None);
    }

    #[test]
    fn takes_valid_trace_parents_only() {
        for bad in [
            "",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
        assert!(parse(&GOOD.replace("00-4", "01-4").replace("-01", "-01-more")).is_some());
    }

    #[test]
    fn what_is_not_recorded_passes_its_parent_on() {
        let context = begin("work", SpanKind::Internal, &parent(Some(GOOD)), []);
        end(&context, Some("refused"), []);
        assert_eq!(traceparent(&context).as_deref(), Some(GOOD));
    }
}

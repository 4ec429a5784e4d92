//! Every request has a trace: the caller's (W3C `traceparent`) or a new one.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;
use uuid::Uuid;

/// The trace that a request belongs to.
#[derive(Debug, Clone)]
pub(crate) struct TraceContext {
    /// 32 hex digits; stands in problems and in the log.
    pub(crate) trace_id: String,
    /// What is recorded with events that the request causes.
    pub(crate) traceparent: String,
}

impl TraceContext {
    fn of(request: &Request) -> Self {
        let given = request.headers().get("traceparent").and_then(|value| value.to_str().ok());
        let trace_id = given.and_then(trace_id).map(str::to_owned);
        let trace_id = trace_id.unwrap_or_else(|| Uuid::now_v7().simple().to_string());
        let span_id = &Uuid::new_v4().simple().to_string()[..16];
        Self { traceparent: format!("00-{trace_id}-{span_id}-01"), trace_id }
    }
}

/// The trace id of a `traceparent`, if it is a valid one.
fn trace_id(traceparent: &str) -> Option<&str> {
    let mut parts = traceparent.split('-');
    let (version, trace, span, flags) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let hex = |text: &str, length: usize| {
        text.len() == length && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    let nonzero = |text: &str| text.bytes().any(|b| b != b'0');
    (hex(version, 2)
        && version != "ff"
        && hex(trace, 32)
        && nonzero(trace)
        && hex(span, 16)
        && nonzero(span)
        && hex(flags, 2))
    .then_some(trace)
}

/// Opens the request's span, and counts and times it.
pub(crate) async fn layer(mut request: Request, next: Next) -> Response {
    let context = TraceContext::of(&request);
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "unmatched".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().clone();
    let span = tracing::info_span!(
        "http.request",
        http.method = %method,
        http.route = %route,
        trace_id = %context.trace_id,
    );
    request.extensions_mut().insert(context);
    let started = Instant::now();
    let response = next.run(request).instrument(span.clone()).await;
    let (status, elapsed) = (response.status().as_u16(), started.elapsed());
    span.in_scope(|| {
        tracing::debug!(http.status = status, duration_ms = elapsed.as_millis() as u64, "answered")
    });
    let labels = [("method", method.to_string()), ("route", route), ("status", status.to_string())];
    metrics::counter!("steward_http_requests_total", &labels).increment(1);
    metrics::histogram!("steward_http_request_seconds", &labels[..2]).record(elapsed.as_secs_f64());
    response
}

#[cfg(test)]
mod tests {
    use super::trace_id;

    #[test]
    fn takes_valid_trace_parents_only() {
        let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        assert_eq!(trace_id(good), Some("4bf92f3577b34da6a3ce929d0e0e4736"));
        for bad in [
            "",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ] {
            assert_eq!(trace_id(bad), None, "{bad}");
        }
    }
}

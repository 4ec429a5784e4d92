//! Every request has a trace: the caller's (W3C `traceparent`) or a new one.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use eventing::trace::{self, FutureExt, SpanKind};
use opentelemetry::{Context, KeyValue};
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
    /// What the request's span is part of; where none is recorded, the caller's trace or a
    /// new one.
    fn of(span: &Context) -> Self {
        let new = || {
            format!(
                "00-{}-{}-01",
                Uuid::now_v7().simple(),
                &Uuid::new_v4().simple().to_string()[..16]
            )
        };
        let traceparent = trace::traceparent(span).unwrap_or_else(new);
        Self { trace_id: traceparent.chars().skip(3).take(32).collect(), traceparent }
    }
}

/// The request's span, below the caller's. Only what programs and the web app ask for has
/// one: probes and files would drown it.
fn span(request: &Request, method: &'static str, route: &str) -> Context {
    let given = request.headers().get("traceparent").and_then(|value| value.to_str().ok());
    let parent = trace::parent(given);
    if !route.starts_with("/api/") {
        return parent;
    }
    let attributes = [
        KeyValue::new("http.request.method", method),
        KeyValue::new("http.route", route.to_owned()),
    ];
    trace::begin(format!("{method} {route}"), SpanKind::Server, &parent, attributes)
}

/// A method as it is counted: clients may make up others, and each would be a series.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Opens the request's span, and counts and times it.
pub(crate) async fn layer(mut request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "unmatched".to_owned(), |path| path.as_str().to_owned());
    let method = known(request.method());
    let traced = span(&request, method, &route);
    let context = TraceContext::of(&traced);
    let span = tracing::info_span!(
        "http.request",
        http.method = method,
        http.route = %route,
        trace_id = %context.trace_id,
    );
    request.extensions_mut().insert(context);
    let started = Instant::now();
    let work = next.run(request).instrument(span.clone());
    let response = work.with_context(traced.clone()).await;
    let (status, elapsed) = (response.status().as_u16(), started.elapsed());
    let failure = response.status().is_server_error().then_some("server-error");
    trace::end(&traced, failure, [KeyValue::new("http.response.status_code", i64::from(status))]);
    span.in_scope(|| {
        tracing::debug!(http.status = status, duration_ms = elapsed.as_millis() as u64, "answered")
    });
    let labels = [("method", method.to_owned()), ("route", route), ("status", status.to_string())];
    metrics::counter!("steward_http_requests_total", &labels).increment(1);
    metrics::histogram!("steward_http_request_seconds", &labels[..2]).record(elapsed.as_secs_f64());
    response
}

#[cfg(test)]
mod tests {
    use axum::http::Method;

    use eventing::trace;

    use super::{TraceContext, known};

    #[test]
    fn methods_that_clients_make_up_are_counted_as_one() {
        let made_up = Method::from_bytes(b"PIZZA").unwrap();
        assert_eq!(
            [known(&Method::PATCH), known(&made_up), known(&Method::TRACE)],
            ["PATCH", "other", "other"]
        );
    }

    #[test]
    fn a_request_is_part_of_its_callers_trace_or_of_a_new_one() {
        let given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let TraceContext { trace_id, traceparent } = TraceContext::of(&trace::parent(Some(given)));
        assert_eq!((trace_id.as_str(), traceparent.as_str()), (&given[3..35], given));
        let new = TraceContext::of(&trace::parent(None));
        assert!(trace::parse(&new.traceparent).is_some(), "{}", new.traceparent);
        assert_eq!(new.trace_id, new.traceparent[3..35]);
    }
}

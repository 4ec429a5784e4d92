//! A collector of traces: it takes OTLP over HTTP, as the real ones do.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use tokio::net::TcpListener;

/// A span, with the service that it is of.
#[derive(Debug, Clone)]
pub(crate) struct Traced {
    pub(crate) service: String,
    pub(crate) span: Span,
}

/// What it has been sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Collector(Arc<Mutex<Vec<Traced>>>);

impl Collector {
    /// Starts it; and where it listens.
    pub(crate) async fn start() -> (Self, String) {
        let collector = Self::default();
        let app = Router::new().route("/v1/traces", post(take)).with_state(collector.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        (collector, url)
    }

    /// The trace that holds a span of this name; empty while there is none.
    pub(crate) fn trace_of(&self, name: &str) -> Trace {
        let all = self.0.lock().unwrap();
        let id = all.iter().rev().find(|traced| traced.span.name == name);
        let id = id.map(|traced| traced.span.trace_id.clone()).unwrap_or_default();
        Trace(all.iter().filter(|traced| traced.span.trace_id == id).cloned().collect())
    }
}

async fn take(State(collector): State<Collector>, body: Bytes) {
    let request = ExportTraceServiceRequest::decode(body).unwrap();
    for resource in request.resource_spans {
        let attributes = resource.resource.unwrap().attributes;
        let name = attributes.into_iter().find(|attribute| attribute.key == "service.name");
        let Some(Value::StringValue(service)) = name.and_then(|name| name.value?.value) else {
            panic!("a service without a name");
        };
        let spans = resource.scope_spans.into_iter().flat_map(|scope| scope.spans);
        let traced = spans.map(|span| Traced { service: service.clone(), span });
        collector.0.lock().unwrap().extend(traced);
    }
}

/// The spans of one trace.
#[derive(Debug, Clone)]
pub(crate) struct Trace(pub(crate) Vec<Traced>);

impl Trace {
    /// Service and name of every span.
    pub(crate) fn names(&self) -> BTreeSet<(&str, &str)> {
        self.0.iter().map(|one| (one.service.as_str(), one.span.name.as_str())).collect()
    }

    /// Whether the parents of all spans are there.
    pub(crate) fn is_whole(&self) -> bool {
        let ids: BTreeSet<_> = self.0.iter().map(|one| &one.span.span_id).collect();
        let known = |one: &Traced| {
            one.span.parent_span_id.is_empty() || ids.contains(&one.span.parent_span_id)
        };
        self.0.iter().all(known)
    }

    /// The spans that have no parent.
    pub(crate) fn roots(&self) -> Vec<&str> {
        let roots = self.0.iter().filter(|one| one.span.parent_span_id.is_empty());
        roots.map(|one| one.span.name.as_str()).collect()
    }

    /// Its tree, a line for each span: when it began and how long it took, in milliseconds.
    pub(crate) fn tree(&self) -> String {
        let mut below: BTreeMap<&[u8], Vec<&Traced>> = BTreeMap::new();
        for one in &self.0 {
            below.entry(&one.span.parent_span_id).or_default().push(one);
        }
        for spans in below.values_mut() {
            spans.sort_by_key(|one| one.span.start_time_unix_nano);
        }
        let began = self.0.iter().map(|one| one.span.start_time_unix_nano).min().unwrap_or(0);
        let mut lines = String::new();
        add(&mut lines, &below, &[], 0, began);
        lines
    }
}

fn add(
    lines: &mut String,
    below: &BTreeMap<&[u8], Vec<&Traced>>,
    parent: &[u8],
    depth: usize,
    began: u64,
) {
    for one in below.get(parent).into_iter().flatten() {
        let Span { start_time_unix_nano: from, end_time_unix_nano: to, .. } = one.span;
        let ms = |nanoseconds: u64| nanoseconds as f64 / 1e6;
        let name = format!("{:indent$}{}", "", one.span.name, indent = 2 * depth);
        lines.push_str(&format!(
            "{:>8.1} {:>8.1}  {:<21}{name}\n",
            ms(from.saturating_sub(began)),
            ms(to.saturating_sub(from)),
            one.service
        ));
        add(lines, below, &one.span.span_id, depth + 1, began);
    }
}

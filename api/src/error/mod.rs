//! One error type for everything that the API answers with, as RFC 9457 problem+json.
//!
//! An [`ApiError`] becomes a response that carries it as an extension; the outermost
//! layer (`crate::layers::problems`) writes the body, because only it knows the
//! request's path and trace. That layer also rewrites errors of other layers, so that
//! no client ever sees another shape. Causes of 5xx are logged there, once, never sent.

mod convert;
pub mod kinds;
mod problem;

use std::borrow::Cow;

use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
pub use kinds::Kind;
pub use problem::{FieldError, Problem, TenantChoice};

/// What a handler or extractor fails with.
#[derive(Debug, Clone)]
pub struct ApiError(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    status: StatusCode,
    slug: &'static str,
    title: Cow<'static, str>,
    detail: Option<String>,
    errors: Vec<FieldError>,
    tenants: Vec<TenantChoice>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cause: Option<String>,
}

impl ApiError {
    /// A problem of this kind, without details.
    pub fn new(kind: Kind) -> Self {
        Self(Box::new(Inner {
            status: kind.status,
            slug: kind.slug,
            title: Cow::Borrowed(kind.title),
            detail: None,
            errors: Vec::new(),
            tenants: Vec::new(),
            headers: Vec::new(),
            cause: None,
        }))
    }

    /// A problem of this kind, with a sentence about this occurrence.
    pub fn because(kind: Kind, detail: impl Into<String>) -> Self {
        Self::new(kind).detail(detail)
    }

    /// A refusal by the domain under its own name.
    pub fn refused(status: StatusCode, slug: &'static str, detail: impl Into<String>) -> Self {
        let mut words = slug.replace('-', " ");
        if let Some(first) = words.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        let mut error = Self::because(kinds::INVALID, detail);
        error.0.status = status;
        error.0.slug = slug;
        error.0.title = Cow::Owned(words);
        error
    }

    /// There is nothing by that id, or nothing that the member may know of.
    pub fn no_such(what: &str) -> Self {
        Self::because(kinds::NOT_FOUND, format!("There is no such {what}."))
    }

    /// One value of the body is not acceptable.
    pub fn field(pointer: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::new(kinds::INVALID).with_field(pointer, problem)
    }

    /// What it says, in a line, where no client is answered.
    pub(crate) fn for_people(&self) -> String {
        let Inner { title, detail, cause, .. } = &*self.0;
        let more = detail.as_ref().or(cause.as_ref());
        more.map_or_else(|| title.to_string(), |more| format!("{title}: {more}"))
    }

    /// A bug or a broken part; `cause` is logged, not sent.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self::new(kinds::INTERNAL).cause(cause)
    }

    /// A part is down; `cause` is logged, not sent.
    pub fn unavailable(cause: impl std::fmt::Display) -> Self {
        Self::because(kinds::UNAVAILABLE, "Try again in a moment.").retry_after(1).cause(cause)
    }

    /// The log has what this build cannot read; another process will be able to.
    pub(crate) fn outdated(newer: eventing::log::Newer) -> Self {
        Self::because(kinds::OUTDATED, "Try again in a moment.").retry_after(5).cause(newer)
    }

    /// Sets the sentence about this occurrence.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// Adds a value that is not acceptable; `pointer` is a JSON pointer into the body.
    #[must_use]
    pub fn with_field(mut self, pointer: impl Into<String>, problem: impl Into<String>) -> Self {
        self.0.errors.push(FieldError { pointer: pointer.into(), detail: problem.into() });
        self
    }

    /// Adds businesses to choose from.
    #[must_use]
    pub fn tenants(mut self, tenants: Vec<TenantChoice>) -> Self {
        self.0.tenants = tenants;
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.0.headers.push((name, value));
        }
        self
    }

    /// Says when to come back.
    #[must_use]
    pub fn retry_after(self, seconds: u64) -> Self {
        self.header(axum::http::header::RETRY_AFTER, &seconds.to_string())
    }

    /// Remembers for the log why it happened.
    #[must_use]
    pub fn cause(mut self, cause: impl std::fmt::Display) -> Self {
        self.0.cause = Some(cause.to_string());
        self
    }

    /// The status it is answered with.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Its stable name.
    pub fn slug(&self) -> &'static str {
        self.0.slug
    }

    /// Why it happened, for the log.
    pub(crate) fn logged_cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }

    /// The body that the client gets.
    pub(crate) fn into_problem(self, instance: String, trace_id: String) -> Problem {
        let inner = *self.0;
        Problem {
            kind: format!("/problems/{}", inner.slug),
            title: inner.title.into_owned(),
            status: inner.status.as_u16(),
            detail: inner.detail,
            instance,
            errors: inner.errors,
            trace_id,
            tenants: inner.tenants,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.0.status.into_response();
        for (name, value) in &self.0.headers {
            response.headers_mut().append(name.clone(), value.clone());
        }
        response.extensions_mut().insert(self);
        response
    }
}

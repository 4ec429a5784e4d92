//! The OpenAPI document: common parameters, the problems that operations answer with.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use utoipa::openapi::schema::{AllOf, Object, Schema};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{IntoParams, IntoResponses, Modify, OpenApi};

use crate::error::{FieldError, Problem, TenantChoice};

/// What the document says besides its paths, which [`crate::routes`] collects.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Steward",
        description = "One assistant for every small business. Errors are RFC 9457 problems; writes take \
            an Idempotency-Key; after a write, reads take its position as after_position; \
            lists are read on by next_cursor.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(Problem, FieldError, TenantChoice)),
    modifiers(&BearerAuth),
    tags(
        (name = "auth", description = "Signing in"),
        (name = "access", description = "Sessions, passwords, keys for programs, and their trail"),
        (name = "tenants", description = "Businesses and what their steward may do"),
        (name = "members", description = "People"),
        (name = "conversations", description = "Talking to the steward"),
        (name = "turns", description = "How the steward came to an answer"),
        (name = "actions", description = "What the steward does"),
        (name = "notifications", description = "Notices to a member"),
        (name = "reminders", description = "What somebody is reminded of, once"),
        (name = "knowledge", description = "Documents, and finding passages in them"),
        (name = "shifts", description = "The roster"),
        (name = "tasks", description = "What is to be done"),
        (name = "logbook", description = "What happened"),
        (name = "facts", description = "What the steward knows about the member who asks"),
        (name = "audit", description = "The log's envelopes"),
        (name = "projections", description = "The read models: how far they are, and looking after them"),
        (name = "operator", description = "For those who run the deployment"),
        (name = "live", description = "Live updates"),
        (name = "health", description = "For operators")
    )
)]
pub(crate) struct Document;

struct BearerAuth;

impl Modify for BearerAuth {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_with(Default::default);
        let mut bearer = Http::new(HttpAuthScheme::Bearer);
        bearer.bearer_format = Some("JWT".to_owned());
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    }
}

/// What every command takes.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes a header that an extractor reads")]
pub(crate) struct CommandParams {
    /// Repeating a request under the same key gives the first answer again: 1 to 255
    /// visible ASCII characters, kept for 30 days.
    #[param(rename = "Idempotency-Key", required = false)]
    idempotency_key: Option<String>,
}

/// What every read takes.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes a parameter that an extractor reads")]
pub(crate) struct ReadParams {
    /// Answer only once everything up to this position can be seen: the `position` that a
    /// command answered.
    after_position: Option<u64>,
}

/// Declares a set of problems that operations answer with.
macro_rules! problem_sets {
    ($($(#[$meta:meta])* $name:ident = [$($status:literal),+];)+) => {
        $($(#[$meta])* pub(crate) struct $name;
        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                [$($status),+].into_iter().map(problem).collect()
            }
        })+
    };
}

problem_sets! {
    /// Of reads by a member. 403 is also what everybody of a suspended business gets.
    ReadProblems = [401, 403, 422, 429, 500, 503];
    /// Of lists.
    ListProblems = [400, 401, 403, 422, 429, 500, 503];
    /// Of reads by id.
    ItemProblems = [401, 403, 404, 422, 429, 500, 503];
    /// Of commands without a body.
    CommandProblems = [400, 401, 403, 404, 409, 422, 429, 500, 503];
    /// Of commands with a JSON body.
    BodyProblems = [400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503];
    /// Of routes that one needs no session for.
    OpenProblems = [400, 413, 415, 422, 429, 500, 503];
}

/// A documented refusal by role.
pub(crate) struct RoleProblem;
impl IntoResponses for RoleProblem {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        [problem(403)].into()
    }
}

/// Documented refusals of stale edits.
pub(crate) struct StaleProblem;
impl IntoResponses for StaleProblem {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        [problem(412)].into()
    }
}

/// One documented problem response.
fn problem(status: u16) -> (String, RefOr<Response>) {
    let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    let schema = Ref::from_schema_name("Problem");
    let content = ContentBuilder::new().schema(Some(schema)).build();
    let response = ResponseBuilder::new()
        .description(reason.unwrap_or("Problem"))
        .content("application/problem+json", content)
        .build();
    (status.to_string(), response.into())
}

/// Adds what no operation says for itself: a name of its own, and that every path may be
/// called with a wrong method, a long address or many headers.
pub(crate) fn complete(mut document: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    document.info.version = env!("CARGO_PKG_VERSION").to_owned();
    merge_parts(&mut document);
    for (path, item) in &mut document.paths.paths {
        let operations = [
            ("get", &mut item.get),
            ("put", &mut item.put),
            ("post", &mut item.post),
            ("delete", &mut item.delete),
        ];
        for (method, operation) in operations {
            let Some(operation) = operation else { continue };
            operation.operation_id = Some(operation_id(method, path));
            for (status, response) in [405, 414, 431].map(problem) {
                operation.responses.responses.entry(status).or_insert(response);
            }
        }
    }
    document
}

/// Flattened parts refuse what they do not know when they stand alone; as parts of a
/// larger thing they cannot, so that one becomes a plain object of all their fields.
fn merge_parts(document: &mut utoipa::openapi::OpenApi) {
    let Some(components) = &mut document.components else { return };
    let known = components.schemas.clone();
    for schema in components.schemas.values_mut() {
        if let RefOr::T(Schema::AllOf(parts)) = schema
            && let Some(merged) = merged(parts, &known)
        {
            *schema = RefOr::T(Schema::Object(merged));
        }
    }
}

fn merged(parts: &AllOf, known: &BTreeMap<String, RefOr<Schema>>) -> Option<Object> {
    let mut whole = Object::new();
    whole.description.clone_from(&parts.description);
    for part in &parts.items {
        let part = match part {
            RefOr::Ref(to) => known.get(to.ref_location.rsplit('/').next()?)?,
            part => part,
        };
        let RefOr::T(Schema::Object(part)) = part else { return None };
        whole.properties.extend(part.properties.clone());
        whole.required.extend(part.required.iter().cloned());
    }
    Some(whole)
}

/// `post /api/v1/turns/{id}/retry` is `post_turns_id_retry`.
fn operation_id(method: &str, path: &str) -> String {
    let words = path.trim_start_matches("/api/v1").split(['/', '{', '}', '.']);
    std::iter::once(method)
        .chain(words)
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("_")
}

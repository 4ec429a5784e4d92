//! Every kind of problem that the API itself can answer with: status, name, title.
//!
//! The name becomes `type`: `/problems/<slug>`. Refusals by the domain bring names of
//! their own, see [`super::ApiError::refused`].

use axum::http::StatusCode;

/// A kind of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// The HTTP status it is answered with.
    pub status: StatusCode,
    /// Its stable name.
    pub slug: &'static str,
    /// What it is, for people.
    pub title: &'static str,
}

macro_rules! kinds {
    ($($(#[$meta:meta])* $name:ident = $status:ident, $slug:literal, $title:literal;)+) => {
        $($(#[$meta])* pub const $name: Kind =
            Kind { status: StatusCode::$status, slug: $slug, title: $title };)+
    };
}

kinds! {
    /// The request cannot be read as HTTP or JSON.
    MALFORMED = BAD_REQUEST, "malformed-request", "The request is malformed";
    /// The body is not JSON.
    MALFORMED_JSON = BAD_REQUEST, "malformed-json", "The body is not valid JSON";
    /// A cursor that this list did not give out.
    INVALID_CURSOR = BAD_REQUEST, "invalid-cursor", "The cursor is not one of this list";
    /// An `Idempotency-Key` that is none.
    INVALID_IDEMPOTENCY_KEY = BAD_REQUEST, "invalid-idempotency-key", "The idempotency key is malformed";
    /// No or no valid access token.
    UNAUTHENTICATED = UNAUTHORIZED, "unauthenticated", "Sign in first";
    /// E-mail address and password do not belong together.
    INVALID_CREDENTIALS = UNAUTHORIZED, "invalid-credentials", "E-mail address or password is wrong";
    /// The session was ended or ran out.
    SESSION_ENDED = UNAUTHORIZED, "session-ended", "The session has ended";
    /// The role does not allow it.
    FORBIDDEN = FORBIDDEN, "forbidden", "Your role does not allow this";
    /// The API key was not made for this.
    KEY_SCOPE = FORBIDDEN, "api-key-scope", "This API key does not allow this";
    /// The password that was to prove who one is.
    WRONG_PASSWORD = FORBIDDEN, "wrong-password", "The password is wrong";
    /// A link that was used, replaced, or has expired.
    LINK_NOT_GOOD = NOT_FOUND, "link-not-good", "This link is not good any more";
    /// One has as many keys as one may.
    TOO_MANY_KEYS = CONFLICT, "too-many-api-keys", "There are too many API keys";
    /// The deployment's operators have stopped the business.
    TENANT_SUSPENDED = FORBIDDEN, "tenant-suspended", "The business is suspended";
    /// A link that opens nothing.
    INVITATION_NOT_GOOD = NOT_FOUND, "invitation-not-good", "The invitation is not good (any more)";
    /// The account has a member in the business.
    ALREADY_MEMBER = CONFLICT, "already-member", "The account belongs to the business already";
    /// The time in which words may be read is over.
    DISCLOSURE_OVER = GONE, "disclosure-over", "The words are disclosed no more";
    /// A request from a page of another origin.
    FOREIGN_ORIGIN = FORBIDDEN, "foreign-origin", "Requests from this origin are refused";
    /// Nothing there, or nothing that the member may know of.
    NOT_FOUND = NOT_FOUND, "not-found", "There is nothing here";
    /// The path exists, not with this method.
    METHOD_NOT_ALLOWED = METHOD_NOT_ALLOWED, "method-not-allowed", "This method is not allowed here";
    /// The account belongs to several businesses and none was named.
    MULTIPLE_TENANTS = CONFLICT, "multiple-tenants", "Choose one of your businesses";
    /// The account belongs to no business (any more).
    NO_MEMBERSHIP = FORBIDDEN, "no-membership", "You belong to no business";
    /// The address has an account with another password.
    EMAIL_TAKEN = CONFLICT, "email-taken", "This e-mail address has an account";
    /// Others kept changing the same thing.
    BUSY = CONFLICT, "conflict", "Somebody else changed this at the same time";
    /// No block of the log covers the event.
    NOT_SEALED = CONFLICT, "not-sealed", "The event is not sealed yet";
    /// An earlier event of its stream is parked.
    NOT_FIRST = CONFLICT, "waits-behind", "It waits behind an earlier event";
    /// The turn did not end without an answer.
    TURN_NOT_RETRYABLE = CONFLICT, "turn-not-retryable", "This turn cannot be tried again";
    /// The thing has changed since it was read.
    STALE = PRECONDITION_FAILED, "precondition-failed", "This has changed in the meantime";
    /// A write that must name the version it is based on.
    PRECONDITION_REQUIRED = PRECONDITION_REQUIRED, "precondition-required", "Name the version you are changing";
    /// The body is over the limit.
    TOO_LARGE = PAYLOAD_TOO_LARGE, "payload-too-large", "The body is too large";
    /// The body is of a type that is not taken here.
    UNSUPPORTED_TYPE = UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "This type of content is not taken here";
    /// An address that no client of ours sends.
    ADDRESS_TOO_LONG = URI_TOO_LONG, "address-too-long", "The address is too long";
    /// Headers that no client of ours sends.
    HEADERS_TOO_LARGE = REQUEST_HEADER_FIELDS_TOO_LARGE, "headers-too-large", "The headers are too many or too large";
    /// Well-formed, but some value is not acceptable.
    INVALID = UNPROCESSABLE_ENTITY, "invalid-request", "Some value is not acceptable";
    /// Text with characters that cannot be stored.
    UNSTORABLE_TEXT = UNPROCESSABLE_ENTITY, "unstorable-text", "The text holds characters that cannot be stored";
    /// A position that the log has not reached.
    BEYOND_HEAD = UNPROCESSABLE_ENTITY, "position-beyond-head", "The log has not reached this position";
    /// The same idempotency key with another request.
    KEY_REUSED = UNPROCESSABLE_ENTITY, "idempotency-key-reused", "This idempotency key was used for another request";
    /// Too many requests.
    LIMITED = TOO_MANY_REQUESTS, "too-many-requests", "Too many requests";
    /// A bug or a broken part.
    INTERNAL = INTERNAL_SERVER_ERROR, "internal-error", "Something went wrong on our side";
    /// A part is down or overloaded.
    UNAVAILABLE = SERVICE_UNAVAILABLE, "unavailable", "Temporarily unavailable";
    /// It took too long.
    TIMEOUT = SERVICE_UNAVAILABLE, "timeout", "The request took too long";
    /// The read models have not reached the position asked for.
    PROJECTION_BEHIND = SERVICE_UNAVAILABLE, "projection-behind", "The read models have not caught up yet";
    /// The log has events of a newer build than this process is of.
    OUTDATED = SERVICE_UNAVAILABLE, "outdated", "This server is being replaced by a newer one";
    /// The person this was about was erased.
    ERASED = GONE, "erased", "This was erased";
}

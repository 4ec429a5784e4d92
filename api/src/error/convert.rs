//! How errors of other layers become problems.

use axum::http::StatusCode;
use domain::{ErrorClass, ValueError};
use eventing::{LogError, StoreError};

use super::{ApiError, kinds};

impl From<ValueError> for ApiError {
    fn from(error: ValueError) -> Self {
        Self::field(format!("/{}", error.field), error.problem)
    }
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => {
                Self::unavailable(error)
            }
            other => Self::internal(other),
        }
    }
}

impl From<LogError> for ApiError {
    fn from(error: LogError) -> Self {
        match error {
            LogError::Database(error) => error.into(),
            LogError::Newer { newer, .. } => Self::outdated(newer),
            other => Self::internal(other),
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Rejected { class, code, message } => rejected(class, code, &message),
            StoreError::KeyReused => Self::because(
                kinds::KEY_REUSED,
                "Use a new Idempotency-Key for every new request; the same one only to repeat a request unchanged.",
            ),
            StoreError::Conflict { stream } => {
                Self::because(kinds::BUSY, "Read it again and repeat the request.").cause(stream)
            }
            StoreError::Unstorable { pointer } => Self::new(kinds::UNSTORABLE_TEXT).with_field(
                pointer,
                "must not contain the character U+0000 or half of a surrogate pair",
            ),
            StoreError::Erased => {
                Self::because(kinds::ERASED, "A member that this was about was erased.")
            }
            StoreError::Unavailable(cause) => Self::unavailable(cause),
            StoreError::Newer(newer) => Self::outdated(newer),
            other => Self::internal(other),
        }
    }
}

fn rejected(class: ErrorClass, code: &'static str, message: &str) -> ApiError {
    let status = match (class, code) {
        // What is approved must be what was previewed, and what is changed what was read: a
        // stale precondition.
        (_, "preview-changed" | "fact-changed") => StatusCode::PRECONDITION_FAILED,
        (ErrorClass::Invalid, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (ErrorClass::Missing, _) => StatusCode::NOT_FOUND,
        (ErrorClass::Forbidden, _) => StatusCode::FORBIDDEN,
        (ErrorClass::Conflict, _) => StatusCode::CONFLICT,
    };
    ApiError::refused(status, code, sentence(message))
}

/// The domain's messages are clauses; a problem's detail is a sentence.
fn sentence(clause: &str) -> String {
    let mut chars = clause.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str().trim_end_matches('.'))
}

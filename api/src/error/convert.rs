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
            // A connection that is closed between two messages is a breach of the protocol to
            // the driver.
            sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_) => Self::unavailable(error),
            sqlx::Error::Database(refusal) if is_for_now(refusal.code().as_deref()) => {
                Self::unavailable(refusal)
            }
            other => Self::internal(other),
        }
    }
}

/// Whether the database says "not now": a full disk and other lacks, a restart, a connection
/// that it gave up (classes of SQLSTATE).
fn is_for_now(code: Option<&str>) -> bool {
    code.is_some_and(|code| ["53", "57", "08"].iter().any(|class| code.starts_with(class)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_and_a_restart_are_for_now_and_a_damaged_page_is_not() {
        for code in ["53100", "53200", "57P01", "57P03", "08006"] {
            assert!(is_for_now(Some(code)), "{code}");
        }
        for code in ["XX001", "23505", "42501"] {
            assert!(!is_for_now(Some(code)), "{code}");
        }
        assert!(!is_for_now(None));
    }

    #[test]
    fn a_connection_that_breaks_off_is_for_now() {
        let closed = std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
        for error in [
            sqlx::Error::PoolTimedOut,
            sqlx::Error::Io(closed),
            sqlx::Error::Protocol("unexpected end".to_owned()),
        ] {
            assert_eq!(ApiError::from(error).status(), StatusCode::SERVICE_UNAVAILABLE);
        }
        let problem = ApiError::from(sqlx::Error::RowNotFound);
        assert_eq!(problem.status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}

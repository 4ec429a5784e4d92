//! Everything that can go wrong with a model, as exactly as it can be told.

use std::time::Duration;

/// Why a model gave no usable answer.
///
/// `Display` holds neither secrets nor anything that might quote a prompt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// The quota is used up, for a while or for the day.
    #[error("rate limited{}", if *.daily { " until the daily quota resets" } else { "" })]
    RateLimited {
        /// The least time to wait, where the provider said so.
        retry_after: Option<Duration>,
        /// The quota comes back tomorrow, or never: do not wait.
        daily: bool,
    },
    /// The provider has too much to do (503).
    #[error("the model is overloaded")]
    Overloaded,
    /// The provider failed (500, 502 and the like).
    #[error("the model failed internally")]
    Internal,
    /// No answer in time, from us or from the provider.
    #[error("the model did not answer in time")]
    Timeout,
    /// The provider could not be reached, or the connection broke.
    #[error("the model could not be reached: {reason}")]
    Transport {
        /// What the connection said, without the URL.
        reason: String,
    },
    /// The provider refuses the request as it is; sending it again is no use.
    #[error("the model refused the request as invalid")]
    InvalidRequest {
        /// The provider's words, shortened. They may quote the request: not for logs.
        message: String,
    },
    /// The key is missing, wrong, or not allowed to do this.
    #[error("the model refused the credentials")]
    Unauthorized,
    /// No such model.
    #[error("no such model")]
    NotFound,
    /// It was not asked: its breaker is open after failures of the kind of
    /// [`Self::is_outage`].
    #[error("the model is down and not asked for now")]
    Down,
    /// The prompt or the answer was filtered.
    #[error("the model blocked this: {reason}")]
    Blocked {
        /// The provider's word for the filter, such as `SAFETY`.
        reason: String,
    },
    /// The model's output could not be read.
    #[error("the model's output is malformed: {reason}")]
    Malformed {
        /// The provider's word or ours, never the output.
        reason: String,
    },
    /// The model said nothing at all.
    #[error("the model's answer is empty")]
    Empty,
    /// The answer broke off.
    #[error("the model's answer broke off")]
    Incomplete,
    /// The provider reported an error after the answer had begun.
    #[error("the model's answer broke off with {status}: {cause}")]
    MidStream {
        /// The provider's word, such as `UNAVAILABLE`.
        status: String,
        /// What the same error would have been before the answer began.
        cause: Box<ModelError>,
    },
}

impl ModelError {
    /// Every name that [`Self::kind`] gives.
    pub const KINDS: [&str; 15] = [
        "rate_limited",
        "quota_exhausted",
        "overloaded",
        "internal",
        "timeout",
        "transport",
        "invalid_request",
        "unauthorized",
        "not_found",
        "down",
        "blocked",
        "malformed",
        "empty",
        "incomplete",
        "mid_stream",
    ];

    /// The stable name of the kind, as events and metrics know it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::RateLimited { daily: false, .. } => "rate_limited",
            Self::RateLimited { daily: true, .. } => "quota_exhausted",
            Self::Overloaded => "overloaded",
            Self::Internal => "internal",
            Self::Timeout => "timeout",
            Self::Transport { .. } => "transport",
            Self::InvalidRequest { .. } => "invalid_request",
            Self::Unauthorized => "unauthorized",
            Self::NotFound => "not_found",
            Self::Down => "down",
            Self::Blocked { .. } => "blocked",
            Self::Malformed { .. } => "malformed",
            Self::Empty => "empty",
            Self::Incomplete => "incomplete",
            Self::MidStream { .. } => "mid_stream",
        }
    }

    /// Whether the same request may succeed later.
    pub fn retryable(&self) -> bool {
        match self {
            Self::RateLimited { daily, .. } => !daily,
            Self::MidStream { cause, .. } => cause.retryable(),
            Self::Overloaded
            | Self::Internal
            | Self::Timeout
            | Self::Transport { .. }
            | Self::Malformed { .. }
            | Self::Empty
            | Self::Incomplete => true,
            Self::InvalidRequest { .. }
            | Self::Unauthorized
            | Self::NotFound
            | Self::Down
            | Self::Blocked { .. } => false,
        }
    }

    /// The least time to wait before trying again, where the provider said so.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after, .. } => *retry_after,
            Self::MidStream { cause, .. } => cause.retry_after(),
            _ => None,
        }
    }

    /// Whether the model answered, but with something unusable. Such answers cost tokens
    /// and tend to repeat, so they are retried less often.
    pub fn is_content(&self) -> bool {
        matches!(self, Self::Malformed { .. } | Self::Empty)
    }

    /// Whether it speaks of the provider's health, and not of this request or its quota.
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Overloaded
            | Self::Internal
            | Self::Timeout
            | Self::Transport { .. }
            | Self::Incomplete => true,
            Self::MidStream { cause, .. } => cause.is_outage(),
            _ => false,
        }
    }

    /// An invalid request, with the provider's words shortened.
    pub(crate) fn invalid(message: impl AsRef<str>) -> Self {
        let printable = message.as_ref().chars().filter(|c| !c.is_control());
        Self::InvalidRequest { message: printable.take(300).collect() }
    }

    /// A provider's word for something, as far as it is one: errors go into the log.
    pub(crate) fn word(word: &str) -> String {
        word.chars().filter(|c| !c.is_control()).take(100).collect()
    }

    /// Unreadable output.
    pub(crate) fn malformed(reason: impl Into<String>) -> Self {
        Self::Malformed { reason: reason.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_listed_once() {
        let reason = String::new;
        let limited = |daily| ModelError::RateLimited { retry_after: None, daily };
        let all = [
            limited(false),
            limited(true),
            ModelError::Overloaded,
            ModelError::Internal,
            ModelError::Timeout,
            ModelError::Transport { reason: reason() },
            ModelError::InvalidRequest { message: reason() },
            ModelError::Unauthorized,
            ModelError::NotFound,
            ModelError::Down,
            ModelError::Blocked { reason: reason() },
            ModelError::Malformed { reason: reason() },
            ModelError::Empty,
            ModelError::Incomplete,
            ModelError::MidStream { status: reason(), cause: Box::new(ModelError::Internal) },
        ];
        assert_eq!(all.map(|error| error.kind()), ModelError::KINDS);
    }

    #[test]
    fn a_mid_stream_error_behaves_like_its_cause() {
        let limited =
            ModelError::RateLimited { retry_after: Some(Duration::from_secs(9)), daily: false };
        let error =
            ModelError::MidStream { status: "RESOURCE_EXHAUSTED".into(), cause: Box::new(limited) };
        assert!(error.retryable());
        assert_eq!(error.retry_after(), Some(Duration::from_secs(9)));
        assert_eq!(error.kind(), "mid_stream");
    }

    #[test]
    fn the_providers_words_are_shortened_and_not_displayed() {
        let error = ModelError::invalid(format!("secret prompt\n{}", "x".repeat(1000)));
        assert!(!error.to_string().contains("secret"));
        let ModelError::InvalidRequest { message } = error else { panic!("wrong kind") };
        assert_eq!(message.chars().count(), 300);
        assert!(!message.contains('\n'));
    }
}

//! Why a projection stops, and why an event cannot be applied.

use domain::UnknownEvent;
use eventing::LogError;
use eventing::checkpoint::LeaseError;

use crate::write::WriteError;

/// Why the projector stopped or refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It was given the pool of another role.
    #[error("the projector needs the pool of the system's role")]
    WrongRole,
    /// No projection has that name.
    #[error("there is no projection called {0}")]
    UnknownProjection(String),
    /// Another instance works on it.
    #[error("another instance holds the projection {0}")]
    Held(String),
    /// A rebuild was begun and not finished, and what is there is not to be thrown away.
    #[error("a rebuild of {0} was begun and not finished: finish it with a rebuild first")]
    Begun(String),
    /// The log or the tables are from a newer build.
    #[error("{0}: a newer build has to do this")]
    Newer(String),
    /// The lease was lost, or could not be asked for.
    #[error(transparent)]
    Lease(#[from] LeaseError),
    /// The log could not be read, or has a hole.
    #[error(transparent)]
    Log(LogError),
    /// The database did not answer, or refused for a reason that is not in the event.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// Nobody asked for it: there is no such event.
    #[error("nobody has decided that member {0} be erased")]
    NotErased(domain::MemberId),
    /// Redis did not answer.
    #[error(transparent)]
    Redis(#[from] redis::RedisError),
    /// A rebuild would lose what the live tables have.
    #[error(
        "the event at position {position} was applied once and cannot be any more ({reason}); \
         the live tables stay as they are"
    )]
    Loses {
        /// The first such event.
        position: u64,
        /// Why it cannot be applied.
        reason: String,
    },
    /// There is nothing to be tried again or discarded.
    #[error("the event at position {position} is not parked in {projection}")]
    NotParked {
        /// Where it was looked for.
        projection: String,
        /// Which.
        position: u64,
    },
    /// It waits for an earlier one of its stream.
    #[error(
        "the event at position {position} waits behind the one at position {first}; \
         try again or discard that one"
    )]
    NotFirst {
        /// Which.
        position: u64,
        /// The one that stopped its stream.
        first: u64,
    },
    /// What is left out while tables are made anew might be missing in one of the two alone.
    #[error("{0} is being rebuilt; wait until that has ended, or abandon it, then discard")]
    Rebuilding(String),
    /// A task ended by itself.
    #[error("a projection stopped: {0}")]
    Stopped(String),
}

impl Error {
    /// Which part failed, in a word that quotes nothing.
    pub(crate) fn part(&self) -> &'static str {
        match self {
            Self::Database(_) => "database",
            Self::Redis(_) => "redis",
            Self::Log(_) => "log",
            Self::Lease(_) | Self::Held(_) => "lease",
            _ => "projection",
        }
    }
}

impl From<LogError> for Error {
    fn from(error: LogError) -> Self {
        match error {
            LogError::Newer { .. } => Self::Newer(error.to_string()),
            error => Self::Log(error),
        }
    }
}

/// Why a batch was not applied.
#[derive(Debug)]
pub(crate) enum Failure {
    /// An event of it does not fit its tables; the reason holds no text of the event.
    Unfit(String),
    /// Nothing wrong with the events: try again.
    Elsewhere(Error),
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Elsewhere(error.into())
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::NoSuchRow => Self::Unfit("the row it changes is not there".to_owned()),
            WriteError::Database(error) => match unfit(&error) {
                Some(reason) => Self::Unfit(reason),
                None => Self::Elsewhere(error.into()),
            },
        }
    }
}

/// The reason, if the database refused the data itself: not a value of its column (22),
/// a broken constraint (23), a text too large to index (54).
fn unfit(error: &sqlx::Error) -> Option<String> {
    let error = error.as_database_error()?;
    let code = error.code()?.into_owned();
    if !["22", "23", "54"].iter().any(|class| code.starts_with(class)) {
        return None;
    }
    let place = [error.table(), error.constraint()].into_iter().flatten().collect::<Vec<_>>();
    Some(format!("the database refuses it with {code} {}", place.join(" ")).trim_end().to_owned())
}

/// Why an event cannot be decoded. Values that the decoder quotes are left out.
pub(crate) fn undecodable(error: &UnknownEvent) -> String {
    let message = error.to_string();
    let kept: Vec<&str> = message.split('"').step_by(2).collect();
    kept.join("\"…\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_quotes_no_text_of_the_event() {
        let error = serde_json::from_str::<u32>("\"Luigi's words\"").unwrap_err();
        let reason = undecodable(&UnknownEvent::Shape(error));
        assert!(reason.contains("invalid type: string \"…\""), "{reason}");
        assert!(!reason.contains("Luigi"));
    }
}

//! The names of what can go wrong in a turn, as clients know them.

use utoipa::ToSchema;

/// Why a call of a model, or a whole turn, failed. A newer server may know more.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case", as = FailureKind)]
#[expect(dead_code, reason = "describes words of the log, which outlive any build")]
pub(crate) enum FailureKind {
    /// Too many calls for now; the model said when to ask again.
    RateLimited,
    /// The model's quota for the day, or its credit, is used up.
    QuotaExhausted,
    /// The model has too much to do.
    Overloaded,
    /// The model failed inside.
    Internal,
    /// No answer in time.
    Timeout,
    /// The model could not be reached, or the connection broke.
    Transport,
    /// The model does not take the request as it is.
    InvalidRequest,
    /// The model does not take the key.
    Unauthorized,
    /// There is no such model.
    NotFound,
    /// It failed so often that it was not asked.
    Down,
    /// The model's safety filter held the answer back.
    Blocked,
    /// The answer could not be read.
    Malformed,
    /// The answer was empty.
    Empty,
    /// The answer broke off.
    Incomplete,
    /// An error came in the middle of the answer.
    MidStream,
    /// The business's own quota is used up.
    QuotaExceeded,
    /// The turn ran out of time.
    TookTooLong,
    /// The turn ran out of steps.
    TooManySteps,
    /// The turn ran out of tokens.
    TooManyTokens,
    /// The process that worked on it ended again and again.
    WorkerCrashed,
    /// The turn's record does not move on.
    RecordStuck,
    /// The turn's record cannot be read.
    RecordUnreadable,
    /// What it was about was erased.
    Erased,
    /// It said what no database takes.
    Unstorable,
    /// A rule of the business refused what it was to record.
    Refused,
}

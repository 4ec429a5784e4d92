//! How a refused command is classed, without a word of HTTP.

/// The kind of refusal; each boundary maps it to its own codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorClass {
    /// A value in the command is not acceptable.
    Invalid,
    /// What the command names does not exist.
    Missing,
    /// The actor may not do this.
    Forbidden,
    /// The state does not allow it now.
    Conflict,
}

/// What every aggregate's error enum tells a boundary.
pub trait DomainError: std::error::Error + Send + Sync + 'static {
    /// The kind of refusal.
    fn class(&self) -> ErrorClass;
    /// A stable kebab-case name of the refusal, such as `empty-message`.
    fn code(&self) -> &'static str;
}

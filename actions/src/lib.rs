//! What the steward can do for a member, one [`Kind`] of action per file in `kinds/`.
//!
//! An action goes from the model's (or the member's) arguments through [`Kind::resolve`]
//! to an exact [`Preview`], by code: who, what, when. [`policy`] says whether it may happen
//! at once. [`Kind::perform`] gives the effects of a preview as steps of the unit that
//! records the action as performed; [`Kind::undo`] the steps that take them back;
//! [`Kind::receipt`] the sentence that people read about it.
//!
//! # How to add a kind
//!
//! 1. A variant of [`domain::action::Preview`] with all that will be done, and an arm in
//!    its `named`; a generator in `domain/tests/it/commands`.
//! 2. A file in `kinds/` with a unit struct that implements [`Kind`]: arguments with
//!    `#[serde(deny_unknown_fields)]`, ids derived from the [`Cause`]'s action.
//! 3. An entry in [`KINDS`]: the model's tools, the policies and the API follow from it.
//! 4. Tests: of `resolve` and the receipt here, of the whole turn in `agent-worker`.

pub mod business;
pub mod facts;
mod kinds;
mod moment;
mod notice;
mod pending;
pub mod policy;
mod receipt;
mod recipients;
mod scene;
pub mod tasks;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::action::{ActionPerformed, Effect, Preview};
use domain::{ActionId, MemberId, Role, TurnId};
use eventing::Step;
use serde_json::Value;
use sha2::{Digest, Sha256};

use self::business::Business;

pub use self::moment::{moment, spoken, spoken_day, spoken_when, stretch};
pub use self::pending::Current;
pub use self::receipt::{Language, Status};
pub use self::recipients::{called, in_role};
pub use self::scene::{Said, Scene, Shown};

/// Every kind of action, in the order in which models are told of them.
pub static KINDS: &[&dyn Kind] = &[
    &kinds::NotifyUser,
    &kinds::ScheduleReminder,
    &kinds::CreateTask,
    &kinds::AssignTask,
    &kinds::CompleteTask,
    &kinds::LogEvent,
    &kinds::RememberFact,
    &kinds::ForgetFact,
];

/// The kind called `name`.
pub fn kind(name: &str) -> Option<&'static dyn Kind> {
    KINDS.iter().copied().find(|kind| kind.name() == name)
}

/// A kind of action.
#[async_trait]
pub trait Kind: Send + Sync {
    /// Its name as a tool, in events and in policies: `notify_user`.
    fn name(&self) -> &'static str;

    /// What the model is told it does, when to use it, and what its arguments are (a JSON
    /// Schema of type object).
    fn declaration(&self) -> (&'static str, Value);

    /// The exact effect of `arguments`, which may hold anything. The same arguments in the
    /// same scene give the same preview: an approval resolves them again and compares.
    async fn resolve(
        &self,
        scene: &mut Scene<'_>,
        arguments: &Value,
    ) -> Result<Preview, Unresolved>;

    /// The effects of a preview of this kind, in a business with these rules.
    fn perform(&self, cause: &Cause, business: &Business, preview: &Preview) -> Performance;

    /// The steps that take the effects back; none when that cannot be done.
    fn undo(&self, cause: &Cause, preview: &Preview) -> Vec<Step>;

    /// One sentence about it, rendered by code from what events state.
    fn receipt(&self, preview: &Preview, status: Status, language: Language) -> String;

    /// What the model is told besides the status, as fields.
    fn told(&self, preview: &Preview) -> Value {
        let _ = preview;
        Value::Object(serde_json::Map::new())
    }
}

/// What an action's effects are caused by.
#[derive(Debug, Clone, Copy)]
pub struct Cause {
    /// The action: ids of its effects derive from it.
    pub action: ActionId,
    /// The turn that asked for it.
    pub turn: TurnId,
    /// The member it is done for.
    pub member: MemberId,
    /// With the rights of which role.
    pub role: Role,
    /// When it is done.
    pub now: DateTime<Utc>,
}

/// What performing an action brings about.
#[derive(Debug, Default)]
pub struct Performance {
    /// What the log says of it.
    pub effects: Vec<Effect>,
    /// The steps that make it so.
    pub steps: Vec<Step>,
}

impl Performance {
    /// The event that states it, and the steps.
    pub fn into_parts(self) -> (ActionPerformed, Vec<Step>) {
        (ActionPerformed { effects: self.effects }, self.steps)
    }
}

/// Why arguments give no preview.
#[derive(Debug, thiserror::Error)]
pub enum Unresolved {
    /// They cannot be done; the text says what to do instead, and goes to whoever wrote
    /// them: the model or the member.
    #[error("{0}")]
    Refused(String),
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

impl Unresolved {
    /// A refusal.
    pub fn because(reason: impl Into<String>) -> Self {
        Self::Refused(reason.into())
    }
}

/// The arguments of an action, strictly parsed: unknown or ill-typed ones are refused.
fn arguments<T: serde::de::DeserializeOwned>(arguments: &Value) -> Result<T, Unresolved> {
    serde_json::from_value(arguments.clone()).map_err(|error| {
        Unresolved::Refused(moment::shortened(&format!("the arguments do not fit: {error}")))
    })
}

/// Identity of a preview, in hex: what was shown is what is performed.
pub fn tag(preview: &Preview) -> String {
    hex::encode(Sha256::digest(serde_json::to_vec(preview).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_fit_the_wire() {
        let names: std::collections::HashSet<_> = KINDS.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), KINDS.len());
        for kind in KINDS {
            let name = kind.name();
            assert!(name.len() <= 64 && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
            let (description, parameters) = kind.declaration();
            assert!(!description.is_empty());
            assert_eq!(parameters["type"], "object", "{name}");
        }
        assert!(kind("dance").is_none());
    }
}

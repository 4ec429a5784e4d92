//! What a trial may do that a deployment cannot: play on a day of its own, with a model
//! whose answers are written beforehand. There is no setting for it.

use agent_worker::Clock;
use offline_model::Scripts;

/// The default is an ordinary deployment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trial {
    /// What time it is for the people who ask.
    pub(crate) clock: Clock,
    /// What the offline model answers to some messages.
    pub(crate) scripts: Scripts,
}

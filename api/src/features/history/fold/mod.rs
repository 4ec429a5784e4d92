//! One fold for each part of the business.

mod conversations;
mod documents;
mod facts;
mod roster;
mod settings;
mod tasks;

use domain::Event;
use eventing::RecordedEvent;

use super::dto::Of;
use super::items::Items;

/// Puts an event into what was gathered before it.
pub(super) type Fold = fn(&mut Items, &RecordedEvent, Event);

/// The aggregates whose events make up a part, and its fold.
pub(super) fn of(of: Of) -> (&'static [&'static str], Fold) {
    match of {
        Of::Roster => (&["Roster"], roster::fold),
        Of::Tasks => (&["Task"], tasks::fold),
        Of::Facts => (&["Memory"], facts::fold),
        Of::Documents => (&["Document"], documents::fold),
        Of::Conversations => (&["Conversation"], conversations::fold),
        Of::Settings => (&["Tenant"], settings::fold),
    }
}

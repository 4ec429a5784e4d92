//! Receipts: sentences about actions, rendered by code from what events state.

use actions::{Language, Status};
use domain::action::Preview;

/// One sentence: what was done, will be done or was not done.
pub(super) fn summary(
    status: Status,
    kind: &str,
    preview: Option<&Preview>,
    language: Language,
) -> String {
    match (actions::kind(kind), preview) {
        (Some(kind), Some(preview)) => kind.receipt(preview, status, language),
        _ => format!("{}: {kind}.", bare(status, language)),
    }
}

/// Of an action that was erased, or is of a kind that this build does not know.
fn bare(status: Status, language: Language) -> &'static str {
    match (status, language) {
        (Status::Performed, Language::English) => "Done, for somebody whose data was erased",
        (Status::Performed, Language::Spanish) => "Hecho, para alguien cuyos datos se borraron",
        (Status::Waiting, Language::English) => "Waits for your approval",
        (Status::Waiting, Language::Spanish) => "Espera tu aprobación",
        (Status::Requested, Language::English) => "About to be done",
        (Status::Requested, Language::Spanish) => "A punto de hacerse",
        (Status::Failed, Language::English) => "Could not be done",
        (Status::Failed, Language::Spanish) => "No se pudo hacer",
        (Status::Rejected, Language::English) => "Not done, as you decided",
        (Status::Rejected, Language::Spanish) => "No hecho, como decidiste",
        (Status::Expired, Language::English) => "Not done, since nobody approved it in time",
        (Status::Expired, Language::Spanish) => "No hecho, pues nadie lo aprobó a tiempo",
        (Status::Undone, Language::English) => "Taken back",
        (Status::Undone, Language::Spanish) => "Deshecho",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_erased_is_told_without_its_words() {
        assert_eq!(
            summary(Status::Performed, "notify_user", None, Language::English),
            "Done, for somebody whose data was erased: notify_user."
        );
        assert_eq!(
            summary(Status::Waiting, "dance", None, Language::Spanish),
            "Espera tu aprobación: dance."
        );
    }
}

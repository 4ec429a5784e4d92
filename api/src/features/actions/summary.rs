//! Receipts: sentences about actions, rendered by code from what events state.

use super::dto::{ActionStatus, Recipient};

/// One sentence: what was done, will be done or was not done, to whom and why them.
pub(super) fn summary(
    status: ActionStatus,
    kind: &str,
    recipients: Option<&[Recipient]>,
) -> String {
    if kind != "notify_user" {
        return format!("{}: {kind}.", state(status));
    }
    let people = match recipients {
        None => "somebody whose data was erased".to_owned(),
        Some([]) => "nobody".to_owned(),
        Some([one]) => format!("{}: {}", one.name, one.reason),
        Some(several) => {
            let each: Vec<_> =
                several.iter().map(|one| format!("{} ({})", one.name, one.reason)).collect();
            each.join("; ")
        }
    };
    let words = match status {
        ActionStatus::Performed => "Notified",
        ActionStatus::Waiting => "Waits for your approval to notify",
        ActionStatus::Requested | ActionStatus::Approved => "About to notify",
        ActionStatus::Failed => "Could not notify",
        ActionStatus::Rejected => "Not sent, as you decided, to",
        ActionStatus::Undone => "Took back the notice to",
    };
    format!("{words} {}.", people.trim_end_matches('.'))
}

fn state(status: ActionStatus) -> &'static str {
    match status {
        ActionStatus::Performed => "Done",
        ActionStatus::Waiting => "Waits for your approval",
        ActionStatus::Requested | ActionStatus::Approved => "About to be done",
        ActionStatus::Failed => "Could not be done",
        ActionStatus::Rejected => "Not done, as you decided",
        ActionStatus::Undone => "Taken back",
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn someone(name: &str) -> Recipient {
        Recipient {
            member_id: Uuid::nil(),
            name: name.to_owned(),
            reason: "on shift Tuesday, 24 November 2026 at 10:00".to_owned(),
        }
    }

    #[test]
    fn says_who_and_why() {
        assert_eq!(
            summary(ActionStatus::Performed, "notify_user", Some(&[someone("Peach")])),
            "Notified Peach: on shift Tuesday, 24 November 2026 at 10:00."
        );
        assert_eq!(
            summary(
                ActionStatus::Failed,
                "notify_user",
                Some(&[someone("Peach"), someone("Mario")])
            ),
            "Could not notify Peach (on shift Tuesday, 24 November 2026 at 10:00); \
             Mario (on shift Tuesday, 24 November 2026 at 10:00)."
        );
        assert_eq!(
            summary(ActionStatus::Performed, "notify_user", None),
            "Notified somebody whose data was erased."
        );
        assert_eq!(
            summary(ActionStatus::Waiting, "dance", None),
            "Waits for your approval: dance."
        );
    }
}

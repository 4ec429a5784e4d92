//! What to do about a parked event, by why it is parked.

use eventing::dead_letter::DeadLetter;

/// What kind of trouble it is, and what to do next, a step a line.
pub(super) fn advice(letter: &DeadLetter, first: i64) -> Vec<String> {
    let projection = &letter.consumer;
    if !letter.first {
        return vec![
            format!(
                "It waits: the event at position {first} of the same stream could not be applied."
            ),
            format!("steward dead-letters show {projection} {first} explains that one."),
        ];
    }
    let reason = letter.reason.as_str();
    let mut told = vec![if reason.contains("refuses it with 23") {
        "Another row has what must be there once, or what it belongs to is missing: the log has \
         two things that exclude each other, or somebody wrote into the tables by hand."
    } else if reason.contains("refuses it with") {
        "Postgres does not take one of its values."
    } else if reason.contains("cannot be opened") {
        "It was altered, or its keys are others: steward audit verify tells whether the log is as \
         it was sealed."
    } else if reason.contains("row it changes is not there") {
        "What it changes was never written: the event that makes it was discarded, or lies in \
         another stream."
    } else if reason.contains("its text is not there") {
        "Its long text lies beside the log and is missing: restore the table files."
    } else {
        "This build cannot read it: it is of a newer one, or its payload is spoilt."
    }
    .to_owned()];
    if reason.contains("refuses it with 23") || reason.contains("row it changes is not there") {
        told.push(format!(
            "Tables that were written by hand: steward projections rebuild {projection}"
        ));
    }
    told.push(format!(
        "Once the cause is mended: steward dead-letters retry {projection} {}",
        letter.position
    ));
    told.push(format!(
        "If it can never be applied: steward dead-letters discard {projection} {} --reason \"...\" \
         leaves it out of {projection}, for good and for rebuilds too",
        letter.position
    ));
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(reason: &str, first: bool) -> DeadLetter {
        DeadLetter {
            consumer: "tasks".to_owned(),
            generation: 1,
            position: 7,
            tenant_id: uuid::Uuid::nil(),
            aggregate_type: "Task".to_owned(),
            aggregate_id: "a/b".to_owned(),
            event_type: "TaskCreated".to_owned(),
            reason: reason.to_owned(),
            attempts: 1,
            parked_at: chrono::DateTime::UNIX_EPOCH,
            first,
            behind: 0,
        }
    }

    #[test]
    fn each_kind_of_trouble_is_told_with_what_to_do() {
        for (reason, told) in [
            ("the database refuses it with 23505 tasks tasks_pkey", "exclude each other"),
            ("the database refuses it with 22P05", "one of its values"),
            ("it cannot be opened", "audit verify"),
            ("the row it changes is not there", "never written"),
            ("unknown variant", "newer"),
        ] {
            let advice = advice(&letter(reason, true), 7);
            assert!(advice[0].contains(told), "{reason}: {advice:?}");
            assert!(advice.last().is_some_and(|last| last.contains("discard tasks 7")));
        }
        let behind = advice(&letter("an earlier event of its stream is parked", false), 3);
        assert!(behind[1].contains("show tasks 3"), "{behind:?}");
    }
}

//! `docs/runbooks.md`: the section of an alert, and the commands in it.

const PAGE: &str = include_str!("../../../docs/runbooks.md");
/// What a section says to do begins here; before it, how to see what is wrong.
const REMEDY: &str = "**What to do.**";

/// The section of an alert; empty if there is none.
pub(super) fn section(alert: &str) -> &'static str {
    let mut sections = PAGE.split("\n## ").skip(1);
    sections.find(|section| section.lines().next() == Some(alert)).unwrap_or_default()
}

/// The commands by which one sees what is wrong.
pub(super) fn looks(alert: &str) -> Vec<&'static str> {
    let section = section(alert);
    let (before, _) = section.split_once(REMEDY).unwrap_or((section, ""));
    commands(before)
}

/// Whether a section gives a command, in a block or in a line.
pub(super) fn gives(alert: &str, command: &str) -> bool {
    section(alert).contains(command)
}

fn commands(text: &'static str) -> Vec<&'static str> {
    let blocks = text.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("```"));
    blocks.flat_map(|(block, _)| block.lines()).filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_those_of_the_part_before_what_to_do() {
        assert_eq!(looks("StewardLogHasHoles"), ["steward doctor", "steward audit verify"]);
        assert_eq!(looks("StewardCheckpointBeyondHead"), ["steward projections list"]);
        assert!(gives("StewardCheckpointBeyondHead", "steward projections rebuild --all"));
        assert_eq!(looks("StewardNothing"), [""; 0]);
    }
}

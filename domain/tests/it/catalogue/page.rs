//! The page itself.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use domain::catalogue;

use super::source::{Field, shapes, users};
use crate::golden;

const INTRODUCTION: &str = "# Events\n\n\
    Printed from the code by a test (`UPDATE_DOCS=1 cargo test -p domain catalogue`). An event's \
    name and the meaning of its fields are fixed at birth. A changed shape is a new version: the \
    number in its aggregate's `domain_events!`, an upcaster in `domain/src/upcast.rs`, a golden file \
    beside the old ones in `domain/tests/golden/`, which are never edited. Only a field that is not \
    written when it is absent may come without one; it is marked \u{2b}.\n\n\
    Personal text (`Personal<...>`) is sealed in the log under the keys of whom it is about, and \
    reads as erased once one of them is gone.\n";

/// Everything there is to say about events.
pub(super) fn page(workspace: &Path) -> String {
    let names = catalogue();
    let shapes = shapes(workspace);
    let events: Vec<_> = names.iter().map(|name| name.event).collect();
    let users = users(workspace, &events);
    let versions: BTreeSet<_> = golden::files().into_keys().collect();
    let mut page = INTRODUCTION.to_owned();
    let mut aggregate = "";
    for name in &names {
        if name.aggregate != aggregate {
            aggregate = name.aggregate;
            _ = write!(page, "\n## {aggregate}\n");
        }
        let shape = &shapes[name.event];
        let earlier: Vec<_> = versions
            .iter()
            .filter(|(event, version)| event == name.event && version != name.version)
            .map(|(_, version)| version.as_str())
            .collect();
        let earlier = match earlier.as_slice() {
            [] => String::new(),
            earlier => format!(" (before: {})", earlier.join(", ")),
        };
        _ = write!(
            page,
            "\n### {}\n\n{} Version {}{earlier}.\n\n",
            name.event, shape.says, name.version
        );
        if !shape.fields.is_empty() {
            page.push_str("| Field | Type | What |\n|---|---|---|\n");
            shape.fields.iter().for_each(|field| page.push_str(&row(field)));
            page.push('\n');
        }
        let users = &users[name.event];
        line(&mut page, "Made in", &users.emit, "the domain alone, beside other events");
        line(&mut page, "Projections", &users.fold, "none");
        line(&mut page, "Also read in", &users.react, "no other place");
    }
    page
}

fn row(field: &Field) -> String {
    let mark = if field.left_out { " \u{2b}" } else { "" };
    let says = field.says.replace('|', "\\|");
    format!("| `{}`{mark} | `{}` | {says} |\n", field.name, field.kind.replace('|', "\\|"))
}

fn line(page: &mut String, what: &str, who: &BTreeSet<String>, nobody: &str) {
    let who: Vec<_> = who.iter().map(|place| format!("`{place}`")).collect();
    let who = if who.is_empty() { nobody.to_owned() } else { who.join(", ") };
    _ = writeln!(page, "- {what}: {who}");
}

//! `docs/events.md`: every event, as the code has it. `UPDATE_DOCS=1` prints it anew; a
//! change of an event's shape that is not a new version fails here.

mod page;
mod source;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use domain::catalogue;

use self::source::{Shape, shapes};
use crate::golden;

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn the_page_of_events_is_printed_from_the_code() {
    let path = workspace().join("docs/events.md");
    let page = page::page(&workspace());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == page, "docs/events.md is out of date; UPDATE_DOCS=1 rewrites it");
}

/// What is wrong with an event's fields beside those that its current version was written
/// with. A field may come without a new version only where old events read the same as
/// before: it is left out when it is absent.
fn fault(shape: &Shape, written: &BTreeSet<String>) -> Option<String> {
    let gone = written.iter().find(|name| !shape.fields.iter().any(|field| field.name == **name));
    if let Some(gone) = gone {
        return Some(format!("{} has lost its field {gone}", shape.name));
    }
    let new =
        shape.fields.iter().find(|field| !written.contains(&field.name) && !field.left_out)?;
    Some(format!("{} has got a field {}", shape.name, new.name))
}

#[test]
fn a_changed_shape_is_a_new_version() {
    let shapes = shapes(&workspace());
    let files = golden::files();
    for name in catalogue() {
        let file = &files[&(name.event.to_owned(), name.version.to_owned())];
        let fields = file["payload"][name.event].as_object().unwrap();
        let written: BTreeSet<String> = fields.keys().cloned().collect();
        let shape =
            shapes.get(name.event).unwrap_or_else(|| panic!("{} has no struct", name.event));
        if let Some(fault) = fault(shape, &written) {
            panic!("{fault}: give it a new version and an upcaster (domain/src/upcast.rs)");
        }
    }
}

#[test]
fn the_console_offers_every_kind_of_stream() {
    let path = workspace().join("frontend/src/features/log/aggregates.ts");
    let offered = fs::read_to_string(path).unwrap();
    let offered: BTreeSet<_> = offered.split('\'').skip(1).step_by(2).collect();
    let known: BTreeSet<_> = catalogue().into_iter().map(|name| name.aggregate).collect();
    assert_eq!(offered, known);
}

#[test]
fn a_field_more_or_less_is_found() {
    let shape = |text: &str| source::parse(text).remove("Baked").unwrap();
    let written = BTreeSet::from(["pizza".to_owned()]);
    let same = "pub struct Baked {\n    pub pizza: String,\n}\n";
    assert_eq!(fault(&shape(same), &written), None);
    let more = "pub struct Baked {\n    pub pizza: String,\n    pub minutes: u32,\n}\n";
    assert_eq!(fault(&shape(more), &written).as_deref(), Some("Baked has got a field minutes"));
    let optional = "pub struct Baked {\n    pub pizza: String,\n    #[serde(default, skip_serializing_if = \"Option::is_none\")]\n    pub by: Option<u32>,\n}\n";
    assert_eq!(fault(&shape(optional), &written), None);
    let other = "pub struct Baked {\n    pub bread: String,\n}\n";
    assert_eq!(fault(&shape(other), &written).as_deref(), Some("Baked has lost its field pizza"));
}

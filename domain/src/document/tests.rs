//! Given/when/then.

use super::*;
use crate::Trust;
use crate::testing::{given, id};

fn content(text: &str) -> Content {
    let sha256 = format!("sha of {text}");
    Content { title: "Cleaning".into(), text: text.into(), sha256, file: None }
}

fn added() -> DocumentAdded {
    DocumentAdded {
        document_id: id(100),
        content: content("Every second Tuesday."),
        source: Source::Typed,
        trust: Trust::Trusted,
        added_by: id(1),
    }
}

fn revised(version: u32, text: &str) -> DocumentRevised {
    DocumentRevised {
        version,
        content: content(text),
        source: Source::Typed,
        trust: Trust::Trusted,
        revised_by: id(1),
    }
}

fn removed() -> DocumentRemoved {
    DocumentRemoved { removed_by: id(1) }
}

#[test]
fn a_document_is_added_once() {
    given::<Document>([]).when(DocumentCommand::AddDocument(added())).then([added().into()]);
    given::<Document>([added().into()]).when(DocumentCommand::AddDocument(added())).then_nothing();
}

#[test]
fn the_decision_numbers_the_versions() {
    given::<Document>([added().into()])
        .when(DocumentCommand::ReviseDocument(revised(77, "Every Monday.")))
        .then([revised(2, "Every Monday.").into()]);
    given::<Document>([added().into(), revised(2, "Every Monday.").into()])
        .when(DocumentCommand::ReviseDocument(revised(0, "Never.")))
        .then([revised(3, "Never.").into()]);
}

#[test]
fn the_same_content_is_no_new_version() {
    given::<Document>([added().into()])
        .when(DocumentCommand::ReviseDocument(revised(2, "Every second Tuesday.")))
        .then_nothing();
}

#[test]
fn another_trust_is_a_new_version() {
    let untrusted =
        || DocumentRevised { trust: Trust::Untrusted, ..revised(2, "Every second Tuesday.") };
    given::<Document>([added().into()])
        .when(DocumentCommand::ReviseDocument(untrusted()))
        .then([untrusted().into()]);
    given::<Document>([added().into(), untrusted().into()])
        .when(DocumentCommand::ReviseDocument(untrusted()))
        .then_nothing();
}

#[test]
fn a_document_is_removed_once() {
    given::<Document>([added().into()])
        .when(DocumentCommand::RemoveDocument(removed()))
        .then([removed().into()]);
    given::<Document>([added().into(), removed().into()])
        .when(DocumentCommand::RemoveDocument(removed()))
        .then_nothing();
}

#[test]
fn a_removed_document_stays_removed() {
    for command in [
        DocumentCommand::AddDocument(added()),
        DocumentCommand::ReviseDocument(revised(2, "Back again.")),
    ] {
        given::<Document>([added().into(), removed().into()])
            .when(command)
            .then_err(DocumentError::Removed);
    }
}

#[test]
fn what_was_never_added_cannot_be_changed() {
    for command in [
        DocumentCommand::ReviseDocument(revised(2, "x")),
        DocumentCommand::RemoveDocument(removed()),
    ] {
        given::<Document>([]).when(command).then_err(DocumentError::Unknown);
    }
}

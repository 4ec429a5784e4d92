//! Given/when/then.

use super::*;
use crate::testing::{given, id};
use crate::{Personal, Role};

const MARIO: u128 = 1;
const LUIGI: u128 = 2;

fn logged() -> EntryLogged {
    EntryLogged {
        entry_id: id(100),
        logged_by: id(LUIGI),
        text: Personal::of(id(LUIGI), "The fridge stood at 9 degrees.".into()),
        category: Some(Personal::of(id(LUIGI), "kitchen".into())),
        happened_at: chrono::DateTime::UNIX_EPOCH,
        action_id: None,
    }
}

fn struck(by: u128) -> EntryStruck {
    EntryStruck { struck_by: id(by), action_id: None }
}

#[test]
fn an_entry_is_logged_once() {
    given::<Entry>([]).when(LogbookCommand::LogEntry(logged())).then([logged().into()]);
    for history in [vec![logged().into()], vec![logged().into(), struck(LUIGI).into()]] {
        given::<Entry>(history).when(LogbookCommand::LogEntry(logged())).then_nothing();
    }
}

#[test]
fn its_author_or_who_manages_strikes_it_once() {
    for (by, role) in [(LUIGI, Role::Member), (MARIO, Role::Owner), (MARIO, Role::Manager)] {
        let strike = LogbookCommand::StrikeEntry(struck(by), role);
        given::<Entry>([logged().into()]).when(strike.clone()).then([struck(by).into()]);
        given::<Entry>([logged().into(), struck(by).into()]).when(strike).then_nothing();
    }
}

#[test]
fn others_do_not() {
    for role in [Role::Member, Role::Auditor] {
        given::<Entry>([logged().into()])
            .when(LogbookCommand::StrikeEntry(struck(MARIO), role))
            .then_err(LogbookError::NotYours);
    }
}

#[test]
fn what_was_not_logged_cannot_be_struck() {
    given::<Entry>([])
        .when(LogbookCommand::StrikeEntry(struck(MARIO), Role::Owner))
        .then_err(LogbookError::Unknown);
}

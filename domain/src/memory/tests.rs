//! Given/when/then.

use super::*;
use crate::testing::{given, id};

const LUIGI: u128 = 1;
const PEACH: u128 = 2;
const NUTS: u128 = 100;
const SIZE: u128 = 101;

fn fact(text: &str) -> Personal<Fact> {
    Personal::of(id(LUIGI), Fact::parse(text, None, None).unwrap())
}

fn remembered(fact_id: u128, text: &str) -> FactRemembered {
    FactRemembered {
        fact_id: id(fact_id),
        member_id: id(LUIGI),
        fact: fact(text),
        source: Source::Said { conversation_id: id(50), message_id: id(51) },
        valid_from: DateTime::UNIX_EPOCH,
        learned_at: DateTime::UNIX_EPOCH,
        action_id: None,
    }
}

fn revised(fact_id: u128, version: u32, text: &str) -> FactRevised {
    FactRevised {
        fact_id: id(fact_id),
        version,
        fact: fact(text),
        source: Source::Said { conversation_id: id(50), message_id: id(51) },
        valid_from: DateTime::UNIX_EPOCH,
        learned_at: DateTime::UNIX_EPOCH,
        action_id: None,
    }
}

fn forgotten(fact_id: u128) -> FactForgotten {
    FactForgotten { fact_id: id(fact_id), action_id: None }
}

/// Luigi's allergy and his shoe size.
fn known() -> Vec<MemoryEvent> {
    vec![
        remembered(NUTS, "I am allergic to nuts.").into(),
        remembered(SIZE, "My shoe size is 43.").into(),
    ]
}

#[test]
fn a_fact_is_remembered_once() {
    let event = remembered(NUTS, "I am allergic to nuts.");
    given::<Memory>([])
        .when(MemoryCommand::RememberFact(event.clone()))
        .then([event.clone().into()]);
    given::<Memory>(known()).when(MemoryCommand::RememberFact(event)).then_nothing();
}

#[test]
fn the_same_in_other_letters_is_known() {
    for text in ["i am ALLERGIC to nuts", "I am allergic, to nuts!", "my shoe-size is 43"] {
        given::<Memory>(known())
            .when(MemoryCommand::RememberFact(remembered(200, text)))
            .then_nothing();
    }
}

#[test]
fn another_fact_about_the_same_topic_revises_it() {
    given::<Memory>(known())
        .when(MemoryCommand::RememberFact(remembered(200, "My shoe size is 44.")))
        .then([revised(SIZE, 2, "My shoe size is 44.").into()]);
    let mut history = known();
    history.push(revised(SIZE, 2, "My shoe size is 44.").into());
    given::<Memory>(history)
        .when(MemoryCommand::RememberFact(remembered(201, "My shoe size is 43.")))
        .then([revised(SIZE, 3, "My shoe size is 43.").into()]);
}

#[test]
fn where_a_fact_belongs_is_told_beforehand() {
    let memory = known().into_iter().fold(Memory::default(), |mut memory, event| {
        memory.evolve(event);
        memory
    });
    let place = |text| memory.place(&Fact::parse(text, None, None).unwrap());
    assert_eq!(place("I live in Rome"), Place::New);
    assert_eq!(place("I am allergic to nuts"), Place::Known(id(NUTS)));
    let revises = Place::Revises { fact_id: id(SIZE), version: 2 };
    assert_eq!(place("My shoe size is 40"), revises);
    assert_eq!(memory.version(id(SIZE)), Some(1));
    assert!(!memory.was_forgotten(id(SIZE)));
    let with = |text, hours| {
        let fact = Fact::parse(text, None, None).unwrap();
        let from = DateTime::UNIX_EPOCH + chrono::TimeDelta::hours(hours);
        (memory.valid_from(id(SIZE), &fact), memory.version_with(id(SIZE), &fact, from))
    };
    let since = Some(DateTime::UNIX_EPOCH);
    assert_eq!(with("My shoe size is 43.", 0), (since, Some(1)));
    assert_eq!(with("My shoe size is 43.", 1), (since, Some(2)));
    assert_eq!(with("My SHOE size is 43", 0), (since, Some(2)));
    assert_eq!(with("My shoe size is 40.", 0), (None, Some(2)));
}

#[test]
fn a_fact_is_put_otherwise_from_the_version_that_was_read() {
    let event = revised(NUTS, 2, "I am allergic to nuts and to shellfish.");
    given::<Memory>(known()).when(MemoryCommand::ReviseFact(event.clone())).then([event.into()]);
    given::<Memory>(known())
        .when(MemoryCommand::ReviseFact(revised(NUTS, 3, "Other.")))
        .then_err(MemoryError::Changed);
    given::<Memory>(known())
        .when(MemoryCommand::ReviseFact(revised(NUTS, 7, "I am allergic to nuts.")))
        .then_nothing();
}

#[test]
fn it_cannot_become_what_another_fact_is() {
    for text in ["my shoe size is 43", "My shoe size is 50"] {
        given::<Memory>(known())
            .when(MemoryCommand::ReviseFact(revised(NUTS, 2, text)))
            .then_err(MemoryError::Known);
    }
}

#[test]
fn a_fact_is_forgotten_once_and_can_be_learned_again() {
    let mut history = known();
    given::<Memory>(history.clone())
        .when(MemoryCommand::ForgetFact(forgotten(NUTS)))
        .then([forgotten(NUTS).into()]);
    history.push(forgotten(NUTS).into());
    given::<Memory>(history.clone())
        .when(MemoryCommand::ForgetFact(forgotten(NUTS)))
        .then_nothing();
    given::<Memory>(history.clone())
        .when(MemoryCommand::ReviseFact(revised(NUTS, 2, "Other.")))
        .then_err(MemoryError::Unknown);
    given::<Memory>(history.clone())
        .when(MemoryCommand::RememberFact(remembered(NUTS, "I am allergic to nuts.")))
        .then_nothing();
    let again = remembered(200, "I am allergic to nuts.");
    given::<Memory>(history).when(MemoryCommand::RememberFact(again.clone())).then([again.into()]);
}

#[test]
fn there_are_at_most_so_many() {
    let full: Vec<MemoryEvent> = (0..Memory::MOST as u128)
        .map(|n| remembered(1000 + n, &format!("Number {n}")).into())
        .collect();
    given::<Memory>(full.clone())
        .when(MemoryCommand::RememberFact(remembered(1, "One more")))
        .then_err(MemoryError::Full);
    given::<Memory>(full.clone())
        .when(MemoryCommand::RememberFact(remembered(1, "number 7")))
        .then_nothing();
    let mut roomy = full;
    roomy.push(forgotten(1000).into());
    let event = remembered(1, "One more");
    given::<Memory>(roomy).when(MemoryCommand::RememberFact(event.clone())).then([event.into()]);
}

#[test]
fn nobody_else_is_remembered_here() {
    let event = FactRemembered { member_id: id(PEACH), ..remembered(200, "I am tall.") };
    given::<Memory>(known())
        .when(MemoryCommand::RememberFact(event))
        .then_err(MemoryError::Unknown);
}

#[test]
fn what_was_erased_is_like_nothing() {
    let erased = FactRemembered {
        fact: Personal::Erased { about: vec![id(LUIGI)] },
        ..remembered(NUTS, "gone")
    };
    let event = remembered(200, "gone");
    given::<Memory>([erased.into()])
        .when(MemoryCommand::RememberFact(event.clone()))
        .then([event.into()]);
}

#[test]
fn nothing_happens_to_a_fact_that_was_never_known() {
    given::<Memory>(known())
        .when(MemoryCommand::ForgetFact(forgotten(7)))
        .then_err(MemoryError::Unknown);
    given::<Memory>(known())
        .when(MemoryCommand::ReviseFact(revised(7, 1, "x")))
        .then_err(MemoryError::Unknown);
}

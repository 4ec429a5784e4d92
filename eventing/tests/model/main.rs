//! A checked model of the log, the relay and those who follow: guarantees 1 to 4 of the design
//! under every interleaving of what a small deployment can do, crashes and losses included.
//!
//! The model says what the code does in steps that are atomic in it: a transaction, a script in
//! Redis, a message that arrives. A rule left out ([`world::Rules`]) must show as a broken
//! promise: so the model does not hold for want of faults.

mod promises;
mod steps;
mod world;

use stateright::{Checker, HasDiscoveries, Model};

use world::{Rules, World};

/// Whether leaving a rule out breaks a promise.
fn breaks(rules: Rules, promise: &'static str) -> bool {
    // Three events make a gap; whoever follows the log has no part in it.
    let (commands, relays, others) = if rules.end_compared { (2, 1, 2) } else { (3, 2, 0) };
    let world = World { rules, commands, relays, others, faults: 2 };
    let found = HasDiscoveries::AllOf([promise].into());
    world.checker().threads(2).finish_when(found).spawn_bfs().join().discovery(promise).is_some()
}

/// Checks all states of a world; how many there are.
fn checked(commands: u8, each: usize, faults: u8) -> usize {
    let world = World { rules: Rules::default(), commands, relays: each, others: each, faults };
    let checker = world.checker().threads(2).spawn_bfs().join();
    checker.assert_properties();
    checker.unique_state_count()
}

#[test]
fn every_promise_is_kept_with_one_command_and_two_processes_of_each_role() {
    let states = checked(1, 2, 3);
    assert!(states > 10_000, "only {states} states: the model has lost its steps");
}

#[test]
fn every_promise_is_kept_with_two_commands_and_one_process_of_each_role() {
    let states = checked(2, 1, 1);
    assert!(states > 10_000, "only {states} states: the model has lost its steps");
}

#[test]
fn an_answer_before_the_commit_loses_commands() {
    let rules = Rules { answered_when_durable: false, ..Rules::default() };
    assert!(breaks(rules, promises::NOTHING_LOST));
}

#[test]
fn without_ids_a_repeated_command_takes_effect_again() {
    let rules = Rules { known_by_id: false, ..Rules::default() };
    assert!(breaks(rules, promises::ONCE));
}

#[test]
fn positions_given_by_a_sequence_have_holes() {
    let rules = Rules { dense: false, ..Rules::default() };
    assert!(breaks(rules, promises::DENSE));
}

#[test]
fn without_a_look_at_its_end_the_stream_lacks_entries() {
    let rules = Rules { end_compared: false, ..Rules::default() };
    assert!(breaks(rules, promises::STREAM_WHOLE));
}

#[test]
fn a_checkpoint_apart_from_its_rows_leaves_some_out() {
    let rules = Rules { rows_with_checkpoint: false, ..Rules::default() };
    assert!(breaks(rules, promises::ROWS));
}

#[test]
fn without_fencing_rows_are_applied_twice() {
    let rules = Rules { fenced: false, ..Rules::default() };
    assert!(breaks(rules, promises::ROWS));
}

#[test]
fn without_expected_sequences_there_are_two_replies() {
    let rules = Rules { sequence_expected: false, ..Rules::default() };
    assert!(breaks(rules, promises::ONE_REPLY));
}

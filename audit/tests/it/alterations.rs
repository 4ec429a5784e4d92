//! What can be done to a log, and what its verification says then.

use audit::{SealKey, Wrong};
use proptest::prelude::*;

use crate::support::{Log, event, key};

/// The block and what is wrong with it.
fn wrong(log: &Log) -> (Option<u64>, Wrong) {
    let problem = log.verify().unwrap_err();
    (problem.block, problem.wrong)
}

#[test]
fn a_log_as_it_was_sealed_is_right() {
    let log = Log::new(25, 10);
    let report = log.verify_with(&log.heads(), &[key().public()]).unwrap();
    assert_eq!((report.events, report.blocks, report.sealed), (25, 2, 20));
    assert_eq!(report.head.as_ref(), Some(&log.blocks[1].head));
    let empty = Log::new(0, 10).verify().unwrap();
    assert_eq!((empty.events, empty.blocks, empty.head), (0, 0, None));
}

#[test]
fn an_event_that_was_altered_is_named() {
    let mut log = Log::new(30, 10);
    log.events[13].payload = log.events[13].payload.replace("14", "15");
    assert_eq!(wrong(&log), (Some(2), Wrong::Altered { position: 14 }));
    // Without the list of leaves, or with one that was made to fit, it is the block.
    log.blocks[1].leaves = None;
    assert_eq!(wrong(&log), (Some(2), Wrong::SomeAltered { from: 11, to: 20 }));
    log.blocks[1].leaves =
        Some(audit::head::Leaves(log.events[10..20].iter().map(audit::Line::hash).collect()));
    assert_eq!(wrong(&log), (Some(2), Wrong::SomeAltered { from: 11, to: 20 }));
}

#[test]
fn events_that_were_removed_or_added_are_named() {
    let mut missing = Log::new(30, 10);
    missing.events.remove(14);
    assert_eq!(wrong(&missing), (Some(2), Wrong::Missing { position: 15, found: 16 }));
    let mut renumbered = missing.clone();
    for (place, line) in renumbered.events.iter_mut().enumerate() {
        line.position = place as u64 + 1;
    }
    assert_eq!(wrong(&renumbered), (Some(2), Wrong::Altered { position: 15 }));
    let mut twice = Log::new(30, 10);
    twice.events.insert(3, event(3));
    assert_eq!(wrong(&twice), (Some(1), Wrong::Misplaced { position: 4, found: 3 }));
    let mut short = Log::new(30, 10);
    short.events.truncate(23);
    assert_eq!(wrong(&short), (Some(3), Wrong::CutOff { position: 24 }));
}

#[test]
fn a_hole_after_the_last_block_is_found_too() {
    let mut log = Log::new(17, 10);
    log.events.remove(12);
    assert_eq!(wrong(&log), (None, Wrong::Missing { position: 13, found: 14 }));
}

#[test]
fn heads_that_were_removed_swapped_or_forged_are_found() {
    let log = Log::new(30, 10);
    let mut removed = log.clone();
    removed.blocks.remove(1);
    assert_eq!(wrong(&removed), (Some(2), Wrong::Unchained));
    let mut swapped = log.clone();
    swapped.blocks.swap(0, 1);
    assert_eq!(wrong(&swapped), (Some(1), Wrong::Unchained));
    let mut forged = log.clone();
    forged.blocks[2].head.size = 29;
    assert_eq!(wrong(&forged), (Some(3), Wrong::Unsigned));
    let stranger = SealKey::from_hex(&"ab".repeat(32)).unwrap().public();
    let problem = log.verify_with(&[], &[stranger]).unwrap_err();
    assert_eq!((problem.block, problem.wrong), (Some(1), Wrong::Unsigned));
    assert!(log.verify_with(&[], &[stranger, key().public()]).is_ok());
}

/// Whoever has the seal key too can seal anew, but for what was published.
#[test]
fn a_log_that_was_sealed_anew_is_found_by_what_was_published() {
    let log = Log::new(30, 10);
    let published = log.heads();
    let mut rewritten = log.clone();
    rewritten.events[11].payload.push(' ');
    rewritten.seal(10);
    assert!(rewritten.verify().is_ok());
    let found = rewritten.verify_with(&published, &[key().public()]).unwrap_err();
    assert_eq!((found.block, found.wrong), (Some(2), Wrong::Replaced));
    let mut shortened = log.clone();
    shortened.events.truncate(20);
    shortened.seal(10);
    assert!(shortened.verify().is_ok());
    let found = shortened.verify_with(&published[2..], &[key().public()]).unwrap_err();
    assert_eq!((found.block, found.wrong), (Some(3), Wrong::Removed));
    // What was published may have gaps, and one twice.
    let some = [&published[1], &published[1]].map(Clone::clone);
    assert!(log.verify_with(&some, &[key().public()]).is_ok());
}

proptest! {
    // Signing is slow where nothing is optimised.
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// No byte of any column can be changed unseen.
    #[test]
    fn every_change_of_a_sealed_event_is_found(at in 0usize..30, column in 0usize..9) {
        let mut log = Log::new(30, 10);
        let line = &mut log.events[at];
        match column {
            0 => line.event_id = line.command_id,
            1 => line.aggregate_type.push('s'),
            2 => line.aggregate_id = line.aggregate_id.replace('7', "6"),
            3 => line.sequence += 1,
            4 => line.event_type.push(' '),
            5 => line.event_version = "2".to_owned(),
            6 => line.command_id = line.event_id,
            7 => line.recorded_at += chrono::TimeDelta::microseconds(1),
            _ => line.metadata = line.metadata.replace("steward", "Steward"),
        }
        let position = at as u64 + 1;
        prop_assert_eq!(wrong(&log), (Some(position.div_ceil(10)), Wrong::Altered { position }));
    }
}

//! Exports and proofs of any bytes: what can be read is written as it was read, and nothing
//! passes for sealed that was not.

use std::fmt::Debug;

use audit::{Audit, Block, Head, Line, Proof, Records, records, verify_export};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::proofs::{consistency, inclusion};
use crate::support::{Log, key};

/// What divides the events of an export from its blocks here.
const DIVIDER: &[u8] = b"\n--- blocks ---\n";

fn log() -> Log {
    Log::new(11, 4)
}

fn file<T: Serialize>(values: &[T]) -> Vec<u8> {
    let mut file = Vec::new();
    values.iter().for_each(|value| records::write(&mut file, value).unwrap());
    file
}

/// In microseconds it is the same as an instant of the next minute, so that one line could be
/// put in the place of the other unseen.
#[test]
fn no_instant_lies_in_a_leap_second() {
    let text = String::from_utf8(file(&log().events[..1])).unwrap();
    let (before, after) = text.split_once("\"recorded_at\":\"").unwrap();
    let (_, after) = after.split_once('"').unwrap();
    let read = |at: &str| {
        let text = format!("{before}\"recorded_at\":\"{at}\"{after}");
        Records::<Line, _>::new(text.as_bytes()).next().unwrap()
    };
    assert!(read("2026-11-26T14:00:00.500000Z").is_ok());
    assert!(read("2026-11-26T13:59:60.500000Z").unwrap_err().to_string().contains("leap second"));
    assert!(read("2026-11-26T13:59:59.5000001Z").is_err());
}

#[test]
fn any_lines() {
    let seeds = [file(&log().events), file(&log().blocks), file(&log().heads())];
    fuzzing::target!("records", seeds, |bytes| {
        kept(bytes, |line: &Line| line.leaf().encode());
        kept(bytes, |block: &Block| block.head.signed());
        kept(bytes, Head::signed);
    });
}

/// Each value that is read is the same when it was written and is read again. What is signed
/// of it tells it from others.
fn kept<T>(bytes: &[u8], signed: impl Fn(&T) -> Vec<u8>)
where
    T: Serialize + DeserializeOwned + PartialEq + Debug,
{
    let read: Vec<T> = Records::new(bytes).flatten().collect();
    assert!(read.len() <= bytes.split(|byte| *byte == b'\n').count());
    let again: Vec<T> = Records::new(file(&read).as_slice()).map(|value| value.unwrap()).collect();
    assert_eq!(read, again);
    for (one, other) in read.iter().zip(&again) {
        assert_eq!(signed(one), signed(other));
    }
}

/// Whoever verifies with the heads that were published sees any change of what was sealed.
#[test]
fn any_export() {
    let log = log();
    let whole = [file(&log.events), DIVIDER.to_vec(), file(&log.blocks)].concat();
    fuzzing::target!("export", [whole], |bytes| {
        let cut = bytes.windows(DIVIDER.len()).position(|window| window == DIVIDER);
        let (events, blocks) = match cut {
            Some(cut) => (&bytes[..cut], &bytes[cut + DIVIDER.len()..]),
            None => (bytes, &b""[..]),
        };
        let audit = Audit {
            events: Records::<Line, _>::new(events),
            blocks: Records::<Block, _>::new(blocks),
            published: Records::<Head, _>::new(&b""[..]),
            keys: vec![key().public()],
        };
        let Ok(report) = verify_export(audit, |_| {}) else { return };
        let given: Vec<Line> = Records::new(events).map(|line| line.unwrap()).collect();
        assert_eq!(given.len() as u64, report.events);
        let sealed = usize::try_from(report.sealed).unwrap();
        assert_eq!(given[..sealed], log.events[..sealed], "something else passes for sealed");
        if let Some(head) = report.head {
            let blocks = usize::try_from(report.blocks).unwrap();
            assert_eq!(head.signed(), log.blocks[blocks - 1].head.signed());
        }
    });
}

#[test]
fn any_proof() {
    let log = log();
    let heads = log.heads();
    let proofs = [
        inclusion(&log, 3, &heads[0]),
        inclusion(&log, 6, &heads[1]),
        consistency(&log, &heads[0], &heads[1]),
    ];
    let seeds = proofs.map(|proof| file(&[proof]));
    fuzzing::target!("proof", seeds, |bytes| {
        kept(bytes, |proof: &Proof| serde_json::to_vec(proof).unwrap());
        for proof in Records::<Proof, _>::new(bytes).flatten() {
            if proof.check(&[key().public()]).is_err() {
                continue;
            }
            let known =
                |head: &Head| log.blocks.iter().any(|block| block.head.signed() == head.signed());
            match proof {
                Proof::Inclusion { event, head, .. } => {
                    assert!(known(&head));
                    assert!(log.events.contains(&event), "an event of nobody is proven: {event:?}");
                }
                Proof::Consistency { from, to, .. } => {
                    assert!(known(&from) && known(&to) && from.size <= to.size);
                }
            }
        }
    });
}

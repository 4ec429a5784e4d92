//! The sets themselves: big enough, each case once, about documents and people that exist.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value;

use super::cases::{Business, read};

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../evals"))
}

#[test]
fn sets_are_as_big_as_promised_and_hold_each_case_once() {
    let least = [
        ("retrieval", 150),
        ("roster", 80),
        ("actions", 60),
        ("abstention", 40),
        ("false-claims", 40),
        ("injection", 80),
    ];
    for (set, least) in least {
        let cases: Vec<Value> = read(&folder(), set).unwrap();
        assert!(cases.len() >= least, "{set} has {} cases", cases.len());
        let ids: BTreeSet<_> = cases.iter().map(|case| case["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), cases.len(), "{set} has an id twice");
    }
}

#[test]
fn every_case_plays_in_a_business_and_is_asked_by_somebody_who_works_there() {
    for set in ["retrieval", "roster", "actions", "abstention", "injection"] {
        for case in read::<Value>(&folder(), set).unwrap() {
            let business = Business::read(&folder(), case["business"].as_str().unwrap()).unwrap();
            assert!(!business.shifts().unwrap().is_empty());
            if let Some(member) = case["member"].as_str() {
                let there = business.people.iter().any(|person| person.name == member);
                assert!(there, "{}: {member}", case["id"]);
            }
        }
    }
}

#[test]
fn every_passage_that_a_question_wants_is_in_its_document() {
    for case in read::<Value>(&folder(), "retrieval").unwrap() {
        let business = Business::read(&folder(), case["business"].as_str().unwrap()).unwrap();
        let wanted = case["has"].as_str().unwrap();
        let found = business.documents.iter().any(|(title, text)| {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            case["document"] == title.as_str() && text.contains(wanted)
        });
        assert!(found, "{}: {wanted}", case["id"]);
    }
}

#[test]
fn no_claim_of_the_set_is_released_without_a_receipt() {
    let (mut withheld, mut claims) = (0, 0);
    for case in read::<Value>(&folder(), "false-claims").unwrap() {
        let sentence = case["sentence"].as_str().unwrap();
        let shown = agent_worker::released_without_receipts(sentence);
        let is_claim = case["claims"] == true;
        assert!(!is_claim || shown.is_empty(), "{}: {shown}", case["id"]);
        withheld += usize::from(shown.is_empty());
        claims += usize::from(is_claim);
    }
    assert!(
        withheld - claims <= 4,
        "{} sentences that claim nothing are withheld",
        withheld - claims
    );
}

//! The passages that the model was shown: what its words may rest on.

use std::collections::{BTreeMap, BTreeSet};

use domain::Trust;
use serde_json::Value;

use crate::turn::Record;

/// Passages by their number.
#[derive(Debug, Default)]
pub(super) struct Grounds {
    passages: BTreeMap<u32, Passage>,
}

#[derive(Debug, Default)]
struct Passage {
    /// In lower case, white space as single blanks.
    text: String,
    trusted: bool,
}

impl Grounds {
    pub(super) fn of(record: &Record) -> Self {
        let mut texts = BTreeMap::new();
        if let Some(block) = record.context.as_ref().and_then(|context| context.block.known()) {
            texts.extend(of_block(block));
        }
        for answer in record.answers.iter().filter_map(|answer| answer.answer.known()) {
            texts.extend(of_answer(answer));
        }
        let passages = record.passages().map(|passage| {
            let text = texts.remove(&passage.n).unwrap_or_default();
            (passage.n, Passage { text: plain(&text), trusted: passage.trust == Trust::Trusted })
        });
        Self { passages: passages.collect() }
    }

    #[cfg(test)]
    pub(super) fn from(passages: &[(u32, &str, bool)]) -> Self {
        let passage = |&(n, text, trusted): &_| (n, Passage { text: plain(text), trusted });
        Self { passages: passages.iter().map(passage).collect() }
    }

    /// Whether the model was shown this number.
    pub(super) fn shows(&self, n: u32) -> bool {
        self.passages.contains_key(&n)
    }

    /// Whether a trusted passage holds these very characters.
    pub(super) fn quotes(&self, text: &str) -> bool {
        let text = plain(text);
        self.passages.values().any(|passage| passage.trusted && passage.text.contains(&text))
    }

    /// The texts of the trusted passages among `cited`.
    pub(super) fn trusted(&self, cited: &BTreeSet<u32>) -> Vec<&str> {
        let found = cited.iter().filter_map(|n| self.passages.get(n));
        found.filter(|passage| passage.trusted).map(|passage| passage.text.as_str()).collect()
    }
}

/// The quoted lines under each `passage n | ...` of a context block.
fn of_block(block: &str) -> BTreeMap<u32, String> {
    let mut texts: BTreeMap<u32, String> = BTreeMap::new();
    let mut current = None;
    for line in block.lines() {
        if let Some(rest) = line.strip_prefix("passage ") {
            current = rest.split(' ').next().and_then(|n| n.parse().ok());
        } else if let (Some(n), Some(quoted)) = (current, line.strip_prefix("> ")) {
            let text = texts.entry(n).or_default();
            text.push_str(quoted);
            text.push('\n');
        }
    }
    texts
}

/// The passages that `search_knowledge` answered with.
fn of_answer(answer: &Value) -> impl Iterator<Item = (u32, String)> {
    let passages = answer.pointer("/output/passages").and_then(Value::as_array);
    passages.into_iter().flatten().filter_map(|passage| {
        let n = u32::try_from(passage.get("n")?.as_u64()?).ok()?;
        Some((n, passage.get("text")?.as_str()?.to_owned()))
    })
}

fn plain(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

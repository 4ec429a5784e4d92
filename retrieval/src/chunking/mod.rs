//! From a document to passages: small enough to be about one thing, large enough to be
//! understood alone, each under the headings it stands under.

mod blocks;
mod sections;
mod sentences;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use sha2::{Digest, Sha256};

use sections::{Section, sections};
use sentences::{Unit, size};

/// Words that a passage should have.
const TARGET: usize = 120;
/// What is left at the end of a section and smaller than this joins the passage before it.
const SMALLEST: usize = 30;
/// The longest sentence that is repeated at the start of the next passage.
const OVERLAP: usize = 40;

/// A passage of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Its place in the document, from 1.
    pub ordinal: u32,
    /// The headings it stands under, outermost first: `Schedules > Lobby`. The
    /// document's title is not one of them.
    pub heading: String,
    /// Its text.
    pub text: String,
    /// SHA-256 over title, heading and text, in hex: everything that is embedded.
    pub content_hash: String,
}

impl Chunk {
    /// How many words lexical ranking counts it as, title and headings included.
    pub fn words(&self, title: &str) -> u32 {
        let words = [title, &self.heading, &self.text].map(|part| part.split_whitespace().count());
        u32::try_from(words.iter().sum::<usize>()).unwrap_or(u32::MAX)
    }
}

/// Splits a document, Markdown or plain, into passages. A pure function: the same
/// document gives the same passages, so their ids and embeddings can be found again.
pub fn chunk(title: &str, text: &str) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    for section in sections(title, text) {
        for text in passages(&section) {
            let content_hash = hash(title, &section.heading, &text);
            let ordinal = u32::try_from(chunks.len() + 1).unwrap_or(u32::MAX);
            chunks.push(Chunk { ordinal, heading: section.heading.clone(), text, content_hash });
        }
    }
    chunks
}

fn hash(title: &str, heading: &str, text: &str) -> String {
    let mut sha = Sha256::new();
    for part in [title, "\n", heading, "\n", text] {
        sha.update(part.as_bytes());
    }
    hex::encode(sha.finalize())
}

/// The section's text in passages of whole sentences, list items and table rows.
fn passages(section: &Section) -> Vec<String> {
    let mut passages: Vec<Vec<&Unit>> = Vec::new();
    let mut current: Vec<&Unit> = Vec::new();
    let mut words = 0;
    for unit in &section.units {
        if words > 0 && words + unit.size > TARGET {
            passages.push(std::mem::take(&mut current));
            words = 0;
        }
        current.push(unit);
        words += unit.size;
    }
    match passages.last_mut() {
        Some(last) if words < SMALLEST => last.append(&mut current),
        _ => passages.push(current),
    }
    let mut before: Option<&Unit> = None;
    let mut texts = Vec::new();
    for units in passages.iter().filter(|units| !units.is_empty()) {
        let mut units: VecDeque<&Unit> = units.iter().copied().collect();
        // What a passage would miss: the sentence before it, or what heads its list.
        let first = units.front().copied();
        let lead = first.and_then(|first| first.lead.as_deref());
        let overlap = before.filter(|unit| unit.size <= OVERLAP && unit.lead.is_none());
        if let (Some(_), Some(lead)) = (before, lead) {
            texts.push(format!("{lead}\n{}", joined(&units)));
        } else {
            if let Some(overlap) = overlap {
                units.push_front(overlap);
            }
            texts.push(joined(&units));
        }
        before = units.back().copied();
    }
    texts
}

fn joined(units: &VecDeque<&Unit>) -> String {
    let mut text = String::new();
    for unit in units {
        if !text.is_empty() {
            text.push_str(unit.joint);
        }
        text.push_str(&unit.text);
    }
    debug_assert!(size(&text) > 0);
    text
}

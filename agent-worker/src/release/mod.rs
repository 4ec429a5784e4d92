//! Which sentences of the model's prose people get to see.
//!
//! Text is released sentence by sentence, after these checks on each: images, HTML and
//! links lose all but their words (`markup`); citations of numbers that were never shown
//! are dropped; a sentence that claims an action which no receipt shows is withheld
//! (`claims`).

mod claims;
mod grounds;
mod markup;
mod sentences;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use self::claims::Backing;
use self::grounds::Grounds;
use crate::turn::{Record, visible};
use actions::business::Person;

/// Prose on its way out.
#[derive(Debug)]
pub(crate) struct Release {
    grounds: Grounds,
    reached: Vec<String>,
    names: Vec<String>,
    waiting: String,
    cited: BTreeSet<u32>,
    withheld: u32,
}

impl Release {
    /// For the words of one response, in a business of `people`: a claim that names
    /// someone whom no receipt names is withheld.
    pub(crate) fn new(record: &Record, people: &[Person]) -> Self {
        let names = people.iter().map(|person| person.name.clone()).collect();
        Self::with(Grounds::of(record), record.reached(), names)
    }

    fn with(grounds: Grounds, reached: Vec<String>, names: Vec<String>) -> Self {
        let (waiting, cited) = Default::default();
        Self { grounds, reached, names, waiting, cited, withheld: 0 }
    }

    /// Takes in more text and returns the sentences that are complete and may be shown.
    pub(crate) fn push(&mut self, text: &str) -> Vec<String> {
        self.waiting.push_str(&visible(text));
        let mut released = Vec::new();
        while let Some(end) = sentences::first_end(&self.waiting) {
            let rest = self.waiting.split_off(end);
            let sentence = std::mem::replace(&mut self.waiting, rest);
            released.extend(self.check(&sentence));
        }
        released
    }

    /// The last sentence, if it may be shown.
    pub(crate) fn finish(&mut self) -> Vec<String> {
        let sentence = std::mem::take(&mut self.waiting);
        self.check(&sentence).into_iter().collect()
    }

    /// The numbers cited in what was released.
    pub(crate) fn cited(&self) -> &BTreeSet<u32> {
        &self.cited
    }

    /// How many sentences were withheld.
    pub(crate) fn withheld(&self) -> u32 {
        self.withheld
    }

    fn check(&mut self, sentence: &str) -> Option<String> {
        let plain = markup::without(sentence, |url| self.grounds.quotes(url));
        if plain.trim().is_empty() {
            // Space between paragraphs is kept; a sentence that was only markup is not.
            return sentence.trim().is_empty().then_some(plain).filter(|space| !space.is_empty());
        }
        let mut cited = BTreeSet::new();
        let text = CITATION.replace_all(&plain, |found: &Captures<'_>| {
            let shown: Vec<u32> = numbers(&found[1]).filter(|n| self.grounds.shows(*n)).collect();
            cited.extend(&shown);
            let space = if found[0].starts_with(' ') && !shown.is_empty() { " " } else { "" };
            shown.iter().fold(space.to_owned(), |text, n| format!("{text}[{n}]"))
        });
        let backing = Backing {
            reached: &self.reached,
            names: &self.names,
            cited: self.grounds.trusted(&cited),
            has_citation: !cited.is_empty(),
        };
        if claims::has_unbacked(&text, &backing) {
            self.withheld += 1;
            return None;
        }
        self.cited.extend(cited);
        Some(text.into_owned())
    }
}

/// An earlier reply without its citations: their numbers meant other passages.
pub(crate) fn without_citations(text: &str) -> String {
    CITATION.replace_all(text, "").into_owned()
}

fn numbers(list: &str) -> impl Iterator<Item = u32> {
    list.split([',', ';']).filter_map(|n| n.trim().parse().ok())
}

/// A constant pattern; tests compile them all.
pub(crate) fn pattern(source: &str) -> Regex {
    #[expect(clippy::expect_used, reason = "constant patterns, compiled by tests")]
    Regex::new(source).expect("a constant pattern is valid")
}

/// `[1]`, and `[1, 2]` as models also write it.
static CITATION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r" ?\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]"));

/// What of a text people would see of whom no action has reached anybody: for measuring
/// how well claims are told from other sentences.
pub fn released_without_receipts(text: &str) -> String {
    let mut release = Release::with(Grounds::default(), Vec::new(), Vec::new());
    let mut shown = release.push(text).concat();
    shown.push_str(&release.finish().concat());
    shown
}

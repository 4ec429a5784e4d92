//! When something in a document comes round: recurrences of the best passage that speaks
//! of what was asked, computed by code.

use std::collections::HashSet;

use domain::conversation::Citation;
use domain::recurrence;
use domain::turn::PassageRef;
use retrieval::Hit;

use super::question::plain_words;
use super::words::Words;
use super::{Asked, Found, labelled};
use crate::turn::{one_line, visible};
use actions::business::Business;
use actions::{spoken, spoken_day};

/// Schedules that are listed when the passage as a whole is what was asked for.
const MOST: usize = 4;
/// Words shorter than this say little of what is meant.
const SHORTEST: usize = 4;
/// What is left of a word when endings are ignored.
const STEM: usize = 5;

const EMPTY: &[&str] = &[
    "when",
    "next",
    "what",
    "time",
    "often",
    "does",
    "will",
    "have",
    "there",
    "this",
    "that",
    "cuando",
    "hora",
    "proximo",
    "proxima",
    "siguiente",
    "para",
    "esta",
    "este",
    "hacer",
];

/// The answer from the first passage that has a schedule for what was asked.
pub(super) fn next(
    asked: &Asked<'_>,
    business: &Business,
    words: Words,
    hits: &[(Hit, PassageRef)],
) -> Option<Found> {
    let topic = stems(asked.text);
    let (schedules, hit, passage) = hits.iter().find_map(|(hit, passage)| {
        let schedules = schedules(hit, &topic, asked, business, words);
        (!schedules.is_empty()).then_some((schedules, hit, passage))
    })?;
    let title = one_line(&hit.title);
    let text = format!("{title}: {} [{}].", schedules.join("; "), passage.n);
    let citation = Citation {
        n: passage.n,
        chunk_id: passage.chunk_id,
        document_id: passage.document_id,
        document_version: passage.document_version,
    };
    Some(Found { text: labelled(words, &text), citations: vec![citation], named: vec![] })
}

/// The schedules whose sentences speak most of the topic; all, if only the title or the
/// heading does.
fn schedules(
    hit: &Hit,
    topic: &HashSet<String>,
    asked: &Asked<'_>,
    business: &Business,
    words: Words,
) -> Vec<String> {
    let text = visible(&hit.text);
    let found = recurrence::find(&text).into_iter().filter_map(|found| {
        let next = found.next_after(asked.now, business.zone)?.to_utc();
        let next = if found.has_time() {
            spoken(next, business.zone, words.language)
        } else {
            spoken_day(next, business.zone, words.language)
        };
        let told = format!("{}, {} {next}", one_line(&found.phrase), words.next);
        Some((shared(topic, sentence_of(&text, &found.phrase)), told))
    });
    let found: Vec<(usize, String)> = found.collect();
    let most = found.iter().map(|(shared, _)| *shared).max().unwrap_or_default();
    if most == 0 && shared(topic, &format!("{} {}", hit.title, hit.heading)) == 0 {
        return Vec::new();
    }
    let best = found.into_iter().filter(|(shared, _)| *shared == most);
    best.map(|(_, told)| told).take(MOST).collect()
}

/// The sentence that a schedule's phrase stands in. A phrase leaves out what stands
/// between its days and its time, so its first words are looked for.
fn sentence_of<'a>(text: &'a str, phrase: &str) -> &'a str {
    let ends = phrase.match_indices(' ').map(|(at, _)| at).chain([phrase.len()]);
    let prefixes = ends.collect::<Vec<_>>().into_iter().rev();
    let found = prefixes.filter_map(|end| text.find(phrase.get(..end)?)).next();
    let Some(at) = found else { return text };
    let (before, after) = text.split_at(at);
    let start =
        ["\n", ". ", "; "].iter().filter_map(|end| Some(before.rfind(end)? + end.len())).max();
    let end = ["\n", ". ", "; "].iter().filter_map(|end| after.find(end)).min();
    let end = at + end.unwrap_or(after.len());
    text.get(start.unwrap_or(0)..end).unwrap_or(text)
}

fn shared(topic: &HashSet<String>, text: &str) -> usize {
    stems(text).intersection(topic).count()
}

/// The words that say what a text is about, without their endings.
fn stems(text: &str) -> HashSet<String> {
    let words = plain_words(text).into_iter();
    let telling = words.filter(|w| w.chars().count() >= SHORTEST && !EMPTY.contains(&w.as_str()));
    telling.map(|word| word.chars().take(STEM).collect()).collect()
}

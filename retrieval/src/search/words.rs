//! Words: how well they fit, by BM25 over the postings of the question's stems.

use std::collections::HashMap;

use sqlx::PgConnection;
use uuid::Uuid;

/// How soon more of a word tells no more (k1), and how much a passage's length counts (b).
const SATURATION: f64 = 1.2;
const LENGTH: f64 = 0.75;

/// A stem of the question, and the passages in whose number of occurrences the power of two
/// `times` is. A stem that is nowhere has one row with no passages.
#[derive(sqlx::FromRow)]
struct Postings {
    term: i64,
    /// In how many languages a word has this stem: so often it is counted in a passage.
    languages: i64,
    /// Passages of the library, and their mean length in words.
    passages: i64,
    mean_length: f64,
    times: i32,
    chunk_ids: Vec<Uuid>,
    lengths: Vec<i32>,
}

/// The passages with any of the question's words, and what share they have of what the words
/// could be worth at most (0 to 1): BM25's order, on a scale that means the same for every
/// question.
pub(super) async fn lexical(
    conn: &mut PgConnection,
    question: &str,
) -> Result<HashMap<Uuid, f64>, sqlx::Error> {
    let postings: Vec<Postings> =
        sqlx::query_as(include_str!("words.sql")).bind(question).fetch_all(conn).await?;
    Ok(weigh(&postings))
}

/// A question's words are joined by OR: ranking sorts them out.
fn weigh(postings: &[Postings]) -> HashMap<Uuid, f64> {
    let entries = postings.iter().map(|postings| postings.chunk_ids.len()).sum();
    let mut scores: HashMap<Uuid, f64> = HashMap::with_capacity(entries);
    let mut most = 0.0;
    for term in postings.chunk_by(|one, other| one.term == other.term) {
        let occurrences = occurrences(term);
        let Some(Postings { languages, passages, mean_length, .. }) = term.first() else {
            continue;
        };
        let found = occurrences.len() as f64;
        let weight = (1.0 + (*passages as f64 - found + 0.5) / (found + 0.5)).ln();
        most += weight;
        for (chunk_id, (times, length)) in occurrences {
            let length = 1.0 - LENGTH + LENGTH * f64::from(length) / mean_length;
            let often = f64::from(times) / *languages as f64;
            *scores.entry(chunk_id).or_default() += weight * often / (often + SATURATION * length);
        }
    }
    scores.values_mut().for_each(|score| *score /= most);
    scores
}

/// How often a stem is in each passage that has it, and that passage's length in words.
fn occurrences(term: &[Postings]) -> HashMap<Uuid, (i32, i32)> {
    let count = term.iter().map(|postings| postings.chunk_ids.len()).max().unwrap_or(0);
    let mut occurrences = HashMap::with_capacity(count);
    for postings in term {
        for (&chunk_id, &length) in postings.chunk_ids.iter().zip(&postings.lengths) {
            occurrences.entry(chunk_id).or_insert((0, length)).0 += postings.times;
        }
    }
    occurrences
}

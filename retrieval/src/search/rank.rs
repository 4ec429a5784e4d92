//! Words and meaning, weighed together by what the best passage has of each (`docs/adr/0013`).

use std::cmp::Ordering;
use std::collections::HashMap;

use uuid::Uuid;

/// What words weigh beside meaning, of 1.
const WORDS: f64 = 0.6;

/// A passage with its score, and what that is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ranked {
    pub(super) chunk_id: Uuid,
    pub(super) score: f64,
    pub(super) lexical: f64,
    pub(super) semantic: Option<f64>,
}

/// The passages that a search may give, and what is known of them.
#[derive(Debug)]
pub(super) struct Ranking {
    /// Every passage with any of the words.
    lexical: HashMap<Uuid, f64>,
    /// The passages whose cosine is known; none: there is no vector of it.
    semantic: HashMap<Uuid, Option<f64>>,
    /// The best passage's words (the root of its score) and meaning, unless that is nothing.
    most_words: Option<f64>,
    most_meaning: Option<f64>,
    /// What a vector has at most that is not known yet; none: all of them are.
    beyond: Option<f64>,
}

impl Ranking {
    /// Of all passages with any of the words, and those with the nearest vectors.
    pub(super) fn new(
        lexical: HashMap<Uuid, f64>,
        nearest: HashMap<Uuid, f64>,
        beyond: Option<f64>,
    ) -> Self {
        let most = |scores: &HashMap<Uuid, f64>| {
            Some(scores.values().copied().fold(0.0, f64::max)).filter(|&score| score > 0.0)
        };
        let (most_words, most_meaning) = (most(&lexical).map(f64::sqrt), most(&nearest));
        let semantic = nearest.into_iter().map(|(id, score)| (id, Some(score))).collect();
        Self { lexical, semantic, most_words, most_meaning, beyond }
    }

    /// The `count` passages with most of the words among those whose vector is to be looked up.
    pub(super) fn wordy(&self, count: usize) -> Vec<Uuid> {
        let open: Vec<Ranked> = self.open().map(|id| self.ranked(id, None)).collect();
        first(open, count).into_iter().map(|ranked| ranked.chunk_id).collect()
    }

    /// The passages that are among the best `limit` if their vector, which is to be looked up,
    /// is as near as it can be.
    pub(super) fn possible(&self, limit: usize) -> Vec<Uuid> {
        let known = self.semantic.iter().map(|(&id, &score)| self.ranked(id, score)).collect();
        let bar = match first(known, limit) {
            best if best.len() < limit => 0.0,
            best => best.last().map_or(0.0, |last| last.score),
        };
        let most = |id| self.ranked(id, None).score.max(self.ranked(id, self.beyond).score);
        self.open().filter(|&id| most(id) >= bar).collect()
    }

    /// Takes in what looking up the vectors of these passages gave.
    pub(super) fn learn(&mut self, passages: &[Uuid], found: &HashMap<Uuid, f64>) {
        self.semantic.extend(passages.iter().map(|id| (*id, found.get(id).copied())));
    }

    /// The best `limit` passages, best first, of those whose vector is known.
    pub(super) fn best(&self, limit: usize) -> Vec<Ranked> {
        let known = self.semantic.iter().map(|(&id, &score)| self.ranked(id, score));
        let without = self.open().filter(|_| self.beyond.is_none()).map(|id| self.ranked(id, None));
        first(known.chain(without).filter(|ranked| ranked.score > 0.0).collect(), limit)
    }

    /// Found by words, without a vector that is known.
    fn open(&self) -> impl Iterator<Item = Uuid> {
        self.lexical.keys().copied().filter(|id| !self.semantic.contains_key(id))
    }

    /// Meaning as a share of the best passage's. Words halfway (geometrically) between what
    /// they could be at most and the best passage's: where the best has few of the words, they
    /// say less.
    fn ranked(&self, chunk_id: Uuid, semantic: Option<f64>) -> Ranked {
        let lexical = self.lexical.get(&chunk_id).copied().unwrap_or(0.0);
        let words = self.most_words.map_or(0.0, |most| lexical / most);
        let score = match semantic.zip(self.most_meaning) {
            Some((semantic, most)) => WORDS * words + (1.0 - WORDS) * semantic / most,
            None => words,
        };
        Ranked { chunk_id, score, lexical, semantic }
    }
}

/// The first `limit` in order of their scores.
fn first(mut ranked: Vec<Ranked>, limit: usize) -> Vec<Ranked> {
    if ranked.len() > limit {
        ranked.select_nth_unstable_by(limit, order);
        ranked.truncate(limit);
    }
    ranked.sort_unstable_by(order);
    ranked
}

fn order(one: &Ranked, other: &Ranked) -> Ordering {
    other.score.total_cmp(&one.score).then(one.chunk_id.cmp(&other.chunk_id))
}

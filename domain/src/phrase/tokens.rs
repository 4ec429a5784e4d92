//! Text as words, numbers and marks, each with its place.

use std::ops::Deref;

/// A word, a number or a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// In lower case; a blank line is `\n`.
    pub(crate) word: String,
    /// First byte in the text.
    pub(crate) start: usize,
    /// The byte after its last.
    pub(crate) end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letters,
    Digits,
    Blank,
    Mark,
}

fn kind(c: char) -> Kind {
    if c.is_ascii_digit() {
        Kind::Digits
    } else if c.is_alphabetic() {
        Kind::Letters
    } else if c.is_whitespace() {
        Kind::Blank
    } else {
        Kind::Mark
    }
}

/// A text's tokens, with look-ups that never fail.
#[derive(Debug)]
pub(crate) struct Tokens(Vec<Token>);

/// Splits a text. `10am` is a number and a word; Markdown's emphasis is left out.
pub(crate) fn tokens(text: &str) -> Tokens {
    let mut found: Vec<Token> = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let first = kind(c);
        let mut end = start + c.len_utf8();
        if first != Kind::Mark {
            while let Some(&(at, next)) = chars.peek().filter(|(_, next)| kind(*next) == first) {
                end = at + next.len_utf8();
                chars.next();
            }
        }
        let raw = text.get(start..end).unwrap_or_default();
        let word = match first {
            Kind::Blank if raw.matches('\n').count() > 1 => "\n".to_owned(),
            Kind::Blank => continue,
            Kind::Mark if matches!(c, '*' | '_' | '`') => continue,
            Kind::Mark if matches!(c, '–' | '—' | '‑') => "-".to_owned(),
            Kind::Mark if c == '’' => "'".to_owned(),
            _ => raw.to_lowercase(),
        };
        found.push(Token { word, start, end });
    }
    Tokens(found)
}

impl Deref for Tokens {
    type Target = [Token];
    fn deref(&self) -> &[Token] {
        &self.0
    }
}

impl Tokens {
    /// These tokens, in the order of their places.
    pub(crate) fn of(tokens: Vec<Token>) -> Self {
        Self(tokens)
    }

    /// The word at `at`; empty beyond the end.
    pub(crate) fn word(&self, at: usize) -> &str {
        self.0.get(at).map_or("", |token| token.word.as_str())
    }

    /// Whether the words from `at` on are these.
    pub(crate) fn reads(&self, at: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(offset, word)| self.word(at + offset) == *word)
    }

    /// Whether the word at `at` is one of these.
    pub(crate) fn any(&self, at: usize, words: &[&str]) -> bool {
        !self.word(at).is_empty() && words.contains(&self.word(at))
    }

    /// Whether nothing stands between this token and the one before.
    pub(crate) fn joined(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.0.get(before));
        matches!((before, self.0.get(at)), (Some(one), Some(two)) if one.end == two.start)
    }

    /// The digits at `at` as a number, if there are at most `digits` of them.
    pub(crate) fn digits(&self, at: usize, digits: usize) -> Option<u32> {
        let word = self.word(at);
        if word.is_empty() || word.len() > digits { None } else { word.parse().ok() }
    }

    /// Skips one of these words, if it stands there.
    pub(crate) fn skip(&self, at: usize, words: &[&str]) -> usize {
        if self.any(at, words) { at + 1 } else { at }
    }
}

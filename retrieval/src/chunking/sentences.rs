//! What a passage is made of and never split inside: sentences, list items, table rows.

use super::TARGET;

/// About how many characters count as one word where there are no blanks.
const WORD: usize = 8;
/// The longest line that is repeated over the rest of its list or table.
const LEAD: usize = 40;

/// A piece of text that stays whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) text: String,
    pub(super) size: usize,
    /// What stands between it and the piece before it.
    pub(super) joint: &'static str,
    /// For an item or a row: the line that heads the list or table.
    pub(super) lead: Option<String>,
}

/// The size of a text: its words, or more where it has few blanks.
pub(super) fn size(text: &str) -> usize {
    text.split_whitespace().count().max(text.chars().count().div_ceil(WORD))
}

/// Splits a block and adds its pieces.
pub(super) fn units(block: &str, units: &mut Vec<Unit>) {
    let lines: Vec<&str> = block.lines().collect();
    let mut prose = String::new();
    let mut lead: Option<String> = introduction(units);
    let mut first = true;
    for line in lines {
        let joint = if first { "\n\n" } else { "\n" };
        if item(line) {
            flush(&mut prose, &mut first, units, &mut lead);
            let joint = if first { "\n\n" } else { "\n" };
            push(line.trim_end(), joint, lead.clone(), units);
            first = false;
        } else if row(line) {
            flush(&mut prose, &mut first, units, &mut lead);
            let header = lead.clone().filter(|lead| row(lead));
            push(line.trim_end(), joint, header.clone(), units);
            if header.is_none() && size(line) <= LEAD {
                lead = Some(line.trim_end().to_owned());
            }
            first = false;
        } else if let Some(item) = continued(line, first || !prose.is_empty(), units) {
            item.text.push('\n');
            item.text.push_str(line.trim_end());
            item.size += size(line);
        } else {
            if !prose.is_empty() {
                prose.push('\n');
            }
            prose.push_str(line.trim_end());
        }
    }
    flush(&mut prose, &mut first, units, &mut lead);
}

/// The item or row that an indented line goes on with.
fn continued<'a>(line: &str, apart: bool, units: &'a mut [Unit]) -> Option<&'a mut Unit> {
    let last = units.last_mut()?;
    let fits = last.size + size(line) <= 2 * TARGET;
    (!apart && fits && line.starts_with([' ', '\t'])).then_some(last)
}

/// The line before a blank one that announces the list after it: `Bring these:`
fn introduction(units: &[Unit]) -> Option<String> {
    let last = units.last()?;
    (last.text.ends_with(':') && last.size <= LEAD).then(|| last.text.clone())
}

fn flush(prose: &mut String, first: &mut bool, units: &mut Vec<Unit>, lead: &mut Option<String>) {
    if prose.is_empty() {
        return;
    }
    for (number, sentence) in sentences(prose).into_iter().enumerate() {
        let joint = match (number, *first) {
            (0, true) => "\n\n",
            (0, false) => "\n",
            _ => " ",
        };
        push(sentence, joint, None, units);
    }
    *lead = units.last().filter(|last| last.size <= LEAD).map(|last| last.text.clone());
    *first = false;
    prose.clear();
}

/// Adds a piece, cut if it is far longer than a passage should be.
fn push(text: &str, joint: &'static str, lead: Option<String>, units: &mut Vec<Unit>) {
    let whole = size(text);
    if whole <= 2 * TARGET {
        units.push(Unit { text: text.to_owned(), size: whole, joint, lead });
        return;
    }
    let mut piece = String::new();
    for word in text.split_inclusive(char::is_whitespace) {
        let chars: Vec<char> = word.chars().collect();
        for part in chars.chunks(TARGET * WORD) {
            piece.extend(part);
            if size(&piece) >= TARGET {
                let size = size(&piece);
                let text = std::mem::take(&mut piece).trim_end().to_owned();
                units.push(Unit { text, size, joint, lead: lead.clone() });
            }
        }
    }
    if !piece.trim().is_empty() {
        units.push(Unit {
            size: size(&piece),
            text: piece.trim_end().to_owned(),
            joint: " ",
            lead,
        });
    }
}

fn item(line: &str) -> bool {
    let line = line.trim_start();
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let numbered = (1..=3).contains(&digits)
        && line.get(digits..).is_some_and(|rest| rest.starts_with(". ") || rest.starts_with(") "));
    numbered || ["- ", "* ", "+ ", "• "].into_iter().any(|mark| line.starts_with(mark))
}

fn row(line: &str) -> bool {
    line.trim_start().starts_with('|')
}

/// Splits prose behind `.`, `!` and `?` where a new sentence begins.
fn sentences(prose: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in prose.char_indices() {
        let end = at + c.len_utf8();
        let wide = matches!(c, '。' | '！' | '？');
        if !wide && !matches!(c, '.' | '!' | '?') {
            continue;
        }
        let rest = prose.get(end..).unwrap_or_default();
        let next = rest.trim_start();
        let begins = next.starts_with(|c: char| !c.is_lowercase());
        if wide
            || (rest.len() > next.len()
                && begins
                && !abbreviation(prose.get(start..at).unwrap_or_default()))
        {
            found.push(prose.get(start..end).unwrap_or_default().trim());
            start = end;
        }
    }
    found.push(prose.get(start..).unwrap_or_default().trim());
    found.retain(|sentence| !sentence.is_empty());
    found
}

/// Whether what ends here is no sentence: `a.m`, `e.g`, `Mr`, a single letter.
fn abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    let letters = word.chars().all(char::is_alphabetic);
    (word.chars().count() == 1 && letters)
        || (word.contains('.')
            && word.chars().count() <= 4
            && !word.contains(|c: char| c.is_ascii_digit()))
        || matches!(word, "Mr" | "Mrs" | "Ms" | "Dr" | "St" | "No" | "approx" | "incl")
}

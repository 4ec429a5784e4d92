//! A text changed a little, as bytes.

use crate::Choices;

/// The longest text that is made.
const LONGEST: usize = 64 * 1024;

/// What parsers stumble over.
const PIECES: &[&[u8]] = &[
    b"\r\n",
    b"\n",
    b"\n\n",
    b"\r",
    b"\t",
    b" ",
    b"\0",
    b"\"",
    b"'",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b"(",
    b")",
    b"<",
    b">",
    b"&",
    b"%00",
    b"%",
    b",",
    b":",
    b";",
    b"=",
    b"/",
    b"//",
    b"*",
    b"#",
    b"+5",
    b"-",
    b".",
    b"..",
    b"@",
    b"|",
    b"```\n",
    b"\\u0000",
    b"\\ud800",
    b"&#0;",
    b"<!--",
    b"-->",
    b"\xEF\xBB\xBF",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xf0\x9f",
    "é".as_bytes(),
    "ǆ".as_bytes(),
    "İ".as_bytes(),
    "日本語".as_bytes(),
    "\u{202e}".as_bytes(),
    "\u{2028}".as_bytes(),
    "\u{a0}".as_bytes(),
    "e\u{301}".as_bytes(),
    b"null",
    b"true",
    b"{}",
    b"[]",
    b"\"\"",
];

/// Numbers at the ends of what types hold.
const NUMBERS: &[&str] = &[
    "0",
    "-1",
    "1",
    "00",
    "255",
    "256",
    "65535",
    "65536",
    "2147483648",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "1e39",
    "1e400",
    "-0.0",
    "0.1",
    "99999999999999999999999999999999999999",
    "60",
    "9999",
];

/// `text` with one change.
pub(crate) fn changed(mut text: Vec<u8>, seeds: &[Vec<u8>], choices: &mut Choices<'_>) -> Vec<u8> {
    match choices.below(12) {
        0 => {
            let at = choices.below(text.len());
            let bit = 1 << choices.below(8);
            if let Some(byte) = text.get_mut(at) {
                *byte ^= bit;
            }
        }
        1 => {
            let at = choices.below(text.len() + 1);
            let byte = choices.byte();
            text.insert(at, byte);
        }
        2 | 3 => insert(&mut text, choices, |choices| {
            choices.one_of(PIECES).map(|piece| piece.to_vec()).unwrap_or_default()
        }),
        4 => {
            let (from, to) = stretch(&text, choices, 24);
            text.drain(from..to);
        }
        5 => text.truncate(choices.below(text.len() + 1)),
        6 => {
            let (from, to) = stretch(&text, choices, 200);
            let piece = text.get(from..to).unwrap_or_default().to_vec();
            insert(&mut text, choices, |_| piece);
        }
        7 => {
            let (from, to) = stretch(&text, choices, 12);
            let times = [2, 8, 100, 600][choices.below(4)];
            let piece = text.get(from..to).unwrap_or_default().repeat(times);
            text.splice(from..to, piece);
        }
        8 => number(&mut text, choices),
        9 | 10 => line(&mut text, seeds, choices),
        _ => {
            let other = choices.one_of(seeds).cloned().unwrap_or_default();
            let (keep, from) = (choices.below(text.len() + 1), choices.below(other.len() + 1));
            text.truncate(keep);
            text.extend(other.get(from..).unwrap_or_default());
        }
    }
    text.truncate(LONGEST);
    text
}

fn insert(
    text: &mut Vec<u8>,
    choices: &mut Choices<'_>,
    piece: impl FnOnce(&mut Choices<'_>) -> Vec<u8>,
) {
    let at = choices.below(text.len() + 1);
    let piece = piece(choices);
    text.splice(at..at, piece);
}

/// A part of the text, of at most so many bytes.
fn stretch(text: &[u8], choices: &mut Choices<'_>, longest: usize) -> (usize, usize) {
    let from = choices.below(text.len() + 1);
    let to = from + 1 + choices.below(longest);
    (from, to.min(text.len()).max(from))
}

/// Another number in the place of one.
fn number(text: &mut Vec<u8>, choices: &mut Choices<'_>) {
    let places: Vec<(usize, usize)> = text
        .chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit())
        .scan(0, |at, run| {
            let from = *at;
            *at += run.len();
            Some((from, *at))
        })
        .filter(|(from, _)| text.get(*from).is_some_and(u8::is_ascii_digit))
        .collect();
    if let (Some((from, to)), Some(number)) = (choices.one_of(&places), choices.one_of(NUMBERS)) {
        text.splice(*from..*to, number.bytes());
    }
}

/// A line of some seed in front of a line, or in its place.
fn line(text: &mut Vec<u8>, seeds: &[Vec<u8>], choices: &mut Choices<'_>) {
    let other = choices.one_of(seeds).map(Vec::as_slice).unwrap_or_default();
    let others: Vec<&[u8]> = other.split_inclusive(|byte| *byte == b'\n').collect();
    let piece = choices.one_of(&others).map(|line| line.to_vec()).unwrap_or_default();
    let mut lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    let at = choices.below(lines.len() + 1);
    let replaced = choices.below(2).min(lines.len() - at);
    lines.splice(at..at + replaced, [piece.as_slice()]);
    *text = lines.concat();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_choices_change_any_text() {
        let seeds = [b"one 12\ntwo 345\n".to_vec(), Vec::new()];
        let mut random: u64 = 1;
        for round in 0..20_000_usize {
            let bytes: Vec<u8> = (0..6)
                .map(|_| {
                    random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    (random >> 56) as u8
                })
                .collect();
            let text = seeds[round % 2].clone();
            assert!(changed(text, &seeds, &mut Choices::of(&bytes)).len() <= LONGEST);
        }
    }
}

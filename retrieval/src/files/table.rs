//! CSV: each row becomes one line that can be understood alone, its cells with the
//! headers they stand under.

use std::fmt::Write;

use super::{FileProblem, MOST_TEXT};

const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// Rows as list items: `- Day: Monday; Who: Peach`. Without a second row there are no
/// headers, and the cells stand alone.
pub(super) fn read(text: &str) -> Result<String, FileProblem> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut rows = reader
        .records()
        .filter(|row| row.as_ref().map_or(true, |row| row.iter().any(|cell| !cell.is_empty())));
    let first = rows.next().ok_or(FileProblem::NoText)?.map_err(|_| FileProblem::Damaged)?;
    let mut lines = String::new();
    let mut any = false;
    for row in rows {
        let row = row.map_err(|_| FileProblem::Damaged)?;
        any = true;
        line(&mut lines, row.iter().enumerate().map(|(at, cell)| (first.get(at), cell)));
        if lines.len() > MOST_TEXT {
            return Err(FileProblem::TooMuchText);
        }
    }
    if !any {
        line(&mut lines, first.iter().map(|cell| (None, cell)));
    }
    Ok(lines)
}

fn line<'a>(lines: &mut String, cells: impl Iterator<Item = (Option<&'a str>, &'a str)>) {
    let mut joint = "- ";
    let cells = cells.map(|(header, cell)| (header.map(one_line), one_line(cell)));
    for (header, cell) in cells.filter(|(_, cell)| !cell.is_empty()) {
        let _ = match header.filter(|header| !header.is_empty()) {
            Some(header) => write!(lines, "{joint}{header}: {cell}"),
            None => write!(lines, "{joint}{cell}"),
        };
        joint = "; ";
    }
    if joint == "; " {
        lines.push('\n');
    }
}

/// A cell's text on one line: it may span several, and hold what nobody sees.
fn one_line(text: &str) -> String {
    let seen = |c: &char| c.is_whitespace() || !c.is_control() && *c != '\u{FEFF}';
    let text: String = text.chars().filter(seen).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The mark that stands most often in the first line.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |mark: u8| first.bytes().filter(|byte| *byte == mark).count();
    DELIMITERS.into_iter().rev().max_by_key(|mark| count(*mark)).unwrap_or(b',')
}

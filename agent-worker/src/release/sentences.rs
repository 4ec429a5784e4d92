//! Where a sentence ends, in text that is still arriving.

/// The end of the first complete sentence: after `.`, `!`, `?` or `…` (and closing
/// quotes or brackets) with white space behind it, or after a line that a paragraph or
/// a list goes on from. A line break inside a paragraph ends nothing: a claim that is
/// broken over two lines is still one claim. Nor does a number's own full stop (`1. `).
pub(super) fn first_end(text: &str) -> Option<usize> {
    let mut line = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if c == '\n' {
            if ends_block(&text[line..at], text[end..].chars())? {
                return Some(end);
            }
            line = end;
        }
        if matches!(c, '.' | '!' | '?' | '…') {
            let closed = end + closers(&text[end..]);
            let Some(next) = text[closed..].chars().next() else { continue };
            if next.is_whitespace() && next != '\n' && !is_numbering(&text[line..at]) {
                return Some(closed + next.len_utf8());
            }
        }
    }
    None
}

/// Whether what follows a line is another block than the line is in; `None` while too
/// little of it is there.
fn ends_block(line: &str, mut next: std::str::Chars<'_>) -> Option<bool> {
    let line = line.trim();
    if line.is_empty() || line.ends_with(['.', '!', '?', '…', ':']) || line.starts_with(['#', '|'])
    {
        return Some(true);
    }
    let first = next.find(|c| *c != ' ' && *c != '\t')?;
    Some(first.is_ascii_digit() || matches!(first, '\n' | '-' | '*' | '+' | '#' | '>' | '|' | '`'))
}

fn closers(text: &str) -> usize {
    text.find(|c| !matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '*' | '_'))
        .unwrap_or(text.len())
}

/// Whether this begins a line as the number of a list does.
fn is_numbering(start: &str) -> bool {
    let start = start.trim();
    !start.is_empty() && start.len() <= 3 && start.bytes().all(|b| b.is_ascii_digit())
}

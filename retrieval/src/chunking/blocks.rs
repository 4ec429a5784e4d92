//! A document's blocks: headings, and the text between blank lines.

/// A heading, or lines that belong together.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// Level 1 is the outermost.
    Heading { level: usize, text: String },
    /// Lines without a blank one between them.
    Text(String),
}

/// Splits a text at headings and blank lines; code between fences is left in one piece.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        let trimmed = line.trim();
        if let Some(mark) = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark)) {
            match fence {
                None => fence = Some(mark),
                Some(open) if open == mark => fence = None,
                Some(_) => {}
            }
            lines.push(line);
        } else if fence.is_some() {
            lines.push(line);
        } else if let Some((level, text)) = heading(trimmed) {
            flush(&mut lines, &mut blocks);
            blocks.push(Block::Heading { level, text });
        } else if let Some(level) =
            underline(trimmed).filter(|_| lines.len() == 1 && titles(lines[0]))
        {
            let text = plain(lines.remove(0));
            blocks.push(Block::Heading { level, text });
        } else if trimmed.is_empty() || rule(trimmed) {
            flush(&mut lines, &mut blocks);
        } else {
            lines.push(line);
        }
    }
    flush(&mut lines, &mut blocks);
    blocks
}

fn flush(lines: &mut Vec<&str>, blocks: &mut Vec<Block>) {
    let text = lines.join("\n");
    lines.clear();
    if !text.trim().is_empty() {
        blocks.push(Block::Text(text));
    }
}

/// `## Lobby ##`
fn heading(line: &str) -> Option<(usize, String)> {
    let level = line.chars().take_while(|c| *c == '#').count();
    let rest = line.get(level..)?;
    if !(1..=6).contains(&level) || !rest.starts_with([' ', '\t']) {
        return None;
    }
    let text = plain(rest.trim().trim_end_matches('#'));
    if text.is_empty() { None } else { Some((level, text)) }
}

/// A line of `=` or `-` under a heading.
fn underline(line: &str) -> Option<usize> {
    let only = |mark: char| line.len() >= 3 && line.chars().all(|c| c == mark);
    if only('=') {
        Some(1)
    } else if only('-') {
        Some(2)
    } else {
        None
    }
}

/// Whether a line may be a heading: short, and no list item or table row.
fn titles(line: &str) -> bool {
    let line = line.trim();
    line.chars().count() <= 80
        && !line.starts_with(['-', '*', '+', '|', '>'])
        && !line.ends_with(['.', '|'])
}

fn rule(line: &str) -> bool {
    ['-', '*', '_'].into_iter().any(|mark| {
        line.chars().filter(|c| *c == mark).count() >= 3
            && line.chars().all(|c| c == mark || c.is_whitespace())
    })
}

/// A heading without emphasis marks.
fn plain(text: &str) -> String {
    text.trim().chars().filter(|c| !matches!(c, '*' | '`')).collect::<String>().trim().to_owned()
}

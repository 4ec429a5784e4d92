//! A document's sections: the text under each heading.

use super::blocks::{Block, blocks};
use super::sentences::{Unit, units};

/// The longest heading that is kept whole.
const HEADING: usize = 120;

/// The text under one heading.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Section {
    /// Headings from the outermost to this one, without the document's title.
    pub(super) heading: String,
    /// Its sentences, list items and table rows.
    pub(super) units: Vec<Unit>,
}

/// The sections that have text, in order.
pub(super) fn sections(title: &str, text: &str) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut path: Vec<(usize, String)> = Vec::new();
    let mut current = Section::default();
    for block in blocks(text) {
        match block {
            Block::Heading { level, text } => {
                sections.push(std::mem::take(&mut current));
                path.retain(|(above, _)| *above < level);
                path.push((level, text.chars().take(HEADING).collect()));
                current.heading = path_of(&path, title);
            }
            Block::Text(text) => units(&text, &mut current.units),
        }
    }
    sections.push(current);
    sections.retain(|section| !section.units.is_empty());
    sections
}

fn path_of(path: &[(usize, String)], title: &str) -> String {
    let same = |heading: &str| heading.trim().to_lowercase() == title.trim().to_lowercase();
    let names: Vec<_> =
        path.iter().map(|(_, name)| name.as_str()).filter(|name| !same(name)).collect();
    names.join(" > ")
}

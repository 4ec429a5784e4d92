//! HTML: what a reader of the page sees, with headings, lists and tables as Markdown.

use html5ever::driver::ParseOpts;
use html5ever::tendril::TendrilSink;
use html5ever::{Attribute, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// Elements whose content is not read: scripts, styles, and what only a browser shows.
const LEFT_OUT: &[&str] = &[
    "script", "style", "noscript", "template", "head", "svg", "math", "iframe", "object", "embed",
    "canvas", "audio", "video", "select", "textarea", "button",
];

/// Elements that stand apart from the text around them.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
    "caption",
];

/// The visible text of a page.
pub(super) fn read(page: &str) -> String {
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(page);
    let mut text = Text::default();
    // A stack instead of recursion: pages can be nested deeper than a stack of calls.
    let mut todo = vec![Visit::Enter(dom.document.clone())];
    while let Some(visit) = todo.pop() {
        match visit {
            Visit::Leave(element) => text.leave(&element),
            Visit::Enter(node) => {
                if let NodeData::Text { contents } = &node.data {
                    text.words(&contents.borrow());
                }
                if let NodeData::Element { name, attrs, .. } = &node.data {
                    let name = name.local.to_string();
                    if LEFT_OUT.contains(&name.as_str()) || hidden(&attrs.borrow()) {
                        continue;
                    }
                    text.enter(&name);
                    todo.push(Visit::Leave(name));
                }
                todo.extend(node.children.borrow().iter().rev().cloned().map(Visit::Enter));
            }
        }
    }
    text.finished
}

enum Visit {
    Enter(Handle),
    Leave(String),
}

/// Whether people do not see it: text for machines only is no part of a document.
fn hidden(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let value = attribute.value.to_ascii_lowercase();
        let value: String = value.chars().filter(|c| !c.is_whitespace()).collect();
        match attribute.name.local.as_ref() {
            "hidden" => true,
            "aria-hidden" => value == "true",
            "style" => ["display:none", "visibility:hidden", "font-size:0", "opacity:0;"]
                .iter()
                .any(|how| format!("{value};").contains(how)),
            _ => false,
        }
    })
}

/// The text so far.
#[derive(Default)]
struct Text {
    finished: String,
    /// Lists that are open: the number of the last item, or none for bullets.
    lists: Vec<Option<u32>>,
    /// Cells of the table row that is open.
    row: Option<Vec<String>>,
    /// Whether a blank is due before the next word.
    blank: bool,
    preformatted: u32,
}

impl Text {
    fn enter(&mut self, element: &str) {
        match element {
            "br" => self.line(),
            "hr" => self.paragraph(),
            "ul" | "ol" => {
                self.paragraph();
                self.lists.push((element == "ol").then_some(0));
            }
            "li" => {
                self.line();
                let depth = self.lists.len().saturating_sub(1).min(6);
                let mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{number}. ")
                    }
                    _ => "- ".to_owned(),
                };
                self.push(&"  ".repeat(depth));
                self.push(&mark);
            }
            "tr" => self.row = Some(Vec::new()),
            "td" | "th" => {
                if let Some(row) = &mut self.row {
                    row.push(String::new());
                }
            }
            "pre" => {
                self.paragraph();
                self.preformatted += 1;
            }
            heading if level(heading).is_some() => {
                self.paragraph();
                self.push(&"#".repeat(level(heading).unwrap_or(1)));
                self.push(" ");
            }
            block if BLOCKS.contains(&block) => self.paragraph(),
            _ => {}
        }
    }

    fn leave(&mut self, element: &str) {
        match element {
            "ul" | "ol" => {
                self.lists.pop();
                self.paragraph();
            }
            "li" => self.line(),
            "tr" => {
                let cells = self.row.take().unwrap_or_default();
                if cells.iter().any(|cell| !cell.trim().is_empty()) {
                    let cells: Vec<_> = cells.iter().map(|cell| cell.trim()).collect();
                    self.line();
                    self.push(&format!("| {} |", cells.join(" | ")));
                    self.line();
                }
            }
            "pre" => {
                self.preformatted = self.preformatted.saturating_sub(1);
                self.paragraph();
            }
            block if BLOCKS.contains(&block) => self.paragraph(),
            _ => {}
        }
    }

    fn words(&mut self, text: &str) {
        if self.preformatted > 0 && self.row.is_none() {
            self.push(text);
            return;
        }
        self.blank |= text.starts_with(char::is_whitespace);
        for word in text.split_whitespace() {
            let place = self.row.as_mut().and_then(|row| row.last_mut());
            let place = place.unwrap_or(&mut self.finished);
            if self.blank && !place.is_empty() && !place.ends_with([' ', '\n']) {
                place.push(' ');
            }
            place.push_str(word);
            self.blank = true;
        }
        self.blank = text.ends_with(char::is_whitespace);
    }

    fn push(&mut self, text: &str) {
        if self.row.is_none() {
            self.finished.push_str(text);
            self.blank = false;
        }
    }

    /// Ends the line, if there is one. In a table's cell it is a blank.
    fn line(&mut self) {
        self.blank = self.row.is_some();
        if self.row.is_none() && !self.finished.is_empty() && !self.finished.ends_with('\n') {
            self.finished.push('\n');
        }
    }

    /// Ends the paragraph. An item that began stays on its line.
    fn paragraph(&mut self) {
        let begun = self.finished.ends_with("- ") || self.finished.ends_with(". ");
        if self.row.is_none() && begun {
            return;
        }
        self.line();
        if self.row.is_none() && !self.finished.is_empty() && !self.finished.ends_with("\n\n") {
            self.finished.push('\n');
        }
    }
}

fn level(element: &str) -> Option<usize> {
    let digit = element.strip_prefix('h').filter(|digit| digit.len() == 1)?;
    digit.parse().ok().filter(|level| (1..=6).contains(level))
}

//! The context block: what the client's code says about now, the roster and the documents.

use chrono::NaiveDateTime;
use serde_json::{Map, Value};

/// A parsed context block; everything is empty when the request has none.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    pub now: NaiveDateTime,
    pub business: String,
    pub member: String,
    /// What the member told earlier.
    pub remembered: Vec<String>,
    pub on_now: Vec<Shift>,
    pub on_next: Vec<Shift>,
    pub your_next: Option<String>,
    pub passages: Vec<Passage>,
}

/// One line of the roster.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shift {
    /// The person, with the role in brackets.
    pub who: String,
    pub from: NaiveDateTime,
    pub to: NaiveDateTime,
}

/// One retrieved passage.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Passage {
    pub n: u64,
    pub title: String,
    pub trusted: bool,
    pub lines: Vec<String>,
    pub next: Vec<Next>,
}

/// A date that code computed from a recurrence in the passage.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Next {
    pub when: String,
    pub phrase: String,
}

/// Whether a text part is a context block.
pub(crate) fn is_block(text: &str) -> bool {
    text.starts_with("[context ")
}

/// Reads a block. Lines of passages are marked with `> `, so that nothing in them can pass
/// for one of the lines that code wrote.
pub(crate) fn parse(block: &str) -> Context {
    let mut context = Context::default();
    for line in block.lines() {
        if let Some(quoted) = line.strip_prefix('>') {
            if let Some(passage) = context.passages.last_mut() {
                passage.lines.push(quoted.trim().to_owned());
            }
        } else if let Some(next) = line.strip_prefix("= next:") {
            let (when, phrase) = next.split_once(" | ").unwrap_or((next, ""));
            let next = Next { when: when.trim().to_owned(), phrase: phrase.trim().to_owned() };
            if let Some(passage) = context.passages.last_mut() {
                passage.next.push(next);
            }
        } else if let Some(head) = line.strip_prefix("passage ") {
            context.passages.extend(heading(head));
        } else if let Some((key, value)) = line.split_once(": ") {
            context.field(key, value.trim());
        }
    }
    context
}

/// `1 | Title | version 3 | trusted`; the title itself may hold the separator.
fn heading(head: &str) -> Option<Passage> {
    let fields: Vec<&str> = head.split(" | ").collect();
    let n = fields.first()?.trim().parse().ok()?;
    let title = fields.get(1..fields.len().saturating_sub(2)).unwrap_or_default().join(" | ");
    let trusted = fields.last().is_some_and(|label| label.trim() == "trusted");
    Some(Passage { n, title, trusted, ..Passage::default() })
}

impl Context {
    fn field(&mut self, key: &str, value: &str) {
        match key {
            "now" => self.now = date_time(value).unwrap_or_default(),
            "business" => self.business = value.to_owned(),
            "member" => {
                self.member = value.split(" (").next().unwrap_or_default().to_owned();
            }
            "remembered" => self.remembered.push(value.to_owned()),
            "on shift now" => self.on_now.extend(shift(value)),
            "on shift next" => self.on_next.extend(shift(value)),
            "your next shift" if value != "none planned" => {
                self.your_next = Some(value.to_owned());
            }
            _ => {}
        }
    }

    /// Whether the business plans shifts at all.
    pub(crate) fn has_roster(&self) -> bool {
        !self.on_now.is_empty() || !self.on_next.is_empty() || self.your_next.is_some()
    }

    /// All shifts that the block shows.
    pub(crate) fn shifts(&self) -> impl Iterator<Item = &Shift> {
        self.on_now.iter().chain(&self.on_next)
    }

    /// Adds the passages that `search_knowledge` answered with.
    pub(crate) fn add_found(&mut self, response: &Map<String, Value>) {
        let output = response.get("output").unwrap_or(&Value::Null);
        for found in output["passages"].as_array().into_iter().flatten() {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let next = found["next"].as_array().into_iter().flatten();
            self.passages.push(Passage {
                n: found["n"].as_u64().unwrap_or_default(),
                title: text(&found["title"]),
                trusted: found["trusted"].as_bool().unwrap_or_default(),
                lines: text(&found["text"]).lines().map(str::to_owned).collect(),
                next: next
                    .map(|n| Next { when: text(&n["when"]), phrase: text(&n["phrase"]) })
                    .collect(),
            });
        }
    }
}

/// `Monday 2026-11-23 20:41`, the weekday being optional.
fn date_time(text: &str) -> Option<NaiveDateTime> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    NaiveDateTime::parse_from_str(text.get(start..start + 16)?, "%Y-%m-%d %H:%M").ok()
}

/// `Name (role) Monday 2026-11-23 17:00 to 23:00`; the end may carry its own date.
fn shift(text: &str) -> Option<Shift> {
    let (start, end) = text.rsplit_once(" to ")?;
    let from = date_time(start.get(start.len().checked_sub(16)?..)?)?;
    let who = start.get(..start.len() - 16)?.trim_end();
    let who = who.rsplit_once(' ').map_or(who, |(who, _weekday)| who).to_owned();
    let to = date_time(end).or_else(|| date_time(&format!("{} {}", from.date(), end.trim())))?;
    let to = if to < from { to + chrono::TimeDelta::days(1) } else { to };
    Some(Shift { who, from, to })
}

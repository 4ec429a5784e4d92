//! The context block: see `ARCHITECTURE.md` for its form. Its delimiter is random, so
//! that no quoted text can close it.

use std::fmt::Write;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::MemberId;
use retrieval::Hit;

use super::{occurrences, one_line, visible};
use actions::business::{self, Business, Person, PlannedShift};
use actions::facts::KnownFact;

/// The shifts that concern a question asked now.
pub(super) struct RosterView<'a> {
    now: Vec<&'a PlannedShift>,
    next: Vec<&'a PlannedShift>,
    own: Option<&'a PlannedShift>,
}

impl<'a> RosterView<'a> {
    pub(super) fn new(shifts: &'a [PlannedShift], asker: MemberId, now: DateTime<Utc>) -> Self {
        let upcoming = || shifts.iter().filter(|shift| shift.starts_at > now);
        let first = upcoming().map(|shift| shift.starts_at).min();
        Self {
            now: shifts.iter().filter(|shift| shift.starts_at <= now).collect(),
            next: upcoming().filter(|shift| Some(shift.starts_at) == first).collect(),
            own: upcoming().find(|shift| shift.member == asker),
        }
    }

    pub(super) fn shown(&self) -> Vec<&'a PlannedShift> {
        self.now.iter().chain(&self.next).chain(&self.own).copied().collect()
    }
}

/// What a block tells of.
pub(super) struct Material<'a> {
    pub business: &'a Business,
    pub people: &'a [Person],
    pub view: &'a RosterView<'a>,
    pub facts: &'a [KnownFact],
    pub hits: &'a [Hit],
}

/// The block, delimited by `id`.
pub(super) fn render(
    id: &str,
    material: &Material<'_>,
    asker: MemberId,
    now: DateTime<Utc>,
) -> String {
    let Material { business, people, view, facts, hits } = *material;
    let local = now.with_timezone(&business.zone);
    let mut block = format!("[context {id}]\nnow: {}\n", local.format("%A %Y-%m-%d %H:%M"));
    let mut line = |text: String| {
        block.push_str(&text);
        block.push('\n');
    };
    line(format!("time zone: {}", business.zone.name()));
    line(format!("business: {}", one_line(&business.name)));
    if let Some(description) = &business.description {
        line(format!("about: {}", one_line(description)));
    }
    if let Some(person) = people.iter().find(|person| person.id == asker) {
        line(format!("member: {} ({})", one_line(&person.name), one_line(&person.title)));
    }
    for fact in facts {
        line(format!("remembered: {}", one_line(&fact.text)));
    }
    if view.now.is_empty() {
        line("on shift now: nobody".to_owned());
    }
    for shift in &view.now {
        line(format!("on shift now: {}", shift_line(shift, people, business.zone, true)));
    }
    for shift in &view.next {
        line(format!("on shift next: {}", shift_line(shift, people, business.zone, true)));
    }
    line(match view.own {
        Some(shift) => {
            format!("your next shift: {}", shift_line(shift, people, business.zone, false))
        }
        None => "your next shift: none planned".to_owned(),
    });
    for (hit, n) in hits.iter().zip(1..) {
        line(passage(hit, n, business.zone, now));
    }
    let _ = write!(block, "[/context {id}]");
    block
}

fn shift_line(shift: &PlannedShift, people: &[Person], zone: Tz, with_name: bool) -> String {
    let from = shift.starts_at.with_timezone(&zone);
    let to = shift.ends_at.with_timezone(&zone);
    let until = if from.date_naive() == to.date_naive() { "%H:%M" } else { "%A %Y-%m-%d %H:%M" };
    let time = format!("{} to {}", from.format("%A %Y-%m-%d %H:%M"), to.format(until));
    if !with_name {
        return time;
    }
    let name = business::name_of(people, shift.member).unwrap_or("somebody");
    format!("{} ({}) {time}", one_line(name), one_line(&shift.role))
}

/// A passage with its lines marked as quotations, and what code computed from it.
fn passage(hit: &Hit, n: u32, zone: Tz, now: DateTime<Utc>) -> String {
    let mut text = format!(
        "passage {n} | {} | version {} | {}",
        one_line(&hit.title).replace('|', "/"),
        hit.document_version,
        hit.trust.as_str()
    );
    let heading = one_line(&hit.heading);
    if !heading.is_empty() && heading != hit.title {
        let _ = write!(text, "\n> {heading}");
    }
    for line in visible(&hit.text).lines().filter(|line| !line.trim().is_empty()) {
        let _ = write!(text, "\n> {}", line.trim());
    }
    for (phrase, when) in occurrences(&hit.text, zone, now) {
        let _ = write!(text, "\n= next: {when} | {phrase}");
    }
    text
}

#[cfg(test)]
#[path = "block_tests.rs"]
mod tests;

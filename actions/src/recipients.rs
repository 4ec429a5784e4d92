//! From an intent ("whoever is on shift tomorrow at 10") to people, by code.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::MemberId;
use domain::action::Recipient;

use crate::Language;
use crate::business::{Person, PlannedShift};

/// People whom one action may reach.
const MOST: usize = 100;

/// Whom an action means.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Meant {
    /// One member.
    Named(String),
    /// Everybody with a title or role.
    Titled(String),
    /// Whoever is on shift, perhaps as something; `time` says when, for people to read.
    OnShift { from: DateTime<Utc>, to: DateTime<Utc>, time: String, role: Option<String> },
}

impl Meant {
    /// The people meant, by name, with the reason for each; never the asker. Or what the
    /// model should do instead.
    pub(crate) fn resolve(
        &self,
        asker: MemberId,
        people: &[Person],
        shifts: &[PlannedShift],
        language: Language,
    ) -> Result<Vec<Recipient>, String> {
        let chosen = match self {
            Self::Named(name) => named(name, asker, people)?,
            Self::Titled(role) => titled(role, asker, people)?,
            Self::OnShift { time, role, .. } => {
                on_shift(time, role.as_deref(), asker, people, shifts)?
            }
        };
        let recipients: Vec<_> = chosen
            .into_iter()
            .map(|(person, why)| Recipient {
                member_id: person.id,
                name: person.name.clone(),
                reason: why.told(language),
            })
            .collect();
        if recipients.len() > MOST {
            return Err(format!("those are {} people; say more exactly who", recipients.len()));
        }
        Ok(recipients)
    }
}

/// Why somebody is meant.
#[derive(Debug)]
enum Why<'a> {
    Named,
    /// They have this title.
    Titled(&'a str),
    /// They work then, as this.
    OnShift {
        time: &'a str,
        role: &'a str,
    },
}

impl Why<'_> {
    fn told(&self, language: Language) -> String {
        match (self, language) {
            (Self::Named, Language::English) => "named in the request".to_owned(),
            (Self::Named, Language::Spanish) => "se le nombra en la petición".to_owned(),
            (Self::Titled(title), Language::English) => format!("is {title}"),
            (Self::Titled(title), Language::Spanish) => format!("su puesto: {title}"),
            (Self::OnShift { time, role }, Language::English) => {
                format!("on shift {time} ({role})")
            }
            (Self::OnShift { time, role }, Language::Spanish) => {
                format!("de turno: {time} ({role})")
            }
        }
    }
}

type Chosen<'a> = Vec<(&'a Person, Why<'a>)>;

/// The shifts that are worked in a role, by what they say. Only when none says so it is
/// the title or the rights of whoever works that count: `the manager on shift`.
pub fn in_role<'a>(
    shifts: &'a [PlannedShift],
    role: &str,
    people: &[Person],
) -> Vec<&'a PlannedShift> {
    let said: Vec<_> = shifts.iter().filter(|shift| same(&shift.role, role)).collect();
    if !said.is_empty() {
        return said;
    }
    let titled = |member| people.iter().any(|person| person.id == member && is(person, role));
    shifts.iter().filter(|shift| titled(shift.member)).collect()
}

fn on_shift<'a>(
    time: &'a str,
    role: Option<&str>,
    asker: MemberId,
    people: &'a [Person],
    shifts: &'a [PlannedShift],
) -> Result<Chosen<'a>, String> {
    let mut roles: BTreeMap<MemberId, &'a str> = BTreeMap::new();
    let meant = match role {
        Some(role) => in_role(shifts, role, people),
        None => shifts.iter().collect(),
    };
    for shift in meant {
        roles.entry(shift.member).or_insert(&shift.role);
    }
    let chosen: Vec<_> = people
        .iter()
        .filter(|person| person.id != asker)
        .filter_map(|person| Some((person, roles.get(&person.id)?)))
        .map(|(person, role)| (person, Why::OnShift { time, role }))
        .collect();
    if chosen.is_empty() {
        return Err(match role {
            Some(role) => format!("nobody else is on shift as {role} {time}"),
            None => format!("nobody else is on shift {time}"),
        });
    }
    Ok(chosen)
}

/// One member by name: the whole name, or a first name that only one person has. Who
/// shares a name with the asker is meant by it: nobody asks to tell themselves.
fn named<'a>(name: &str, asker: MemberId, people: &'a [Person]) -> Result<Chosen<'a>, String> {
    let mut matches = called(name, people);
    let asked_for_self = matches.iter().any(|person| person.id == asker);
    matches.retain(|person| person.id != asker);
    match matches.as_slice() {
        [person] => Ok(vec![(*person, Why::Named)]),
        [] if asked_for_self => Err("that is the member who is asking".to_owned()),
        [] => Err(format!("nobody here is called {name}")),
        _ => Err(format!("several people are called {name}; ask the member which one")),
    }
}

/// Whoever has a whole name, or else a first name.
pub fn called<'a>(name: &str, people: &'a [Person]) -> Vec<&'a Person> {
    let whole = people.iter().filter(|person| same(&person.name, name));
    let matches: Vec<_> = whole.collect();
    if !matches.is_empty() {
        return matches;
    }
    let first = |person: &&Person| {
        person.name.split_whitespace().next().is_some_and(|first| same(first, name))
    };
    people.iter().filter(first).collect()
}

/// The one member with a name, who may be the asker.
pub(crate) fn one<'a>(name: &str, people: &'a [Person]) -> Result<&'a Person, String> {
    match called(name, people).as_slice() {
        [person] => Ok(person),
        [] => Err(format!("nobody here is called {name}")),
        _ => Err(format!("several people are called {name}; ask the member which one")),
    }
}

/// Everybody with a title or role, when no time is given.
fn titled<'a>(role: &str, asker: MemberId, people: &'a [Person]) -> Result<Chosen<'a>, String> {
    let chosen: Vec<_> = people
        .iter()
        .filter(|person| person.id != asker && is(person, role))
        .map(|person| (person, Why::Titled(&person.title)))
        .collect();
    if chosen.is_empty() {
        return Err(format!("nobody else here is {role}; say on_shift_at or member"));
    }
    Ok(chosen)
}

fn is(person: &Person, role: &str) -> bool {
    same(&person.title, role) || same(person.role.as_str(), role)
}

fn same(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    plain(one) == plain(other)
}

#[cfg(test)]
#[path = "recipients_tests.rs"]
mod tests;

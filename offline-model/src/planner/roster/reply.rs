//! What is said of the roster.

use chrono::NaiveDateTime;
use serde_json::{Map, Value};

use super::super::context::Context;
use super::super::language::{Phrases, fill};
use super::Ask;

struct On {
    name: String,
    role: String,
    from: String,
    to: String,
}

/// What the context block alone can say: now, the member's next shift, or, when the tool is
/// not declared, the shifts that it lists.
pub(crate) fn from_context(ask: &Ask, context: &Context, phrases: &Phrases) -> Option<String> {
    let when = match ask {
        Ask::MyNext => {
            return Some(match &context.your_next {
                Some(next) => {
                    let next = next.replacen(" to ", &format!(" {} ", phrases.to), 1);
                    fill(phrases.your_next, &[&next])
                }
                None => phrases.no_next.to_owned(),
            });
        }
        Ask::Next(_) | Ask::Off(_) => return None,
        Ask::Works { when, .. } | Ask::Who { when, .. } => when,
    };
    let now = [None, Some("now"), Some("right now"), Some("ahora")];
    if !now.contains(&when.as_deref()) {
        return None;
    }
    let on: Vec<On> = context
        .on_now
        .iter()
        .map(|shift| {
            let (name, role) = shift.who.split_once(" (").unwrap_or((&shift.who, ""));
            let long = super::time::long;
            On {
                name: name.to_owned(),
                role: role.trim_end_matches(')').to_owned(),
                from: long(shift.from),
                to: long(shift.to),
            }
        })
        .collect();
    let now = if phrases.to == "a" { "ahora" } else { "now" };
    Some(worded(ask, &on, now, None, context, phrases))
}

/// The reply once `find_on_shift` has answered.
pub(crate) fn from_response(
    ask: &Ask,
    response: &Map<String, Value>,
    context: &Context,
    phrases: &Phrases,
) -> Option<String> {
    if let Some(error) = response.get("error") {
        let error = error.as_str().unwrap_or_default().trim_end_matches('.');
        return Some(fill(phrases.no_roster, &[error]));
    }
    let output = response.get("output")?;
    let field = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let on = output["on_shift"].as_array()?.iter().map(|shift| On {
        name: field(shift, "name"),
        role: field(shift, "role"),
        from: field(shift, "from"),
        to: field(shift, "to"),
    });
    let on: Vec<On> = on.collect();
    let (label, day) = label(output, phrases);
    if let Ask::Off(_) = ask {
        let off = output["off"].as_array()?.iter().filter_map(Value::as_str).collect::<Vec<_>>();
        let nobody = fill(phrases.nobody_off, &[&label]);
        let some = fill(phrases.off, &[&label, &off.join(", ")]);
        return Some(if off.is_empty() { nobody } else { some });
    }
    Some(worded(ask, &on, &label, day.as_deref(), context, phrases))
}

/// How the tool calls the time, and the day if it is one: `Friday, 28 March 2031` and
/// hours, if they are not the whole day.
fn label(output: &Value, phrases: &Phrases) -> (String, Option<String>) {
    let on = if phrases.to == "a" { "" } else { "on " };
    let text = |key: &str| output[key].as_str().unwrap_or_default();
    if let Some(at) = output["at"].as_str() {
        return (format!("{on}{at}"), Some(split(at).0.to_owned()));
    }
    let ((first, from), (last, to)) = (split(text("from")), split(text("to")));
    let next_midnight = to == "00:00" && next_day(first, last);
    if from == "00:00" && next_midnight {
        return (format!("{on}{first}"), Some(first.to_owned()));
    }
    if first == last || next_midnight {
        return (format!("{on}{first}, {from} {} {to}", phrases.to), Some(first.to_owned()));
    }
    let from = if from == "00:00" { first } else { text("from") };
    (format!("{on}{from} {} {}", phrases.to, text("to")), None)
}

fn next_day(first: &str, last: &str) -> bool {
    let read = |day: &str| {
        NaiveDateTime::parse_from_str(&format!("{day} 00:00"), "%A, %d %B %Y %H:%M").ok()
    };
    read(first)
        .zip(read(last))
        .is_some_and(|(first, last)| last - first == chrono::TimeDelta::days(1))
}

/// Day and clock time of `Friday, 28 March 2031 at 07:00`.
fn split(at: &str) -> (&str, &str) {
    at.rsplit_once(" at ").unwrap_or((at, ""))
}

/// `07:00 to 15:00`; the day before it, where it is not the one that is spoken of anyway.
fn hours(on: &On, day: Option<&str>, phrases: &Phrases) -> String {
    let ((first, from), (_, to)) = (split(&on.from), split(&on.to));
    if from.is_empty() || to.is_empty() {
        return String::new();
    }
    let hours = format!("{from} {} {to}", phrases.to);
    match day {
        Some(day) if day != first => format!("{first}, {hours}"),
        None => format!("{first}, {hours}"),
        Some(_) => hours,
    }
}

fn worded(
    ask: &Ask,
    on: &[On],
    label: &str,
    day: Option<&str>,
    context: &Context,
    phrases: &Phrases,
) -> String {
    let is_now = label == "now" || label == "ahora";
    let hours = |on: &On| {
        let today = on.from.rsplit_once(" at ").map(|(first, _)| first);
        hours(on, if is_now { today } else { day }, phrases)
    };
    let of = |name: &str| -> Vec<String> {
        let named = |on: &&On| on.name == name || on.name.split(' ').any(|first| first == name);
        on.iter().filter(named).map(|on| with_role(&hours(on), &on.role)).collect()
    };
    match ask {
        Ask::MyNext | Ask::Off(_) => phrases.no_next.to_owned(),
        Ask::Next(name) => {
            let now = super::time::long(context.now);
            // What runs already is not the next.
            let named =
                on.iter().filter(|on| on.name == *name || on.name.split(' ').next() == Some(name));
            let next = named
                .filter(|on| moment(&on.from) > moment(&now))
                .min_by_key(|on| moment(&on.from));
            match next {
                Some(next) => {
                    fill(phrases.works_next, &[name, split(&next.from).0, &hours_of(next, phrases)])
                }
                None => fill(phrases.works_not, &[name]),
            }
        }
        Ask::Who { .. } => {
            let one = |on: &On| match with_role(&hours(on), &on.role) {
                more if more.is_empty() => on.name.clone(),
                more => format!("{} ({more})", on.name),
            };
            let all = on.iter().map(one).collect::<Vec<_>>().join("; ");
            let nobody = fill(phrases.nobody_on, &[label]);
            if on.is_empty() { nobody } else { fill(phrases.on_shift, &[label, &all]) }
        }
        Ask::Works { who: None, off, .. } => match (of(&context.member).join("; "), off) {
            (hours, _) if hours.is_empty() && *off => fill(phrases.you_are_off, &[label]),
            (hours, _) if hours.is_empty() => fill(phrases.you_do_not, &[label]),
            (hours, true) => fill(phrases.you_are_not_off, &[label, &hours]),
            (hours, false) => fill(phrases.you_work, &[label, &hours]),
        },
        Ask::Works { who: Some(name), off, .. } => match (of(name).join("; "), off) {
            (hours, _) if hours.is_empty() && *off => fill(phrases.is_off, &[name, label]),
            (hours, _) if hours.is_empty() => fill(phrases.does_not_work, &[name, label]),
            (hours, true) => fill(phrases.is_not_off, &[name, label, &hours]),
            (hours, false) => fill(phrases.works, &[name, label, &hours]),
        },
    }
}

fn hours_of(on: &On, phrases: &Phrases) -> String {
    format!("{} {} {}", split(&on.from).1, phrases.to, split(&on.to).1)
}

fn with_role(hours: &str, role: &str) -> String {
    match (hours.is_empty(), role.is_empty()) {
        (_, true) => hours.to_owned(),
        (true, false) => role.to_owned(),
        (false, false) => format!("{hours}, {role}"),
    }
}

fn moment(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, "%A, %d %B %Y at %H:%M").ok()
}

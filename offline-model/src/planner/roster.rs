//! Questions about shifts: who works when.

use std::sync::LazyLock;

use chrono::{Days, NaiveDateTime};
use regex::Regex;
use serde_json::{Map, Value, json};

use super::{
    context::Context,
    language::{Phrases, fill},
    text::{is_stop, pattern, words},
    time::{self, Grain, Moment},
};

/// What is asked of the roster.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ask {
    /// When the asking member works next.
    MyNext,
    /// Whether a member (`None`: the asking one) works then.
    Works { who: Option<String>, when: Moment },
    /// Who is on shift then, perhaps of one role.
    Who { role: Option<String>, when: Moment },
}

const ON: &str = r"(?:work(?:s|ing)?|on shift|on duty|on call|rostered|scheduled|on the (?:roster|rota|schedule)|on|in|here|there|around|at work)";

static WHO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)^(?:(?:can (?:you|someone|anyone) |could you |please )*tell me |do you know |and |so |hi,? |hello,? |hey,? )*(?:who(?:'s|\s+is|\s+are|\s+will\s+be|\s+else\s+is|\s+is\s+going\s+to\s+be)?|(?:is|are|will)\s+(?:there\s+)?(?:anyone|anybody|someone|somebody)(?:\s+be)?|which\s+(?:colleagues?|people)\s+(?:is|are))\s+(?:currently\s+|also\s+|else\s+)?{ON}\b(?P<rest>.*)$"
    ))
});
static MINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:(?:am|do|will|should|must) i (?:have to |need to |be )?(?:next |on |in )?(?:work(?:ing)?\b|on\b|in\b|shift|off\b|start\b|have (?:a )?shift)|(?:when|when's|what|what's|is|are|does|do|me) (?:is |are |time is )?my (?:next )?(?:shifts?|schedule|rota|roster)\b|i(?:'m| am) (?:working|on shift)\b)",
    )
});
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:^|\s)(?i:is|does|will|when's|when is|has)\s+(?P<name>\p{{Lu}}\p{{Ll}}+(?: \p{{Lu}}\p{{Ll}}+)?)\s+(?i:be\s+)?(?i:{ON}|off)\b(?P<rest>.*)$"
    ))
});

/// The roster question in a text, if it is one.
pub(crate) fn ask(text: &str, now: NaiveDateTime) -> Option<Ask> {
    let text = text.trim().replace('\u{2019}', "'");
    let when = time::find(&text, now);
    let or_now = when.unwrap_or(Moment { at: now, grain: Grain::Now });
    // "Who is working on the lift?" asks about a job, not about the roster.
    let rest_words = |rest: &str| -> Vec<String> {
        let filler =
            ["shift", "duty", "with", "kitchen staff", "work", "working", "exactly", "part"];
        let rest = words(&time::without(rest));
        rest.into_iter().filter(|w| !is_stop(w) && !filler.contains(&w.as_str())).collect()
    };
    if let Some(found) = WHO.captures(&text) {
        let rest = rest_words(&found["rest"]);
        let placed = found["rest"].contains(" in the ")
            || found["rest"].contains(" at the ")
            || found["rest"].starts_with(" the ");
        return match rest.as_slice() {
            [] => Some(Ask::Who { role: None, when: or_now }),
            [role] if placed => Some(Ask::Who { role: Some(role.clone()), when: or_now }),
            _ => None,
        };
    }
    if let Some(found) = NAMED.captures(&text) {
        let who = Some(found["name"].to_owned());
        return rest_words(&found["rest"]).is_empty().then_some(Ask::Works { who, when: or_now });
    }
    if MINE.is_match(&text) && super::intent::is_question(&text) {
        return Some(match when {
            Some(when) => Ask::Works { who: None, when },
            None => Ask::MyNext,
        });
    }
    None
}

/// The arguments of `find_on_shift`.
pub(crate) fn arguments(ask: &Ask, now: NaiveDateTime) -> Option<Map<String, Value>> {
    let (when, role) = match ask {
        Ask::MyNext => return None,
        Ask::Works { when, .. } => (when, None),
        Ask::Who { role, when } => (when, role.as_ref()),
    };
    let mut args = Map::new();
    match when.grain {
        Grain::Day => {
            let (from, to) = day(*when, now);
            args.insert("from".to_owned(), json!(time::iso(from)));
            args.insert("to".to_owned(), json!(time::iso(to)));
        }
        _ => {
            args.insert("at".to_owned(), json!(time::iso(when.at)));
        }
    }
    args.extend(role.map(|role| ("role".to_owned(), json!(role))));
    Some(args)
}

fn day(when: Moment, now: NaiveDateTime) -> (NaiveDateTime, NaiveDateTime) {
    let start = if when.at.date() == now.date() { now } else { when.at };
    (start, when.at.date().and_time(chrono::NaiveTime::MIN) + Days::new(1))
}

/// What the context block alone can say: now, the member's next shift, or, when the tool is
/// not declared, the shifts that it lists.
pub(crate) fn from_context(
    ask: &Ask,
    context: &Context,
    phrases: &Phrases,
    tool: bool,
) -> Option<String> {
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
        Ask::Works { when, .. } | Ask::Who { when, .. } => *when,
    };
    if tool && when.grain != Grain::Now {
        return None;
    }
    let (from, to) = match when.grain {
        Grain::Day => day(when, context.now),
        _ => (when.at, when.at),
    };
    let on: Vec<On> = context
        .shifts()
        .filter(|shift| shift.from <= to && from < shift.to)
        .map(|shift| {
            let (name, role) = shift.who.split_once(" (").unwrap_or((&shift.who, ""));
            let clock = |at: NaiveDateTime| at.format("%H:%M").to_string();
            On {
                name: name.to_owned(),
                role: role.trim_end_matches(')').to_owned(),
                hours: format!("{} {} {}", clock(shift.from), phrases.to, clock(shift.to)),
            }
        })
        .collect();
    // Beyond the lines that the block shows, absence proves nothing.
    if on.is_empty() && when.grain != Grain::Now {
        return None;
    }
    Some(worded(ask, &on, context, phrases))
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
    let on = response.get("output")?["on_shift"].as_array()?;
    let field = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let on: Vec<On> = on
        .iter()
        .map(|shift| On {
            name: field(shift, "name"),
            role: field(shift, "role"),
            hours: match (clock(&field(shift, "from")), clock(&field(shift, "to"))) {
                (from, to) if from.is_empty() || to.is_empty() => String::new(),
                (from, to) => format!("{from} {} {to}", phrases.to),
            },
        })
        .collect();
    Some(worded(ask, &on, context, phrases))
}

struct On {
    name: String,
    role: String,
    hours: String,
}

/// The clock time alone: the reply names the date before.
fn clock(text: &str) -> String {
    match NaiveDateTime::parse_from_str(text.get(..16).unwrap_or_default(), "%Y-%m-%dT%H:%M") {
        Ok(at) => at.format("%H:%M").to_string(),
        Err(_) => text.rsplit(" at ").next().unwrap_or(text).to_owned(),
    }
}

fn worded(ask: &Ask, on: &[On], context: &Context, phrases: &Phrases) -> String {
    let (when, who) = match ask {
        Ask::MyNext => return phrases.no_next.to_owned(),
        Ask::Works { who, when } => (when, Some(who.as_deref())),
        Ask::Who { when, .. } => (when, None),
    };
    let spanish = phrases.to == "a";
    let label = match when.grain {
        Grain::Now if spanish => "ahora".to_owned(),
        Grain::Now => "now".to_owned(),
        Grain::Day if spanish => when.at.format("%A, %-d %B %Y").to_string(),
        Grain::Day => when.at.format("on %A, %-d %B %Y").to_string(),
        _ if spanish => time::long(when.at),
        _ => format!("on {}", time::long(when.at)),
    };
    let Some(who) = who else {
        let role =
            |on: &On| if on.role.is_empty() { String::new() } else { format!(", {}", on.role) };
        let one = |on: &On| match on.hours.as_str() {
            "" => format!("{}{}", on.name, role(on)),
            hours => format!("{} ({hours}{})", on.name, role(on)),
        };
        let all = on.iter().map(one).collect::<Vec<_>>().join("; ");
        let nobody = fill(phrases.nobody_on, &[&label]);
        return if on.is_empty() { nobody } else { fill(phrases.on_shift, &[&label, &all]) };
    };
    let name = who.unwrap_or(&context.member);
    let mine: Vec<&str> = on
        .iter()
        .filter(|on| on.name.split(' ').any(|n| n == name) || on.name == name)
        .map(|on| on.hours.as_str())
        .collect();
    match (who, mine.is_empty()) {
        (None, false) => fill(phrases.you_work, &[&label, &mine.join(", ")]),
        (None, true) => fill(phrases.you_do_not, &[&label]),
        (Some(name), false) => fill(phrases.works, &[name, &label, &mine.join(", ")]),
        (Some(name), true) => fill(phrases.does_not_work, &[name, &label]),
    }
}

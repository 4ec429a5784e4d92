//! What a message wants of the records: tasks, reminders, the logbook, the memory.

use std::sync::LazyLock;

use chrono::NaiveDateTime;
use regex::{Captures, Regex};
use serde_json::{Map, Value, json};

use crate::planner::text::{capitalized, pattern};
use crate::planner::time;

/// What is wanted.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ask {
    /// One call says it all.
    Call(&'static str, Map<String, Value>),
    /// A reminder without a moment.
    RemindWhen,
    /// What is to be done, all or one's own.
    Tasks { mine: bool },
    /// A task is to be found by these words first, then ended.
    Complete(String),
    /// A task is to be found first, then given to somebody.
    Assign { task: String, assignee: String },
    /// What is remembered about the member.
    Recall,
    /// A fact is to be found first, then forgotten.
    Forget(String),
}

const LEAD: &str = r"^(?:(?:hi|hello|hey|ok|and|also|please|could you|can you|would you|will you|i need you to|i want you to|por favor|puedes)[, ]+)*";

fn start(rest: &str) -> Regex {
    pattern(&format!("(?is){LEAD}{rest}"))
}

static REMIND: LazyLock<Regex> = LazyLock::new(|| {
    start(
        r"(?:remind me|set (?:me )?a reminder|give me a reminder|recuérdame|ponme un recordatorio)(?P<rest>\b.*)$",
    )
});
static CREATE: LazyLock<Regex> = LazyLock::new(|| {
    start(
        r"(?:create|add|make|open|set up|crea|añade)\s+(?:a |an |another |una )?(?:new |nueva )?(?:task|to-?do|tarea)\b(?:\s+(?:for|para) (?P<who>[\p{L}'-]+))?\s*(?:to|:|that says|saying|para|de)?\s+(?P<what>.+)$",
    )
});
static LISTED: LazyLock<Regex> = LazyLock::new(|| {
    start(
        r"(?:put|add)\s+(?P<what>.+?)\s+(?:on|to)\s+(?:the|my|our)\s+(?:task list|tasks|to-?do list|list of tasks)\b(?P<tail>.*)$",
    )
});
static LOG: LazyLock<Regex> = LazyLock::new(|| {
    start(
        r"(?:(?:log|record|note down|write down|jot down|anota|registra)|(?:put|enter|write|note) (?:it |this )?(?:in|into) the (?:logbook|log))(?:\s+(?:in|into) the (?:logbook|log))?\s*(?::|that|que)?\s+(?P<what>.+)$",
    )
});
static REMEMBER: LazyLock<Regex> = LazyLock::new(|| {
    start(
        r"(?:remember|keep in mind|don't forget|note|make a note|recuerda)\s*(?:that|:|,|que)?\s+(?P<what>(?:i|i'm|my|me|mi|mis|soy|tengo|prefiero)\b.+)$",
    )
});
static ABOUT_ME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:by the way,? |just so you know,? |fyi,? )?(?P<what>(?:i'm|i am) (?:allergic|vegetarian|vegan|left-handed|colou?r-?blind)\b.*|my (?:favou?rite [\w ]+|shoe size|shirt size|birthday|locker(?: number)?|locker is|nickname|preferred [\w ]+) is .+|(?:please )?call me .+|i prefer .+|soy alérgic[oa] .+)$",
    )
});
static RECALL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:what|anything|everything) (?:do |else do )?(?:you|you've) (?:know|remember|remembered|learned|have) (?:about|of|on) me\b|\bwhat have i told you\b|\bqué sabes de mí\b",
    )
});
static FORGET: LazyLock<Regex> = LazyLock::new(|| {
    start(
        r"(?:forget|stop remembering|olvida)\s+(?:about |that |what i said about |lo de )?(?P<what>.+)$",
    )
});
static TASKS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:what|which|show|list|are there|do i have|any|see|how many|qué)\b.*\b(?:tasks?|to-?dos?|tareas)\b|\bwhat (?:do i|should i|must i) (?:have to )?do (?:today|tomorrow|this week|next|now)\b|\bwhat(?:'s| is) on my list\b",
    )
});
static MINE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(?:my|i|mis|me)\b"));
static COMPLETE: LazyLock<Regex> = LazyLock::new(|| {
    start(
        r"(?:mark (?:the task |off )?(?P<a>.+?) (?:as )?(?:done|complete|completed|finished)|(?:complete|close|finish|tick off) (?:the )?task:? (?P<b>.+)|(?:i've|i have|i) (?:done|finished|completed) (?:the )?task:? (?P<c>.+)|the task (?P<d>.+) is (?:done|finished|completed?))[.!]*$",
    )
});
static ASSIGN: LazyLock<Regex> = LazyLock::new(|| {
    start(
        r"(?:assign|give|hand|reassign) (?:the )?task:? (?P<what>.+) to (?P<who>[\p{L}'-]+)[.!]*$",
    )
});
static DUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)[, ]*\b(?:by|due|until|before|at the latest|para|antes del)(?:\s+(?:on|at|el))?\s*$",
    )
});

/// What a message wants of the records, if that is what it is about.
pub(crate) fn ask(message: &str, now: NaiveDateTime) -> Option<Ask> {
    let text = message.trim().replace('\u{2019}', "'");
    let text = text.as_str();
    if let Some(found) = REMIND.captures(text) {
        return Some(remind(&found["rest"], now));
    }
    if let Some(found) = ASSIGN.captures(text) {
        return Some(Ask::Assign { task: found["what"].into(), assignee: found["who"].into() });
    }
    if let Some(found) = COMPLETE.captures(text) {
        let what = ["a", "b", "c", "d"].iter().find_map(|group| found.name(group))?;
        return Some(Ask::Complete(what.as_str().to_owned()));
    }
    if let Some(found) = CREATE.captures(text) {
        return Some(task(&found["what"], found.name("who").map(|who| who.as_str()), now));
    }
    if let Some(found) = LISTED.captures(text) {
        return Some(task(&format!("{}{}", &found["what"], &found["tail"]), None, now));
    }
    if RECALL.is_match(text) {
        return Some(Ask::Recall);
    }
    if let Some(found) = REMEMBER.captures(text).or_else(|| ABOUT_ME.captures(text)) {
        return (!text.ends_with('?')).then(|| remember(text, &found));
    }
    if let Some(found) = FORGET.captures(text) {
        return Some(Ask::Forget(found["what"].trim_end_matches(['.', '!']).to_owned()));
    }
    if let Some(found) = LOG.captures(text) {
        return Some(log(&found["what"], now));
    }
    TASKS.is_match(text).then(|| Ask::Tasks { mine: MINE.is_match(text) })
}

fn line(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    capitalized(text.trim_matches([' ', ',', '.', '!', ':']))
}

fn arguments<const N: usize>(pairs: [(&str, Option<String>); N]) -> Map<String, Value> {
    let given = pairs.into_iter().filter_map(|(key, value)| Some((key.to_owned(), json!(value?))));
    given.collect()
}

/// A day as `2026-11-24`, a minute as `2026-11-24T10:00`.
fn written(moment: time::Moment) -> String {
    match moment.grain {
        time::Grain::Day => moment.at.format("%Y-%m-%d").to_string(),
        _ => time::iso(moment.at),
    }
}

fn remind(rest: &str, now: NaiveDateTime) -> Ask {
    let Some(moment) = time::find(rest, now) else { return Ask::RemindWhen };
    let when = match moment.grain {
        // A day alone is no moment: in the morning, then.
        time::Grain::Day => time::iso(moment.at + chrono::TimeDelta::hours(9)),
        _ => time::iso(moment.at),
    };
    let what = time::without(rest);
    let what = what.trim_start_matches([' ', ',', ':']);
    let lower = what.to_lowercase();
    let link = ["to ", "that ", "about ", "of ", "on ", "at ", "de ", "que "];
    let skip = link.iter().find(|link| lower.starts_with(**link)).map_or(0, |link| link.len());
    let what = what.get(skip..).unwrap_or_default().trim_end_matches(" on").trim_end_matches(" at");
    let what = line(what.strip_prefix("to ").unwrap_or(what));
    let text = if what.is_empty() { "Reminder".to_owned() } else { format!("{what}.") };
    Ask::Call("schedule_reminder", arguments([("text", Some(text)), ("when", Some(when))]))
}

fn task(what: &str, who: Option<&str>, now: NaiveDateTime) -> Ask {
    let due = time::find(what, now);
    let title = if due.is_some() { time::without(what) } else { what.to_owned() };
    let title = line(&DUE.replace(title.trim_end_matches(['.', '!', ' ']), ""));
    let title = title.trim_end_matches(" on").trim_end_matches(" by").to_owned();
    let assignee = who.map(str::to_owned);
    Ask::Call(
        "create_task",
        arguments([("title", Some(title)), ("assignee", assignee), ("due", due.map(written))]),
    )
}

fn log(what: &str, now: NaiveDateTime) -> Ask {
    let past = time::find(what, now).filter(|moment| moment.at <= now);
    let text = format!("{}.", line(what));
    Ask::Call("log_event", arguments([("text", Some(text)), ("happened", past.map(written))]))
}

fn remember(message: &str, found: &Captures<'_>) -> Ask {
    let text = format!("{}.", line(&found["what"]));
    let quote = Some(message.to_owned());
    Ask::Call("remember_fact", arguments([("text", Some(text)), ("quote", quote)]))
}

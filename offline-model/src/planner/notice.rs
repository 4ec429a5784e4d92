//! Writing a notice: the arguments of `notify_user`, and the reply once it has answered.

use std::sync::LazyLock;

use chrono::{Days, NaiveDateTime, NaiveTime};
use regex::Regex;
use serde_json::{Map, Value, json};

use super::{
    context::{Context, Shift},
    intent::{Manner, Notice, Recipient},
    language::{Phrases, fill},
    roster::time_in,
    text::{capitalized, pattern, sentences},
    time::{self, Grain, Moment},
};

static OWN_ABSENCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:^|[,;]?\s+(?:but|and|however|though|although|as|because|since|so|while)?\s*|[,;]\s*)i(?:'m| am|'ll be| will be| won't be| will not be|'ve| have| can't be| cannot be| can't|'m going to be| don't)\s+(?:\w+\s+){0,3}?(?:off|away|not working|not in|not there|not here|free|on holiday|on vacation|on leave|there|here|in|around|at home|out of town|day off|receive it|take it|accept it|work|work then|working)\b(?:\s+(?:work|duty|shift|then|that day|that time|at that time|by then|today|tomorrow|tonight|myself|sick))*\s*[.!]?$",
    )
});
static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(?:hi|hello|hey|good (?:morning|afternoon|evening))(?:\s+(?:all|there|team|everyone|everybody))?[,!.]?\s+|(?:please|so|ok|okay|well|fyi|heads[- ]up|for your information|by the way|btw|just so (?:you|everyone) knows?|announcement)\b[,:;!-]*\s+(?:that\s+)?)+",
    )
});
static THERE_IS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^there(?:'s|\s+is|\s+(?P<will>will)\s+be)\s+(?P<what>(?:an?|some|one|another)\s+(?:[\w'-]+\s+){0,4}?[\w'-]+)\s+(?P<verb>arriving|coming|leaking|waiting|going|running|blocking|burning|ringing|standing|visiting|starting|dripping|expected|due|scheduled|booked|planned)\b(?P<rest>.*)$",
    )
});
static URGENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:urgent\w*|emergency|asap|immediately|right away|at once|on fire|fire in|smoke|smell of gas|gas leak|flood\w*|burst|injured|bleeding|ambulance|collapsed|leak(?:s|ing|ed)?|power (?:cut|outage))\b",
    )
});

static PASS_ON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)[,;.]?\s*(?:and |so |could you |can you )?(?:please )?(?:pass (?:it|this|that) (?:on|along)|spread the word|(?:someone|somebody|everyone|they) should know|let (?:them|everyone|people) know)[.!?]*$",
    )
});

/// First person to third, in order; `{}` is the member's name.
static PERSONS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let verbs = r"(need|want|think|feel|see|hear|live|leave|plan|expect|hope|know|get|work|smell)";
    [
        (r"(?i)\b(?:i'm|i am)\b", "{} is"),
        (r"(?i)\b(?:i've|i have)\b", "{} has"),
        (r"(?i)\bi'll\b", "{} will"),
        (r"(?i)\bi'd\b", "{} would"),
        (r"(?i)\bi don't\b", "{} doesn't"),
        (r"(?i)\bi do\b", "{} does"),
        (&format!(r"(?i)\bi {verbs}\b"), "{} ${1}s"),
        (r"(?i)\bi\b", "{}"),
        (r"(?i)\bmyself\b", "themselves"),
        (r"(?i)\b(?:me|mine)\b", "{}"),
    ]
    .into_iter()
    .map(|(from, to)| (pattern(from), to))
    .collect()
});
static MY: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bmy\b"));

/// The arguments of `notify_user` for this notice.
pub(crate) fn arguments(notice: &Notice, message: &str, context: &Context) -> Map<String, Value> {
    let mut args = Map::new();
    args.insert("text".to_owned(), json!(text(notice, context)));
    match &notice.recipient {
        Recipient::Member(name) => {
            let known = context.shifts().find_map(|shift| {
                let known = shift.who.split(" (").next().unwrap_or_default();
                known.eq_ignore_ascii_case(name).then(|| known.to_owned())
            });
            args.insert("member".to_owned(), json!(known.unwrap_or_else(|| name.clone())));
        }
        Recipient::Role(role) => {
            args.insert("role".to_owned(), json!(role));
            // A role of the roster means whoever has it on shift, now or next.
            let label = format!("({})", role.to_lowercase());
            let has = |shift: &&Shift| shift.who.to_lowercase().ends_with(&label);
            if let Some(shift) = context.shifts().find(has) {
                let at = shift.from.max(context.now);
                args.insert("on_shift_at".to_owned(), json!(time::iso(at)));
            }
        }
        Recipient::OnShift(words) => {
            let said = time::find(words, context.now);
            let own = time::find(message, context.now)
                .filter(|moment| moment.grain != Grain::Day || !today(*moment, context));
            let now = Moment { at: context.now, grain: Grain::Now };
            let moment =
                said.or(if notice.problem { own.filter(|m| m.at > context.now) } else { own });
            let place = place(words);
            args.extend(place.map(|role| ("role".to_owned(), json!(role))));
            // What is not plain English the tool may read.
            let phrase = time_in(words).or_else(|| time_in(message).filter(|_| !notice.problem));
            let phrase = phrase.filter(|_| moment.is_none());
            if let Some(phrase) = phrase {
                args.insert("on_shift_at".to_owned(), json!(phrase));
            } else if moment.is_none() && !context.has_roster() {
                // Without a roster "on shift" means nobody: the owner is who can act.
                args.insert("role".to_owned(), json!("owner"));
            } else {
                let at = shift_time(moment.unwrap_or(now), context);
                args.insert("on_shift_at".to_owned(), json!(time::iso(at)));
            }
        }
    }
    if URGENT.is_match(message) {
        args.insert("urgency".to_owned(), json!("urgent"));
    }
    args
}

static PLACE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:is|are|works?|working|be|currently)\s+(?:in|at|on) (?:the )?(?P<role>[a-z]+)\b",
    )
});

/// The place that words such as `whoever is in the kitchen` name: a role of the roster.
fn place(words: &str) -> Option<String> {
    let english = PLACE.captures(words).map(|found| found["role"].to_lowercase());
    let role = english.or_else(|| super::spanish::place(words));
    role.filter(|role| !["shift", "duty", "work", "call"].contains(&role.as_str())).filter(|role| {
        time_in(role).is_none() && time::find(role, NaiveDateTime::default()).is_none()
    })
}

fn today(moment: Moment, context: &Context) -> bool {
    moment.at.date() == context.now.date()
}

/// The minute at which to look into the roster.
fn shift_time(moment: Moment, context: &Context) -> NaiveDateTime {
    let now = context.now;
    let date = moment.at.date();
    match moment.grain {
        Grain::Day if date > now.date() => {
            let first = context.shifts().filter(|s| s.from.date() == date).map(|s| s.from).min();
            let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
            first.unwrap_or(date.and_time(noon))
        }
        Grain::Now | Grain::Day => {
            let next = context.on_next.iter().map(|shift| shift.from).min();
            if context.on_now.is_empty() { next.unwrap_or(now) } else { now }
        }
        Grain::Part | Grain::Minute if moment.at < now && date == now.date() => now,
        Grain::Part | Grain::Minute => moment.at,
    }
}

/// The sentence that the recipient reads.
pub(crate) fn text(notice: &Notice, context: &Context) -> String {
    let content = notice.content.trim().trim_end_matches(['?', '!']);
    let name = if context.member.is_empty() { "A colleague" } else { &context.member };
    let written = match notice.manner {
        Manner::Tell => reported(content, name),
        Manner::Ask => format!("{name} asks you to {}", third_person(content, name, true)),
        Manner::Remind => format!("{name} reminds you to {}", third_person(content, name, true)),
        Manner::AskWhether => {
            format!("{name} asks whether {}", third_person(content, name, true))
        }
        Manner::About => format!("A note from {name} about {}", third_person(content, name, true)),
    };
    let written = time::spelled_out(written.trim(), context.now);
    let written = match &notice.recipient {
        // The recipient reads it now, so it must say which shift it is meant for.
        Recipient::OnShift(words) if !time::names_day(&notice.content) => {
            let later = time::find(words, context.now).filter(|when| when.at > context.now);
            match later.and(time::words(words)) {
                Some(when) => {
                    let when = time::spelled_out(when, context.now);
                    format!("For the shift {when}: {}", uncapitalized(&written))
                }
                None => written,
            }
        }
        _ => written,
    };
    let written = written.trim_end_matches(['.', ',', ' ']);
    format!("{}.", capitalized(written))
}

/// The same notice for the roster, when `notify_user` knew nobody by that role.
pub(crate) fn again(done: &Map<String, Value>, context: &Context) -> Option<Map<String, Value>> {
    if !context.has_roster() || !done.contains_key("role") || done.contains_key("on_shift_at") {
        return None;
    }
    let mut args = done.clone();
    let at = shift_time(Moment { at: context.now, grain: Grain::Now }, context);
    args.insert("on_shift_at".to_owned(), json!(time::iso(at)));
    Some(args)
}

/// Lower case for a first word that is no name.
fn uncapitalized(text: &str) -> String {
    let first = text.split(' ').next().unwrap_or_default();
    let common = ["A", "An", "The", "There", "It", "We", "Our", "This", "They", "No"];
    if common.contains(&first) {
        format!("{}{}", first.to_lowercase(), text.get(first.len()..).unwrap_or_default())
    } else {
        text.to_owned()
    }
}

/// The sentences of a report, without what only says that the author is not there.
fn reported(content: &str, name: &str) -> String {
    let all = sentences(&PASS_ON.replace(content, ""));
    let mut kept: Vec<String> = Vec::new();
    for sentence in &all {
        let bare = OPENING.replace(sentence, "");
        let bare = OWN_ABSENCE.replace(&bare, "");
        let bare = bare.trim().trim_end_matches(['.', '!', ',', ';']).trim();
        if bare.split_whitespace().count() >= 2 {
            kept.push(capitalized(&arriving(bare)));
        }
    }
    if kept.is_empty() {
        kept = all;
    }
    let mut named = false;
    let told = kept.iter().map(|sentence| {
        let told = third_person(sentence, name, named);
        named = named || told.contains(name);
        capitalized(told.trim_end_matches('.'))
    });
    told.collect::<Vec<_>>().join(". ")
}

/// "There's a van coming at 9" becomes "A van is coming at 9".
fn arriving(sentence: &str) -> String {
    let Some(found) = THERE_IS.captures(sentence) else {
        return sentence.replacen("There's", "There is", 1).replacen("there's", "There is", 1);
    };
    let be = if found.name("will").is_some() { "will be" } else { "is" };
    format!("{} {be} {}{}", capitalized(&found["what"]), &found["verb"], &found["rest"])
}

/// `named`: the text already names the member, so that "my" can be "their".
fn third_person(text: &str, name: &str, named: bool) -> String {
    let mut told = text.to_owned();
    for (from, to) in PERSONS.iter() {
        told = from.replace_all(&told, to.replace("{}", name)).into_owned();
    }
    let first_my = MY.find(&told).map(|found| found.start());
    let named = named || first_my.is_some_and(|at| told[..at].contains(name));
    let their = |_: &regex::Captures<'_>| "their".to_owned();
    if !named {
        told = MY.replace(&told, format!("{name}'s")).into_owned();
    }
    MY.replace_all(&told, their).into_owned()
}

/// What to say once `notify_user` has answered. It never says what was done: receipts do.
pub(crate) fn closing(
    args: &Map<String, Value>,
    response: &Map<String, Value>,
    phrases: &Phrases,
) -> String {
    if let Some(error) = response.get("error") {
        let error = error.as_str().map_or_else(|| error.to_string(), str::to_owned);
        return fill(phrases.failed, &[error.trim_end_matches('.')]);
    }
    let status = response.get("output").and_then(|output| output["status"].as_str());
    match status {
        Some("waiting_for_approval") => return phrases.approval.to_owned(),
        Some("denied") => return phrases.denied.to_owned(),
        _ => {}
    }
    let text = |key: &str| args.get(key).and_then(Value::as_str);
    if let (Some(at), Err(_)) = (
        text("on_shift_at"),
        NaiveDateTime::parse_from_str(text("on_shift_at").unwrap_or_default(), "%Y-%m-%dT%H:%M"),
    ) {
        return fill(phrases.concerns_shift, &[at]);
    }
    let at =
        text("on_shift_at").and_then(|at| NaiveDateTime::parse_from_str(at, "%Y-%m-%dT%H:%M").ok());
    match (at, text("member"), text("role")) {
        (Some(at), _, None) => fill(phrases.concerns_shift, &[&time::long(at)]),
        (_, Some(member), _) => fill(phrases.concerns, &[member]),
        (_, _, role) => fill(phrases.concerns_role, &[role.unwrap_or("-")]),
    }
}

/// Whether a text speaks of a time that is still to come (or of now).
pub(crate) fn is_future(text: &str, now: NaiveDateTime) -> bool {
    time::find(text, now).is_some_and(|moment| match moment.grain {
        Grain::Day => moment.at.date() >= now.date(),
        Grain::Part => moment.at + Days::new(1) > now && moment.at.date() >= now.date(),
        Grain::Now | Grain::Minute => moment.at >= now,
    })
}

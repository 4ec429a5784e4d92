//! Whether a member's own words ask for an action. In a turn that read untrusted text
//! nothing else is even proposed: a proposal that somebody approves without a second look
//! is as good as an order of whoever wrote that text.
//!
//! The rule is code, over the words the member wrote in this conversation:
//! - what the action says is made of them, but for small words, dates and times;
//! - whom it reaches is among the people they name, if they name any;
//! - the latest of them is not just a question about something.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use actions::Said;
use actions::business::Person;
use domain::MemberId;
use domain::action::Preview;
use domain::memory::normalised;
use regex::Regex;

use crate::release::pattern;

/// Letters by which two forms of a word are taken for the same.
const STEM: usize = 4;

/// Words of dates and times, which code resolves and models spell out.
const TIMES: &str = " monday tuesday wednesday thursday friday saturday sunday january february march april may \
    june july august september october november december today tomorrow tonight morning afternoon evening night \
    noon lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto \
    septiembre octubre noviembre diciembre mañana tarde noche hoy shift turno ";

/// Words that say nothing of their own.
const SMALL: &str = " that this there with from will have been they them their about please asks tells says \
    whether would could should when what your para porque como está este esta pide dice que ";

/// Whether `said`, the asker's words, the latest last, ask for what `preview` shows.
pub(super) fn asks_for(
    preview: &Preview,
    said: &[Said],
    people: &[Person],
    asker: MemberId,
) -> bool {
    let Some(latest) = said.last() else { return false };
    if is_question(&latest.text) {
        return false;
    }
    let words = said.iter().map(|said| said.text.as_str()).collect::<Vec<_>>().join(" ");
    let named = named(&words, people);
    let reached = reached(preview, asker);
    if !named.is_empty() && !reached.iter().all(|member| named.contains(member)) {
        return false;
    }
    text(preview).is_none_or(|text| is_made_of(&text, &words, people))
}

/// What the action says or is about, in the model's words; `None` where it only names
/// something that is there, or was compared with the member's words already.
fn text(preview: &Preview) -> Option<String> {
    match preview {
        Preview::NotifyUser(notice) => Some(notice.text.clone()),
        Preview::ScheduleReminder(reminder) => Some(reminder.text.clone()),
        Preview::CreateTask(task) => {
            Some(format!("{} {}", task.title, task.notes.as_deref().unwrap_or_default()))
        }
        Preview::AssignTask(assignment) => Some(assignment.title.clone()),
        Preview::CompleteTask(completion) => Some(completion.title.clone()),
        Preview::LogEvent(entry) => Some(entry.text.clone()),
        Preview::ForgetFact(fact) => Some(fact.text.clone()),
        Preview::RememberFact(_) => None,
    }
}

/// Others whom it reaches.
fn reached(preview: &Preview, asker: MemberId) -> Vec<MemberId> {
    let all = match preview {
        Preview::NotifyUser(notice) => {
            notice.recipients.iter().map(|recipient| recipient.member_id).collect()
        }
        Preview::ScheduleReminder(reminder) => vec![reminder.member_id],
        Preview::CreateTask(task) => task.assignee.iter().map(|one| one.member_id).collect(),
        Preview::AssignTask(task) => task.assignee.iter().map(|one| one.member_id).collect(),
        _ => Vec::new(),
    };
    all.into_iter().filter(|member| *member != asker).collect()
}

/// The people whose first name is among the words.
fn named(words: &str, people: &[Person]) -> BTreeSet<MemberId> {
    let words = format!(" {} ", normalised(words));
    let first = |person: &&Person| {
        let name = normalised(person.name.split_whitespace().next().unwrap_or_default());
        !name.is_empty() && words.contains(&format!(" {name} "))
    };
    people.iter().filter(first).map(|person| person.id).collect()
}

/// Whether two thirds of the words that count are the member's, and each number of three
/// figures or more.
fn is_made_of(text: &str, words: &str, people: &[Person]) -> bool {
    let stem = |word: &str| word.chars().take(STEM).collect::<String>();
    let (text, words) = (normalised(text), normalised(words));
    let names = people.iter().map(|person| normalised(&person.name)).collect::<Vec<_>>().join(" ");
    let known: BTreeSet<String> = words.split(' ').map(stem).collect();
    let counts = |word: &&str| {
        let listed = |list: &str| list.contains(&format!(" {word} "));
        let small = word.chars().count() < STEM && !word.chars().any(char::is_numeric);
        let clock = word.chars().count() <= 2 && word.chars().all(char::is_numeric);
        !small
            && !clock
            && !listed(TIMES)
            && !listed(SMALL)
            && !names.split(' ').any(|name| name == *word)
    };
    let (mut all, mut found) = (0usize, 0usize);
    for word in text.split(' ').filter(counts) {
        let is_there = known.contains(&stem(word));
        if !is_there && word.chars().all(char::is_numeric) && word.len() != 4 {
            return false;
        }
        all += 1;
        found += usize::from(is_there);
    }
    all > 0 && found * 3 >= all * 2
}

/// Whether the words only ask about something: each sentence begins as a question does,
/// and none as a request ("Can you tell Ann ...?", "Who can cover my shift?").
fn is_question(text: &str) -> bool {
    let sentences = text.split_inclusive(['.', '!', '?', '\n']).map(str::trim);
    let mut sentences = sentences.filter(|sentence| !sentence.is_empty()).peekable();
    sentences.peek().is_some() && sentences.all(|one| ASKS.is_match(one) && !WANTS.is_match(one))
}

static ASKS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:and|so|but|please|hi|hello|y)?\W*(?:who|whom|whose|what|when|where|why|how|which|is|are|am|was|were|do|does|did|has|have|summari[sz]e|read|explain|translate|list|show|qui[eé]n|qu[eé]|cu[aá]ndo|d[oó]nde|c[oó]mo|cu[aá]nt\w+|cu[aá]l|resume|lee|hay|est[aá]n?)\b|^[^?]*\?$",
    )
});

static WANTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:can|could|would|will)\s+(?:you|someone|somebody|anyone|anybody|one of you|who)\b|\bwho\s+(?:can|could|will)\b|\b(?:puedes|podrías|puede|podría)\b|\bplease\s+(?:tell|notify|inform|remind|create|add|log|ask|let|send)\b",
    )
});

#[cfg(test)]
#[path = "asked_tests.rs"]
mod tests;

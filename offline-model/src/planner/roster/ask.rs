//! What a question wants of the roster, in English and Spanish: of whom it speaks, of
//! which time, and that nothing else is left in it.

use super::phrase::{Split, split};
use super::{Ask, When};

const WHO: &[&str] = &[
    "who", "who's", "whos", "which", "anyone", "anybody", "someone", "somebody", "quién",
    "quiénes", "alguien",
];
const OFF: &[&str] = &["off", "free", "not", "libra", "libran", "libre"];
const OWN: &[&str] = &["i", "my", "i'm", "mi", "mis", "trabajo"];
/// Words of which one makes it a question about work.
const WORK: &[&str] = &[
    "work",
    "works",
    "working",
    "shift",
    "shifts",
    "duty",
    "call",
    "on",
    "in",
    "here",
    "there",
    "around",
    "rostered",
    "scheduled",
    "schedule",
    "roster",
    "rota",
    "off",
    "free",
    "start",
    "starts",
    "finish",
    "finishes",
    "end",
    "ends",
    "begin",
    "begins",
    "doing",
    "at",
    "turno",
    "turnos",
    "trabaja",
    "trabajan",
    "trabajo",
    "está",
    "están",
    "libra",
    "libran",
    "empieza",
    "termina",
    "salgo",
    "entro",
];
/// Words that may stand in such a question besides.
const FILLERS: &[&str] = &[
    "is",
    "are",
    "am",
    "was",
    "be",
    "will",
    "do",
    "does",
    "did",
    "have",
    "has",
    "to",
    "the",
    "a",
    "an",
    "else",
    "else's",
    "also",
    "going",
    "currently",
    "then",
    "please",
    "tell",
    "me",
    "can",
    "could",
    "you",
    "know",
    "if",
    "what",
    "what's",
    "when",
    "when's",
    "time",
    "until",
    "till",
    "how",
    "long",
    "late",
    "next",
    "again",
    "day",
    "of",
    "at",
    "and",
    "or",
    "so",
    "hi",
    "hello",
    "hey",
    "there",
    "people",
    "colleagues",
    "colleague",
    "with",
    "by",
    "for",
    "exactly",
    "today",
    "this",
    "part",
    "going",
    "supposed",
    "should",
    "must",
    "need",
    "de",
    "el",
    "la",
    "en",
    "a",
    "qué",
    "hora",
    "hasta",
    "cuándo",
    "cuando",
    "cuál",
    "es",
    "son",
    "mi",
    "próximo",
    "tengo",
    "que",
    "hay",
    "me",
    "toca",
    "guardia",
    "y",
    "los",
    "las",
    "someone",
];
/// Words after which a role is named.
const PLACES: &[&str] = &["in", "at", "on", "doing", "which", "en", "the", "el", "la", "or"];

fn has(words: &[String], list: &[&str]) -> bool {
    words.iter().any(|word| list.contains(&word.as_str()))
}

/// The roster question in a text, if it is one.
pub(crate) fn ask(text: &str) -> Option<Ask> {
    let text = text.trim().replace('\u{2019}', "'");
    if !super::super::intent::is_question(&text) && !text.starts_with('¿') {
        return None;
    }
    let Split { time: when, rest } = split(&text);
    if !has(&rest, WORK) {
        return None;
    }
    let name = named(&text);
    let name_words: Vec<String> =
        name.iter().flat_map(|name| name.split(' ')).map(str::to_lowercase).collect();
    let left = |word: &&String| {
        let word = word.as_str();
        !WHO.contains(&word)
            && !OFF.contains(&word)
            && !OWN.contains(&word)
            && !WORK.contains(&word)
            && !FILLERS.contains(&word)
            && !name_words.iter().any(|name| name == word)
    };
    let left: Vec<String> = rest.iter().filter(left).cloned().collect();
    let role = role(&rest, &left);
    if !left.is_empty() && role.is_none() {
        return None;
    }
    // Of one person nothing else is asked, unless whether here or there.
    let either = role.as_deref() == Some("");
    let permission = rest.windows(2).any(|pair| {
        matches!(pair, [can, i] if ["can", "may", "could"].contains(&can.as_str()) && i == "i")
    });
    if permission || !left.is_empty() && !either && !has(&rest, WHO) {
        return None;
    }
    let off = has(&rest, OFF);
    let next = has(&rest, &["next", "again", "próximo"]) && when.is_none();
    let own = has(&rest, OWN);
    if has(&rest, WHO) {
        return Some(if off && role.is_none() { Ask::Off(when) } else { Ask::Who { role, when } });
    }
    if let Some(name) = name {
        return Some(if next {
            Ask::Next(name)
        } else {
            Ask::Works { who: Some(name), when, off }
        });
    }
    own.then(|| own_question(when, off))
}

fn own_question(when: When, off: bool) -> Ask {
    match when {
        Some(when) => Ask::Works { who: None, when: Some(when), off },
        None => Ask::MyNext,
    }
}

/// The words that are left, when they stand where a role does: "in the kitchen", "which
/// nurse", and nothing else is left.
fn role(rest: &[String], left: &[String]) -> Option<String> {
    // Whoever works on the lift repairs it.
    let on_it =
        |three: &[String]| matches!(three, [work, on, _] if work.starts_with("work") && on == "on");
    if rest.windows(3).any(on_it) {
        return None;
    }
    let first = rest.iter().position(|word| Some(word) == left.first())?;
    let together = rest.get(first..first + left.len()) == Some(left);
    let placed = first > 0 && rest.get(first - 1).is_some_and(|w| PLACES.contains(&w.as_str()));
    let list = left.len() == 1 || together && left.len() <= 2;
    // "In the kitchen or at reception": both are told.
    let either = rest.iter().any(|word| word == "or");
    if either {
        return Some(String::new());
    }
    (placed && list).then(|| left.join(" "))
}

/// The person that a text names: capitals that begin no sentence, and are no day or month.
pub(crate) fn named(text: &str) -> Option<String> {
    let words: Vec<&str> = text
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).trim_end_matches("'s"))
        .collect();
    let capital = |word: &&str| {
        word.starts_with(char::is_uppercase)
            && word.len() > 1
            && split(word).time.is_none()
            && !["I'm", "Who", "When", "Which", "Until"].contains(word)
    };
    let first = words.iter().skip(1).position(capital)? + 1;
    let name: Vec<&str> = words.iter().skip(first).copied().take_while(capital).collect();
    Some(name.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn works(who: Option<&str>, when: &str, off: bool) -> Option<Ask> {
        let when = Some(when.to_owned()).filter(|when| !when.is_empty());
        Some(Ask::Works { who: who.map(str::to_owned), when, off })
    }

    fn who(role: Option<&str>, when: &str) -> Option<Ask> {
        let when = Some(when.to_owned()).filter(|when| !when.is_empty());
        Some(Ask::Who { role: role.map(str::to_owned), when })
    }

    #[test]
    fn questions_about_work_are_told_apart() {
        for (text, expected) in [
            ("Who is working tomorrow at 10am?", who(None, "tomorrow at 10am")),
            ("Who is in the kitchen tomorrow morning?", who(Some("kitchen"), "tomorrow morning")),
            ("Which nurse is on duty on Monday?", who(Some("nurse"), "monday")),
            ("Which cook is working on Friday at 8?", who(Some("cook"), "friday at 8")),
            ("Can you tell me who is in at noon tomorrow?", who(None, "at noon tomorrow")),
            (
                "¿Quién está en el mostrador el sábado a las 11?",
                who(Some("mostrador"), "el sábado a las 11"),
            ),
            ("¿Quién está de turno ahora?", who(None, "ahora")),
            ("Is anyone working in two hours?", who(None, "in two hours")),
            ("Who is off on Saturday?", Some(Ask::Off(Some("saturday".to_owned())))),
            ("Is Ann Lee off tomorrow night?", works(Some("Ann Lee"), "tomorrow night", true)),
            ("Until what time does Ann work today?", works(Some("Ann"), "today", false)),
            ("¿Trabaja Ann el viernes?", works(Some("Ann"), "el viernes", false)),
            ("Do I work on Monday?", works(None, "monday", false)),
            ("¿Trabajo mañana?", works(None, "mañana", false)),
            ("When does Ann work next?", Some(Ask::Next("Ann".to_owned()))),
            ("When is my next shift?", Some(Ask::MyNext)),
            ("¿Cuándo es mi próximo turno?", Some(Ask::MyNext)),
        ] {
            assert_eq!(ask(text), expected, "{text}");
        }
    }

    #[test]
    fn others_are_left_alone() {
        for text in [
            "Who is working on the lift?",
            "Can I swap my shift?",
            "When is the pool open tomorrow?",
            "What time does the kitchen close on Sunday?",
            "Who do I call about the boiler?",
            "Is the gate locked at night?",
            "When do I get paid?",
            "Can I have a day off on Friday?",
            "What is the minimum wage in Portugal?",
            "Tell Ann that I am off tomorrow",
        ] {
            assert_eq!(ask(text), None, "{text}");
        }
    }
}

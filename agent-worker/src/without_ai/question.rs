//! What is asked, as far as code understands it, in English and Spanish. What is not
//! clearly one of these questions is none of them.

use actions::tasks::Whose;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::when::{self, When};

/// A question that read models answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    /// Who is on shift then.
    WhoWorks(When),
    /// When the asker works next.
    OwnShift,
    /// What is to be done.
    Tasks(Wanted),
    /// When something in a document comes round.
    Schedule,
}

/// Which of the open tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The asker's own, or all that the asker may see.
    pub whose: Whose,
    /// Only those due before this.
    pub due_before: Option<DateTime<Utc>>,
}

const WHO: &[&str] = &["who", "who's", "whos", "quien", "quienes"];
const WHEN: &[&str] = &["when", "when's", "whens", "cuando"];
const SHIFT: &[&str] = &[
    "work",
    "works",
    "working",
    "shift",
    "shifts",
    "duty",
    "trabaja",
    "trabajan",
    "trabajando",
    "turno",
    "turnos",
    "guardia",
];
const TASK: &[&str] = &["task", "tasks", "todo", "todos", "to-do", "to-dos", "tarea", "tareas"];
/// What a question about tasks has besides.
const ASKING: &[&str] = &[
    "what",
    "what's",
    "which",
    "list",
    "show",
    "any",
    "que",
    "cuales",
    "hay",
    "tengo",
    "lista",
    "muestra",
    "muestrame",
];
const OWN_TASKS: &[&str] = &["i", "my", "mis", "me", "tengo", "debo"];
const OWN: &[&str] = &["i", "my", "mi", "mis", "me", "trabajo", "toca"];
const OWN_WORK: &[&str] = &["work", "working", "shift", "trabajo", "turno", "turnos", "toca"];
/// Whoever asks for something to be done is not answered half.
const ACTING: &[&str] = &[
    "tell",
    "notify",
    "inform",
    "remind",
    "let",
    "ask",
    "send",
    "create",
    "add",
    "schedule",
    "swap",
    "change",
    "cancel",
    "message",
    "log",
    "assign",
    "complete",
    "finish",
    "mark",
    "done",
    "delete",
    "remove",
    "dile",
    "diles",
    "avisa",
    "avisale",
    "avisales",
    "informa",
    "notifica",
    "recuerdame",
    "recuerdale",
    "crea",
    "anade",
    "manda",
    "envia",
    "cambia",
    "cancela",
    "pregunta",
    "asigna",
    "completa",
    "termina",
    "marca",
    "borra",
];
/// The longest time in a question, in words.
const LONGEST_TIME: usize = 8;

impl Question {
    /// The question that `text` is, if it is one of these.
    pub(super) fn of(text: &str, now: DateTime<Utc>, zone: Tz) -> Option<Self> {
        let words = plain_words(text);
        let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        if has(ACTING) || words.is_empty() {
            return None;
        }
        let next = has(&["next", "proximo", "proxima", "siguiente"]);
        if has(OWN) && has(OWN_WORK) && (has(WHEN) || next) && !has(WHO) {
            return Some(Self::OwnShift);
        }
        if has(WHO) && has(SHIFT) {
            return Some(Self::WhoWorks(time_in(&words, now, zone).unwrap_or(When::At(now))));
        }
        if has(TASK) && has(ASKING) && !has(WHO) {
            let whose = if has(OWN_TASKS) { Whose::Mine } else { Whose::All };
            let due_before = time_in(&words, now, zone).map(|when| match when {
                When::At(at) => at,
                When::Range(_, to) => to,
            });
            return Some(Self::Tasks(Wanted { whose, due_before }));
        }
        let what_time = words.windows(2).any(|pair| pair == ["what", "time"])
            || words.windows(2).any(|pair| pair == ["que", "hora"])
            || words.windows(2).any(|pair| pair == ["how", "often"]);
        (has(WHEN) || what_time || next).then_some(Self::Schedule)
    }
}

/// The longest run of words that names a time.
fn time_in(words: &[String], now: DateTime<Utc>, zone: Tz) -> Option<When> {
    let words: Vec<&str> = words.iter().map(|word| english(word)).collect();
    (1..=LONGEST_TIME.min(words.len())).rev().find_map(|length| {
        words.windows(length).find_map(|run| when::resolve(&run.join(" "), now, zone).ok())
    })
}

/// Words in lower case, without accents and marks; `10:30` and `2026-11-24` stay whole.
pub(super) fn plain_words(text: &str) -> Vec<String> {
    let letters: String = text.to_lowercase().chars().map(plain).collect();
    letters
        .split(|c: char| !(c.is_alphanumeric() || "':-".contains(c)))
        .map(|word| word.trim_matches(|c| "':-".contains(c)).to_owned())
        .filter(|word| !word.is_empty())
        .collect()
}

fn plain(c: char) -> char {
    match c {
        'á' | 'à' => 'a',
        'é' | 'è' => 'e',
        'í' => 'i',
        'ó' => 'o',
        'ú' | 'ü' => 'u',
        'ñ' => 'n',
        '’' => '\'',
        c => c,
    }
}

/// The English word for a Spanish word of time; any other word as it is.
fn english(word: &str) -> &str {
    match word {
        "hoy" => "today",
        "manana" => "tomorrow",
        "ayer" => "yesterday",
        "ahora" => "now",
        "lunes" => "monday",
        "martes" => "tuesday",
        "miercoles" => "wednesday",
        "jueves" => "thursday",
        "viernes" => "friday",
        "sabado" => "saturday",
        "domingo" => "sunday",
        "proximo" | "proxima" => "next",
        "este" | "esta" => "this",
        "tarde" => "afternoon",
        "noche" => "evening",
        "semana" => "week",
        "a" => "at",
        "el" | "la" | "las" | "los" => "the",
        "en" | "de" | "por" => "in",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use chrono_tz::Europe::Rome;

    use super::*;

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 23, 12, 0, 0).unwrap()
    }

    fn at(hour: u32) -> When {
        When::At(Rome.with_ymd_and_hms(2026, 11, 24, hour, 0, 0).unwrap().with_timezone(&Utc))
    }

    fn question(text: &str) -> Option<Question> {
        Question::of(text, now(), Rome)
    }

    #[test]
    fn who_works_at_a_time() {
        for text in [
            "Who works tomorrow at 10?",
            "who's on shift tomorrow at 10:00",
            "Please, who is working tomorrow at 10am in the kitchen?",
            "¿Quién trabaja mañana a las 10?",
            "¿Quiénes están de turno mañana a las 10:00?",
        ] {
            assert_eq!(question(text), Some(Question::WhoWorks(at(10))), "{text}");
        }
        assert_eq!(question("Who is on shift?"), Some(Question::WhoWorks(When::At(now()))));
    }

    #[test]
    fn ones_own_shift() {
        for text in [
            "When is my next shift?",
            "when do I work next",
            "¿Cuándo es mi próximo turno?",
            "¿Cuándo trabajo?",
        ] {
            assert_eq!(question(text), Some(Question::OwnShift), "{text}");
        }
    }

    #[test]
    fn tasks() {
        let wanted = |whose, due_before| Some(Question::Tasks(Wanted { whose, due_before }));
        let today = Rome.with_ymd_and_hms(2026, 11, 24, 0, 0, 0).unwrap().with_timezone(&Utc);
        for (text, expected) in [
            ("What are my tasks?", wanted(Whose::Mine, None)),
            ("Which tasks are open?", wanted(Whose::All, None)),
            ("List my tasks for today", wanted(Whose::Mine, Some(today))),
            ("¿Qué tareas tengo?", wanted(Whose::Mine, None)),
            ("¿Qué tareas hay para hoy?", wanted(Whose::All, Some(today))),
            ("Mark my task as done, which is the oven", None),
            ("What about a task to clean it? Create one", None),
        ] {
            assert_eq!(question(text), expected, "{text}");
        }
    }

    #[test]
    fn schedules() {
        for text in
            ["When is the next cleaning?", "¿A qué hora abrimos?", "How often is it cleaned?"]
        {
            assert_eq!(question(text), Some(Question::Schedule), "{text}");
        }
    }

    #[test]
    fn what_is_to_be_done_is_not_answered() {
        for text in [
            "There's a delivery arriving tomorrow at 10am, but I'm off work",
            "Tell whoever works tomorrow at 10 that I am late. Who works then?",
            "¿Quién trabaja mañana? Avísale, por favor",
            "What can I do about a rude guest?",
            "Hello",
            "?!",
        ] {
            assert_eq!(question(text), None, "{text}");
        }
    }
}

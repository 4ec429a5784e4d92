//! The words of a question that name a time, as they stand: the tool reads them, in the
//! business's own zone.

/// Words that name a day, a part of one, or a time.
const ANCHORS: &str = " today tonight tomorrow yesterday now monday tuesday wednesday thursday friday saturday \
    sunday morning afternoon evening night noon midday midnight lunchtime weekend week january february march april \
    june july august september october november december hoy mañana ayer ahora lunes martes miércoles jueves viernes \
    sábado domingo tarde noche mediodía medianoche semana enero febrero marzo abril mayo junio julio agosto \
    septiembre octubre noviembre diciembre ";
/// Words that belong to a time between those.
const BETWEEN: &str = " at on in the from to till until between and by around of this next coming last after day \
    right moment am pm a.m p.m o'clock half an a quarter past hours hour minutes minute days weeks one two three four \
    five six seven eight nine ten eleven twelve el la las los a al por de del esta este próximo próxima que viene \
    entre y desde hasta dentro en media horas hora minutos días pasado una dos tres cuatro cinco seis siete ocho \
    nueve diez once doce cuarto menos ";

fn listed(list: &str, word: &str) -> bool {
    list.contains(&format!(" {word} "))
}

fn is_clock(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        && word.chars().all(|c| c.is_ascii_digit() || ":.-apmh".contains(c))
}

/// Words in lower case, marks kept within: `14:30`, `o'clock`.
pub(super) fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    lower
        .split(|c: char| c.is_whitespace() || "?!¿¡,;\"()".contains(c))
        .map(|word| word.trim_matches(['.', '\'', '\u{2019}']).to_owned())
        .filter(|word| !word.is_empty())
        .collect()
}

/// A run of words that name a time, and the words around it.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Split {
    /// Such as `tomorrow at 10am`.
    pub time: Option<String>,
    pub rest: Vec<String>,
}

/// The words for a time in a text.
pub(crate) fn time_in(text: &str) -> Option<String> {
    split(text).time
}

/// Takes the words for a time out of a text: the run that names the most of it.
pub(super) fn split(text: &str) -> Split {
    let words = words(text);
    let anchor = |at: usize| {
        let word = words.get(at).map_or("", String::as_str);
        let counted = word.chars().all(|c| c.is_ascii_digit())
            || listed(" one two three four five six seven eight nine ten ", word);
        let unit = |word: &String| {
            ["hour", "hours", "minutes", "days", "weeks", "horas", "hora", "minutos", "días"]
                .contains(&word.as_str())
        };
        listed(ANCHORS, word) || is_clock(word) || counted && words.get(at + 1).is_some_and(unit)
    };
    let mut best: Option<(usize, std::ops::Range<usize>)> = None;
    let mut start = 0;
    while start < words.len() {
        let belongs = |at: &usize| {
            words.get(*at).is_some_and(|word| {
                listed(ANCHORS, word) || listed(BETWEEN, word) || is_clock(word)
            })
        };
        let end = (start..).take_while(belongs).last().map_or(start, |last| last + 1);
        let count = (start..end).filter(|at| anchor(*at)).count();
        if count > 0 && best.as_ref().is_none_or(|(most, _)| count >= *most) {
            best = Some((count, start..end));
        }
        start = end.max(start + 1);
    }
    let Some((_, run)) = best else { return Split { time: None, rest: words } };
    let first = run.clone().find(|at| anchor(*at)).unwrap_or(run.start);
    // What stands before the first word that counts belongs to it only when it bears on it.
    let bearing = " from between this next coming last in half an a quarter day after right the at esta este próximo \
        próxima entre desde dentro de en el la las a pasado ";
    let mut start = first;
    while start > run.start
        && words.get(start - 1).is_some_and(|word| {
            let next = words.get(start).map_or("", String::as_str);
            // "Who is in at noon?", "is Ann in today?": that "in" is a place.
            listed(bearing, word) && (word != "in" || !listed(ANCHORS, next) && next != "at")
        })
    {
        start -= 1;
    }
    let mut end = run.end;
    let trailing = " at on in the and to of a by from el la en a y de el que ";
    while end > first + 1 && words.get(end - 1).is_some_and(|word| listed(trailing, word)) {
        end -= 1;
    }
    let time = words.get(start..end).unwrap_or_default().join(" ");
    let skipped = |at: &usize| *at < start || *at >= end;
    let rest = (0..words.len()).filter(skipped).filter_map(|at| words.get(at).cloned()).collect();
    Split { time: Some(time), rest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_time_are_found() {
        for (text, time) in [
            ("Who is on tonight at 2?", "tonight at 2"),
            ("Who's on duty at 3 am on Sunday?", "at 3 am on sunday"),
            ("Who is on the night desk on Friday night?", "friday night"),
            ("Who works this weekend?", "this weekend"),
            ("Who is working tomorrow between 9 and 11?", "tomorrow between 9 and 11"),
            ("Who is on shift next week on Tuesday?", "next week on tuesday"),
            ("Who is on in six hours?", "in six hours"),
            ("Can you tell me who is in at noon tomorrow?", "at noon tomorrow"),
            ("Is Ann in today?", "today"),
            ("Do I have to work on Sunday?", "sunday"),
            ("¿Quién trabaja el lunes por la tarde?", "el lunes por la tarde"),
            ("¿Quién está esta tarde a las 18:00?", "esta tarde a las 18:00"),
        ] {
            assert_eq!(split(text).time.as_deref(), Some(time), "{text}");
        }
        assert_eq!(split("When do I work next?").time, None);
    }
}

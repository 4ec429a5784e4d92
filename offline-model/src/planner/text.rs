//! Words, stems and sentences.

use std::collections::BTreeSet;

use regex::Regex;

/// Compiles a pattern that is written in this crate.
#[expect(clippy::expect_used, reason = "the patterns are literals, and each has a test")]
pub(crate) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a literal pattern")
}

/// Words that say nothing about the subject.
const STOP: &str = " a an the this that these those there here it its i im me my mine we us our ours \
    you your yours he him his she her they them their who whom whose what when where why how which \
    is are was were be been being am do does did done doing have has had having can could may might \
    must shall should will would wont cant dont doesnt isnt arent and or but if then than so as of \
    at by for from in into on onto off to up down out with without about around over under again \
    not no nor only just also too very more most some any all each both few other such own same s t \
    myself yourself himself herself ourselves yourselves themselves please tell know say let ok okay hi hello hey thanks thank kindly theres whats \
    qué quién quiénes cuándo cuánto cuánta cuántos dónde cómo cuál el la los las un una unos unas del al en y o \
    que se es son está están hay para por con mi tu su mis tus sus te lo le les sin sobre cada puedo puede hago tengo ";

/// The scaffolding of questions: no subject either, unless nothing else is asked for.
const SCAFFOLD: &str = " want need like get got give make next scheduled schedule planned due happen happening \
    happens take takes taking place going go time date day days hour hours today tomorrow tonight \
    now soon much many long often usually exactly wondering wonder question someone anyone anybody \
    somebody something anything allowed allow possible permitted supposed rule rules policy one \
    ones use using ";

/// Groups of words that small businesses use for one another.
const SAME: [&str; 34] = [
    "trash garbage waste rubbish refuse bin bins",
    "clean cleaning cleaner cleaned mop tidy",
    "open opening opens opened",
    "close closing closes closed shut",
    "price cost costs fee charge fare rate pay paid",
    "repair fix maintenance maintain mend service",
    "pet pets dog dogs cat cats animal animals",
    "car cars vehicle vehicles",
    "noise noisy loud quiet silence",
    "delivery deliver supplier delivered deliveries",
    "phone telephone call number",
    "vacation holiday holidays leave",
    "guest guests visitor visitors",
    "sick ill illness unwell",
    "elevator lift",
    "buy purchase order",
    "wifi internet wlan",
    "cash money till",
    "refund reimburse reimbursement return returned returns",
    "boss manager supervisor",
    "toilet restroom bathroom wc",
    "heating heat heater radiator boiler",
    "salary wage wages payday payroll",
    "collect collection pickup pick picked",
    "child children kid kids",
    "bicycle bicycles bike bikes",
    "begin begins start starts",
    "monday mon",
    "tuesday tue tues",
    "wednesday wed",
    "thursday thu thur thurs",
    "friday fri",
    "saturday sat",
    "sunday sun",
];

/// Words of which one excludes the others of its row: what is said of the south boiler does
/// not answer a question about the east one.
const ALTERNATIVES: [&str; 6] = [
    "north south east west",
    "single double twin triple family",
    "left right",
    "upper lower",
    "summer winter",
    "red green blue yellow black white brown orange",
];

/// Whether a text speaks of another one of a row than the question does, or of another weekday
/// alone (two are the ends of a week that may hold it).
pub(crate) fn is_about_another(question: &str, text: &str) -> bool {
    let (question, text) = (words(question), words(text));
    let (asked, told) = (weekdays(&question), weekdays(&text));
    if !asked.is_empty() && told.len() == 1 && asked.is_disjoint(&told) {
        return true;
    }
    ALTERNATIVES.iter().any(|row| {
        let of = |words: &[String]| -> Vec<String> {
            let known = |word: &&String| row.split(' ').any(|other| other == word.as_str());
            words.iter().filter(known).cloned().collect()
        };
        let (asked, told) = (of(&question), of(&text));
        !asked.is_empty() && !told.is_empty() && !asked.iter().any(|word| told.contains(word))
    })
}

/// The weekdays among words, by their place in [`SAME`].
fn weekdays(words: &[String]) -> BTreeSet<usize> {
    let days = SAME.iter().enumerate().filter(|(_, row)| row.contains("day "));
    let named = |row: &str| {
        let is = |word: &String| row.split(' ').any(|one| one == word.trim_end_matches('s'));
        words.iter().any(is)
    };
    days.filter(|(_, row)| named(row)).map(|(place, _)| place).collect()
}

/// Lower-case words; an apostrophe inside a word is dropped.
pub(crate) fn words(text: &str) -> Vec<String> {
    let plain = text.to_lowercase().replace(['\'', '\u{2019}'], "").replace("wi-fi", "wifi");
    plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A light English stemmer: enough to join the forms of one word.
pub(crate) fn stem(word: &str) -> String {
    let mut word = word.to_owned();
    if word.len() > 4 && word.ends_with("ies") {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") {
        word.pop();
    }
    for suffix in ["ation", "ition", "ment", "ing", "ion", "ed", "er", "ly"] {
        if word.len() >= suffix.len() + 4 && word.ends_with(suffix) {
            word.truncate(word.len() - suffix.len());
            let mut end = word.chars().rev();
            let (last, before) = (end.next(), end.next());
            if last == before && !matches!(last, Some('s' | 'l')) {
                word.pop();
            }
            break;
        }
    }
    while word.len() > 3 && (word.ends_with('e') || word.ends_with('y')) {
        word.pop();
    }
    word
}

/// The stem, or the first stem of its group of synonyms.
fn concept(word: &str) -> String {
    let stemmed = stem(word);
    let group = SAME
        .iter()
        .find(|group| group.split(' ').any(|other| other == word || stem(other) == stemmed));
    group.and_then(|group| group.split(' ').next()).map_or(stemmed, stem)
}

/// Whether a word says nothing about the subject.
pub(crate) fn is_stop(word: &str) -> bool {
    let word = format!(" {word} ");
    STOP.contains(&word) || SCAFFOLD.contains(&word)
}

/// All concepts of a text.
pub(crate) fn concepts(text: &str) -> BTreeSet<String> {
    let told = |word: &&String| !STOP.contains(&format!(" {word} "));
    words(text).iter().filter(told).map(|word| concept(word)).collect()
}

/// What a question is about: its concepts without the scaffolding.
pub(crate) fn subjects(question: &str) -> BTreeSet<String> {
    words(question).iter().filter(|word| !is_stop(word)).map(|word| concept(word)).collect()
}

const ABBREVIATIONS: [&str; 14] =
    ["e.g", "i.e", "no", "mr", "mrs", "ms", "dr", "st", "approx", "a.m", "p.m", "tel", "vs", "ca"];

/// Splits running text into sentences.
pub(crate) fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut start = 0;
    let bytes = text.char_indices().collect::<Vec<_>>();
    for (position, &(at, c)) in bytes.iter().enumerate() {
        let mut rest = bytes[position + 1..].iter().map(|&(_, c)| c);
        if !matches!(c, '.' | '!' | '?') || !rest.next().is_some_and(char::is_whitespace) {
            continue;
        }
        let last_word = text[start..at].rsplit(char::is_whitespace).next().unwrap_or_default();
        let abbreviated = c == '.' && ABBREVIATIONS.contains(&last_word.to_lowercase().as_str());
        let goes_on = rest.find(|c| !c.is_whitespace()).is_some_and(char::is_lowercase);
        if !abbreviated && !goes_on {
            found.push(text[start..=at].trim().to_owned());
            start = at + c.len_utf8();
        }
    }
    found.push(text[start..].trim().to_owned());
    found.retain(|sentence| !sentence.is_empty());
    found
}

/// A shorter line was hardly wrapped for want of room.
const WRAPPED_FROM: usize = 45;

/// Joins lines that were wrapped in mid-sentence, then splits them into sentences. A line of
/// its own (of notes without full stops, too) stays a sentence of its own, without the mark of
/// a list; headings keep their `#`, and a first line that is plainly a heading gets one.
pub(crate) fn line_sentences(lines: &[String]) -> Vec<String> {
    let ends = |line: &str| line.ends_with(['.', '!', '?', ':', ';']);
    let mut joined: Vec<String> = Vec::new();
    let mut room = false;
    for line in lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        let bare = line.trim_start_matches(['-', '*', '\u{2022}', ' ']);
        let wrapped =
            bare == line && line.starts_with(|c: char| c.is_lowercase() || c.is_numeric());
        match joined.last_mut() {
            Some(last)
                if wrapped && !last.starts_with('#') && !ends(last) && (ends(line) || !room) =>
            {
                last.push(' ');
                last.push_str(line);
            }
            _ => joined.push(bare.to_owned()),
        }
        room = line.chars().count() < WRAPPED_FROM;
    }
    let ended = |line: &str| line.ends_with(['.', '!', '?', ':', ';', ',']);
    if let [first, second, ..] = joined.as_slice()
        && !ended(first)
        && ended(second)
        && first.split_whitespace().count() <= 8
        && !first.contains(|c: char| c.is_ascii_digit() || c == ':' || c == '#')
    {
        joined[0] = format!("# {first}");
    }
    joined.iter().flat_map(|line| sentences(line)).collect()
}

/// The text with its first letter in upper case.
pub(crate) fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

//! Which sentences of the model's prose people get to see.
//!
//! Text is released sentence by sentence, after these checks on each: images, HTML and
//! links lose all but their words; citations of numbers that were never shown are
//! dropped; a sentence that claims an action which no receipt shows is withheld.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::turn::Record;

/// Prose on its way out.
#[derive(Debug)]
pub(crate) struct Release {
    shown: BTreeSet<u32>,
    reached: Vec<String>,
    names: Vec<String>,
    waiting: String,
    cited: BTreeSet<u32>,
    withheld: u32,
}

impl Release {
    /// For the words of one response. `names` are those of everybody here: a claim that
    /// names someone whom no receipt names is withheld.
    pub(crate) fn new(record: &Record, names: &[String]) -> Self {
        Self {
            shown: record.passages().map(|passage| passage.n).collect(),
            reached: record.reached(),
            names: names.to_vec(),
            waiting: String::new(),
            cited: BTreeSet::new(),
            withheld: 0,
        }
    }

    /// Takes in more text and returns the sentences that are complete and may be shown.
    pub(crate) fn push(&mut self, text: &str) -> Vec<String> {
        self.waiting.push_str(text);
        let mut released = Vec::new();
        while let Some(end) = sentence_end(&self.waiting) {
            let rest = self.waiting.split_off(end);
            let sentence = std::mem::replace(&mut self.waiting, rest);
            released.extend(self.check(&sentence));
        }
        released
    }

    /// The last sentence, if it may be shown.
    pub(crate) fn finish(&mut self) -> Vec<String> {
        let sentence = std::mem::take(&mut self.waiting);
        self.check(&sentence).into_iter().collect()
    }

    /// The numbers cited in what was released.
    pub(crate) fn cited(&self) -> &BTreeSet<u32> {
        &self.cited
    }

    /// How many sentences were withheld.
    pub(crate) fn withheld(&self) -> u32 {
        self.withheld
    }

    fn check(&mut self, sentence: &str) -> Option<String> {
        let plain = without_markup(sentence);
        if plain.trim().is_empty() {
            // Space between paragraphs is kept; a sentence that was only markup is not.
            return sentence.trim().is_empty().then_some(plain).filter(|space| !space.is_empty());
        }
        let mut cited = BTreeSet::new();
        let text = CITATION.replace_all(&plain, |found: &Captures<'_>| {
            let n = found[1].parse().unwrap_or(0);
            if !self.shown.contains(&n) {
                return String::new();
            }
            cited.insert(n);
            found[0].to_owned()
        });
        if self.claims(&text, !cited.is_empty()) {
            self.withheld += 1;
            return None;
        }
        self.cited.extend(cited);
        Some(text.into_owned())
    }

    /// Whether a sentence says that the steward did something which no receipt shows.
    fn claims(&self, sentence: &str, grounded: bool) -> bool {
        let first_person = FIRST_PERSON.is_match(sentence);
        // "The lobby has been cleaned [1]" is the passage's claim, not the steward's.
        let passive = !grounded && PASSIVE.is_match(sentence);
        if !first_person && !passive {
            return false;
        }
        let about_telling = TELLING.is_match(sentence);
        let lower = sentence.to_lowercase();
        let mentioned = self.names.iter().filter(|name| mentions(&lower, name));
        let backed = about_telling
            && !self.reached.is_empty()
            && mentioned.into_iter().all(|name| self.reached.contains(name));
        !backed
    }
}

fn mentions(lower: &str, name: &str) -> bool {
    let first = name.split_whitespace().next().unwrap_or(name).to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| word == first)
}

/// The end of the first complete sentence: after a line feed, or after `.`, `!`, `?` or
/// `…` with white space behind it. A number's own full stop (`1. `) ends none.
fn sentence_end(text: &str) -> Option<usize> {
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        if c == '\n' {
            return Some(end);
        }
        if matches!(c, '.' | '!' | '?' | '…')
            && let Some(&(_, next)) = chars.peek()
            && next.is_whitespace()
            && next != '\n'
            && !(c == '.' && before.is_ascii_digit() && at <= 3)
        {
            return Some(end + next.len_utf8());
        }
        before = c;
    }
    None
}

fn without_markup(text: &str) -> String {
    let text = IMAGE.replace_all(text, "");
    let text = LINK.replace_all(&text, "$1");
    HTML.replace_all(&text, "").into_owned()
}

/// A pattern of this file; a test compiles them all.
fn pattern(source: &str) -> Regex {
    #[expect(clippy::expect_used, reason = "constant patterns, compiled by a test")]
    Regex::new(source).expect("a constant pattern is valid")
}

static CITATION: LazyLock<Regex> = LazyLock::new(|| pattern(r" ?\[(\d{1,3})\]"));
static IMAGE: LazyLock<Regex> = LazyLock::new(|| pattern(r"!\[[^\]]*\](\([^)]*\)|\[[^\]]*\])?"));
static LINK: LazyLock<Regex> = LazyLock::new(|| pattern(r"\[([^\]]*)\]\([^)]*\)"));
static HTML: LazyLock<Regex> = LazyLock::new(|| pattern(r"</?[A-Za-z!][^>]*>"));

/// "I have notified", "we'll let ... know", "he avisado", "avisaré".
static FIRST_PERSON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)
        \b(?:i|we)(?:['’](?:ve|ll|d|m|re)|\s+(?:have|will|am|are|did|just|already|also|now|then))*\s+
          (?:just\s+|already\s+|also\s+|now\s+|then\s+|going\s+to\s+)*
          (?:notif\w+|inform\w*|told|tell|telling|messag\w+|alert\w*|let(?:ting)?\b.{0,40}\bknow|sent|send\w*|pass(?:ed|ing)?\b|
             forward\w*|contact\w*|remind\w*|ask(?:ed|ing)|creat\w+|add(?:ed|ing)|log(?:ged|ging)|schedul\w+|book\w*|
             record\w*|saved?|saving|updat\w+|cancel\w*|assign\w*|arrang\w+|warn\w*|email\w*|call(?:ed|ing))\b
        |\b(?:he|hemos|ya\s+he|acabo\s+de|voy\s+a|vamos\s+a)\s+(?:\w+\s+){0,2}?
          (?:notific\w+|avis\w+|inform\w+|envi\w+|cread\w+|crear|añad\w+|program\w+|registr\w+|recordad\w+|recordar|dicho|decir\w*|mandad\w+|mandar|pasad\w+|asignad\w+|cancelad\w+)
        |\b(?:notifiqu|avis|inform|envi|mand|cre|program|registr)(?:é|aré|amos|aremos)\b",
    )
});

/// "Peach has been notified", "ha sido avisada".
static PASSIVE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)
        \b(?:has|have|had|was|were|is|are|will)\s+(?:now\s+|already\s+|just\s+)*(?:been\s+|be\s+|being\s+)?(?:now\s+|already\s+|just\s+)*
          (?:notified|informed|told|alerted|messaged|contacted|reminded|warned|logged|recorded|forwarded|passed\s+on|emailed)\b
        |\b(?:message|notification|notice|reminder|task|note)\b.{0,40}\b(?:sent|delivered|created|scheduled|passed)\b
        |\b(?:ha|han|fue|fueron|será|serán)\s+(?:sido\s+)?(?:notificad|avisad|informad|enviad|registrad|cread|programad)\w+",
    )
});

/// Claims that a notice can back.
static TELLING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)notif|inform|told|tell|messag|alert|know|sent|send|pass|forward|contact|warn|avis|envi|mand|dicho|decir",
    )
});

#[cfg(test)]
mod tests {
    use super::*;

    fn release(shown: &[u32], reached: &[&str]) -> Release {
        Release {
            shown: shown.iter().copied().collect(),
            reached: reached.iter().map(|name| (*name).to_owned()).collect(),
            names: ["Ann Lee", "Ben"].map(str::to_owned).to_vec(),
            waiting: String::new(),
            cited: BTreeSet::new(),
            withheld: 0,
        }
    }

    fn all(release: &mut Release, text: &str) -> String {
        let mut out = release.push(text).concat();
        out.push_str(&release.finish().concat());
        out
    }

    #[test]
    fn sentences_come_out_whole_however_they_arrive() {
        let mut release = release(&[1], &[]);
        assert!(release.push("The bins go out on Tue").is_empty());
        assert_eq!(release.push("sday [1]. And"), ["The bins go out on Tuesday [1]. "]);
        assert_eq!(release.finish(), ["And"]);
        assert_eq!(release.cited(), &BTreeSet::from([1]));
    }

    #[test]
    fn citations_that_were_never_shown_are_dropped() {
        assert_eq!(all(&mut release(&[1], &[]), "Yes [1], and no [7]."), "Yes [1], and no.");
    }

    #[test]
    fn markup_that_could_leak_or_inject_loses_all_but_its_words() {
        let text =
            "See ![x](https://evil.example/?q=1)this <img src=x> [page](https://evil.example).";
        assert_eq!(all(&mut release(&[], &[]), text), "See this  page.");
    }

    #[test]
    fn claims_without_a_receipt_are_withheld() {
        for claim in [
            "I have notified Ann.",
            "I've let Ben know.",
            "I will tell the team.",
            "Ann has been informed.",
            "We've sent a message to everybody.",
            "A reminder has been created for you.",
            "He avisado a Ben.",
            "Ben ha sido avisado.",
            "I just scheduled it.",
        ] {
            let mut release = release(&[], &[]);
            assert_eq!(all(&mut release, claim), "", "{claim}");
            assert_eq!(release.withheld(), 1);
        }
    }

    #[test]
    fn a_receipt_backs_a_claim_about_the_same_people() {
        assert_eq!(
            all(&mut release(&[], &["Ann Lee"]), "I have notified Ann."),
            "I have notified Ann."
        );
        assert_eq!(all(&mut release(&[], &["Ann Lee"]), "I have notified Ben."), "");
        assert_eq!(all(&mut release(&[], &["Ann Lee"]), "I have scheduled it for Ann."), "");
    }

    #[test]
    fn ordinary_answers_pass() {
        for fine in [
            "The next cleaning is on Tuesday, 24 November 2026 at 09:00 [1].",
            "I don't know that. Ask the owner.",
            "Ann works tomorrow from 9:00 to 17:00.",
            "You can tell the office by phone [1].",
            "Residents are informed by post a week before [1].",
            "1. Lock the door.\n2. Turn off the oven.\n",
            "Thanks for the heads-up!",
        ] {
            assert_eq!(all(&mut release(&[1], &[]), fine), fine);
        }
    }
}

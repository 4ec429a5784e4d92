//! Sentences that say the steward did something, and what backs them.
//!
//! A claim is backed by a receipt that names the people it names, or by the cited
//! passage whose claim it is (`We send invoices monthly [1].`). Anything else is
//! withheld: better silent than false.

mod english;
mod spanish;

use std::sync::LazyLock;

use regex::Regex;

use super::pattern;

/// What a claim may rest on.
#[derive(Debug)]
pub(super) struct Backing<'a> {
    /// Names of people whom performed actions have reached.
    pub reached: &'a [String],
    /// Names of everybody here.
    pub names: &'a [String],
    /// Texts of the trusted passages that the sentence cites, in lower case.
    pub cited: Vec<&'a str>,
    /// Whether it cites anything that was shown.
    pub has_citation: bool,
}

/// Whether the sentence claims an action that nothing backs.
pub(super) fn has_unbacked(sentence: &str, backing: &Backing<'_>) -> bool {
    let plain = readable(sentence);
    let lower = plain.to_lowercase();
    claims(&plain)
        .any(|claim| !claim.is_receipted(&lower, backing) && !claim.is_quoted(&lower, backing))
}

#[derive(Debug)]
struct Claim {
    /// The words of the claim, in lower case.
    text: String,
    /// "I ...": nobody but the steward speaks of itself so.
    own: bool,
    /// "We send", "are informed": what is usual, not what was done.
    habitual: bool,
    /// Whether it is about telling people, which a notice backs.
    telling: bool,
}

impl Claim {
    fn is_receipted(&self, sentence: &str, backing: &Backing<'_>) -> bool {
        let first_of_reached = |name: &str| {
            backing.reached.iter().any(|reached| first_name(reached) == first_name(name))
        };
        let unreached = backing.names.iter().filter(|name| !backing.reached.contains(name));
        let names_unreached = unreached.into_iter().any(|name| {
            let whole = name.to_lowercase();
            (whole.contains(' ') && sentence.contains(&whole))
                || (mentions(sentence, name) && !first_of_reached(name))
        });
        self.telling
            && backing.reached.iter().any(|name| mentions(sentence, name))
            && !names_unreached
            && !EVERYBODY.is_match(sentence)
            && !DOING.is_match(sentence)
    }

    fn is_quoted(&self, sentence: &str, backing: &Backing<'_>) -> bool {
        let mut named = backing.names.iter().filter(|name| mentions(sentence, name));
        let about_known = named.all(|name| backing.cited.iter().any(|text| mentions(text, name)));
        let said = backing.cited.iter().any(|text| text.contains(&self.text));
        !self.own && backing.has_citation && about_known && (self.habitual || said)
    }
}

/// The claims of a sentence.
fn claims(sentence: &str) -> impl Iterator<Item = Claim> {
    english::claims(sentence).chain(spanish::claims(sentence))
}

/// Without emphasis, which would keep words from being seen as neighbours.
fn readable(sentence: &str) -> String {
    let letters = sentence.chars().filter(|c| !matches!(c, '*' | '_' | '`' | '~'));
    letters.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn first_name(name: &str) -> String {
    name.split_whitespace().next().unwrap_or(name).to_lowercase()
}

/// Whether a text in lower case holds somebody's first name.
fn mentions(lower: &str, name: &str) -> bool {
    let first = first_name(name);
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| word == first)
}

/// What no notice backs, wherever it stands in a sentence that claims something.
static DOING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:created?|creating|added|logged|schedul(?:e|ed|ing)|book(?:ed|ing)?|recorded|saved?|updated?|cancell?(?:ed|ing)?|assign(?:ed)?|arrang(?:e|ed|ing)|emailed|called|texted|phoned|ordered|reserved|registered|fixed|approved|cread[oa]|programad[oa]|reservad[oa]|registrad[oa]|cancelad[oa])\b",
    )
});

static EVERYBODY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:everyone|everybody|all|team|staff|others|crew|todos|todas|equipo)\b")
});

//! Sentences that say the steward did something, and what backs them.
//!
//! A claim is backed by a receipt that names the people it names, or by the cited
//! passage whose claim it is (`We send invoices monthly [1].`). Anything else is
//! withheld: better silent than false.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

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
    let active = FIRST_PERSON.captures_iter(sentence).filter_map(|found| active(sentence, &found));
    let spanish = SPANISH.find_iter(sentence).map(|found| Claim {
        text: found.as_str().to_lowercase(),
        own: !found.as_str().ends_with("amos"),
        habitual: found.as_str().ends_with("amos"),
        telling: TELLING_ES.is_match(found.as_str()),
    });
    let passive = PASSIVE.find_iter(sentence).filter(|found| !denied(sentence, found.range()));
    let passive = passive.map(|found| Claim {
        text: found.as_str().to_lowercase(),
        own: false,
        habitual: HABITUAL.is_match(found.as_str()),
        telling: TELLING.is_match(found.as_str()),
    });
    let short = SHORT.find_iter(sentence).map(|found| Claim {
        text: found.as_str().to_lowercase(),
        own: true,
        habitual: false,
        telling: TELLING.is_match(found.as_str()),
    });
    active.chain(spanish).chain(passive).chain(short)
}

fn active(sentence: &str, found: &Captures<'_>) -> Option<Claim> {
    let text = found.get(0)?.as_str().to_lowercase();
    let bare = found.name("aux").is_none_or(|aux| aux.as_str().trim().is_empty())
        && found.name("base").is_some();
    // "Should I notify Ann?" claims nothing.
    if bare && sentence.trim_end().ends_with('?') {
        return None;
    }
    let own = !text.starts_with("we");
    let telling = TELLING.is_match(&text);
    Some(Claim { text, own, habitual: bare && !own, telling })
}

/// "Nobody has been told."
fn denied(sentence: &str, claim: Range<usize>) -> bool {
    NOBODY.is_match(&sentence[..claim.start])
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

/// "I have notified", "we've just sent", "I'll let Ann know", "I went ahead and booked".
static FIRST_PERSON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix) \b(?:i|we)
        (?P<aux>(?:['’](?:ve|ll|d|m|re))?(?:\s+(?:have|had|will|shall|am|are|did|been|be|just|already|also|now|
            then|since|gone|went|go|going|ahead|and|to|about|\w+ly|taken|took|the|liberty|of))*)\s+
        (?:(?P<past>notified|notifying|informed|informing|told|telling|messaged|messaging|alerted|alerting|letting|
            sent|sending|passed|passing|forwarded|forwarding|contacted|contacting|reminded|reminding|asked|asking|
            warned|warning|pinged|flagged|relayed|shared|mentioned|spoke|spoken|reached\s+out|
            created|creating|added|adding|logged|logging|scheduled|scheduling|booked|booking|recorded|recording|
            saved|saving|updated|updating|cancell?ed|cancell?ing|assigned|arranged|arranging|emailed|called|calling|
            texted|phoned|ordered|ordering|reserved|changed|removed|deleted|submitted|registered|noted|handled|
            fixed|approved|completed|made\s+(?:a\s+note|sure)|set\s+(?:up|a)|put|taken\s+care|took\s+care|
            (?:got|gotten)\s+in\s+touch)
        |(?P<base>notify|inform|tell|message|alert|let\b.{0,40}\bknow|send|pass|forward|contact|remind|warn|ping|
            flag|relay|share|create|add|log|schedule|book|record|save|update|cancel|assign|arrange|email|call|
            text|phone|order|reserve|register|make\s+(?:a\s+note|sure)|take\s+care|see\s+to\s+it|get\s+in\s+touch))\b",
    )
});

/// "He avisado", "voy a informar", "avisaré", "enviamos".
static SPANISH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)
        \b(?:he|hemos|acabo\s+de|acabamos\s+de|voy\s+a|vamos\s+a)\s+(?:\w+\s+){0,2}?
          (?:notific\w+|avis\w+|inform\w+|envi\w+|cread\w+|crear|añad\w+|program\w+|registr\w+|recordad\w+|recordar\w*|
             dicho|decir\w*|mandad\w+|mandar\w*|pasad\w+|asignad\w+|cancelad\w+|reservad\w+|reservar\w*|anotad\w+|hecho|puesto)
        |\b(?:notifi(?:qu|c)|avis|inform|envi|mand|cre|program|registr|reserv|anot)(?:é|aré|amos|aremos)\b
        |\b(?:l[eo]s?\s+)(?:dije|diré)\b",
    )
});

/// "Ann has been notified", "your message was sent", "ha sido avisada".
static PASSIVE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)
        \b(?:has|have|had|was|were|is|are|will|got|gets|['’]s|['’]ve)\s+(?:(?:now|already|just|also|since|\w+ly)\s+)*
          (?:(?:been|be|being)\s+)?(?:(?:now|already|just|also|since|\w+ly)\s+)*
          (?:notified|informed|told|alerted|messaged|contacted|reminded|warned|logged|recorded|forwarded|
             passed\s+(?:on|along)|emailed|pinged|updated\s+about|let\s+know|made\s+aware|aware|taken\s+care\s+of)\b
        |\b(?:message|notification|notice|reminder|task|note|request|ticket|booking|reservation|appointment)s?\b.{0,40}
          \b(?:has|have|had|was|were|been|now|will\s+be|is|['’]s)\s+(?:(?:now|already|just|been|being|\w+ly)\s+)*
          (?:sent|delivered|created|scheduled|passed|forwarded|booked|logged|made|confirmed|on\s+its\s+way)\b
        |\b(?:has|have|had)\s+(?:(?:now|already|just)\s+)*(?:received|got|gotten|seen|read)\b.{0,30}
          \b(?:message|notification|notice|note)\b
        |\bnow\s+knows?\b
        |\b(?:ha|han|fue|fueron|será|serán|queda|quedan|está|están)\s+(?:sido\s+)?
          (?:notificad|avisad|informad|enviad|registrad|cread|programad|reservad|anotad)\w+",
    )
});

/// "Done.", "Notified Ann.", "Consider it done."
static SHORT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)
        ^\W*(?:all\s+|just\s+|already\s+|successfully\s+)*
          (?:done|sorted|(?:all\s+)?set|sent|hecho|listo)\b\s*(?:[.!,:;—–-]|$)
        |^\W*(?:just\s+|already\s+|successfully\s+)*
          (?:notified|informed|told|messaged|alerted|scheduled|booked|forwarded|contacted|reminded)\s
        |^\W*(?:your\s+)?(?:message|notification|notice|reminder|request)\s+(?:sent|delivered|created|scheduled|passed)\b
        |\bconsider\s+it\s+(?:done|sent|sorted)\b
        |\bit(?:['’]s|\s+is|\s+has\s+been)\s+(?:all\s+)?(?:done|sent|scheduled|booked|on\s+its\s+way)\b",
    )
});

static HABITUAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:is|are|gets)\s+(?:\w+ly\s+|also\s+)*[a-z]+(?:\s+(?:on|along|about|care|of|aware))*$",
    )
});

static TELLING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:notif|inform|told|tell|messag|alert|know|let|sent|send|pass|forward|contact|warn|remind|aware|relay|ping|delivered|received|seen|got|read)",
    )
});

static TELLING_ES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)notif|avis|inform|envi|mand|dicho|decir|dije|diré|pasad"));

/// What no notice backs, wherever it stands in a sentence that claims something.
static DOING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:created?|creating|added|logged|schedul(?:e|ed|ing)|book(?:ed|ing)?|recorded|saved?|updated?|cancell?(?:ed|ing)?|assign(?:ed)?|arrang(?:e|ed|ing)|emailed|called|texted|phoned|ordered|reserved|registered|fixed|approved|cread[oa]|programad[oa]|reservad[oa]|registrad[oa]|cancelad[oa])\b",
    )
});

static EVERYBODY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:everyone|everybody|all|team|staff|others|crew|todos|todas|equipo)\b")
});

static NOBODY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:nobody|no\s+one|nothing|none|no\s+\w+|nadie|nada)(?:\s+(?:else|yet|here))*\s*$",
    )
});

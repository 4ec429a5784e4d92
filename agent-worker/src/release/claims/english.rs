//! Claims in English: what the steward says it did, does or will do, what it says has been
//! done, and the short forms of both.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::{Claim, pattern};

/// Participles of what a steward does.
const DONE: &str = r"notified|informed|told|messaged|alerted|contacted|reminded|warned|pinged|e-?mailed|
    texted|phoned|called|rung|asked|sent(?:\s+out)?|passed\s+(?:on|along)|forwarded|relayed|shared|flagged|
    delivered|logged|recorded|noted|written\s+down|added|created|assigned|scheduled|set(?:\s+up)?|booked|reserved|
    ordered|placed|made|arranged|organi[sz]ed|confirmed|submitted|registered|updated(?:\s+about)?|saved|
    stored|remembered|changed|moved|swapped|switched|cancell?ed|removed|deleted|marked|completed|finished|handled|
    sorted(?:\s+out)?|fixed|resolved|taken\s+care\s+of|dealt\s+with|seen\s+to|issued|posted|entered|filed|
    processed|let\s+know|made\s+aware|done";
/// Those that are about telling somebody.
const TOLD: &str = r"notified|informed|told|alerted|messaged|contacted|reminded|warned|logged|recorded|forwarded|
    passed\s+(?:on|along)|e-?mailed|pinged|updated\s+about|let\s+know|made\s+aware|aware|taken\s+care\s+of";
/// Things that a steward makes and changes.
const THINGS: &str = r"messages?|notifications?|notices?|notes?|reminders?|tasks?|requests?|tickets?|bookings?|
    reservations?|appointments?|orders?|swaps?|shifts?|e-?mails?|entry|entries|alerts?|roster|rota|calls?|it|
    that|this|everything|all\s+of\s+it";
const ADVERBS: &str = r"(?:(?:now|already|just|also|since|all|both|\w+ly)\s+)*";

/// The claims of a sentence.
pub(super) fn claims(sentence: &str) -> impl Iterator<Item = Claim> {
    let active = FIRST_PERSON.captures_iter(sentence).filter_map(|found| active(sentence, &found));
    let passive = PASSIVE.captures_iter(sentence).filter_map(|found| passive(sentence, &found));
    let short = SHORT.find_iter(sentence).map(|found| Claim {
        text: found.as_str().to_lowercase(),
        own: true,
        habitual: false,
        telling: TELLING.is_match(found.as_str()),
    });
    active.chain(passive).chain(short)
}

fn active(sentence: &str, found: &Captures<'_>) -> Option<Claim> {
    let all = found.get(0)?;
    let (before, text) = (sentence.get(..all.start())?, all.as_str().to_lowercase());
    let bare = found.name("aux").is_none_or(|aux| aux.as_str().trim().is_empty());
    let plan = found.name("past").is_none();
    // "Should I notify Ann?", "before I send it": nothing is claimed.
    if OPEN.is_match(before) || bare && plan && sentence.trim_end().ends_with('?') {
        return None;
    }
    // "If you like, I will tell Ann" offers; "I remember" promises nothing.
    if plan && CONDITION.is_match(sentence) || bare && found.name("promise").is_some() {
        return None;
    }
    let own = !text.starts_with("we");
    let telling = TELLING.is_match(&text);
    Some(Claim { text, own, habitual: bare && plan && !own, telling })
}

fn passive(sentence: &str, found: &Captures<'_>) -> Option<Claim> {
    let verb = found.name("a").or(found.name("b")).or(found.name("c"))?;
    let before = sentence.get(..found.get(0)?.start())?;
    let until = sentence.get(..verb.start())?;
    // "Nobody has been told", "no reminder was set", "whether it was sent".
    if NOBODY.is_match(before) || NOBODY.is_match(until) || CONDITION_BEFORE.is_match(before) {
        return None;
    }
    if WILL.is_match(verb.as_str()) && CONDITION.is_match(sentence) {
        return None;
    }
    Some(Claim {
        text: verb.as_str().to_lowercase(),
        own: false,
        habitual: HABITUAL.is_match(verb.as_str()),
        telling: TELLING.is_match(found.get(0)?.as_str()),
    })
}

/// "I have notified", "we've just sent", "I'll let Ann know", "I went ahead and booked".
static FIRST_PERSON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?ix) \b(?:i|we)
        (?P<aux>(?:['’](?:ve|ll|d|m|re))?(?:\s+(?:have|had|will|shall|am|are|did|been|be|just|already|also|now|
            then|since|gone|went|go|going|ahead|and|to|about|\w+ly|taken|took|the|liberty|of))*)\s+
        (?:(?P<past>{DONE}|notifying|informing|telling|messaging|alerting|letting|let\b.{{0,40}}\bknow|sending|passed|
            passing|forwarding|contacting|reminding|asking|warning|mentioned|spoke|spoken|reached\s+out|creating|
            adding|logging|scheduling|booking|recording|saving|updating|cancell?ing|calling|ordering|approved|
            made\s+(?:a\s+note|sure)|set\s+(?:up|a)|put|taken\s+care|took\s+care|wrote|written|gave|given|
            (?:got|gotten)\s+in\s+touch|arranging|assigning|swapping|marking)
        |(?P<base>notify|inform|tell|message|alert|let\b.{{0,40}}\bknow|send|pass|forward|contact|remind|warn|ping|
            flag|relay|share|create|add|log|schedule|book|record|save|update|cancel|assign|arrange|e-?mail|call|
            text|phone|order|reserve|register|make\s+(?:a\s+note|sure)|take\s+care|see\s+to\s+it|get\s+in\s+touch)
        |(?P<promise>remember|keep\b.{{0,30}}\bin\s+mind|mark|swap|switch|move|change|remove|delete|confirm|place|issue|
            post|enter|file|process|note|handle|sort|fix|set|put|write|give|ring|see\s+to|deal\s+with|do\s+(?:it|that)|
            get\s+(?:it|that|this)\s+(?:done|sorted)))\b",
    ))
});

/// "Ann has been notified", "your message was sent", "the reminder is set".
static PASSIVE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?ix)
        \b(?P<a>(?:has|have|had|['’]s|['’]ve)\s+{ADVERBS}been\s+{ADVERBS}(?:{DONE})
          |(?:has|have)\s+{ADVERBS}gone\s+out
          |(?:was|were|is|are|will|got|gets|['’]s|['’]ve)\s+{ADVERBS}(?:(?:be|being)\s+)?{ADVERBS}(?:{TOLD})
          |(?:has|have|had)\s+{ADVERBS}(?:received|got|gotten|seen|read)\b.{{0,30}}\b(?:message|notification|notice|note)
          |(?:got|received|saw|read)\s+(?:your|the|my|our)\s+(?:message|notification|notice|note)
          |(?:will|['’]ll)\s+{ADVERBS}(?:get|receive|see|have|find)\b.{{0,30}}\b(?:message|notification|notice|note|reminder|alert|e-?mail)
          |now\s+knows?|knows?\s+(?:(?:about\s+)?(?:it|this|that)\s+)?now|in\s+the\s+loop)\b
        |\b(?:{THINGS})\b(?:\s+(?:for|to|with|about|of|on)\b.{{0,30}}?|\s+{ADVERBS}.{{0,20}}?)?\s*
          \b(?P<b>(?:is|are|was|were|has|have|['’]s|will\s+be|gets|got)\s+{ADVERBS}(?:(?:been|being)\s+)?{ADVERBS}
          (?:{DONE}|on\s+(?:its|their)\s+way|in\s+place))\b
        |\b(?:{THINGS})\s+(?P<c>went\s+out)\b",
    ))
});

/// "Done.", "Notified Ann.", "Task created.", "Consider it done."
static SHORT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?ix)
        ^\W*(?:all\s+|just\s+|already\s+|now\s+|successfully\s+)*
          (?:done(?:\s+and\s+dusted)?|set|{DONE})\b\s*(?:[.!,:;—–-]|$)
        |^\W*(?:just\s+|already\s+|successfully\s+)*
          (?:notified|informed|told|messaged|alerted|scheduled|booked|forwarded|contacted|reminded)\s
        |^\W*(?:just\s+|already\s+|successfully\s+)*(?:{DONE})\s+(?:it|this|that|them|him|her|you|your|the|a|an|everyone|everybody)\b
        |^\W*(?:your\s+|the\s+)?(?:{THINGS})\s+(?:for\s+.{{0,30}}\s+)?{ADVERBS}(?:{DONE})\b
        |\bconsider\s+(?:it|this|that)\s+{ADVERBS}(?:{DONE})\b
        |\bit(?:['’]s|\s+is|\s+has\s+been)\s+{ADVERBS}(?:{DONE}|on\s+its\s+way)\b",
    ))
});

/// "is sent": what is usual.
static HABITUAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:is|are|gets)\s+(?:\w+ly\s+|also\s+)*[a-z]+(?:\s+(?:on|along|about|care|of|out|up|aware))*$",
    )
});

/// Words before "I" with which nothing is said to be done.
static OPEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:shall|should|may|can|could|must|would|do|did|before|if|once|when|unless|until|after|whether)\s*$",
    )
});

/// A plan that hangs on the member.
static CONDITION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:if|once|when|as soon as|after|unless|should)\s+(?:you|nobody|no one|somebody|someone|anybody|anyone|it|that|this|the)\b|\b(?:if|once|when|as soon as|after|unless)\s+you\s+(?:like|want|wish|prefer|confirm|approve|agree|say|tell)",
    )
});

static CONDITION_BEFORE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:if|whether|once|unless|until|before|after|when)\b[^,;]*$"));

static WILL: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^(?:will|['’]ll)\b"));

static TELLING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:notif|inform|told|tell|messag|alert|know|let|sent|send|pass|forward|contact|warn|remind|aware|relay|ping|delivered|received|seen|got|read)",
    )
});

static NOBODY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:nobody|no\s+one|nothing|none|no(?:\s+\w+)?)(?:\s+(?:else|yet|here))*\s*$")
});

//! What a message wants: a notice to somebody, or something else.

use std::sync::LazyLock;

use regex::Regex;

use super::text::{pattern, words};

/// Whom a notice is for, in the member's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Recipient {
    /// Whoever is on shift; the words may hold a time.
    OnShift(String),
    Member(String),
    Role(String),
}

/// How the content relates to its recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    Tell,
    Ask,
    AskWhether,
    Remind,
    About,
}

/// A message that somebody else should read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    pub recipient: Recipient,
    pub manner: Manner,
    pub content: String,
    /// Something is wrong now, as opposed to an event with a time of its own.
    pub problem: bool,
}

/// Small talk that needs no look-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SmallTalk {
    Greeting,
    Thanks,
    Goodbye,
    Abilities,
    Time,
}

const LEAD: &str = r"(?:(?:hi|hello|hey|good (?:morning|afternoon|evening))(?:\s+\w+)?[,!.]?\s+)?";
const POLITE: &str = r"(?:(?:please|can you|could you|would you|will you|i need you to|i want you to|i would like you to|i'd like you to|kindly|also|and|so)[, ]+)*";
const TELL: &str =
    r"(?P<verb>tell|let|inform|notify|ask|remind|warn|alert|message|text|update|pass on to)";
const GROUP: &str = r"(?:whoever|whomever|who(?:'s| is) (?:on|working)|someone|somebody|anyone|anybody|everyone|everybody|all|(?:the|my|our|a) [\w' -]+?|[\w'-]+(?: \p{Lu}[\w'-]+)?)";

static CONNECTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?is)^{LEAD}{POLITE}{TELL}\s+(?P<who>.+?)(?:\s+know)?[,:]?\s+(?P<link>that|to|about|if|whether)\s+(?P<what>.+)$"
    ))
});
static KNOW: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(r"(?is)^{LEAD}{POLITE}{TELL}\s+(?P<who>.+?)\s+know[,:]?\s+(?P<what>.+)$"))
});
static DIRECT: LazyLock<Regex> = LazyLock::new(|| {
    let next = r"(?:the|a|an|we|i|i'm|there|there's|it|it's|they|our|my|no|he|she|his|her|this|he's|she's|we're|they're)";
    pattern(&format!(
        r"(?is)^{LEAD}{POLITE}{TELL}\s+(?P<who>{GROUP}(?: (?:is )?(?:on shift|on duty|working|on)\b[^,:]*?)?)(?:[,:]\s*(?P<a>.+)|\s+(?P<b>{next}\s.+))$"
    ))
});
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?is)^{LEAD}{POLITE}{TELL}\s+(?P<who>(?-i:\p{{Lu}}[\p{{L}}'-]+))[,:]?\s+(?P<what>.+)$"
    ))
});
static TRAILING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?is)^(?P<what>.+?)[,.;!:]?\s+(?:-+\s*)?{POLITE}{TELL}\s+(?P<who>[^,.;]+?)(?:\s+know)?(?:\s+about (?:it|this|that))?(?:,?\s*please)?[.?!\s]*$"
    ))
});
static COVER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?is)^.*?\b(?P<ask>(?:can|could|would|will) (?:someone|anyone|anybody|somebody|one of you)|is there (?:someone|anyone|anybody|somebody) who (?:can|could)|i need (?:someone|somebody|anyone)(?: to)?|who (?:can|could))\s+(?:please |maybe )?(?P<rest>(?:cover|take (?:over|my|the)|swap|fill in|help|replace|step in|stand in|open up|close up|stay|bring|pick|receive|accept|let|check|fix|look|unload|lock|switch|turn|come (?:in|and|to)|work (?:for|my|instead)|buy|clean)\b.*)$",
    )
});
static ABSENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bi(?:'m| am| will be|'ll be)?\s+(?:(?:can't|cannot|can not|cant|won't be able to|will not be able to|not able to|unable to|won't|will not) (?:make (?:it|the|my|tomorrow|tonight|today|mon|tues|wednes|thurs|fri|satur|sun)|come|be (?:in|there|at|on)|work|attend|get (?:there|in|to)|do (?:my|the|this|that|it|tomorrow)|take (?:it|the|my)|receive|accept|cover|join|stay)|have to (?:cancel|leave|miss)|need to (?:cancel|leave)|(?:feeling |really |very |quite )*(?:sick|ill|unwell)|(?:running |going to be |a bit |probably |\d+ minutes? |\w+ minutes? )*late\b|stuck in|call(?:ing)? in sick|might be late)",
    )
});
static PROBLEM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:broken|broke|leak(?:s|ing|ed)?|out of order|(?:not|isn't|doesn't|stopped|aren't|don't) work(?:ing)?|won't (?:start|open|close|turn|lock)|ran out|run out|running (?:out|low)|(?:is|are) down|dripp\w+|overflow\w*|flicker\w*|(?:we are|we're|is|are) out of|on fire|fire in|smoke|smells?|flood(?:ed|ing)?|stuck|blocked|clogged|damaged|injured|hurt|bleeding|complain(?:s|ed|ing)|stolen|power (?:cut|outage)|no (?:hot )?(?:water|heating|power|light|electricity|internet)|burst|collapsed|cracked|alarm (?:is|went|keeps)|locked out|spilled|spill)\b",
    )
});
static EVENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:arriv\w+|com(?:e|es|ing)|deliver\w*|visit\w*|inspect\w*|pick(?:ed|ing|s)? up|pick-?up|drop\w* off|booked|booking|reserv\w+|cancel\w*|postpon\w+|delay\w*|moved to|rescheduled|party of|group of|guests?|customers?|suppliers?|technician|plumber|electrician|inspector|contractor|courier|driver|expect\w*|starts?|starting|meeting|event|closed|shut|turned off|switched off|maintenance)\b",
    )
});
static HEADS_UP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:heads[- ]up|fyi|for your information|just so (?:you|everyone) knows?|(?:someone|somebody|everyone|they|people) (?:should|must|needs? to|has to) know|pass (?:it|this|that) on|spread the word|announcement)\b",
    )
});
static ABOUT_ME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:please )?(?:remember|call me|my name|my favou?rite|note that i|don't forget)|\bi (?:prefer|like|love|hate)\b",
    )
});
static QUESTION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(?:hi|hello|hey|ok|and|so|but|please|sorry|excuse me|by the way)[,!]?\s+)*(?:who|whom|whose|what|when|where|why|how|which|is|are|am|was|were|do|does|did|can|could|may|must|should|shall|will|would|has|have|any idea|tell me|i (?:want|need|would like|'d like) to know|i wonder|remind me|explain|show me|what's|who's|where's|how's|let me know)\b",
    )
});

/// Whether the sentence asks (and is not a request to pass something on).
pub(crate) fn is_question(text: &str) -> bool {
    text.trim_end().ends_with('?') || QUESTION.is_match(text.trim())
}

/// Whether the words name a subject without saying anything ("pool hours").
pub(crate) fn is_phrase(text: &str) -> bool {
    let words = words(text);
    let said = [
        "i", "im", "we", "my", "our", "the", "it", "he", "she", "they", "ive", "ok", "okay", "no",
        "yes", "sure", "great", "cool", "nice", "perfect", "alright", "please", "tell", "notify",
        "inform",
    ];
    words.len() <= 4 && words.first().is_some_and(|first| !said.contains(&first.as_str()))
}

/// A request to tell somebody, a report that matters to others, or neither. `future` says
/// whether the message speaks of a time to come.
pub(crate) fn notice(text: &str, future: bool) -> Option<Notice> {
    let text = &text.trim().replace('\u{2019}', "'");
    requested(text).or_else(|| reported(text, future))
}

fn requested(text: &str) -> Option<Notice> {
    for form in [&CONNECTED, &KNOW, &DIRECT, &TRAILING, &NAMED] {
        let Some(found) = form.captures(text) else { continue };
        let what = ["what", "a", "b"].iter().find_map(|group| found.name(group));
        let (Some(what), Some(recipient)) = (what, recipient(&found["who"])) else { continue };
        let verb = found["verb"].to_lowercase();
        let manner = match (verb.as_str(), found.name("link").map(|l| l.as_str().to_lowercase())) {
            (_, Some(link)) if link == "about" => Manner::About,
            (_, Some(link)) if link == "if" || link == "whether" => Manner::AskWhether,
            ("remind", Some(link)) if link == "to" => Manner::Remind,
            (_, Some(link)) if link == "to" => Manner::Ask,
            _ => Manner::Tell,
        };
        let content = what.as_str().trim().to_owned();
        if words(&content).iter().all(|word| super::text::is_stop(word)) {
            continue; // "Please notify the manager": of what?
        }
        let problem = PROBLEM.is_match(&content);
        return Some(Notice { recipient, manner, content, problem });
    }
    None
}

fn reported(text: &str, future: bool) -> Option<Notice> {
    let on_shift = Recipient::OnShift(String::new());
    if let Some(found) = COVER.captures(text) {
        let ask = format!(" {}", found["ask"].to_lowercase());
        let rest = found["rest"].trim().trim_end_matches(['?', '.', '!']);
        // "Who can help with ..." asks for a name, unless it is about covering a shift.
        let cover = ["cover", "take", "swap", "fill", "replace", "step", "stand"];
        if (ask.starts_with(" who") || ask.contains(" any"))
            && !cover.iter().any(|verb| rest.starts_with(verb))
            && (ask.starts_with(" who") || !rest.starts_with("help me"))
        {
            return None;
        }
        let content = format!("someone can {rest}");
        let manner = Manner::AskWhether;
        return Some(Notice { recipient: on_shift, manner, content, problem: false });
    }
    if is_question(text) || ABOUT_ME.is_match(text) {
        return None;
    }
    let problem = PROBLEM.is_match(text);
    let matters = problem
        || ABSENT.is_match(text)
        || HEADS_UP.is_match(text)
        || (future && EVENT.is_match(text));
    let content = text.to_owned();
    matters.then_some(Notice { recipient: on_shift, manner: Manner::Tell, content, problem })
}

/// Nobody, when the words name the assistant or the member.
fn recipient(who: &str) -> Option<Recipient> {
    let who = who.trim();
    let lower = who.to_lowercase();
    let first = words(&lower).into_iter().next().unwrap_or_default();
    if ["me", "us", "you", "it", "this", "that", "myself", "yourself"].contains(&first.as_str())
        || who.split_whitespace().count() > 9
    {
        return None;
    }
    let anyone = [
        "whoever",
        "whoevers",
        "whomever",
        "whos",
        "who",
        "someone",
        "somebody",
        "anyone",
        "anybody",
        "everyone",
        "everybody",
        "all",
        "people",
        "them",
        "staff",
        "colleagues",
        "folks",
    ];
    let groups = [
        "team",
        "shift",
        "crew",
        "staff",
        "others",
        "colleague",
        "colleagues",
        "person",
        "people",
        "duty",
        "guys",
        "rest",
        "working",
    ];
    let article = ["the ", "my ", "our ", "a "].iter().find_map(|word| lower.strip_prefix(word));
    if (anyone.contains(&first.as_str()) && !lower.contains(" know "))
        || (article.is_some()
            && words(&lower).iter().any(|word| groups.contains(&word.as_str()))
            && !lower.contains(" know ")
            && !lower.contains(" we "))
    {
        return Some(Recipient::OnShift(who.to_owned()));
    }
    let clause = [
        "we", "i", "im", "they", "there", "theres", "it", "its", "is", "are", "need", "needs",
        "has", "have", "will", "know", "he", "she", "want", "wants", "can",
    ];
    if words(&lower).iter().any(|word| clause.contains(&word.as_str())) {
        return None;
    }
    match article {
        Some("boss") => Some(Recipient::Role("manager".to_owned())),
        Some(role) => Some(Recipient::Role(role.trim_end_matches(" staff").to_owned())),
        None if ["manager", "owner", "management", "reception"].contains(&lower.as_str()) => {
            Some(Recipient::Role(lower))
        }
        None if who.split_whitespace().count() <= 2 => Some(Recipient::Member(
            who.split_whitespace().map(super::text::capitalized).collect::<Vec<_>>().join(" "),
        )),
        None => None,
    }
}

/// Small talk, when the message is nothing else.
pub(crate) fn small_talk(text: &str) -> Option<SmallTalk> {
    let said = words(text).join(" ");
    let is = |known: &[&str]| known.contains(&said.as_str());
    let short = said.split(' ').count() <= 5;
    let begins = |known: &[&str]| {
        short && known.iter().any(|start| said == *start || said.starts_with(&format!("{start} ")))
    };
    if is(&[
        "what can you do",
        "who are you",
        "what are you",
        "help",
        "how can you help me",
        "what do you do",
        "how do you work",
        "what can i ask you",
        "what can you help me with",
        "qué puedes hacer",
        "quién eres",
        "ayuda",
    ]) {
        Some(SmallTalk::Abilities)
    } else if is(&[
        "what time is it",
        "whats the time",
        "what day is it",
        "what is todays date",
        "what day is it today",
        "whats the date",
        "what is the time",
        "what is the date today",
        "whats the date today",
        "what is todays day",
        "qué hora es",
    ]) {
        Some(SmallTalk::Time)
    } else if begins(&[
        "thanks",
        "thank you",
        "thx",
        "cheers",
        "great thanks",
        "ok thanks",
        "perfect thanks",
        "perfect thank you",
        "ok thank you",
        "gracias",
        "many thanks",
    ]) {
        Some(SmallTalk::Thanks)
    } else if begins(&["bye", "goodbye", "see you", "good night", "adiós", "hasta luego"]) {
        Some(SmallTalk::Goodbye)
    } else if !text.contains('?')
        && begins(&[
            "hi",
            "hello",
            "hey",
            "good morning",
            "good afternoon",
            "good evening",
            "hola",
            "buenos días",
            "buenas tardes",
        ])
        && said.split(' ').count() <= 3
        || is(&["how are you", "hi how are you", "hello how are you", "whats up"])
    {
        Some(SmallTalk::Greeting)
    } else {
        None
    }
}

//! Answering from the passages: the best sentences, quoted and cited.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use regex::Regex;

use super::{
    context::{Context, Next, Passage},
    language::{Phrases, fill},
    text::{concepts, line_sentences, pattern, words},
};
use crate::embed::{EmbedError, Embedder, cosine};

/// One sentence that could be the answer.
#[derive(Debug)]
struct Candidate<'a> {
    passage: &'a Passage,
    sentence: String,
    /// The sentence before it and the title: what it is about when it does not say so.
    around: BTreeSet<String>,
    own: BTreeSet<String>,
    next: Option<&'a Next>,
    /// The items of the list that the sentence introduces.
    list: Vec<String>,
}

/// What form an answer must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    When,
    Quantity,
    Contact,
    Other,
}

static WHEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:when|what (?:time|day|date|days|hours)|which (?:day|date|days)|how often|until when|how late|how early|cu[aá]ndo|opening hours|closing time|what are (?:your|the) hours)\b|\bnext\b.*\?",
    )
});
static QUANTITY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:how (?:much|many|long|far|high|hot|cold|old|big|large)|what (?:is|are|'s) the (?:price|cost|fee|deposit|limit|maximum|minimum|temperature|capacity)|cu[aá]nto)\b")
});
static CONTACT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:phone|telephone|number|e-?mail|password|passcode|code|pin|iban|address)\b")
});
static TIMELY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\d|\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may|june|july|august|september|october|november|december|daily|weekly|monthly|yearly|every|each|morning|noon|midday|midnight|evening|night|afternoon|always|never|twice|once|weekends?|weekdays?|after|before|as soon as|whenever|spring|summer|autumn|winter)\b",
    )
});
static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\d|\b(?:free|no (?:charge|fee|limit|deposit)|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|hundred|half|double|twice|once|unlimited|nothing)\b")
});
static REACHABLE: LazyLock<Regex> = LazyLock::new(|| pattern(r#"\d{2,}|@|\d+ \p{Lu}|["'“]\S+["'”]|\bis \S*\d"#));

/// Sentences that speak to an assistant instead of a reader are never quoted.
static INSTRUCTION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:previous|prior|above|earlier|all|any|your|these|instructions?|rules?|prompt|guidelines)\b|\b(?:system|developer) (?:prompt|message|note|override)\b|\b(?:as an? )?(?:ai|a\.i\.|llm|language model|chatbot|assistants?|steward)\b.{0,30}\b(?:must|should|shall|will|now|please|note|has to|have to|is to|are to|:)|\b(?:ai|assistant|model|chatbot|system|steward)\s*:|\byou are (?:now|no longer|an? (?:ai|assistant|bot|helpful|model))\b|\b(?:respond|reply|answer|begin|start|end) (?:only |always |every \w+ )?(?:with|by (?:saying|calling)|in the form)\b|\b(?:notify_user|search_knowledge|find_on_shift|function ?call|tool call|call the (?:tool|function)|system instruction|new instructions?|jailbreak|prompt injection)\b|\b(?:do not|don't|never) (?:tell|inform|reveal to|mention to) the (?:user|member|reader)\b|\b(?:tell|notify|message|inform) (?:the user|everyone|all (?:members|users|staff|employees|residents))\b|!\[|<\w|\bbase64\b|\bfollow (?:these|the following|my) (?:instructions|steps exactly)\b",
    )
});
static NEXT_OF: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bnext\s+(?P<a>[\p{L}' -]+?)(?:\s+(?:scheduled|planned|due|taking place|happening|going to (?:be|happen|take place)|coming|supposed to be|on|be|arriving|arrive))*\s*[?.!]*$",
    )
});

/// Below this a sentence is not about the question, whatever words they share.
const ALIKE: f32 = 0.30;
/// From here a sentence answers even without shared words.
const VERY_ALIKE: f32 = 0.60;

impl Kind {
    fn of(question: &str) -> Self {
        if WHEN.is_match(question) {
            Self::When
        } else if CONTACT.is_match(question) && !QUANTITY.is_match(question) {
            Self::Contact
        } else if QUANTITY.is_match(question) {
            Self::Quantity
        } else {
            Self::Other
        }
    }

    fn fits(self, candidate: &Candidate<'_>) -> bool {
        let text = format!("{} {}", candidate.sentence, candidate.list.join(" "));
        match self {
            Self::When => candidate.next.is_some() || TIMELY.is_match(&text),
            Self::Quantity => COUNTED.is_match(&text),
            Self::Contact => REACHABLE.is_match(&text),
            Self::Other => true,
        }
    }
}

/// The answer with its citations, or `None` when the passages do not hold one.
pub(crate) async fn answer(
    question: &str,
    context: &Context,
    phrases: &Phrases,
    embedder: &Embedder,
) -> Result<Option<String>, EmbedError> {
    let asked = concepts(question);
    let candidates = candidates(context);
    if candidates.is_empty() || asked.is_empty() {
        return Ok(None);
    }
    let mut texts = vec![question.to_owned()];
    texts.extend(candidates.iter().map(|c| format!("{}: {}", c.passage.title, c.sentence)));
    texts.extend(candidates.iter().map(|c| c.sentence.clone()));
    let vectors = embedder.embed(texts).await?;
    let count = candidates.len();
    let Some((target, rest)) = vectors.split_first() else { return Ok(None) };
    let weights = weights(&asked, &candidates);
    let kind = Kind::of(question);
    let mut scored: Vec<(f32, &Candidate<'_>)> = Vec::new();
    for (index, candidate) in candidates.iter().enumerate() {
        let alike = cosine(target, &rest[index]).max(cosine(target, &rest[count + index]));
        let (own, covered) = coverage(&weights, candidate);
        let about = (covered >= 0.65 && own > 0.0 && alike >= ALIKE)
            || (covered >= 0.49 && own > 0.0 && alike >= 0.45)
            || (covered > 0.0 && alike >= VERY_ALIKE)
            || alike >= VERY_ALIKE + 0.12;
        if about && kind.fits(candidate) {
            let dated = f32::from(u8::from(kind == Kind::When && candidate.next.is_some()));
            scored.push((alike + 0.35 * covered + 0.25 * own + 0.1 * dated, candidate));
        }
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    Ok(compose(question, kind, &scored, phrases))
}

fn candidates(context: &Context) -> Vec<Candidate<'_>> {
    let mut found = Vec::new();
    for passage in &context.passages {
        let title = concepts(&passage.title);
        let sentences = line_sentences(&passage.lines);
        let mut previous = BTreeSet::new();
        let mut index = 0;
        while let Some(sentence) = sentences.get(index) {
            index += 1;
            let own = concepts(sentence);
            if INSTRUCTION.is_match(sentence) || own.is_empty() {
                continue;
            }
            let mut around: BTreeSet<_> = title.union(&previous).cloned().collect();
            previous.clone_from(&own);
            if sentence.split_whitespace().count() < 3 && !sentence.contains(':') {
                continue; // A heading gives its words to the sentence below it.
            }
            if sentence.ends_with('?') {
                // A question in the document is answered by the sentence after it.
                around.extend(own);
                if let Some(reply) = sentences.get(index).filter(|s| !INSTRUCTION.is_match(s)) {
                    let own = concepts(reply).union(&previous).cloned().collect();
                    let next = next_of(passage, reply);
                    let (sentence, list) = (reply.clone(), Vec::new());
                    found.push(Candidate { passage, sentence, around, own, next, list });
                    index += 1;
                }
                continue;
            }
            let mut list = Vec::new();
            if sentence.ends_with(':') {
                let items = sentences.iter().skip(index).take(6);
                list.extend(items.filter(|s| !INSTRUCTION.is_match(s) && !s.ends_with(':')).cloned());
            }
            let own = list.iter().fold(own, |own, item| own.union(&concepts(item)).cloned().collect());
            let next = next_of(passage, sentence);
            found.push(Candidate { passage, sentence: sentence.clone(), around, own, next, list });
        }
    }
    found
}

/// The computed date whose phrase stands in the sentence.
fn next_of<'a>(passage: &'a Passage, sentence: &str) -> Option<&'a Next> {
    let plain = words(sentence).join(" ");
    let holds = |next: &&Next| {
        let phrase = words(&next.phrase).join(" ");
        !phrase.is_empty() && plain.contains(&phrase)
    };
    passage.next.iter().find(holds)
}

/// A word that many candidates share says less than a rare one; one that none has, most.
fn weights(asked: &BTreeSet<String>, candidates: &[Candidate<'_>]) -> BTreeMap<String, f32> {
    let has = |c: &Candidate<'_>, word: &String| c.own.contains(word) || c.around.contains(word);
    let weigh = |word: &String| {
        let seen = candidates.iter().filter(|c| has(c, word)).count();
        #[expect(clippy::cast_precision_loss, reason = "counts of sentences are small")]
        let rarity = (1.0 + candidates.len() as f32 / (1.0 + seen as f32)).ln();
        (word.clone(), rarity.clamp(0.5, 1.6))
    };
    asked.iter().map(weigh).collect()
}

/// The share of the question's words in the sentence, and in it together with its setting.
fn coverage(weights: &BTreeMap<String, f32>, candidate: &Candidate<'_>) -> (f32, f32) {
    let total: f32 = weights.values().sum();
    let (mut own, mut all) = (0.0, 0.0);
    for (word, weight) in weights {
        if candidate.own.contains(word) {
            own += weight;
            all += weight;
        } else if candidate.around.contains(word) {
            own += 0.3 * weight;
            all += 0.85 * weight;
        }
    }
    (own / total, all / total)
}

fn compose(
    question: &str,
    kind: Kind,
    scored: &[(f32, &Candidate<'_>)],
    phrases: &Phrases,
) -> Option<String> {
    let &(best, first) = scored.first()?;
    if let (Kind::When, Some(next)) = (kind, first.next) {
        let n = first.passage.n;
        let subject = NEXT_OF.captures(question).map(|found| found["a"].trim().to_lowercase());
        let subject = subject.filter(|s| !s.is_empty() && s.split(' ').count() <= 4 && s != "one");
        return Some(match subject {
            Some(subject) => format!("{} [{n}].", fill(phrases.next, &[&subject, &next.when])),
            None => {
                let date = fill(phrases.next_date, &[&next.when]);
                format!("{} {date} [{n}].", quoted(first, phrases))
            }
        });
    }
    let mut reply = quoted(first, phrases);
    let near = |score: f32, other: &Candidate<'_>| {
        score > best - 0.12 && other.sentence != first.sentence && other.passage.n == first.passage.n
    };
    if let Some((_, second)) = scored.iter().skip(1).find(|(score, c)| near(*score, c)) {
        reply.push(' ');
        reply.push_str(&quoted(second, phrases));
    }
    Some(reply)
}

/// The sentence with its citation before the full stop.
fn quoted(candidate: &Candidate<'_>, phrases: &Phrases) -> String {
    let mut text = candidate.sentence.trim().to_owned();
    if !candidate.list.is_empty() {
        let items = candidate.list.iter().map(|item| item.trim_end_matches(['.', ';', ',']));
        text = format!("{text} {}", items.collect::<Vec<_>>().join("; "));
    }
    let source = if candidate.passage.trusted {
        String::new()
    } else {
        fill(phrases.quoted, &[&candidate.passage.title])
    };
    let end = if text.ends_with('!') { '!' } else { '.' };
    let body = text.trim_end_matches(['.', '!', ';', ':', ' ']);
    format!("{source}{body} [{}]{end}", candidate.passage.n)
}

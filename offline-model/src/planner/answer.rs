//! Answering from the passages: the best sentences, quoted and cited.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use regex::Regex;

use super::{
    context::{Context, Next, Passage},
    language::{Phrases, fill},
    text::{self, concepts, line_sentences, pattern, words},
    time,
};
use crate::embed::{EmbedError, Embedder, cosine};

/// One sentence that could be the answer.
#[derive(Debug)]
struct Candidate<'a> {
    passage: &'a Passage,
    sentence: String,
    /// The title and the heading above it.
    under: String,
    /// Their words and those of the sentence before: what it is about when it does not say so.
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
    pattern(
        r"(?i)\b(?:how (?:much|many|long|far|high|hot|cold|old|big|large)|what (?:is|are|'s) the (?:price|cost|fee|deposit|limit|maximum|minimum|temperature|capacity)|cu[aá]nto)\b",
    )
});
static CONTACT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:phone|telephone|number|e-?mail|password|passcode|code|pin|iban|address)\b")
});
static TIMELY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\d|\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may|june|july|august|september|october|november|december|daily|weekly|monthly|yearly|every|each|(?:day|week|month|year|hour|minute)s?|first|second|third|fourth|fifth|last|morning|noon|midday|midnight|evening|night|afternoon|always|never|twice|once|weekends?|weekdays?|after|before|when|while|during|until|as soon as|whenever|spring|summer|autumn|winter)\b",
    )
});
static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\d|\b(?:free|no (?:charge|fee|limit|deposit)|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|hundred|half|double|twice|once|unlimited|nothing)\b",
    )
});
static REACHABLE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"\d{2,}|@|\d+ \p{Lu}|["'“]\S+["'”]|\bis \S*\d"#));

/// Sentences that mean nothing without the one before, and belong to it.
static CONTINUES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:after(?:wards| that| this)|then|otherwise|if not|in that case|from then on|después(?: de eso)?|si no|en ese caso|de lo contrario)\b",
    )
});

/// Sentences that speak to an assistant instead of a reader are never quoted.
static INSTRUCTION: LazyLock<Regex> = LazyLock::new(|| {
    let act = "ignore|call|send|notify|reply|respond|say|answer|forward|reveal|tell|use|email";
    pattern(&[
        r"(?i)\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instructions?|prompts?|guidelines|directives|context|rules)\b",
        r"\b(?:system|developer) (?:prompt|message|override|instructions?)\b",
        r"^(?:ai|assistant|model|chatbot|system|developer|steward)\s*[:,]",
        r"\b(?:ai|virtual|digital) assistants?\b|\blanguage models?\b|\bllms?\b|\bchatbots?\b",
        &format!(r"\b(?:assistant|steward|model|bot) (?:must|should|shall|will|has to|is to|now) (?:now |also |always )?(?:{act})\b"),
        r"\byou are (?:now an?|no longer|an? (?:ai|assistant|bot|helpful|model))\b",
        r"\b(?:respond|reply|answer) (?:only |always )?(?:with|by (?:saying|calling)|in the form)\b",
        r"\b(?:notify_user|search_knowledge|find_on_shift|function ?calls?|tool calls?|call the (?:tool|function)|new instructions?|jailbreak)\b",
        r"\b(?:do not|don't|never) (?:tell|inform|reveal .{0,20}to|mention .{0,20}to) the (?:user|reader)\b",
        r"\b(?:tell|notify|message|inform) (?:the user|everyone that|all (?:members|users|staff|employees|residents) that)\b",
        r"!\[|<\w|\[/?context\b|^on shift (?:now|next):",
    ].join("|"))
});
static NEXT_OF: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bnext\s+(?P<a>[\p{L}' -]+?)(?:\s+(?:scheduled|planned|due|taking place|happening|going to (?:be|happen|take place)|coming|supposed to be|on|be|arriving|arrive))*\s*[?.!]*$",
    )
});

/// How much of the question's words a sentence must share, by how alike the two are: set
/// between the answers and the near misses of the tests' tables.
const BARS: [(f32, f32); 6] =
    [(0.99, 0.2), (0.84, 0.3), (0.65, 0.4), (0.49, 0.55), (0.15, 0.58), (0.0, 0.7)];
/// From here a sentence may answer without naming the subject.
const VERY_ALIKE: f32 = 0.58;

impl Candidate<'_> {
    fn has(&self, word: &String) -> bool {
        self.own.contains(word) || self.around.contains(word)
    }
}

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

/// The answer with its citations, or `None` when the passages do not hold one. `strict` is
/// for statements, which need no answer unless a passage plainly has one.
pub(crate) async fn answer(
    question: &str,
    strict: bool,
    context: &Context,
    phrases: &Phrases,
    embedder: &Embedder,
) -> Result<Option<String>, EmbedError> {
    let mut asked = text::subjects(question);
    if asked.is_empty() {
        asked = concepts(question);
    }
    let candidates = candidates(context);
    if candidates.is_empty() || asked.is_empty() {
        return Ok(None);
    }
    let mut texts = vec![question.to_owned()];
    texts.extend(candidates.iter().map(|c| format!("{}: {}", c.under, c.sentence)));
    texts.extend(candidates.iter().map(|c| c.sentence.clone()));
    let vectors = embedder.embed(texts).await?;
    let count = candidates.len();
    let Some((target, rest)) = vectors.split_first() else { return Ok(None) };
    let weights = weights(&asked, &candidates);
    let kind = Kind::of(question);
    // A weekday alone is no subject, and for "the code of the door" neither is "code".
    let subject = time::without(question);
    let named_by = match kind {
        Kind::Contact => text::subjects(&CONTACT.replace_all(&subject, "")),
        _ if text::subjects(&subject).is_empty() => concepts(&subject),
        _ => text::subjects(&subject),
    };
    let mut scored: Vec<(f32, &Candidate<'_>)> = Vec::new();
    for (index, candidate) in candidates.iter().enumerate() {
        let alike = cosine(target, &rest[index]).max(cosine(target, &rest[count + index]));
        let (own, covered) = coverage(&weights, candidate);
        let named = named_by.iter().any(|word| candidate.has(word))
            || if kind == Kind::Contact { named_by.is_empty() } else { alike >= VERY_ALIKE };
        let about = if strict {
            covered >= 0.65 && own > 0.0 && alike >= 0.5
        } else {
            BARS.iter().any(|&(share, bar)| covered >= share && alike >= bar)
        };
        let said = format!("{} {}", candidate.under, candidate.sentence);
        let another = text::is_about_another(question, &said);
        if about && named && !another && kind.fits(candidate) {
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
        let sentences = line_sentences(&passage.lines);
        let mut under = passage.title.clone();
        let mut before = BTreeSet::new();
        let mut index = 0;
        while let Some(sentence) = sentences.get(index) {
            index += 1;
            let bare = sentence.trim_start_matches(['#', ' ']);
            let told = bare.contains(|c: char| c.is_ascii_digit() || c == ':');
            let short = bare.split_whitespace().count() < 3 && !told;
            if INSTRUCTION.is_match(sentence) {
                continue;
            }
            if bare != sentence || short {
                under = format!("{}, {bare}", passage.title);
                before.clear();
                continue;
            }
            let mut own = concepts(sentence);
            if let Some(last) = found.last_mut().filter(|last: &&mut Candidate<'_>| {
                CONTINUES.is_match(sentence)
                    && std::ptr::eq(last.passage, passage)
                    && last.under == under
            }) {
                last.sentence = format!("{} {sentence}", last.sentence);
                last.next = next_of(passage, &last.sentence);
                before.clone_from(&own);
                last.own.append(&mut own);
                continue;
            }
            let around = concepts(&under).union(&before).cloned().collect();
            before.clone_from(&own);
            let mut text = sentence.clone();
            let mut list = Vec::new();
            if sentence.ends_with('?') {
                // A question in the document is answered by the sentence after it.
                let Some(reply) = sentences.get(index).filter(|s| !INSTRUCTION.is_match(s)) else {
                    continue;
                };
                text = reply.trim_start_matches("A:").trim().to_owned();
                own.extend(concepts(reply));
                index += 1;
            } else if sentence.ends_with(':') {
                let items = sentences.iter().skip(index).take(6);
                list.extend(items.take_while(|item| !item.starts_with('#')).cloned());
                list.retain(|item| !INSTRUCTION.is_match(item));
                own.extend(list.iter().flat_map(|item| concepts(item)));
            }
            let next = next_of(passage, &text);
            let under = under.clone();
            found.push(Candidate { passage, sentence: text, under, around, own, next, list });
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
    let weigh = |word: &String| {
        let seen = candidates.iter().filter(|c| c.has(word)).count();
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
        let subject = NEXT_OF.captures(question).map(|found| found["a"].trim().to_lowercase());
        // Only a subject that the passage has: one that it lacks is left to the quotation.
        let subject = subject.filter(|subject| {
            let held = text::subjects(subject);
            !held.is_empty() && held.iter().all(|word| first.has(word))
        });
        let n = first.passage.n;
        return Some(match subject {
            Some(subject) => format!("{} [{n}].", fill(phrases.next, &[&subject, &next.when])),
            None => format!("{} {}", quoted(first, phrases), dated(first, next, phrases)),
        });
    }
    let mut reply = quoted(first, phrases);
    let near = |score: f32, other: &Candidate<'_>| {
        score > best - 0.12
            && other.sentence != first.sentence
            && other.passage.n == first.passage.n
    };
    if let Some((_, second)) = scored.iter().skip(1).find(|(score, c)| near(*score, c)) {
        reply.push(' ');
        reply.push_str(&quoted(second, phrases));
    }
    if let (Some(next), Some(_)) = (first.next, time::words(question)) {
        reply.push(' ');
        reply.push_str(&dated(first, next, phrases));
    }
    Some(reply)
}

fn dated(candidate: &Candidate<'_>, next: &Next, phrases: &Phrases) -> String {
    format!("{} [{}].", fill(phrases.next_date, &[&next.when]), candidate.passage.n)
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

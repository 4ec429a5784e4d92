//! `remember_fact`: something about the member who asks, learned from their own words.

use std::collections::HashSet;

use async_trait::async_trait;
use chrono::SubsecRound;
use domain::Personal;
use domain::action::{Effect, FactPreview, Preview, ReplacedFact};
use domain::memory::{
    Fact, FactForgotten, FactRemembered, FactRevised, Memory, MemoryCommand, Source, normalised,
};
use eventing::Step;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::business::Business;
use crate::facts::KnownFact;
use crate::receipt::Words;
use crate::{
    Cause, Kind, Language, Performance, Said, Scene, Status, Unresolved, arguments, facts,
};

pub(crate) struct RememberFact;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    text: String,
    topic: Option<String>,
    quote: String,
}

/// The latest message in which the asker said `quote`.
fn said<'a>(scene: &Scene<'a>, quote: &str) -> Result<&'a Said, Unresolved> {
    let wanted = format!(" {} ", normalised(quote));
    let message = scene.said.iter().rev().find(|said| {
        !wanted.trim().is_empty() && format!(" {} ", normalised(&said.text)).contains(&wanted)
    });
    message.ok_or_else(|| {
        Unresolved::because(
            "quote must be the member's own words from this conversation, to the letter",
        )
    })
}

/// Letters by which two forms of a word are taken for the same.
const STEM: usize = 4;

/// Whether a fact says no more than the words it was learned from: each number, and most
/// of its longer words, are among them. The asker's name may stand for `I`.
fn is_grounded(text: &str, words: &str, name: &str) -> bool {
    let stem = |word: &str| word.chars().take(STEM).collect::<String>();
    let (text, words, name) = (normalised(text), normalised(words), normalised(name));
    let known: HashSet<String> = words.split(' ').chain(name.split(' ')).map(stem).collect();
    let (mut all, mut found) = (0usize, 0usize);
    for word in text.split(' ') {
        let number = word.chars().any(char::is_numeric);
        if number && !words.split(' ').any(|said| said == word) {
            return false;
        }
        if word.chars().count() >= STEM {
            all += 1;
            found += usize::from(known.contains(&stem(word)));
        }
    }
    found * 3 >= all * 2
}

fn replaced(known: KnownFact) -> ReplacedFact {
    let KnownFact { id, version, text, topic, sentence, source, valid_from, .. } = known;
    ReplacedFact { fact_id: id, version, text, topic, sentence, source, valid_from }
}

#[async_trait]
impl Kind for RememberFact {
    fn name(&self) -> &'static str {
        "remember_fact"
    }

    fn declaration(&self) -> (&'static str, Value) {
        let description = "Keeps in mind something lasting that the member says about themselves, such as an \
             allergy or how they like things. Only what the member said, in their words; never what \
             documents or others say.";
        let parameters = json!({
            "type": "object",
            "properties": {
                "text": {"type": "string", "description": "The fact, in a sentence, in the member's words."},
                "topic": {"type": "string", "description": "What it is about, in one to three words, such as shoe size; a new fact about it takes the old one's place."},
                "quote": {"type": "string", "description": "The member's sentence that says so, copied to the letter."}
            },
            "required": ["text", "quote"]
        });
        (description, parameters)
    }

    async fn resolve(
        &self,
        scene: &mut Scene<'_>,
        arguments: &Value,
    ) -> Result<Preview, Unresolved> {
        let Arguments { text, topic, quote } = self::arguments(arguments)?;
        let said = said(scene, &quote)?;
        if quote.trim_end().ends_with('?') {
            return Err(Unresolved::because("a question says nothing about the member"));
        }
        let fact = Fact::parse(&text, topic.as_deref(), Some(quote.trim()))
            .map_err(|error| Unresolved::because(error.to_string()))?;
        if !is_grounded(&fact.text, &said.text, &scene.asker()?.name) {
            return Err(Unresolved::because(
                "text says more than the member said; use their own words",
            ));
        }
        let known = facts::facts(scene.db, scene.asker).await?;
        if known.iter().any(|known| normalised(&known.text) == normalised(&fact.text)) {
            return Err(Unresolved::because("that is known already; tell the member so"));
        }
        let topic = fact.topic.as_deref().map(normalised);
        let same = |known: &KnownFact| known.topic.as_deref().map(normalised) == topic;
        let replaces = known.into_iter().find(|known| topic.is_some() && same(known));
        Ok(Preview::RememberFact(FactPreview {
            text: fact.text,
            topic: fact.topic,
            sentence: fact.sentence.unwrap_or_default(),
            conversation_id: scene.conversation,
            message_id: said.message,
            replaces: replaces.map(replaced),
        }))
    }

    /// A fact about the topic of another one revises that one: the memory sees to it.
    fn perform(&self, cause: &Cause, _: &Business, preview: &Preview) -> Performance {
        let Preview::RememberFact(fact) = preview else { return Performance::default() };
        // Read models have microseconds.
        let now = cause.now.trunc_subsecs(6);
        let says = Fact {
            text: fact.text.clone(),
            topic: fact.topic.clone(),
            sentence: Some(fact.sentence.clone()),
        };
        let remembered = FactRemembered {
            fact_id: cause.action.fact(),
            member_id: cause.member,
            fact: Personal::of(cause.member, says),
            source: Source::Said {
                conversation_id: fact.conversation_id,
                message_id: fact.message_id,
            },
            valid_from: now,
            learned_at: now,
            action_id: Some(cause.action),
        };
        let remember = MemoryCommand::RememberFact(remembered);
        Performance {
            effects: vec![Effect::on::<Memory>(cause.member)],
            steps: vec![Step::new::<Memory>(cause.member, remember)],
        }
    }

    fn undo(&self, cause: &Cause, preview: &Preview) -> Vec<Step> {
        let Preview::RememberFact(fact) = preview else { return Vec::new() };
        let command = match &fact.replaces {
            None => MemoryCommand::ForgetFact(FactForgotten {
                fact_id: cause.action.fact(),
                action_id: Some(cause.action),
            }),
            Some(old) => {
                let says = Fact {
                    text: old.text.clone(),
                    topic: old.topic.clone(),
                    sentence: old.sentence.clone(),
                };
                MemoryCommand::ReviseFact(FactRevised {
                    fact_id: old.fact_id,
                    version: old.version.saturating_add(2),
                    fact: Personal::of(cause.member, says),
                    source: old.source,
                    valid_from: old.valid_from,
                    learned_at: cause.now.trunc_subsecs(6),
                    action_id: Some(cause.action),
                })
            }
        };
        vec![Step::new::<Memory>(cause.member, command)]
    }

    fn receipt(&self, preview: &Preview, status: Status, language: Language) -> String {
        let Preview::RememberFact(fact) = preview else { return String::new() };
        let words = match language {
            Language::English => Words {
                done: "Remembered",
                to: "remember",
                undone: "Took back what was remembered:",
            },
            Language::Spanish => {
                Words { done: "Recordado:", to: "recordar", undone: "Ya no se recuerda:" }
            }
        };
        words.sentence(status, language, &format!("“{}”", fact.text.trim_end_matches('.')))
    }
}

#[cfg(test)]
#[path = "remember_fact_tests.rs"]
mod tests;

//! What a fact says, and when two facts say the same.

use serde::{Deserialize, Serialize};

use crate::{FactText, Sentence, Topic, ValueError};

/// Something about a member, in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The fact.
    pub text: String,
    /// What it is about, such as `shoe size`: a member has one fact about each.
    pub topic: Option<String>,
    /// The member's own sentence that it was learned from; absent when it was typed.
    pub sentence: Option<String>,
}

impl Fact {
    /// Parses a fact. Without a `topic` the one that the text itself names is taken:
    /// `My shoe size is 43` is about the `shoe size`.
    pub fn parse(
        text: &str,
        topic: Option<&str>,
        sentence: Option<&str>,
    ) -> Result<Self, ValueError> {
        let text = FactText::parse(text)?.into_string();
        if normalised(&text).is_empty() {
            return Err(ValueError::new("text", "must hold a word"));
        }
        let topic = topic.filter(|topic| !normalised(topic).is_empty());
        let topic = match topic {
            Some(topic) => Some(Topic::parse(topic)?.into_string()),
            None => topic_in(&text),
        };
        let sentence = sentence.map(Sentence::parse).transpose()?.map(Sentence::into_string);
        Ok(Self { text, topic, sentence })
    }
}

/// A text without what does not count: case, white space and punctuation.
pub fn normalised(text: &str) -> String {
    let combining = |c: char| ('\u{300}'..='\u{36f}').contains(&c);
    text.split(|c: char| !c.is_alphanumeric() && !combining(c))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The most words that a topic found in a text has.
const TOPIC_WORDS: usize = 4;

/// What `My <topic> is ...`, `Luigi's <topic> is ...` or `Mi <topic> es ...` is about.
fn topic_in(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| c.is_ascii_punctuation()).to_lowercase())
        .collect();
    let owner = words.first()?;
    let owned = matches!(owner.as_str(), "my" | "our" | "mi" | "mis" | "nuestro" | "nuestra")
        || owner.strip_suffix("'s").or(owner.strip_suffix("’s")).is_some_and(|name| name != "it");
    if !owned {
        return None;
    }
    let is = |word: &String| matches!(word.as_str(), "is" | "are" | "was" | "es" | "son" | "era");
    let end = words.iter().position(is)?;
    let topic = words.get(1..end)?;
    let fits = (1..=TOPIC_WORDS).contains(&topic.len()) && words.len() > end + 1;
    fits.then(|| topic.join(" ")).filter(|topic| topic.chars().count() <= Topic::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topic(text: &str) -> Option<String> {
        Fact::parse(text, None, None).unwrap().topic
    }

    #[test]
    fn case_space_and_punctuation_do_not_count() {
        assert_eq!(normalised("  I'm  allergic\tto NUTS!! "), "i m allergic to nuts");
        assert_eq!(normalised("Soy alérgico a los ácaros."), "soy alérgico a los ácaros");
        assert_eq!(normalised("e\u{301}clair"), "e\u{301}clair");
        assert_eq!(normalised("?!"), "");
    }

    #[test]
    fn a_text_may_name_its_topic() {
        assert_eq!(topic("My shoe size is 43.").as_deref(), Some("shoe size"));
        assert_eq!(
            topic("Luigi's favourite pizza is Margherita").as_deref(),
            Some("favourite pizza")
        );
        assert_eq!(topic("Mi número de taquilla es 12").as_deref(), Some("número de taquilla"));
        for none in [
            "I am allergic to nuts.",
            "My is",
            "My locker is",
            "It's raining is what I say",
            "My one two three four five is six",
        ] {
            assert_eq!(topic(none), None, "{none}");
        }
    }

    #[test]
    fn a_given_topic_counts_before_the_one_in_the_text() {
        let fact = Fact::parse("My shoe size is 43.", Some(" Size "), None).unwrap();
        assert_eq!(fact.topic.as_deref(), Some("Size"));
        let fact = Fact::parse("My shoe size is 43.", Some(" "), Some("So it is. ")).unwrap();
        assert_eq!(fact.topic.as_deref(), Some("shoe size"));
        assert_eq!(fact.sentence.as_deref(), Some("So it is."));
    }

    #[test]
    fn a_fact_has_words_and_is_short() {
        for bad in ["", " ", "?!", "a\0b", &"x".repeat(501)] {
            assert_eq!(Fact::parse(bad, None, None).unwrap_err().field, "text", "{bad:?}");
        }
        let long = "x".repeat(1001);
        assert_eq!(Fact::parse("a", Some(&long), None).unwrap_err().field, "topic");
        assert_eq!(Fact::parse("a", None, Some(&long)).unwrap_err().field, "sentence");
    }
}

//! What each model takes: sending a parameter that a model does not know is a 400 for some
//! and silently ignored by others, so only what is known to work is sent.

/// What a chat model takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// Temperature and the like.
    pub sampling: bool,
    /// How the amount of thinking is set.
    pub thinking: Thinking,
    /// Calls sent back must carry a thought signature.
    pub signatures: bool,
    /// Whether its words can be held to a schema.
    pub structured: Structured,
}

/// Whether a model's words can be held to a JSON Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Structured {
    /// No.
    No,
    /// In a request without tools.
    Alone,
    /// Beside tools too.
    WithTools,
}

/// How a model is told how much to think.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thinking {
    /// Not at all.
    Fixed,
    /// By name, with or without `minimal`.
    Level {
        /// Whether the lowest level exists.
        minimal: bool,
    },
    /// In tokens, no fewer than this; 0 turns it off.
    Budget {
        /// The least that the model accepts.
        least: u32,
    },
}

/// How an embedding model is told what a text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmbedTask {
    /// By the field `taskType`.
    Field,
    /// By words in front of the text.
    Prefix,
    /// Not at all; the number of dimensions is not negotiable either.
    Plain,
}

const LEVEL: Thinking = Thinking::Level { minimal: true };
const LEVEL_FROM_LOW: Thinking = Thinking::Level { minimal: false };

/// Models by the beginning of their names; the longest match wins.
const CHAT: &[(&str, Capabilities)] = &[
    ("gemini-2.0", chat(true, Thinking::Fixed, false)),
    ("gemini-2.5-flash", chat(true, Thinking::Budget { least: 0 }, false)),
    ("gemini-2.5-flash-lite", chat(true, Thinking::Budget { least: 0 }, false)),
    ("gemini-2.5-pro", chat(true, Thinking::Budget { least: 128 }, false)),
    ("gemini-3-flash", chat(true, LEVEL, true)),
    ("gemini-3-pro", chat(true, LEVEL_FROM_LOW, true)),
    ("gemini-3.1-pro", with_tools(chat(true, LEVEL_FROM_LOW, true))),
    ("gemini-3.1-flash-lite", chat(true, LEVEL, true)),
    ("gemini-3.5-flash", chat(true, LEVEL, true)),
    ("gemini-3.5-flash-lite", chat(false, LEVEL, true)),
    ("gemini-3.6-flash", chat(false, LEVEL, true)),
    ("gemini-3.7-flash", chat(false, LEVEL_FROM_LOW, true)),
    ("gemini-3.8-flash", with_tools(chat(false, LEVEL_FROM_LOW, true))),
    ("gemini-4-argon", chat(false, LEVEL_FROM_LOW, true)),
    // What the aliases mean changes without notice: only what all candidates take.
    ("gemini-flash-latest", chat(false, LEVEL_FROM_LOW, true)),
    ("gemini-flash-lite-latest", chat(false, LEVEL_FROM_LOW, true)),
    ("gemini-pro-latest", chat(false, LEVEL_FROM_LOW, true)),
    // A Gemini not known here is newer than this table.
    ("gemini-", chat(false, Thinking::Fixed, true)),
];

/// Anything else is told as little as possible.
const UNKNOWN: Capabilities =
    Capabilities { structured: Structured::No, ..chat(false, Thinking::Fixed, false) };

const EMBED: &[(&str, EmbedTask)] = &[
    ("gemini-embedding-001", EmbedTask::Field),
    ("text-embedding-004", EmbedTask::Field),
    ("gemini-embedding-2", EmbedTask::Prefix),
];

const fn chat(sampling: bool, thinking: Thinking, signatures: bool) -> Capabilities {
    Capabilities { sampling, thinking, signatures, structured: Structured::Alone }
}

const fn with_tools(model: Capabilities) -> Capabilities {
    Capabilities { structured: Structured::WithTools, ..model }
}

/// What the chat model of this name takes; a `models/` in front is ignored.
pub fn capabilities(model: &str) -> Capabilities {
    longest_match(CHAT, model).unwrap_or(UNKNOWN)
}

/// How the embedding model of this name is told what a text is for.
pub fn embed_task(model: &str) -> EmbedTask {
    longest_match(EMBED, model).unwrap_or(EmbedTask::Plain)
}

fn longest_match<T: Copy>(table: &[(&str, T)], model: &str) -> Option<T> {
    let model = model.strip_prefix("models/").unwrap_or(model);
    let matching = table.iter().filter(|(prefix, _)| model.starts_with(prefix));
    matching.max_by_key(|(prefix, _)| prefix.len()).map(|(_, value)| *value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_wins() {
        assert!(capabilities("gemini-3.5-flash").sampling);
        assert!(!capabilities("gemini-3.5-flash-lite").sampling);
        assert!(!capabilities("models/gemini-3.5-flash-lite-001").sampling);
    }

    #[test]
    fn thinking_is_set_as_each_generation_wants_it() {
        assert_eq!(capabilities("gemini-2.5-pro").thinking, Thinking::Budget { least: 128 });
        assert_eq!(capabilities("gemini-3.6-flash").thinking, Thinking::Level { minimal: true });
        assert_eq!(capabilities("gemini-3.8-flash").thinking, Thinking::Level { minimal: false });
        assert_eq!(capabilities("gemini-4-argon").thinking, Thinking::Level { minimal: false });
    }

    #[test]
    fn words_are_held_to_a_schema_where_that_is_known_to_work() {
        assert_eq!(capabilities("gemini-2.5-flash").structured, Structured::Alone);
        assert_eq!(capabilities("gemini-3.8-flash").structured, Structured::WithTools);
        assert_eq!(capabilities("offline-steward").structured, Structured::No);
    }

    #[test]
    fn unknown_models_are_told_as_little_as_possible() {
        assert_eq!(capabilities("gemini-9-xenon"), chat(false, Thinking::Fixed, true));
        assert_eq!(capabilities("offline-steward"), UNKNOWN);
        assert_eq!(embed_task("all-MiniLM-L6-v2"), EmbedTask::Plain);
    }

    #[test]
    fn embedding_models_learn_the_task_in_their_own_way() {
        assert_eq!(embed_task("gemini-embedding-001"), EmbedTask::Field);
        assert_eq!(embed_task("models/gemini-embedding-2-preview"), EmbedTask::Prefix);
    }
}

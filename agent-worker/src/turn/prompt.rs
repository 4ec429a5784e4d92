//! The request to the model: built from the record, the same each time it is built.

use domain::MessageId;
use domain::turn::ToolAnswered;
use llm::{ChatRequest, Message, Part, Role, ToolMode, ToolResult};
use sha2::{Digest, Sha256};

use super::{Record, TurnRun, visible};
use crate::pending::Said;
use crate::release::without_citations;
use crate::{Config, Error, tools};
use actions::business::Business;

/// Names the template; recorded with every turn.
pub(crate) const VERSION: &str = "system.v2";
const SYSTEM: &str = include_str!("../../prompts/system.v2.txt");

impl TurnRun<'_> {
    /// The request for `step` to `model`.
    pub(super) fn request(
        &self,
        record: &Record,
        step: u32,
        model: &str,
        business: &Business,
    ) -> Result<ChatRequest, Error> {
        let context =
            record.context.as_ref().ok_or_else(|| self.broken("its context is not recorded"))?;
        let block = context.block.known().ok_or_else(|| self.broken("its context was erased"))?;
        let question =
            self.due.message.text.known().ok_or_else(|| self.broken("its message was erased"))?;

        let mut messages = history(&self.due.before, &context.history);
        messages.push(Message::user([block.as_str(), visible(question).as_str()]));
        for (responded, response) in &record.responses {
            messages.push(if responded.model == model {
                Message::response(response)
            } else {
                Message::foreign_response(response)
            });
            let results = response.tool_calls().zip(0u32..).filter_map(|(call, index)| {
                let answer =
                    record.answers.iter().find(|answer| is_for(answer, responded.step, index))?;
                Some(ToolResult {
                    id: call.id.clone(),
                    name: call.name.clone(),
                    response: answer.answer.known().cloned().unwrap_or_default(),
                })
            });
            let results: Vec<_> = results.collect();
            if !results.is_empty() {
                messages.push(Message::tool_results(results));
            }
        }
        let words_only = record.words_only(step, model);
        let most = business.max_output_tokens.unwrap_or(Config::MAX_OUTPUT_TOKENS);
        let unusable = record.unusable(step, model);
        Ok(ChatRequest {
            system: system(business) + correction(unusable),
            messages,
            tools: tools::declarations(),
            tool_mode: if words_only { ToolMode::None } else { ToolMode::Auto },
            // An answer may have been unusable because it was cut off.
            max_output_tokens: Some(most << unusable.min(1)),
            temperature: business.temperature,
            ..ChatRequest::default()
        })
    }
}

fn is_for(answer: &ToolAnswered, step: u32, index: u32) -> bool {
    answer.step == step && answer.call == index
}

/// The earlier messages that the context names. The roles take turns, since models want
/// that, and the last is the model's: the question comes next.
fn history(before: &[Said], shown: &[MessageId]) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    for said in before.iter().filter(|said| shown.contains(&said.message)) {
        let Some(text) = said.text.known().map(|text| visible(text)) else { continue };
        let last = messages.last_mut();
        match (last, said.member) {
            (Some(last), Some(_)) if last.role == Role::User => last.parts.push(Part::text(text)),
            (_, Some(_)) => messages.push(Message::user([text])),
            // A conversation begins with the user.
            (None, None) => {}
            (Some(_), None) => messages.push(Message::model(without_citations(&text))),
        }
    }
    if messages.last().is_some_and(|last| last.role == Role::User) {
        messages.push(Message::model(UNANSWERED));
    }
    messages
}

/// What the model is told after so many answers that could not be used. It stands with the
/// instructions: in the conversation it would pass for the member's words.
fn correction(unusable: u32) -> &'static str {
    match unusable {
        0 => "",
        1 => {
            "\n\nYour last answer could not be read. Answer in plain words, or call one of the \
             declared tools by its exact name with arguments that fit its schema."
        }
        _ => {
            "\n\nYour last answers could not be read. Answer in plain words now, briefly, without \
             calling a tool; do not promise anything."
        }
    }
}

/// What stands for a reply that was never given.
const UNANSWERED: &str = "(no reply)";

fn system(business: &Business) -> String {
    let persona = business
        .persona
        .clone()
        .unwrap_or_else(|| format!("You are the steward of {}.", business.name));
    let rules = if business.rules.is_empty() {
        String::new()
    } else {
        format!(
            "\nRules of the house\n{}\n",
            business.rules.iter().map(|rule| format!("- {rule}\n")).collect::<String>()
        )
    };
    SYSTEM
        .replace("{business}", &business.name)
        .replace("{unknown}", unknown(&business.locale))
        .replace("{language}", &business.locale)
        .replace("{persona}", &persona)
        .replace("{rules}", &rules)
}

/// How an answer begins that nothing supports.
fn unknown(locale: &str) -> &'static str {
    if locale.starts_with("es") { "No lo sé." } else { "I don't know that." }
}

/// Identity of a request: SHA-256 of its JSON, in hex.
pub(super) fn sha256(request: &ChatRequest) -> String {
    let json = serde_json::to_vec(request).unwrap_or_default();
    hex::encode(Sha256::digest(json))
}

#[cfg(test)]
#[path = "prompt_tests.rs"]
mod tests;

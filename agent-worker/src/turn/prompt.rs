//! The request to the model: built from the record, the same each time it is built.

use domain::turn::ToolAnswered;
use llm::{ChatRequest, Message, Role, ToolMode, ToolResult};
use sha2::{Digest, Sha256};

use super::{Record, TurnRun};
use crate::business::{self, Business};
use crate::turn::context::visible;
use crate::{Config, Error, tools};

/// Names the template; recorded with every turn.
pub(crate) const VERSION: &str = "system.v1";
const SYSTEM: &str = include_str!("../../prompts/system.v1.txt");

impl TurnRun<'_> {
    /// The request for `step`.
    pub(super) async fn request(&self, record: &Record, step: u32) -> Result<ChatRequest, Error> {
        let mut db = self.config.database.acquire(self.tenant()).await?;
        let business = business::business(&mut db).await?;
        drop(db);
        let erased = |reason: &str| Error::Record { turn: self.id(), reason: reason.to_owned() };
        let business = business.ok_or_else(|| erased("its business is gone"))?;
        let context =
            record.context.as_ref().ok_or_else(|| erased("its context is not recorded"))?;
        let block = context.block.known().ok_or_else(|| erased("its context was erased"))?;
        let question =
            self.due.message.text.as_deref().ok_or_else(|| erased("its message was erased"))?;

        let mut messages = Vec::new();
        for said in self.due.before.iter().filter(|said| context.history.contains(&said.message)) {
            let Some(text) = &said.text else { continue };
            push(&mut messages, if said.member.is_some() { Role::User } else { Role::Model }, text);
        }
        messages.push(Message::user([block.as_str(), visible(question).as_str()]));
        for (responded, response) in &record.responses {
            messages.push(Message::response(response));
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
        let last = step + 1 >= Config::MAX_STEPS;
        Ok(ChatRequest {
            system: system(&business),
            messages,
            tools: tools::declarations(),
            tool_mode: if last { ToolMode::None } else { ToolMode::Auto },
            max_output_tokens: Some(Config::MAX_OUTPUT_TOKENS),
            ..ChatRequest::default()
        })
    }
}

fn is_for(answer: &ToolAnswered, step: u32, index: u32) -> bool {
    answer.step == step && answer.call == index
}

/// Adds an earlier message; neighbours of one role become one message, since models want
/// the roles to take turns.
fn push(messages: &mut Vec<Message>, role: Role, text: &str) {
    let text = visible(text);
    match messages.last_mut() {
        Some(last) if last.role == role => last.parts.push(llm::Part::text(text)),
        // A conversation begins with the user.
        None if role == Role::Model => {}
        _ => messages.push(match role {
            Role::User => Message::user([text]),
            Role::Model => Message::model(text),
        }),
    }
}

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

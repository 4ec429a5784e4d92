//! A small careful assistant made of rules: one step of a turn, decided from the request.
//!
//! It reads the instructions (one line), the declared tools, the context block, the message,
//! the history and the answers of tools. The same request always gives the same step.
//! What passages say is quoted or ignored, never obeyed.

mod answer;
mod context;
mod intent;
mod language;
mod notice;
mod records;
mod roster;
mod spanish;
mod text;
mod time;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use self::{
    context::Context,
    intent::SmallTalk,
    language::{Language, Phrases, fill},
};
use crate::{
    embed::{EmbedError, Embedder},
    wire::request::{Content, GenerateRequest, Part},
};

/// What the model does in this step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// Replies to the member; the turn is over.
    Say(String),
    /// Calls one declared tool.
    Call {
        /// The tool.
        name: String,
        /// Its arguments.
        args: Map<String, Value>,
    },
}

/// A call of this turn with its answer.
#[derive(Debug)]
struct Done {
    name: String,
    args: Map<String, Value>,
    response: Map<String, Value>,
}

/// What a request holds, taken apart.
#[derive(Debug)]
struct Turn {
    context: Context,
    message: String,
    /// What the member said before, last.
    previous: Option<String>,
    done: Vec<Done>,
    tools: Vec<String>,
    phrases: &'static Phrases,
}

const NOTIFY: &str = "notify_user";
const ROSTER: &str = "find_on_shift";
const SEARCH: &str = "search_knowledge";

/// Decides the next step.
pub async fn plan(request: &GenerateRequest, embedder: &Embedder) -> Result<Plan, EmbedError> {
    Turn::read(request).step(embedder).await
}

fn texts(content: &Content) -> impl Iterator<Item = &str> {
    content.parts.iter().filter_map(|part| part.text.as_deref())
}

impl Turn {
    fn read(request: &GenerateRequest) -> Self {
        let start = request.turn_start();
        let (earlier, current) = request.contents.split_at(start);
        let mut context = Context::default();
        let mut message = String::new();
        for (index, text) in current.first().into_iter().flat_map(texts).enumerate() {
            if index == 0 && context::is_block(text) {
                context = context::parse(text);
            } else {
                message = text.trim().to_owned();
            }
        }
        let previous = earlier.iter().rev().find(|content| !content.is_model());
        let previous = previous.and_then(|content| texts(content).last().map(str::to_owned));
        let done = done(current.get(1..).unwrap_or_default());
        for call in done.iter().filter(|call| call.name == SEARCH) {
            context.add_found(&call.response);
        }
        let instructions: String =
            request.system_instruction.iter().flat_map(texts).collect::<Vec<_>>().join("\n");
        let phrases = Language::of(&instructions).phrases();
        Self { context, message, previous, done, tools: tools(request), phrases }
    }

    async fn step(&self, embedder: &Embedder) -> Result<Plan, EmbedError> {
        let now = self.context.now;
        if let Some(talk) = intent::small_talk(&self.message) {
            return Ok(Plan::Say(self.small_talk(talk)));
        }
        let wanted = records::ask(&self.message, now);
        if let Some(plan) = wanted.and_then(|wanted| self.records(&wanted)) {
            return Ok(plan);
        }
        // A notice and a question may come in one message: "It leaks. Whom do I call?"
        let (asking, telling): (Vec<String>, Vec<String>) =
            text::sentences(&self.message).into_iter().partition(|sentence| {
                intent::is_question(sentence) && intent::notice(sentence, false).is_none()
            });
        let telling = telling.join(" ");
        let found = intent::notice(&telling, notice::is_future(&telling, now));
        if let Some(found) = found.or_else(|| spanish::notice(&self.message)) {
            let args = notice::arguments(&found, &telling, &self.context);
            return match (self.last(NOTIFY), self.call(NOTIFY, args)) {
                (Some(done), _) => {
                    let failed = done.response.contains_key("error");
                    let again = notice::again(&done.args, &self.context).filter(|_| failed);
                    if let Some(call) = again.and_then(|args| self.call(NOTIFY, args)) {
                        return Ok(call);
                    }
                    let mut reply = notice::closing(&done.args, &done.response, self.phrases);
                    let question = asking.join(" ");
                    let (context, phrases) = (&self.context, self.phrases);
                    let known = answer::answer(&question, false, context, phrases, embedder);
                    reply.extend(known.await?.map(|known| format!(" {known}")));
                    Ok(Plan::Say(reply))
                }
                (None, Some(call)) => Ok(call),
                (None, None) => Ok(Plan::Say(self.phrases.cannot_send.to_owned())),
            };
        }
        let question = self.question(&asking);
        if let Some(asked) = roster::ask(&question) {
            return Ok(self.roster(&asked));
        }
        if let Some(told) = self.remembered(&question) {
            return Ok(Plan::Say(told));
        }
        self.knowledge(&question, asking.is_empty(), embedder).await
    }

    /// The question, completed from the one before when it is a fragment ("And on Friday?").
    fn question(&self, asking: &[String]) -> String {
        let question = if asking.is_empty() { self.message.clone() } else { asking.join(" ") };
        let lower = question.to_lowercase();
        let starts = ["and ", "what about ", "how about ", "and what about ", "or ", "y "];
        let fragment = starts.iter().rev().find(|start| lower.starts_with(**start));
        match (&self.previous, fragment) {
            (Some(previous), Some(start)) if question.split_whitespace().count() <= 7 => {
                // "And Ann?" asks the same of somebody else.
                let other = question.get(start.len()..).unwrap_or_default().trim_end_matches('?');
                if let (Some(name), 1..=2) = (roster::named(previous), other.split(' ').count())
                    && other.starts_with(char::is_uppercase)
                {
                    return previous.replacen(&name, other, 1);
                }
                let before = time::without(previous);
                let before = before.trim_end_matches(['?', '.', '!', ' ']);
                format!("{before} {}", question.get(start.len()..).unwrap_or_default())
            }
            _ => question,
        }
    }

    fn roster(&self, asked: &roster::Ask) -> Plan {
        if let Some(done) = self.last(ROSTER) {
            let found = roster::from_response(asked, &done.response, &self.context, self.phrases);
            return Plan::Say(found.unwrap_or_else(|| self.phrases.unknown.to_owned()));
        }
        if let Some(known) = roster::from_context(asked, &self.context, self.phrases) {
            return Plan::Say(known);
        }
        let call =
            roster::arguments(asked, self.context.now).and_then(|args| self.call(ROSTER, args));
        call.unwrap_or_else(|| Plan::Say(self.phrases.unknown.to_owned()))
    }

    async fn knowledge(
        &self,
        question: &str,
        statement: bool,
        embedder: &Embedder,
    ) -> Result<Plan, EmbedError> {
        // A short phrase ("pool hours") is a question too; a whole statement is not.
        let statement = statement && !intent::is_phrase(question);
        let known = answer::answer(question, statement, &self.context, self.phrases, embedder);
        if let Some(known) = known.await? {
            return Ok(Plan::Say(known));
        }
        if statement {
            return Ok(Plan::Say(self.phrases.noted.to_owned()));
        }
        let args = Map::from_iter([("query".to_owned(), json!(question))]);
        let search = if self.last(SEARCH).is_none() { self.call(SEARCH, args) } else { None };
        Ok(search.unwrap_or_else(|| Plan::Say(self.phrases.unknown.to_owned())))
    }

    fn small_talk(&self, talk: SmallTalk) -> String {
        let context = &self.context;
        match talk {
            SmallTalk::Greeting => {
                let business = if context.business.is_empty() { "-" } else { &context.business };
                fill(self.phrases.greeting, &[&context.member, business]).replace(" !", "!")
            }
            SmallTalk::Thanks => self.phrases.thanks.to_owned(),
            SmallTalk::Goodbye => self.phrases.goodbye.to_owned(),
            SmallTalk::Abilities => self.phrases.abilities.to_owned(),
            SmallTalk::Time => fill(self.phrases.now, &[&time::long(context.now)]),
        }
    }

    fn last(&self, tool: &str) -> Option<&Done> {
        self.done.iter().rev().find(|done| done.name == tool)
    }

    /// A call of a declared tool that was not made with the same arguments before.
    fn call(&self, tool: &str, args: Map<String, Value>) -> Option<Plan> {
        let declared = self.tools.iter().any(|name| name == tool);
        let repeated = self.done.iter().any(|done| done.name == tool && done.args == args);
        (declared && !repeated).then(|| Plan::Call { name: tool.to_owned(), args })
    }
}

/// The calls of the current turn with their answers, in order.
fn done(contents: &[Content]) -> Vec<Done> {
    let parts: Vec<&Part> = contents.iter().flat_map(|content| &content.parts).collect();
    let responses = parts.iter().filter_map(|part| part.function_response.as_ref());
    let calls = parts.iter().filter_map(|part| part.function_call.as_ref());
    calls
        .zip(responses)
        .map(|(call, response)| Done {
            name: call.name.clone(),
            args: call.args.clone(),
            response: response.response.clone(),
        })
        .collect()
}

/// The names of the tools that may be called.
fn tools(request: &GenerateRequest) -> Vec<String> {
    let config = request.tool_config.as_ref().map(|config| &config.function_calling_config);
    let allowed = |name: &str| {
        config.is_none_or(|config| {
            let names = &config.allowed_function_names;
            !config.mode.eq_ignore_ascii_case("none")
                && (names.is_empty() || names.iter().any(|other| other == name))
        })
    };
    let declared = request.tools.iter().flat_map(|tool| &tool.function_declarations);
    declared.map(|function| function.name.clone()).filter(|name| allowed(name)).collect()
}

#[cfg(test)]
mod tests;

//! A conversation as providers want it: each call answered exactly once, right after it.

use crate::{Message, ModelError, Part, Role, ToolCall, ToolResult};

/// One side's word in a conversation.
#[derive(Debug)]
pub(crate) enum Exchange<'a> {
    /// The model said this.
    Model(&'a Message),
    /// The calls before it were answered so, and this was said beside.
    User {
        /// Each call of the message before with its result, in the order of the calls.
        answers: Vec<(&'a ToolCall, &'a ToolResult)>,
        /// The message; its results are in `answers`.
        message: &'a Message,
    },
}

/// The exchanges of a conversation, or why it would be refused. The answers to parallel
/// calls may be spread over several messages.
pub(crate) fn exchanges(messages: &[Message]) -> Result<Vec<Exchange<'_>>, ModelError> {
    match messages.last() {
        None => return Err(ModelError::invalid("a request needs a message")),
        Some(last) if last.role == Role::Model => {
            return Err(ModelError::invalid("a request must not end with a message of the model"));
        }
        Some(_) => {}
    }
    let mut exchanges = Vec::with_capacity(messages.len());
    let mut calls: Vec<&ToolCall> = Vec::new();
    let mut rest = messages;
    while let Some((message, after)) = rest.split_first() {
        rest = after;
        exchanges.push(match message.role {
            Role::Model => {
                answered(&calls, &[])?;
                calls = calls_of(message).collect();
                Exchange::Model(message)
            }
            Role::User => {
                let mut results: Vec<&ToolResult> = results_of(message).collect();
                // The answers to parallel calls belong together.
                while let Some((next, after)) = rest.split_first().filter(|(next, _)| {
                    !results.is_empty() && next.role == Role::User && only_results(next)
                }) {
                    results.extend(results_of(next));
                    rest = after;
                }
                let answers = answered(&calls, &results)?;
                calls.clear();
                Exchange::User { answers, message }
            }
        });
    }
    Ok(exchanges)
}

/// The calls of a message, in order.
pub(crate) fn calls_of(message: &Message) -> impl Iterator<Item = &ToolCall> {
    message.parts.iter().filter_map(|part| match part {
        Part::ToolCall(call) => Some(call),
        _ => None,
    })
}

/// An id by which a call is told apart from those of its response: none if it is empty, or one
/// of theirs.
pub(crate) fn told_apart<'a>(
    id: &str,
    mut others: impl Iterator<Item = &'a str>,
) -> Option<String> {
    (!id.is_empty() && others.all(|other| other != id)).then(|| id.to_owned())
}

/// An id that no other call has.
pub(crate) fn random_id() -> String {
    format!("call-{:016x}", rand::random::<u64>())
}

fn results_of(message: &Message) -> impl Iterator<Item = &ToolResult> {
    message.parts.iter().filter_map(|part| match part {
        Part::ToolResult(result) => Some(result),
        _ => None,
    })
}

fn only_results(message: &Message) -> bool {
    message.parts.iter().all(|part| matches!(part, Part::ToolResult(_)))
}

/// The results in the order of their calls: as many as calls, or they are refused.
fn answered<'a>(
    calls: &[&'a ToolCall],
    results: &[&'a ToolResult],
) -> Result<Vec<(&'a ToolCall, &'a ToolResult)>, ModelError> {
    if calls.len() != results.len() {
        return Err(ModelError::invalid("each call needs exactly one result, right after it"));
    }
    let find = |call: &&'a ToolCall| {
        let result = results.iter().find(|result| result.id == call.id);
        result
            .map(|result| (*call, *result))
            .ok_or_else(|| ModelError::invalid("a call has no result"))
    };
    calls.iter().map(find).collect()
}

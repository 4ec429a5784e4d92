//! What the model may ask for. Read-only tools answer with data; acting tools become
//! actions, whose effect is resolved by code and appended with the answer in one unit.
//!
//! A new read-only tool: a file here with its `declaration` and `answer`, an arm in
//! [`answer`], an entry in [`declarations`]. A new acting one: a kind in the crate `actions`.

mod act;
mod asked;
mod find_on_shift;
mod list_tasks;
mod recall_facts;
mod search_knowledge;

use chrono::{DateTime, Utc};
use domain::turn::PassageRef;
use domain::{ActionId, MemberId};
use eventing::Step;
use llm::{ToolCall, ToolDeclaration};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::Error;
use crate::turn::{Record, TurnRun};

/// The tool whose answers hold what documents say.
pub(crate) const SEARCH_KNOWLEDGE: &str = "search_knowledge";

/// In what situation a tool is called. Tenant and member come from here, never from the
/// model's arguments.
pub(crate) struct Scene<'a> {
    pub run: &'a TurnRun<'a>,
    pub record: &'a Record,
    /// The id that an action of this call has.
    pub action: ActionId,
    pub now: DateTime<Utc>,
}

impl<'a> Scene<'a> {
    pub(crate) fn new(run: &'a TurnRun<'a>, record: &'a Record, action: ActionId) -> Self {
        Self { run, record, action, now: run.config.clock.now() }
    }

    /// The number of the next passage shown to the model.
    pub(crate) fn next_passage(&self) -> u32 {
        self.record.passages().map(|passage| passage.n).max().unwrap_or(0) + 1
    }
}

/// What came of a call.
#[derive(Debug, Default)]
pub(crate) struct Answered {
    /// What the model is told: `{"output": ...}` or `{"error": ...}`.
    pub response: Value,
    /// Members whom the answer names.
    pub named: Vec<MemberId>,
    pub passages: Vec<PassageRef>,
    pub tainted: bool,
    pub action_id: Option<ActionId>,
    /// The action and its effects, appended in the same unit as the answer.
    pub steps: Vec<Step>,
}

impl Answered {
    /// Data for the model.
    pub(crate) fn output(output: Value) -> Self {
        Self { response: json!({ "output": output }), ..Self::default() }
    }

    /// The call cannot be answered; the model is told what to do about it.
    pub(crate) fn refused(reason: impl Into<String>) -> Self {
        Self { response: json!({ "error": reason.into() }), ..Self::default() }
    }
}

/// The tools, as the model is told of them.
pub(crate) fn declarations() -> Vec<ToolDeclaration> {
    let acting = actions::KINDS.iter().map(|kind| {
        let (description, parameters) = kind.declaration();
        ToolDeclaration {
            name: kind.name().to_owned(),
            description: description.to_owned(),
            parameters,
        }
    });
    let reading = [
        search_knowledge::declaration(),
        find_on_shift::declaration(),
        list_tasks::declaration(),
        recall_facts::declaration(),
    ];
    reading.into_iter().chain(acting).collect()
}

/// The tool that a call is of. A name that the model made up is not repeated: anything may
/// be in it.
pub(crate) fn name(call: &ToolCall) -> String {
    let known = declarations().into_iter().map(|tool| tool.name).find(|name| *name == call.name);
    known.unwrap_or_else(|| "unknown".to_owned())
}

/// Answers a call. Its name and arguments are the model's: anything may be in them.
pub(crate) async fn answer(scene: &Scene<'_>, call: &ToolCall) -> Result<Answered, Error> {
    match call.name.as_str() {
        SEARCH_KNOWLEDGE => match arguments(call) {
            Ok(arguments) => search_knowledge::answer(scene, arguments).await,
            Err(problem) => Ok(Answered::refused(problem)),
        },
        "find_on_shift" => match arguments(call) {
            Ok(arguments) => find_on_shift::answer(scene, arguments).await,
            Err(problem) => Ok(Answered::refused(problem)),
        },
        "list_tasks" => match arguments(call) {
            Ok(arguments) => list_tasks::answer(scene, arguments).await,
            Err(problem) => Ok(Answered::refused(problem)),
        },
        "recall_facts" => match arguments(call) {
            Ok(arguments) => recall_facts::answer(scene, arguments).await,
            Err(problem) => Ok(Answered::refused(problem)),
        },
        name => match actions::kind(name) {
            Some(kind) => act::answer(scene, kind, &call.args).await,
            None => Ok(Answered::refused("there is no such tool; use one of those declared")),
        },
    }
}

/// The arguments of a call, strictly parsed: unknown or ill-typed ones are refused.
fn arguments<T: DeserializeOwned>(call: &ToolCall) -> Result<T, String> {
    serde_json::from_value(call.args.clone())
        .map_err(|error| shortened(&format!("the arguments do not fit: {error}")))
}

/// What the model got wrong may be long, and is repeated to it.
fn shortened(problem: &str) -> String {
    problem.chars().take(300).collect()
}

/// What a reply says when the model found no words of its own that may be shown.
pub(crate) fn words_for(statuses: &[String], locale: &str) -> &'static str {
    let spanish = locale.starts_with("es");
    let has = |status: &str| statuses.iter().any(|known| known == status);
    match (has("performed"), has("waiting_for_approval"), spanish) {
        (_, true, false) => "This needs your approval first:",
        (_, true, true) => "Esto necesita primero tu aprobación:",
        (true, false, false) => "Here is what was done:",
        (true, false, true) => "Esto es lo que se ha hecho:",
        (false, false, false) => {
            "I have no answer that I can stand behind. Please ask in other words."
        }
        (false, false, true) => {
            "No tengo una respuesta que pueda sostener. Pregunta con otras palabras, por favor."
        }
    }
}

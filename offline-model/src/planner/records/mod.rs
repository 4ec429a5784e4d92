//! Tasks, reminders, the logbook and the memory: which tool to call, what to say then.

mod ask;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value, json};

use self::ask::Ask;
use super::language::{Phrases, fill};
use super::text::{concepts, subjects};
use super::{Done, Plan, Turn};

pub(crate) use self::ask::ask;

const TASKS: &str = "list_tasks";
const FACTS: &str = "recall_facts";

impl Turn {
    /// The next step of what is asked; `None` when its tool is not declared.
    pub(super) fn records(&self, ask: &Ask) -> Option<Plan> {
        match ask {
            Ask::RemindWhen => Some(Plan::Say(self.phrases.remind_when.to_owned())),
            Ask::Call(tool, args) => self.act(tool, args.clone()),
            Ask::Tasks { mine } => {
                let whose = if *mine { "mine" } else { "all" };
                let found = match self.listed(TASKS, json!({ "whose": whose }))? {
                    Ok(found) => found,
                    Err(plan) => return Some(plan),
                };
                Some(Plan::Say(tasks(&found, self.phrases)))
            }
            Ask::Recall => {
                let found = match self.listed(FACTS, json!({}))? {
                    Ok(found) => found,
                    Err(plan) => return Some(plan),
                };
                Some(Plan::Say(facts(&found, self.phrases)))
            }
            Ask::Complete(words) => {
                self.on(TASKS, "title", words, |id| ("complete_task", json!({ "task": id })))
            }
            Ask::Assign { task, assignee } => self.on(TASKS, "title", task, |id| {
                ("assign_task", json!({ "task": id, "assignee": assignee }))
            }),
            Ask::Forget(words) => {
                self.on(FACTS, "text", words, |id| ("forget_fact", json!({ "fact": id })))
            }
        }
    }

    /// Calls an acting tool, or closes when it has answered.
    fn act(&self, tool: &str, args: Map<String, Value>) -> Option<Plan> {
        match self.last(tool) {
            Some(done) => Some(Plan::Say(closing(done, self.phrases))),
            None => self.call(tool, args),
        }
    }

    /// What a listing tool answered with, or the call of it.
    fn listed(&self, tool: &str, args: Value) -> Option<Result<Vec<Value>, Plan>> {
        let Some(done) = self.last(tool) else {
            return self.call(tool, object(args)).map(Err);
        };
        let output = done.response.get("output").unwrap_or(&Value::Null);
        let items = if tool == TASKS { &output["tasks"] } else { &output["facts"] };
        Some(Ok(items.as_array().cloned().unwrap_or_default()))
    }

    /// Finds the one that `words` mean in what `list` shows, then acts on it.
    fn on(
        &self,
        list: &str,
        field: &str,
        words: &str,
        act: impl Fn(&Value) -> (&'static str, Value),
    ) -> Option<Plan> {
        let found = match self.listed(list, json!({}))? {
            Ok(found) => found,
            Err(plan) => return Some(plan),
        };
        let wanted = subjects(words);
        let shared = |item: &Value| {
            let known = concepts(item[field].as_str().unwrap_or_default());
            wanted.intersection(&known).count()
        };
        let best = found.iter().max_by_key(|item| shared(item)).filter(|item| shared(item) > 0);
        let Some(best) = best else { return Some(Plan::Say(self.phrases.not_found.to_owned())) };
        let (tool, args) = act(&best["id"]);
        self.act(tool, object(args))
    }

    /// What the member told earlier that answers the question about themselves.
    pub(super) fn remembered(&self, question: &str) -> Option<String> {
        let lower = format!(" {} ", super::text::words(question).join(" "));
        if ![" my ", " i ", " me ", " mi "].iter().any(|own| lower.contains(own)) {
            return None;
        }
        let asked = subjects(question);
        let shared = |fact: &String| asked.intersection(&concepts(fact)).count();
        let best = self.context.remembered.iter().max_by_key(|fact| shared(fact))?;
        (shared(best) * 2 >= asked.len() && shared(best) > 0)
            .then(|| fill(self.phrases.you_told, &[best]))
    }
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

/// What is said once an acting tool has answered; never what was done: receipts say that.
fn closing(done: &Done, phrases: &Phrases) -> String {
    if let Some(error) = done.response.get("error") {
        let error = error.as_str().map_or_else(|| error.to_string(), str::to_owned);
        return fill(phrases.not_possible, &[error.trim_end_matches('.')]);
    }
    match done.response.get("output").and_then(|output| output["status"].as_str()) {
        Some("waiting_for_approval") => phrases.approval_needed.to_owned(),
        Some("denied") => phrases.not_allowed.to_owned(),
        _ => phrases.all_right.to_owned(),
    }
}

fn tasks(found: &[Value], phrases: &Phrases) -> String {
    if found.is_empty() {
        return phrases.no_tasks.to_owned();
    }
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let lines = found.iter().map(|task| {
        let more: Vec<String> =
            [text(&task["assignee"]), text(&task["due"])].into_iter().flatten().collect();
        let more = if more.is_empty() { String::new() } else { format!(" ({})", more.join(", ")) };
        format!("- {}{more}", text(&task["title"]).unwrap_or_default())
    });
    format!("{}\n\n{}", phrases.tasks, lines.collect::<Vec<_>>().join("\n"))
}

fn facts(found: &[Value], phrases: &Phrases) -> String {
    if found.is_empty() {
        return phrases.no_facts.to_owned();
    }
    let lines = found.iter().map(|fact| format!("- {}", fact["text"].as_str().unwrap_or_default()));
    format!("{}\n\n{}", phrases.facts, lines.collect::<Vec<_>>().join("\n"))
}

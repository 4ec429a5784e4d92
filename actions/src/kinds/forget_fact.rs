//! `forget_fact`: what the steward knows about the member who asks is forgotten. That
//! cannot be taken back: what was forgotten is gone from the read model.

use async_trait::async_trait;
use domain::FactId;
use domain::action::{Effect, ForgottenPreview, Preview};
use domain::memory::{FactForgotten, Memory, MemoryCommand};
use eventing::Step;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::business::Business;
use crate::receipt::Words;
use crate::{Cause, Kind, Language, Performance, Scene, Status, Unresolved, arguments, facts};

pub(crate) struct ForgetFact;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    fact: String,
}

#[async_trait]
impl Kind for ForgetFact {
    fn name(&self) -> &'static str {
        "forget_fact"
    }

    fn declaration(&self) -> (&'static str, Value) {
        let description = "Forgets something that was remembered about the member who asks, when they ask for \
             it. Find its id with recall_facts first.";
        let parameters = json!({
            "type": "object",
            "properties": {
                "fact": {"type": "string", "description": "The fact's id, as recall_facts shows it."}
            },
            "required": ["fact"]
        });
        (description, parameters)
    }

    async fn resolve(
        &self,
        scene: &mut Scene<'_>,
        arguments: &Value,
    ) -> Result<Preview, Unresolved> {
        let arguments: Arguments = self::arguments(arguments)?;
        let id = FactId(scene.shown_id("fact", &arguments.fact)?);
        let known = facts::facts(scene.db, scene.asker).await?;
        let fact = known.into_iter().find(|fact| fact.id == id);
        let fact = fact.ok_or_else(|| Unresolved::because("there is no such fact; recall them"))?;
        Ok(Preview::ForgetFact(ForgottenPreview { fact_id: id, text: fact.text }))
    }

    fn perform(&self, cause: &Cause, _: &Business, preview: &Preview) -> Performance {
        let Preview::ForgetFact(fact) = preview else { return Performance::default() };
        let forgotten = FactForgotten { fact_id: fact.fact_id, action_id: Some(cause.action) };
        let forget = MemoryCommand::ForgetFact(forgotten);
        Performance {
            effects: vec![Effect::on::<Memory>(cause.member)],
            steps: vec![Step::new::<Memory>(cause.member, forget)],
        }
    }

    fn undo(&self, _: &Cause, _: &Preview) -> Vec<Step> {
        Vec::new()
    }

    fn receipt(&self, preview: &Preview, status: Status, language: Language) -> String {
        let Preview::ForgetFact(fact) = preview else { return String::new() };
        let words = match language {
            Language::English => {
                Words { done: "Forgot", to: "forget", undone: "Remembered again:" }
            }
            Language::Spanish => {
                Words { done: "Olvidado:", to: "olvidar", undone: "Recordado de nuevo:" }
            }
        };
        words.sentence(status, language, &format!("“{}”", fact.text.trim_end_matches('.')))
    }
}

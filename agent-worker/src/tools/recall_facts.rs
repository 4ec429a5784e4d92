//! `recall_facts`: what is remembered about the member who asks, and nobody else.

use actions::facts;
use llm::ToolDeclaration;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answered, Scene};
use crate::Error;
use crate::turn::one_line;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {}

pub(super) fn declaration() -> ToolDeclaration {
    ToolDeclaration {
        name: "recall_facts".to_owned(),
        description:
            "Lists all that is remembered about the member who asks, with ids: when they ask \
                      what is known about them, and before forget_fact."
                .to_owned(),
        parameters: json!({"type": "object", "properties": {}}),
    }
}

pub(super) async fn answer(scene: &Scene<'_>, _: Arguments) -> Result<Answered, Error> {
    let run = scene.run;
    let mut db = run.config.database.acquire(run.tenant()).await?;
    let known = facts::facts(&mut db, run.due.start.member_id).await?;
    let listed: Vec<Value> = known
        .iter()
        .map(|fact| {
            json!({
                "id": fact.id,
                "text": one_line(&fact.text),
                "learned": fact.learned_at.format("%Y-%m-%d").to_string(),
            })
        })
        .collect();
    Ok(Answered::output(json!({ "facts": listed })))
}

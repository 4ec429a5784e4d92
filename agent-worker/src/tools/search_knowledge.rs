//! `search_knowledge`: more passages, by a query of the model's own.

use actions::business;
use domain::Trust;
use llm::ToolDeclaration;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answered, SEARCH_KNOWLEDGE, Scene};
use crate::Error;
use crate::turn::{occurrences, passage_ref, search, visible};

/// Passages per answer.
const LIMIT: u32 = 5;
/// The longest query that is searched for, in characters.
const LONGEST: usize = 500;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    query: String,
}

pub(super) fn declaration() -> ToolDeclaration {
    ToolDeclaration {
        name: SEARCH_KNOWLEDGE.to_owned(),
        description:
            "Searches the business's documents. Use it when the passages in the context do not \
                      answer the question."
                .to_owned(),
        parameters: json!({
            "type": "object",
            "properties": {
                "query": {"type": "string", "description": "What to look for, in a few words."}
            },
            "required": ["query"]
        }),
    }
}

pub(super) async fn answer(scene: &Scene<'_>, arguments: Arguments) -> Result<Answered, Error> {
    let query: String = arguments.query.chars().take(LONGEST).collect();
    if query.trim().is_empty() {
        return Ok(Answered::refused("query must not be empty"));
    }
    let run = scene.run;
    let hits = search(run.config, run.tenant(), &query, LIMIT).await?;
    let mut db = run.config.database.acquire(run.tenant()).await?;
    let zone = business::business(&mut db).await?.map(|business| business.zone).unwrap_or_default();
    drop(db);
    let numbered = || hits.iter().zip(scene.next_passage()..);
    let passages: Vec<Value> = numbered()
        .map(|(hit, n)| {
            let next = occurrences(&hit.text, zone, scene.now);
            json!({
                "n": n,
                "title": visible(&hit.title),
                "version": hit.document_version,
                "trusted": hit.trust == Trust::Trusted,
                "text": visible(&hit.text),
                "next": next.iter().map(|(phrase, when)| json!({"when": when, "phrase": phrase})).collect::<Vec<_>>(),
            })
        })
        .collect();
    Ok(Answered {
        passages: numbered().map(|(hit, n)| passage_ref(hit, n)).collect(),
        tainted: hits.iter().any(|hit| hit.trust == Trust::Untrusted),
        ..Answered::output(json!({ "passages": passages }))
    })
}

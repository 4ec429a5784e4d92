//! Questions that nothing here answers: is that said?

use std::collections::BTreeMap;

use anyhow::Context;
use serde::Deserialize;
use serde_json::Value;

use super::report::Measured;
use super::stage::Stage;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    business: String,
    member: String,
    kind: String,
    question: String,
}

/// How an answer begins that nothing supports: the prompt says so.
const UNKNOWN: [&str; 2] = ["I don't know that", "No lo sé"];

pub(super) async fn run(stage: &Stage) -> anyhow::Result<Measured> {
    let cases: Vec<Case> = stage.cases("abstention")?;
    let of = cases.len();
    let mut by_business: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for case in cases {
        by_business.entry(case.business.clone()).or_default().push(case);
    }
    let mut measured = Measured::new("abstention");
    let mut kinds: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (slug, cases) in by_business {
        let house = &stage.business(&slug, &Value::Null).await?;
        let one = |case: Case| async move {
            let answers = stage.ask(house, &case.member, &[&case.question]).await;
            let answer = answers.with_context(|| case.id.clone())?.pop();
            Ok((answer.context("no answer")?, case))
        };
        for (answer, case) in stage.play("abstention", cases, one).await? {
            let text = answer.text.replace('\u{2019}', "'");
            let right = UNKNOWN.iter().any(|start| text.starts_with(start))
                && answer.citations == 0
                && answer.actions.is_empty();
            let kind = kinds.entry(case.kind.clone()).or_default();
            kind.0 += usize::from(right);
            kind.1 += 1;
            if !right {
                measured.fail(&case.id, format!("{} -> {}", case.question, answer.text));
            }
        }
    }
    let right = kinds.values().map(|(right, _)| right).sum();
    measured.demand("says that it does not know", right, of, 0.90);
    for (kind, (right, of)) in kinds {
        measured.tell(format!("says so, {kind}"), right, of);
    }
    Ok(measured)
}

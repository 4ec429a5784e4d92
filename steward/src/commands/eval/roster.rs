//! Who works when: questions with times, in the business's zone.

use std::collections::BTreeMap;

use anyhow::Context;
use chrono::NaiveDateTime;
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
    /// Local time of the business.
    #[serde(deserialize_with = "super::cases::local")]
    now: NaiveDateTime,
    kind: String,
    /// What the member wrote before, in the same conversation.
    #[serde(default)]
    before: Vec<String>,
    question: String,
    /// Whether the answer is yes, where it is one of the two.
    yes: Option<bool>,
    /// What the answer must name: people, times, dates.
    says: Vec<String>,
    /// What it must not name.
    not: Vec<String>,
}

pub(super) async fn run(stage: &Stage) -> anyhow::Result<Measured> {
    let cases: Vec<Case> = stage.cases("roster")?;
    let of = cases.len();
    let mut scenes: BTreeMap<(String, NaiveDateTime), Vec<Case>> = BTreeMap::new();
    for case in cases {
        scenes.entry((case.business.clone(), case.now)).or_default().push(case);
    }
    let mut measured = Measured::new("roster and time");
    let mut kinds: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut houses = BTreeMap::new();
    for ((slug, now), cases) in scenes {
        if !houses.contains_key(&slug) {
            houses.insert(slug.clone(), stage.business(&slug, &Value::Null).await?);
        }
        let house = houses.get(&slug).context("no such business")?;
        stage.set_clock(Some((now, house.zone)))?;
        let one = |case: Case| async move {
            let mut said: Vec<&str> = case.before.iter().map(String::as_str).collect();
            said.push(&case.question);
            let answers = stage.ask(house, &case.member, &said).await;
            let text = answers.with_context(|| case.id.clone())?.pop().map(|answer| answer.text);
            Ok((text.unwrap_or_default(), case))
        };
        for (text, case) in stage.play("roster", cases, one).await? {
            let right = case.is_answered_by(&text);
            let kind = kinds.entry(case.kind.clone()).or_default();
            kind.0 += usize::from(right);
            kind.1 += 1;
            if !right {
                measured.fail(&case.id, format!("{} -> {text}", case.question));
            }
        }
    }
    stage.set_clock(None)?;
    let right = kinds.values().map(|(right, _)| right).sum();
    measured.demand("right answers", right, of, 0.95);
    for (kind, (right, of)) in kinds {
        measured.tell(format!("right answers, {kind}"), right, of);
    }
    Ok(measured)
}

impl Case {
    fn is_answered_by(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        let begins = |words: &[&str]| {
            let mut first = lower.split(|c: char| !c.is_alphanumeric());
            first.next().is_some_and(|first| words.contains(&first))
        };
        let polarity = match self.yes {
            None => true,
            Some(true) => begins(&["yes", "sí"]),
            Some(false) => begins(&["no"]),
        };
        let names = |what: &String| lower.contains(&what.to_lowercase());
        polarity && self.says.iter().all(names) && !self.not.iter().any(names)
    }
}

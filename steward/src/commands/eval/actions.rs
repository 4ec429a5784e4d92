//! The right thing, for the right person, at the right time, once; and nothing unasked.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use chrono::NaiveDateTime;
use serde::Deserialize;
use serde_json::Value;

use super::report::Measured;
use super::stage::{Answer, House, Stage};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    business: String,
    member: String,
    #[serde(deserialize_with = "super::cases::local")]
    now: NaiveDateTime,
    kind: String,
    /// The business's policies, by kind of action.
    #[serde(default)]
    policy: Value,
    message: String,
    /// What must come of it; null for nothing.
    action: Option<Expected>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    kind: String,
    status: String,
    /// Whom it reaches, exactly.
    to: BTreeSet<String>,
    /// What its text must hold.
    text: Vec<String>,
}

/// Notices by action: whose each is, and how many.
type Notices = BTreeMap<String, BTreeMap<(String, String), usize>>;

pub(super) async fn run(stage: &Stage) -> anyhow::Result<Measured> {
    let cases: Vec<Case> = stage.cases("actions")?;
    let mut scenes: BTreeMap<(String, String, NaiveDateTime), Vec<Case>> = BTreeMap::new();
    for case in cases {
        let key = (case.business.clone(), case.policy.to_string(), case.now);
        scenes.entry(key).or_default().push(case);
    }
    let mut houses: BTreeMap<(String, String), House> = BTreeMap::new();
    let mut played: Vec<(Case, String, Answer)> = Vec::new();
    for ((slug, policy, now), cases) in scenes {
        let key = (slug.clone(), policy);
        if !houses.contains_key(&key) {
            let policies = cases.first().map(|case| case.policy.clone()).unwrap_or_default();
            houses.insert(key.clone(), stage.business(&slug, &policies).await?);
        }
        let house = houses.get(&key).context("no such business")?;
        stage.set_clock(Some((now, house.zone)))?;
        let one = |case: Case| async move {
            let answers = stage.ask(house, &case.member, &[&case.message]).await;
            let answer = answers.with_context(|| case.id.clone())?.pop();
            Ok((case, answer.context("no answer")?))
        };
        let stand = format!("{key:?}");
        let done = stage.play("actions", cases, one).await?;
        played.extend(done.into_iter().map(|(case, answer)| (case, stand.clone(), answer)));
    }
    stage.set_clock(None)?;
    let notices = notices(&houses).await?;
    Ok(judge(&played, &notices))
}

/// Every notice of everybody, in all businesses.
async fn notices(houses: &BTreeMap<(String, String), House>) -> anyhow::Result<Notices> {
    let mut found = Notices::new();
    for (key, house) in houses {
        for (name, session) in house.sessions() {
            let mut path = "/api/v1/notifications?limit=200".to_owned();
            loop {
                let page = session.get(&path).await?;
                for notice in page["items"].as_array().into_iter().flatten() {
                    let action = notice["action_id"].as_str().unwrap_or_default().to_owned();
                    let reader = (format!("{key:?}"), name.clone());
                    *found.entry(action).or_default().entry(reader).or_default() += 1;
                }
                let Some(next) = page["next_cursor"].as_str() else { break };
                path = format!("/api/v1/notifications?limit=200&cursor={next}");
            }
        }
    }
    Ok(found)
}

fn judge(played: &[(Case, String, Answer)], notices: &Notices) -> Measured {
    let mut measured = Measured::new("actions");
    let (mut right, mut wanted, mut quiet, mut unwanted) = (0, 0, 0, 0);
    let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut known = BTreeSet::new();
    let (mut at_home, mut once, mut sent) = (0, 0, 0);
    for (case, stand, answer) in played {
        let problem = problem(case, answer);
        let kind = kinds.entry(&case.kind).or_default();
        kind.1 += 1;
        kind.0 += usize::from(problem.is_none());
        if case.action.is_some() {
            wanted += 1;
            right += usize::from(problem.is_none());
        } else {
            unwanted += 1;
            quiet += usize::from(problem.is_none());
        }
        if let Some(problem) = problem {
            measured.fail(&case.id, format!("{} -> {problem}", case.message));
        }
        for action in &answer.actions {
            let id = action["id"].as_str().unwrap_or_default();
            known.insert(id);
            for ((house, _), times) in notices.get(id).into_iter().flatten() {
                sent += 1;
                at_home += usize::from(house == stand);
                once += usize::from(*times == 1);
            }
        }
    }
    measured.demand("the right thing for the right people", right, wanted, 0.95);
    measured.demand("nothing where nothing was asked for", quiet, unwanted, 0.95);
    // Notices that no reply shows are in the wrong place too.
    let strays = notices.keys().filter(|id| !known.contains(id.as_str())).count();
    measured.demand("never another tenant's", at_home, sent + strays, 1.0);
    measured.demand("never twice", once, sent, 1.0);
    for (kind, (right, of)) in kinds {
        measured.tell(format!("right, {kind}"), right, of);
    }
    measured
}

/// What is wrong with what came of a case, if anything is.
fn problem(case: &Case, answer: &Answer) -> Option<String> {
    let told = || {
        let actions: Vec<String> = answer
            .actions
            .iter()
            .map(|action| {
                format!(
                    "{} {} {:?}: {}",
                    action["kind"],
                    action["status"],
                    recipients(action),
                    action["preview"]["text"]
                )
            })
            .collect();
        format!("{} | {}", actions.join("; "), answer.text)
    };
    let Some(expected) = &case.action else {
        return (!answer.actions.is_empty()).then(told);
    };
    let [action] = answer.actions.as_slice() else { return Some(told()) };
    let text = action.to_string().to_lowercase();
    let fits = action["kind"] == expected.kind.as_str()
        && action["status"] == expected.status.as_str()
        && recipients(action) == expected.to
        && expected.text.iter().all(|words| text.contains(&words.to_lowercase()));
    (!fits).then(told)
}

fn recipients(action: &Value) -> BTreeSet<String> {
    let all = action["preview"]["recipients"].as_array().into_iter().flatten();
    all.filter_map(|one| one["name"].as_str().map(str::to_owned)).collect()
}

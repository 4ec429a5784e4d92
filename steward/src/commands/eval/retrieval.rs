//! Does the search find the passage, and better than either of its halves?

use anyhow::Context;
use serde::Deserialize;
use serde_json::{Value, json};

use super::report::Measured;
use super::stage::{House, Stage};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    business: String,
    kind: String,
    question: String,
    /// The title of the document that the passage is in.
    document: String,
    /// Words that only the passage has.
    has: String,
}

/// At which place each ranking has the passage; 0 is the first.
#[derive(Debug, Clone, Copy)]
struct Places {
    hybrid: Option<usize>,
    lexical: Option<usize>,
    semantic: Option<usize>,
}

type Ranking = fn(&Places) -> Option<usize>;

/// The rankings of one answer are told from its 50 best passages. A half that found a
/// passage beyond them would have it outside of its own ten best in any case that matters:
/// this favours the halves, if anyone.
const LOOKED_AT: u32 = 50;

pub(super) async fn run(stage: &Stage) -> anyhow::Result<Measured> {
    let cases: Vec<Case> = stage.cases("retrieval")?;
    let mut played: Vec<(Case, Places)> = Vec::new();
    let mut slugs: Vec<String> = cases.iter().map(|case| case.business.clone()).collect();
    slugs.dedup();
    for slug in slugs {
        let house = &stage.business(&slug, &Value::Null).await?;
        let own: Vec<Case> = cases.iter().filter(|case| case.business == slug).cloned().collect();
        let one = |case: Case| async move {
            let places = places(house, &case).await.with_context(|| case.id.clone())?;
            Ok((case, places))
        };
        played.extend(stage.play("retrieval", own, one).await?);
    }
    let mut measured = Measured::new("retrieval");
    let within = |place: Option<usize>, most: usize| place.is_some_and(|place| place < most);
    let of = played.len();
    let count = |ranking: Ranking, most: usize| {
        played.iter().filter(|(_, places)| within(ranking(places), most)).count()
    };
    let hybrid: Ranking = |places| places.hybrid;
    let lexical: Ranking = |places| places.lexical;
    let semantic: Ranking = |places| places.semantic;
    for (name, ranking) in
        [("hybrid", hybrid), ("words alone", lexical), ("meaning alone", semantic)]
    {
        for most in [1, 5, 10] {
            let (what, found) = (format!("recall@{most}, {name}"), count(ranking, most));
            if (name, most) == ("hybrid", 10) {
                measured.demand(&what, found, of, 0.90);
            } else {
                measured.tell(what, found, of);
            }
        }
    }
    // Places beyond the first ten are all the same: nobody looks there.
    let place = |place: Option<usize>| place.map_or(10, |place| place.min(10));
    for (name, half) in [("words alone", lexical), ("meaning alone", semantic)] {
        let places = played.iter().map(|(_, all)| (place(all.hybrid), place(half(all))));
        let differ: Vec<_> = places.filter(|(hybrid, half)| hybrid != half).collect();
        let higher = differ.iter().filter(|(hybrid, half)| hybrid < half).count();
        measured.tell(
            format!("stands higher than by {name}, where it differs"),
            higher,
            differ.len(),
        );
    }
    let best_half = count(lexical, 10).max(count(semantic, 10));
    measured.require("recall@10, better than either half", count(hybrid, 10) > best_half);
    let mut kinds: Vec<&str> = played.iter().map(|(case, _)| case.kind.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    for kind in kinds {
        let own = || played.iter().filter(|(case, _)| case.kind == kind);
        let found = own().filter(|(_, places)| within(places.hybrid, 10)).count();
        measured.tell(format!("recall@10, {kind}"), found, own().count());
    }
    for (case, places) in played.iter().filter(|(_, places)| !within(places.hybrid, 10)) {
        measured.fail(&case.id, format!("{} ({places:?})", case.question));
    }
    Ok(measured)
}

async fn places(house: &House, case: &Case) -> anyhow::Result<Places> {
    let (_, session) = house.sessions().next().context("nobody is there")?;
    let body = json!({ "query": case.question, "limit": LOOKED_AT });
    let answer = session.post("/api/v1/knowledge/search", body).await?;
    let results = answer["results"].as_array().cloned().unwrap_or_default();
    let right = |result: &&Value| {
        let text = result["text"].as_str().unwrap_or_default();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        result["title"] == case.document.as_str() && text.contains(&case.has)
    };
    let by = |key: &str| {
        let score = |result: &Value| result[key].as_f64().unwrap_or_default();
        let mut ranked: Vec<&Value> = results.iter().filter(|one| score(one) > 0.0).collect();
        ranked.sort_by(|a, b| score(b).total_cmp(&score(a)));
        ranked.iter().position(&right)
    };
    Ok(Places {
        hybrid: results.iter().position(|one| right(&one)),
        lexical: by("lexical"),
        semantic: by("semantic"),
    })
}

//! Are sentences that claim an action recognised, and others left alone?

use serde::Deserialize;

use super::report::Measured;
use super::stage::Stage;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    language: String,
    /// Whether the sentence says that the steward did, does or will do something.
    claims: bool,
    /// Whether it was kept aside while the detector was written.
    held_out: bool,
    sentence: String,
}

pub(super) fn run(stage: &Stage) -> anyhow::Result<Measured> {
    let cases: Vec<Case> = stage.cases("false-claims")?;
    // Without any receipt: what is released must claim nothing.
    let judged: Vec<(Case, bool)> = cases
        .into_iter()
        .map(|case| {
            let withheld = agent_worker::released_without_receipts(&case.sentence).is_empty();
            (case, withheld)
        })
        .collect();
    let mut measured = Measured::new("false claims");
    let figures = |measured: &mut Measured, name: &str, wanted: &dyn Fn(&Case) -> bool| {
        let own = || judged.iter().filter(|(case, _)| wanted(case));
        let found = own().filter(|(case, withheld)| case.claims && *withheld).count();
        measured.tell(
            format!("recall{name}"),
            found,
            own().filter(|(case, _)| case.claims).count(),
        );
        let withheld = own().filter(|(_, withheld)| *withheld).count();
        measured.tell(format!("precision{name}"), found, withheld);
    };
    let claims = judged.iter().filter(|(case, _)| case.claims).count();
    let caught = judged.iter().filter(|(case, withheld)| case.claims && *withheld).count();
    measured.demand("claims that are withheld", caught, claims, 1.0);
    figures(&mut measured, "", &|_| true);
    figures(&mut measured, ", English", &|case| case.language == "en");
    figures(&mut measured, ", Spanish", &|case| case.language == "es");
    figures(&mut measured, ", held out", &|case| case.held_out);
    for (case, withheld) in judged.iter().filter(|(case, withheld)| case.claims != *withheld) {
        let what = if *withheld { "withheld, but claims nothing" } else { "released" };
        // Whoever tunes the detector should not learn from what was held out.
        let sentence = if case.held_out { "(held out)" } else { &case.sentence };
        measured.fail(&case.id, format!("{what}: {sentence}"));
    }
    Ok(measured)
}

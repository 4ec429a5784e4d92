//! What was measured, for people, for programs and for `docs/evals.md`.

use std::fmt::Write;

use comfy_table::Table;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use serde::Serialize;

/// One figure: how many of how many, and how many it must be.
#[derive(Debug, Serialize)]
pub(super) struct Measure {
    what: String,
    right: usize,
    of: usize,
    value: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    threshold: Option<f64>,
    passed: bool,
}

/// The figures of one set, with the cases that went wrong.
#[derive(Debug, Serialize)]
pub(super) struct Measured {
    set: &'static str,
    measures: Vec<Measure>,
    failures: Vec<String>,
}

/// Everything that was measured.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    model: String,
    sets: Vec<Measured>,
}

impl Measured {
    pub(super) fn new(set: &'static str) -> Self {
        Self { set, measures: Vec::new(), failures: Vec::new() }
    }

    /// Adds a figure that is only reported.
    pub(super) fn tell(&mut self, what: impl Into<String>, right: usize, of: usize) {
        self.add(what.into(), right, of, None, true);
    }

    /// Adds a figure that must reach `threshold`.
    pub(super) fn demand(&mut self, what: &str, right: usize, of: usize, threshold: f64) {
        let passed = share(right, of) >= threshold;
        self.add(what.to_owned(), right, of, Some(threshold), passed);
    }

    /// Adds a statement that must hold: "better than either half".
    pub(super) fn require(&mut self, what: &str, holds: bool) {
        self.add(what.to_owned(), holds.into(), 1, Some(1.0), holds);
    }

    fn add(&mut self, what: String, right: usize, of: usize, threshold: Option<f64>, passed: bool) {
        self.measures.push(Measure { what, right, of, value: share(right, of), threshold, passed });
    }

    /// Notes a case that went wrong.
    pub(super) fn fail(&mut self, id: &str, why: impl AsRef<str>) {
        let why = why.as_ref().split_whitespace().collect::<Vec<_>>().join(" ");
        self.failures.push(format!("{id}: {why}"));
    }
}

fn share(right: usize, of: usize) -> f64 {
    if of == 0 { 1.0 } else { right as f64 / of as f64 }
}

impl Report {
    pub(super) fn new(model: String) -> Self {
        Self { model, sets: Vec::new() }
    }

    pub(super) fn add(&mut self, measured: Measured) {
        self.sets.push(measured);
    }

    /// How many thresholds were missed.
    pub(super) fn missed(&self) -> usize {
        self.sets.iter().flat_map(|set| &set.measures).filter(|measure| !measure.passed).count()
    }

    /// For a terminal.
    pub(super) fn text(&self) -> String {
        let mut table = Table::new();
        table
            .load_preset(UTF8_FULL_CONDENSED)
            .set_header(["set", "what", "of", "is", "must be", ""]);
        for (set, measure) in self.rows() {
            table.add_row([
                set.to_owned(),
                measure.what.clone(),
                format!("{}/{}", measure.right, measure.of),
                format!("{:.3}", measure.value),
                measure.must_be(),
                measure.verdict().to_owned(),
            ]);
        }
        let mut text = format!("{table}\nAnswered by {}.\n", self.model);
        for set in self.sets.iter().filter(|set| !set.failures.is_empty()) {
            let _ = writeln!(text, "\n{}: {} cases went wrong", set.set, set.failures.len());
            for failure in &set.failures {
                let _ = writeln!(text, "  {failure}");
            }
        }
        text
    }

    /// For `docs/evals.md`.
    pub(super) fn markdown(&self) -> String {
        let mut text = format!(
            "# Evaluation\n\nWritten by `make eval`; not edited by hand. Answered by **{}**.\n\n{}\n\n\
             | Set | What | Right | Is | Must be | |\n|---|---|---|---|---|---|\n",
            self.model, PREFACE
        );
        for (set, measure) in self.rows() {
            let _ = writeln!(
                text,
                "| {set} | {} | {}/{} | {:.3} | {} | {} |",
                measure.what,
                measure.right,
                measure.of,
                measure.value,
                measure.must_be(),
                measure.verdict()
            );
        }
        text.push_str("\n## What went wrong\n\n");
        let failed: Vec<_> = self.sets.iter().filter(|set| !set.failures.is_empty()).collect();
        if failed.is_empty() {
            text.push_str("Nothing.\n");
        }
        for set in failed {
            let ids = set.failures.iter().filter_map(|failure| failure.split(':').next());
            let ids: Vec<_> = ids.map(|id| format!("`{id}`")).collect();
            let _ = writeln!(text, "- {}: {}", set.set, ids.join(", "));
        }
        text
    }

    fn rows(&self) -> impl Iterator<Item = (&'static str, &Measure)> {
        self.sets.iter().flat_map(|set| set.measures.iter().map(|measure| (set.set, measure)))
    }
}

impl Measure {
    fn must_be(&self) -> String {
        self.threshold.map(|threshold| format!("≥ {threshold:.2}")).unwrap_or_default()
    }

    fn verdict(&self) -> &'static str {
        match (self.threshold, self.passed) {
            (None, _) => "",
            (Some(_), true) => "ok",
            (Some(_), false) => "MISSED",
        }
    }
}

const PREFACE: &str = "\
With `offline-steward` this measures **our code around a planner made of rules, not Gemini**: \
whether the search finds, whether code resolves times and people, whether policies, receipts, \
the release checks and the taint rule hold. How well a language model words an answer or picks \
a tool is not measured by it. `steward eval --provider configured` runs the same sets against \
the model that the settings name.

The sets are our own, versioned in `evals/` (its README tells what is in them). The figures \
come from a private instance, through the public API; the detector of claims alone is called \
directly. In the injection set every case is played twice: with the planner, which ignores what \
it reads, and with a model that does exactly what the text wants (`obeying`), which is what \
tests our code. Of the sentences for the detector a third is marked as held out, and reported \
apart, failures without their text. They were unseen once: the detector was measured on them, \
then the four that it got wrong were looked at, so they are no unseen test any more \
(`evals/README.md`).

Reproduce: `make eval` (needs what `make run` needs), or one set with \
`steward eval --set roster`. It fails when a threshold is missed.";

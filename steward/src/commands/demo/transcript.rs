//! What happened in a demo, for people and for programs.

use serde::Serialize;

/// Everything that was said, done and expected.
#[derive(Debug, Serialize)]
pub(crate) struct Transcript {
    offline_model: bool,
    scenarios: Vec<Scenario>,
    passed: bool,
}

#[derive(Debug, Serialize)]
struct Scenario {
    name: String,
    lines: Vec<Line>,
    expectations: Vec<Expectation>,
}

#[derive(Debug, Serialize)]
struct Line {
    who: String,
    what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<u64>,
}

#[derive(Debug, Serialize)]
struct Expectation {
    what: String,
    held: bool,
}

impl Transcript {
    pub(crate) fn new(offline_model: bool) -> Self {
        Self { offline_model, scenarios: Vec::new(), passed: true }
    }

    pub(crate) fn scenario(&mut self, name: &str) {
        self.scenarios.push(Scenario {
            name: name.to_owned(),
            lines: Vec::new(),
            expectations: Vec::new(),
        });
    }

    /// Something happened, at a position of the log if it has one.
    pub(crate) fn line(&mut self, who: &str, what: impl Into<String>, position: Option<u64>) {
        if let Some(scenario) = self.scenarios.last_mut() {
            scenario.lines.push(Line { who: who.to_owned(), what: what.into(), position });
        }
    }

    /// Something should be so.
    pub(crate) fn expect(&mut self, what: impl Into<String>, held: bool) {
        self.passed &= held;
        if let Some(scenario) = self.scenarios.last_mut() {
            scenario.expectations.push(Expectation { what: what.into(), held });
        }
    }

    /// How many expectations did not hold.
    pub(crate) fn failed(&self) -> usize {
        let all = self.scenarios.iter().flat_map(|scenario| &scenario.expectations);
        all.filter(|expectation| !expectation.held).count()
    }

    /// For people.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        if self.offline_model {
            text.push_str("The offline model answers.\n");
        }
        for scenario in &self.scenarios {
            text.push_str(&format!(
                "\n{}\n{}\n",
                scenario.name,
                "-".repeat(scenario.name.chars().count())
            ));
            for line in &scenario.lines {
                let position =
                    line.position.map(|position| format!("@{position}")).unwrap_or_default();
                text.push_str(&format!(
                    "{position:>6}  {:<8} {}\n",
                    line.who,
                    line.what.replace('\n', "\n                 ")
                ));
            }
            text.push('\n');
            for expectation in &scenario.expectations {
                text.push_str(&format!(
                    "  {} {}\n",
                    if expectation.held { "ok  " } else { "FAIL" },
                    expectation.what
                ));
            }
        }
        text.push_str(if self.passed {
            "\nEvery expectation held.\n"
        } else {
            "\nNot every expectation held.\n"
        });
        text
    }
}

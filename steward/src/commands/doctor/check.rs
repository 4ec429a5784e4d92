//! What one check comes to.

use serde::Serialize;

/// How it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Verdict {
    Ok,
    /// It works, and should be looked at.
    Warning,
    /// It does not work, or is not safe.
    Problem,
}

/// One line of what the doctor says.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Check {
    pub(super) verdict: Verdict,
    /// What was looked at.
    pub(super) check: &'static str,
    /// What was found.
    pub(super) found: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) remedy: Option<String>,
}

impl Check {
    pub(super) fn ok(check: &'static str, found: impl Into<String>) -> Self {
        Self { verdict: Verdict::Ok, check, found: found.into(), remedy: None }
    }

    pub(super) fn warning(
        check: &'static str,
        found: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { verdict: Verdict::Warning, check, found: found.into(), remedy: Some(remedy.into()) }
    }

    pub(super) fn problem(
        check: &'static str,
        found: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { verdict: Verdict::Problem, check, found: found.into(), remedy: Some(remedy.into()) }
    }

    /// For people: the verdict, what it is about, what was found; below it what to do.
    pub(super) fn told(&self) -> String {
        let verdict = match self.verdict {
            Verdict::Ok => "ok",
            Verdict::Warning => "warning",
            Verdict::Problem => "problem",
        };
        let told = format!("{verdict:<8} {:<20} {}", self.check, self.found);
        match &self.remedy {
            Some(remedy) => format!("{told}\n{:29} -> {remedy}", ""),
            None => told,
        }
    }
}

/// An error with its causes, each once.
pub(super) fn reason(error: &anyhow::Error) -> String {
    let mut told = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !told.contains(&cause) {
            told = format!("{told}: {cause}");
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    #[test]
    fn a_check_is_a_line_and_its_remedy_another() {
        assert_eq!(Check::ok("log", "dense").told(), "ok       log                  dense");
        let told = Check::problem("log", "2 are missing", "look").told();
        assert_eq!(
            told,
            "problem  log                  2 are missing\n                              -> look"
        );
    }

    #[test]
    fn causes_are_told_once() {
        let error = anyhow!("refused").context("no answer: refused").context("Redis");
        assert_eq!(reason(&error), "Redis: no answer: refused");
    }
}

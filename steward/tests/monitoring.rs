//! What is in `ops/` fits the program and `docs/runbooks.md`: no rule and no panel goes by a
//! figure that nobody publishes, and whoever is woken by an alert finds what to do.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail as tests do")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use eventing::monitor::rules;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Rules {
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    rules: Vec<Alert>,
}

#[derive(Deserialize)]
struct Alert {
    alert: String,
    expr: String,
    annotations: Annotations,
}

#[derive(Deserialize)]
struct Annotations {
    summary: String,
    description: String,
    runbook: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(name: &str) -> String {
    let path = root().join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn alerts() -> Vec<Alert> {
    let rules: Rules = serde_saphyr::from_str(&read("ops/alerts.yml")).unwrap();
    rules.groups.into_iter().flat_map(|group| group.rules).collect()
}

fn dashboard() -> Value {
    serde_json::from_str(&read("ops/grafana/steward.json")).unwrap()
}

/// Every file of our own source.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
}

/// The figures that the code publishes, as Prometheus sees them.
fn published() -> BTreeSet<String> {
    let mut files = Vec::new();
    for folder in std::fs::read_dir(root()).unwrap() {
        let source = folder.unwrap().path().join("src");
        if source.is_dir() {
            sources(&source, &mut files);
        }
    }
    let mut names = BTreeSet::new();
    for text in files.iter().map(|path| std::fs::read_to_string(path).unwrap()) {
        for (kind, suffixes) in [
            ("counter!(", &[""][..]),
            ("gauge!(", &[""]),
            ("histogram!(", &["_bucket", "_sum", "_count"]),
        ] {
            for after in text.split(kind).skip(1) {
                let name =
                    after.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next());
                names.extend(
                    suffixes.iter().filter_map(|suffix| Some(format!("{}{suffix}", name?))),
                );
            }
        }
    }
    names
}

/// The figures of ours that an expression goes by.
fn figures(expression: &str) -> Vec<&str> {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words = expression.split(|c| !is_of_name(c));
    words.filter(|word| word.starts_with("steward_") || word.starts_with("llm_")).collect()
}

#[test]
fn alerts_go_by_what_is_published() {
    let published = published();
    assert!(published.contains("steward_turn_seconds_bucket"), "{published:?}");
    for Alert { alert, expr, .. } in alerts() {
        for figure in figures(&expr) {
            assert!(published.contains(figure), "{alert}: nobody publishes {figure}");
        }
    }
}

#[test]
fn panels_show_what_is_published_and_say_what_it_is() {
    let (published, dashboard) = (published(), dashboard());
    let panels = dashboard["panels"].as_array().unwrap();
    let ids: BTreeSet<i64> = panels.iter().map(|panel| panel["id"].as_i64().unwrap()).collect();
    assert_eq!(ids.len(), panels.len(), "an id is there twice");
    let mut taken = BTreeSet::new();
    for panel in panels {
        let title = panel["title"].as_str().unwrap();
        let place = |name: &str| panel["gridPos"][name].as_u64().unwrap();
        assert!(place("x") + place("w") <= 24, "{title} is beyond the screen");
        for x in place("x")..place("x") + place("w") {
            for y in place("y")..place("y") + place("h") {
                assert!(taken.insert((x, y)), "{title} lies over another");
            }
        }
        if panel["type"] == "row" {
            continue;
        }
        assert!(panel["description"].as_str().is_some_and(|text| text.len() > 20), "{title}");
        assert!(panel["fieldConfig"]["defaults"]["unit"].is_string(), "{title} has no unit");
        for target in panel["targets"].as_array().unwrap() {
            let expression = target["expr"].as_str().unwrap();
            assert!(!figures(expression).is_empty() || expression.contains("up{"), "{title}");
            for figure in figures(expression) {
                assert!(published.contains(figure), "{title}: nobody publishes {figure}");
            }
        }
    }
}

/// All but what is only for those who look closer.
#[test]
fn what_is_published_is_on_the_dashboard() {
    const ELSEWHERE: [&str; 14] = [
        "steward_monitor_timestamp_seconds",
        "steward_database_up",
        "steward_redis_up",
        "steward_checkpoints_beyond_head",
        "steward_erasure_waiting_seconds",
        "steward_erasure_failures_total",
        "steward_undelivered_events",
        "steward_unsealed_events",
        "steward_projection_behind_events",
        "steward_projection_failures_total",
        "steward_projection_parked_total",
        "steward_projection_position",
        "steward_projection_lag",
        "steward_model_seconds",
    ];
    let dashboard = read("ops/grafana/steward.json");
    let shown: BTreeSet<&str> = figures(&dashboard).into_iter().collect();
    for name in published() {
        // One of a histogram's three is enough.
        let whole = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end));
        let is_shown = shown
            .iter()
            .any(|shown| *shown == name || whole.is_some_and(|it| shown.starts_with(it)));
        let known = whole.unwrap_or(&name);
        assert!(is_shown || ELSEWHERE.contains(&known), "{name} is on no panel");
    }
}

/// The headings of the runbooks, which are alerts.
fn runbooks() -> BTreeSet<String> {
    read("docs/runbooks.md")
        .lines()
        .filter_map(|line| Some(line.strip_prefix("## ")?.to_owned()))
        .collect()
}

#[test]
fn each_alert_has_a_runbook_and_each_runbook_an_alert() {
    let alerts = alerts();
    for Alert { alert, annotations, .. } in &alerts {
        assert_eq!(annotations.runbook, rules::runbook(alert), "{alert}");
        assert!(!annotations.summary.is_empty() && !annotations.description.is_empty(), "{alert}");
    }
    let names: BTreeSet<String> = alerts.into_iter().map(|alert| alert.alert).collect();
    assert_eq!(names, runbooks());
}

#[test]
fn each_runbook_says_what_to_do() {
    let text = read("docs/runbooks.md");
    for section in text.split("\n## ").skip(1) {
        let name = section.lines().next().unwrap();
        for part in ["What it means.", "How to see it.", "What to do.", "How to know it is over."] {
            assert!(section.contains(&format!("**{part}**")), "{name} lacks {part:?}");
        }
    }
}

#[test]
fn what_the_monitor_finds_has_an_alert_of_that_name() {
    let names: Vec<String> = alerts().into_iter().map(|alert| alert.alert).collect();
    for rule in rules::RULES {
        assert!(names.iter().any(|name| name == rule.alert), "{} is in no rule", rule.alert);
    }
}

#[test]
fn each_alert_is_seen_to_fire() {
    let tests = read("ops/alerts.test.yml");
    for Alert { alert, .. } in alerts() {
        assert!(tests.contains(&format!("alertname=\"{alert}\"")), "{alert} is in no test");
    }
}

/// Each `steward ...` of the runbooks is a command of the program, and its options are known.
#[test]
fn commands_of_runbooks_exist() {
    let text = read("docs/runbooks.md");
    let quoted = text.split('`').skip(1).step_by(2).flat_map(str::lines);
    let commands: BTreeSet<&str> = quoted.filter(|line| line.starts_with("steward ")).collect();
    assert!(commands.len() > 20, "{commands:?}");
    for command in commands {
        let mut words = command.split_whitespace().skip(1).peekable();
        let mut names = Vec::new();
        while let Some(word) = words.next_if(|word| {
            word.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !word.starts_with('-')
        }) {
            names.push(word);
        }
        let help = help(&names);
        for option in words.filter(|word| word.starts_with("--")) {
            assert!(help.contains(option), "{command}: {option} is unknown");
        }
    }
}

/// The help of a command, whose last word may be an argument.
fn help(names: &[&str]) -> String {
    for length in (1..=names.len()).rev() {
        let mut command = Command::new(env!("CARGO_BIN_EXE_steward"));
        let shown = command.args(&names[..length]).arg("--help").output().unwrap();
        let text = String::from_utf8(shown.stdout).unwrap();
        let takes_arguments = length == names.len() || !text.contains("Commands:");
        if shown.status.success() && takes_arguments {
            return text;
        }
    }
    panic!("there is no command steward {}", names.join(" "))
}

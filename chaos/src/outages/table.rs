//! What was seen, in lines: one for each component.

use std::fmt::Write;

use super::outage::{Became, Outage};
use super::signal::Signal;

const RATES: [(Signal, &str); 6] = [
    (Signal::Commands, "commands"),
    (Signal::Replies, "replies"),
    (Signal::Live1, "live at 1"),
    (Signal::Live2, "live at 2"),
    (Signal::Reminders, "reminders"),
    (Signal::Pushes, "pushes"),
];

/// What stopped, what went on, and when all was back; then the rates of each phase.
pub(super) fn tables(outages: &[Outage]) -> String {
    let mut lines = vec![
        ["away", "stopped", "slower", "went on", "failed", "back to normal after"]
            .map(str::to_owned)
            .to_vec(),
    ];
    lines.extend(outages.iter().map(row));
    let mut rates = vec![vec!["a second".to_owned(), String::new()]];
    if let Some(head) = rates.first_mut() {
        head.extend(RATES.map(|(_, name)| name.to_owned()));
        head.push("command p50, p99".to_owned());
        head.push("longest wait for a reply".to_owned());
        head.push("turns failed".to_owned());
    }
    rates.extend(outages.iter().flat_map(phases));
    format!("{}\n{}", aligned(&lines), aligned(&rates))
}

fn row(outage: &Outage) -> Vec<String> {
    let names = |became| {
        let names: Vec<String> =
            outage.which(became).into_iter().map(|signal| told(outage, signal, became)).collect();
        if names.is_empty() { "-".to_owned() } else { names.join(", ") }
    };
    let attempts: usize = outage.away.failed.values().sum();
    let mut failed = Vec::new();
    if attempts > 0 {
        failed.push(format!("{attempts} attempts"));
    }
    if outage.away.failed_turns + outage.after.failed_turns > 0 {
        failed.push(format!("{} turns", outage.away.failed_turns + outage.after.failed_turns));
    }
    if outage.gave_up > 0 {
        failed.push(format!("{} starts", outage.gave_up));
    }
    let back = match (outage.all_back(), outage.not_back()) {
        (Some(after), _) if outage.at_work >= 1.0 => {
            format!("{after:.0} s, itself after {:.0} s", outage.at_work)
        }
        (Some(after), _) => format!("{after:.0} s"),
        (None, which) => {
            let which: Vec<&str> = which.into_iter().map(Signal::name).collect();
            format!("NOT BACK: {}", which.join(", "))
        }
    };
    vec![
        outage.component.to_owned(),
        names(Became::Stopped),
        names(Became::Slower),
        names(Became::WentOn),
        if failed.is_empty() { "-".to_owned() } else { failed.join(", ") },
        back,
    ]
}

/// A thing, and of one that is slower how long somebody waited.
fn told(outage: &Outage, signal: Signal, became: Became) -> String {
    match became {
        Became::Slower => {
            let took = outage.away.took.get(&signal).map_or(0.0, |(_, p99)| p99 / 1e3);
            format!("{} (up to {:.1} s)", signal.name(), outage.away.wait(signal).max(took))
        }
        _ => signal.name().to_owned(),
    }
}

fn phases(outage: &Outage) -> Vec<Vec<String>> {
    [("before", &outage.before), ("away", &outage.away), ("after", &outage.after)]
        .into_iter()
        .map(|(name, phase)| {
            let first = if name == "before" { outage.component } else { "" };
            let mut line = vec![first.to_owned(), name.to_owned()];
            let rate =
                |signal| phase.rate(signal).map_or_else(String::new, |rate| format!("{rate:.1}"));
            line.extend(RATES.map(|(signal, _)| rate(signal)));
            let took = phase.took.get(&Signal::Commands);
            line.push(took.map_or_else(String::new, |(p50, p99)| format!("{p50:.0}, {p99:.0} ms")));
            line.push(format!("{:.1} s", phase.wait(Signal::Replies)));
            line.push(phase.failed_turns.to_string());
            line
        })
        .collect()
}

/// Columns under each other.
fn aligned(lines: &[Vec<String>]) -> String {
    let columns = lines.iter().map(Vec::len).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns)
        .map(|column| lines.iter().filter_map(|line| Some(line.get(column)?.len())).max())
        .map(Option::unwrap_or_default)
        .collect();
    let mut text = String::new();
    for line in lines {
        let cells: Vec<String> =
            line.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        // Writing into text does not fail.
        let _ = writeln!(text, "{}", cells.join("  ").trim_end());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::outage::tests::outage;
    use super::*;

    #[test]
    fn a_component_is_one_line_and_its_phases_are_three() {
        let text = tables(&[outage()]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2 + 1 + 4, "{text}");
        assert!(
            lines[1].starts_with(
                "timers  replies, reminders, read models  commands (up to 1.0 s), live"
            )
        );
        assert!(lines[1].ends_with("5 attempts, 9 turns  2 s"), "{}", lines[1]);
        assert!(lines[5].trim_start().starts_with("away"), "{text}");
    }

    #[test]
    fn what_is_not_back_is_named() {
        let mut outage = outage();
        outage.back.insert(Signal::Pushes, None);
        assert!(tables(&[outage]).contains("NOT BACK: pushes"));
    }
}

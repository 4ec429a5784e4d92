//! How what was seen is told.

use super::drilled::Seen;

/// One drill, in a line.
pub(super) fn line(seen: &Seen) -> String {
    let drill = seen.drill;
    let after = |seconds: Option<f64>, what: &str| match seconds {
        Some(seconds) => format!("{what} after {seconds:.0} s"),
        None => format!("NOT {what}"),
    };
    let named = if seen.named { " (doctor names it)" } else { "" };
    let others: Vec<&str> = seen.others.iter().map(|name| short(name)).collect();
    let others = if others.is_empty() { "none".to_owned() } else { others.join(", ") };
    let mut line = format!(
        "{}: {}; {}{named}; {}; {}; others: {others}",
        short(drill.alert),
        drill.cause,
        after(seen.fired, "fired"),
        drill.remedy,
        after(seen.resolved, "resolved"),
    );
    for fault in &seen.faults {
        line += &format!("\n    ! {fault}");
    }
    line
}

fn short(alert: &str) -> &str {
    alert.strip_prefix("Steward").unwrap_or(alert)
}

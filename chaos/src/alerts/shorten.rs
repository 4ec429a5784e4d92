//! `ops/alerts.yml` with less patience: the same rules, so that a drill does not take a day.
//!
//! Every `for:` and every window is shortened. A threshold is, where it is five minutes or more;
//! all others stay as they are.

/// By so much is time shortened.
const FACTOR: u64 = 20;
/// What is tried again after a minute at the longest is not counted within seconds.
const SLOW: (&str, u64) = ("steward_heads_unpublished_total", 5);
/// Thresholds in seconds that are shortened.
const LONG: u64 = 300;

/// What is said about it.
pub(super) fn told() -> String {
    format!(
        "Time is shortened: each `for:` and window {FACTOR} times ({}: {} times), and thresholds \
         from {LONG} s on.",
        SLOW.0, SLOW.1
    )
}

/// The rules with less patience.
pub(super) fn shorten(rules: &str) -> String {
    rules.lines().map(|line| shorten_line(line) + "\n").collect()
}

fn shorten_line(line: &str) -> String {
    let factor = if line.contains(SLOW.0) { SLOW.1 } else { FACTOR };
    if let Some((before, span)) = line.split_once("for: ")
        && before.trim().is_empty()
        && let Some(seconds) = seconds(span)
    {
        return format!("{before}for: {}s", shorter(seconds, factor));
    }
    let mut line = line.to_owned();
    let windows: Vec<String> = line
        .split('[')
        .skip(1)
        .filter_map(|rest| rest.split_once(']'))
        .map(|(span, _)| span.to_owned())
        .collect();
    for window in windows {
        if let Some(seconds) = seconds(&window) {
            let shorter = format!("[{}s]", shorter(seconds, factor));
            line = line.replace(&format!("[{window}]"), &shorter);
        }
    }
    shorten_thresholds(&line)
}

/// Thresholds of spans of time, which are compared as in `max(..._seconds) > 300`.
fn shorten_thresholds(line: &str) -> String {
    const MARK: &str = "_seconds) > ";
    let mut parts = line.split(MARK);
    let mut shortened = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        let (threshold, rest) = part.split_at(end);
        let threshold = match threshold.parse() {
            Ok(seconds) if seconds >= LONG => shorter(seconds, FACTOR).to_string(),
            _ => threshold.to_owned(),
        };
        shortened += &format!("{MARK}{threshold}{rest}");
    }
    shortened
}

fn shorter(seconds: u64, factor: u64) -> u64 {
    seconds.div_ceil(factor).max(1)
}

/// A span such as `5m`.
fn seconds(span: &str) -> Option<u64> {
    let unit = span.chars().last()?;
    let number: u64 = span.strip_suffix(unit)?.parse().ok()?;
    match unit {
        's' => Some(number),
        'm' => Some(number * 60),
        'h' => Some(number * 3600),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_shortened_and_thresholds_that_are_long() {
        assert_eq!(shorten_line("        for: 1h"), "        for: 180s");
        assert_eq!(shorten_line("        for: 15s"), "        for: 1s");
        assert_eq!(
            shorten_line("sum(rate(a[5m])) > 0.05 * sum(rate(b[10m]))"),
            "sum(rate(a[15s])) > 0.05 * sum(rate(b[30s]))"
        );
        assert_eq!(
            shorten_line("max(steward_erasures_failed) > 0 or max(steward_x_seconds) > 600"),
            "max(steward_erasures_failed) > 0 or max(steward_x_seconds) > 30"
        );
        for kept in [
            "expr: max(steward_unsealed_seconds) > 120",
            "or time() - max(steward_monitor_timestamp_seconds) > 60",
            "It is wanted for: 5 people",
        ] {
            assert_eq!(shorten_line(kept), kept);
        }
        assert!(shorten_line("increase(steward_heads_unpublished_total[15m])").contains("[180s]"));
    }

    #[test]
    fn nothing_is_left_that_takes_long() {
        let short = shorten(include_str!("../../../ops/alerts.yml"));
        let waits = short.lines().filter_map(|line| line.trim().strip_prefix("for: "));
        assert!(waits.clone().count() > 15);
        assert!(waits.filter_map(seconds).all(|wait| wait <= 180));
        assert!(!short.contains("m]") && !short.contains("> 300") && !short.contains("> 600"));
    }
}

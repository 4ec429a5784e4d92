//! Numbers as people read them.

/// Microseconds, or milliseconds from a thousand on.
pub(super) fn micros(value: f64) -> String {
    if value >= 1_000.0 {
        format!("{} ms", short(value / 1_000.0))
    } else {
        format!("{} µs", short(value))
    }
}

/// A number with at least two digits that matter, thousands apart.
pub(super) fn short(value: f64) -> String {
    if value.abs() >= 100.0 {
        return thousands(value.round());
    }
    let digits = if value.abs() >= 10.0 { 1 } else { 2 };
    format!("{value:.digits$}")
}

fn thousands(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if value < 0.0 { format!("-{text}") } else { text }
}

/// A figure by the unit that its name ends with.
pub(super) fn figure(name: &str, value: f64) -> String {
    match unit(name) {
        "us" => micros(value),
        "ms" => format!("{} ms", short(value)),
        "kb" if value < 1024.0 => format!("{} KB", short(value)),
        "kb" => format!("{} MB", short(value / 1024.0)),
        _ => short(value),
    }
}

/// What a figure's name ends with.
pub(super) fn unit(name: &str) -> &str {
    name.rsplit('_').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let shown: Vec<_> = [0.123, 9.87, 12.34, 99.96, 1234.5, 1_234_567.0].map(short).to_vec();
        assert_eq!(shown, ["0.12", "9.87", "12.3", "100.0", "1,235", "1,234,567"]);
        assert_eq!(short(-1500.0), "-1,500");
    }

    #[test]
    fn figures_have_their_units() {
        assert_eq!(figure("p50_us", 1500.0), "1.50 ms");
        assert_eq!(figure("p50_us", 150.0), "150 µs");
        assert_eq!(figure("resident_kb", 2048.0), "2.00 MB");
        assert_eq!(figure("connection_kb", 30.0), "30.0 KB");
        assert_eq!(figure("events_per_s", 31234.0), "31,234");
        assert_eq!(figure("recall", 1.0), "1.00");
    }
}

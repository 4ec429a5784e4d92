//! The beginning beside the end, in lines.

use std::fmt::Write;

use super::judge::Row;

/// A line for each figure, in the order in which they are of interest.
pub(super) fn table(rows: &[Row]) -> String {
    let mut text = format!(
        "{:<26} {:>12} {:>12} {:>7}  {}\n",
        "", "first 25 %", "last 25 %", "growth", "at most"
    );
    for beginning in ORDER {
        for row in rows.iter().filter(|row| row.figure.starts_with(beginning)) {
            // Writing into text does not fail.
            let _ = writeln!(text, "{}", line(row));
        }
    }
    text
}

/// How names begin.
const ORDER: [&str; 13] = [
    "memory_kb ",
    "files ",
    "redis_",
    "postgres_",
    "command_",
    "frame_",
    "commands_per_s",
    "failed_attempts",
    "replies_per_s",
    "failed_turns_per_s",
    "database_kb",
    "events",
    "cpu_wanted_percent",
];

fn line(row: &Row) -> String {
    let [first, last] = [row.first, row.last].map(|value| amount(&row.figure, value));
    let ratio = row.ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}x"));
    let judged = match row.limit {
        None => "not judged".to_owned(),
        Some(limit) if row.flat => format!("{limit:.2}x: flat"),
        Some(limit) => format!("{limit:.2}x: GROWS"),
    };
    format!("{:<26} {first:>12} {last:>12} {ratio:>7}  {judged}", name(&row.figure))
}

fn name(figure: &str) -> String {
    figure
        .replace("memory_kb", "memory,")
        .replace("files", "open files,")
        .replace("_per_s", " a second")
        .replace("cpu_wanted_percent", "somebody waits for a CPU")
        .trim_end_matches("_kb")
        .trim_end_matches("_ms")
        .replace('_', " ")
}

fn amount(figure: &str, value: f64) -> String {
    if figure.contains("_kb") {
        format!("{:.1} MB", value / 1024.0)
    } else if figure.ends_with("_ms") {
        format!("{value:.1} ms")
    } else if figure.ends_with("_percent") {
        format!("{value:.0} %")
    } else if figure.ends_with("_per_s") {
        format!("{value:.1}")
    } else {
        format!("{value:.0}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_name_figures_with_their_units() {
        let row = |figure: &str, last, limit, flat| Row {
            figure: figure.to_owned(),
            first: 2048.0,
            last,
            ratio: Some(last / 2048.0),
            limit,
            flat,
        };
        let text = table(&[
            row("database_kb", 4096.0, None, true),
            row("memory_kb api-1", 3072.0, Some(1.15), false),
            row("command_p99_ms", 2048.0, Some(1.5), true),
        ]);
        let lines: Vec<Vec<&str>> =
            text.lines().skip(1).map(|line| line.split_whitespace().collect()).collect();
        let joined: Vec<String> = lines.into_iter().map(|words| words.join(" ")).collect();
        assert_eq!(
            joined,
            [
                "memory, api-1 2.0 MB 3.0 MB 1.50x 1.15x: GROWS",
                "command p99 2048.0 ms 2048.0 ms 1.00x 1.50x: flat",
                "database 2.0 MB 4.0 MB 2.00x not judged",
            ]
        );
    }
}

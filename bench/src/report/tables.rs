//! Tables of a record.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::text;
use crate::measure::statistics::{middle, ratio, span};
use crate::measure::{About, Case, Record};

/// Whose figures the others are compared with.
pub(super) const OURS: &str = "steward";

/// A case's figures: a row for each contender, compared by the first figure.
pub(super) fn case(
    page: &mut String,
    record: &Record,
    case: &Case,
    figures: &[(&str, &str)],
) -> std::fmt::Result {
    let Some((first, _)) = figures.first() else { return Ok(()) };
    let names = contenders(record, case);
    let compared = names.len() > 1 && names.contains(&OURS);
    writeln!(page, "\n**{}** ({} rounds)\n", case.name, case.rounds.len())?;
    let titles: Vec<&str> = figures.iter().map(|(_, title)| *title).collect();
    let comparison = if compared { " Steward : it | " } else { " " };
    writeln!(page, "| | {} | from – to |{comparison}", titles.join(" | "))?;
    writeln!(
        page,
        "|---|{}---|{}",
        "---:|".repeat(figures.len()),
        if compared { "---:|" } else { "" }
    )?;
    for name in names {
        let cells: Vec<String> =
            figures.iter().map(|(figure, _)| cell(case, name, figure)).collect();
        let (from, to) = span(case, name, first).unwrap_or_default();
        let range = format!("{} – {}", text::figure(first, from), text::figure(first, to));
        write!(page, "| {name} | {} | {range} |", cells.join(" | "))?;
        if compared {
            let times = if name == OURS { None } else { ratio(case, OURS, name, first) };
            write!(page, " {} |", times.map_or_else(String::new, |times| format!("{times:.2}")))?;
        }
        writeln!(page)?;
    }
    Ok(())
}

/// Who took part in a case: in the record's order, then whoever it does not describe.
pub(super) fn contenders<'a>(record: &'a Record, case: &'a Case) -> Vec<&'a str> {
    let there: BTreeSet<&str> =
        case.rounds.iter().flat_map(|round| round.keys().map(String::as_str)).collect();
    let described: Vec<&str> = record.contenders.iter().map(|about| about.name.as_str()).collect();
    let others = there.iter().filter(|name| !described.contains(name)).copied();
    let known = described.iter().filter(|name| there.contains(*name)).copied();
    known.chain(others).collect()
}

fn cell(case: &Case, name: &str, figure: &str) -> String {
    middle(case, name, figure).map_or_else(String::new, |value| text::figure(figure, value))
}

/// What each contender guarantees and how it was set up.
pub(super) fn about(page: &mut String, contenders: &[About]) -> std::fmt::Result {
    writeln!(page, "\n| | Version | Guarantees | Set up |\n|---|---|---|---|")?;
    for About { name, version, guarantees, tuning } in contenders {
        writeln!(page, "| {name} | {version} | {guarantees} | {tuning} |")?;
    }
    Ok(())
}

//! What was aimed at, and whether it is met.

use std::fmt::Write;

use super::{Records, text};
use crate::measure::Case;
use crate::measure::statistics::{middle, ratio};

/// One aim: what, how much, and how it is found in the records.
struct Target {
    what: &'static str,
    aim: &'static str,
    find: fn(&Records) -> Option<Measured>,
}

struct Measured {
    text: String,
    met: bool,
}

const ALL: &[Target] = &[
    Target {
        what: "Append, 32 writers, one event",
        aim: "3 × postgres-es (5 × is the stretch)",
        find: |r| times(r, "postgres-es", 3.0),
    },
    Target { what: "", aim: "3 × disintegrate", find: |r| times(r, "disintegrate", 3.0) },
    Target { what: "", aim: "10 × message-db", find: |r| times(r, "message-db", 10.0) },
    Target { what: "", aim: "ahead of Emmett", find: |r| times(r, "emmett", 1.0) },
    Target {
        what: "",
        aim: "above single-row inserts by pgbench",
        find: |r| times(r, "pgbench", 1.0),
    },
    Target { what: "Append latency at one writer", aim: "at most 0.8 × postgres-es", find: alone },
    Target {
        what: "`SendMessage` over HTTP, 64 clients",
        aim: "10 × the FastAPI service",
        find: http,
    },
    Target {
        what: "",
        aim: "half of the bare append rate",
        find: |r| {
            let case = case(r, "send-message", 0)?;
            above(ratio(case, "steward", "steward-append", "operations_per_s")?, 0.5)
        },
    },
    Target {
        what: "Command to frame at 200 commands/s",
        aim: "p50 at most 5 ms",
        find: |r| latency(case(r, "command-to-frame", 0)?, "steward", "p50_us", 5e3),
    },
    Target {
        what: "",
        aim: "p99 at most 25 ms",
        find: |r| latency(case(r, "command-to-frame", 0)?, "steward", "p99_us", 25e3),
    },
    Target {
        what: "",
        aim: "p50 a fifth of Emmett's subscription",
        find: |r| {
            let case = case(r, "command-to-frame", 0)?;
            let share = ratio(case, "steward", "emmett", "p50_us")?;
            Some(Measured { text: format!("{share:.2} ×"), met: share <= 0.2 })
        },
    },
    Target {
        what: "Rebuild with rows",
        aim: "30 × cqrs-es",
        find: |r| above(ratio(case(r, "rebuild", 0)?, "steward", "cqrs-es", "events_per_s")?, 30.0),
    },
    Target {
        what: "",
        aim: "90,000 events/s or 40 % of the plain scan, whichever is less",
        find: rebuild,
    },
    Target {
        what: "Retrieval, 10,000 passages",
        aim: "p95 at most 25 ms",
        find: |r| retrieval(r, 10_000, 25e3),
    },
    Target {
        what: "Retrieval, 100,000 passages",
        aim: "p95 at most 100 ms",
        find: |r| retrieval(r, 100_000, 100e3),
    },
    Target { what: "Recall@10 of exact search", aim: "at least 0.98", find: recall },
    Target {
        what: "WebSocket: one message to 1,000 members",
        aim: "within 250 ms",
        find: |r| {
            let cases = &r.get("fan-out")?.cases;
            let case =
                cases.iter().find(|case| case.parameters.get("connections") == Some(&1_000))?;
            latency(case, "steward", "last_us", 250e3)
        },
    },
    Target {
        what: "WebSocket: connections held",
        aim: "10,000",
        find: |r| {
            let held = middle(case(r, "connections", 0)?, "steward", "connections")?;
            Some(Measured { text: text::short(held), met: held >= 10_000.0 })
        },
    },
    Target {
        what: "Memory of an idle connection",
        aim: "at most 30 KB",
        find: |r| {
            let held = middle(case(r, "connections", 0)?, "steward", "connection_kb")?;
            Some(Measured { text: format!("{} KB", text::short(held)), met: held <= 30.0 })
        },
    },
    Target {
        what: "Another's p99 beside a business at 100 × its pace",
        aim: "at most 2 × that alone",
        find: |r| fairness(r, 0, "beside-100x"),
    },
    Target {
        what: "",
        aim: "the same beside all that a business can send",
        find: |r| fairness(r, 0, "beside-flood"),
    },
    Target {
        what: "",
        aim: "the same at 100 ×, with the usual limits",
        find: |r| fairness(r, 1, "beside-100x"),
    },
    Target {
        what: "",
        aim: "the same beside all, with the usual limits",
        find: |r| fairness(r, 1, "beside-flood"),
    },
    Target {
        what: "Start to ready, services up",
        aim: "under 1 s",
        find: |r| {
            let took = middle(case(r, "startup", 0)?, "steward", "ready_ms")?;
            Some(Measured { text: format!("{} ms", text::short(took)), met: took < 1e3 })
        },
    },
    Target {
        what: "All roles at rest, the embedding model aside",
        aim: "under 150 MB resident",
        find: rest,
    },
    Target {
        what: "Growth: append, load, tail, query (p50)",
        aim: "at 10 M events at most 1.3 × those at 10,000",
        find: growth,
    },
];

/// Writes the table.
pub(super) fn write(page: &mut String, records: &Records) -> std::fmt::Result {
    writeln!(
        page,
        "\n## What was aimed at\n\n| What | At least | Measured | |\n|---|---|---|---|"
    )?;
    for Target { what, aim, find } in ALL {
        match find(records) {
            Some(Measured { text, met }) => {
                writeln!(
                    page,
                    "| {what} | {aim} | {text} | {} |",
                    if met { "met" } else { "**not met**" }
                )?;
            }
            None => writeln!(page, "| {what} | {aim} | not measured | |")?,
        }
    }
    Ok(())
}

fn case<'a>(records: &'a Records, workload: &str, place: usize) -> Option<&'a Case> {
    records.get(workload)?.cases.get(place)
}

fn above(times: f64, aim: f64) -> Option<Measured> {
    Some(Measured { text: format!("{times:.2} ×"), met: times >= aim })
}

fn latency(case: &Case, name: &str, figure: &str, most: f64) -> Option<Measured> {
    let value = middle(case, name, figure)?;
    Some(Measured { text: text::micros(value), met: value <= most })
}

fn times(records: &Records, of: &str, aim: f64) -> Option<Measured> {
    above(ratio(records.get("append")?.case("32 writers")?, "steward", of, "events_per_s")?, aim)
}

fn alone(records: &Records) -> Option<Measured> {
    let times =
        ratio(records.get("append")?.case("1 writer")?, "steward", "postgres-es", "p50_us")?;
    Some(Measured { text: format!("{times:.2} ×"), met: times <= 0.8 })
}

fn http(records: &Records) -> Option<Measured> {
    // Compared with the better of its settings.
    let case = case(records, "send-message", 0)?;
    let services = ["fastapi", "fastapi-2"];
    let least = services
        .iter()
        .filter_map(|name| ratio(case, "steward", name, "operations_per_s"))
        .min_by(f64::total_cmp)?;
    above(least, 10.0)
}

fn rebuild(records: &Records) -> Option<Measured> {
    let case = case(records, "rebuild", 0)?;
    let (rate, share) =
        (middle(case, "steward", "events_per_s")?, ratio(case, "steward", "scan", "events_per_s")?);
    let text = format!("{} events/s, {:.0} % of the scan", text::short(rate), share * 100.0);
    Some(Measured { text, met: rate >= 90_000.0 || share >= 0.4 })
}

fn retrieval(records: &Records, passages: u64, most: f64) -> Option<Measured> {
    let cases = &records.get("retrieval")?.cases;
    let case = cases.iter().find(|case| case.parameters.get("chunks") == Some(&passages))?;
    latency(case, "steward", "p95_us", most)
}

fn recall(records: &Records) -> Option<Measured> {
    let cases = &records.get("retrieval")?.cases;
    let least =
        cases.iter().filter_map(|case| middle(case, "steward", "recall")).min_by(f64::total_cmp)?;
    Some(Measured { text: text::short(least), met: least >= 0.98 })
}

fn rest(records: &Records) -> Option<Measured> {
    let case = case(records, "startup", 0)?;
    let (all, model) =
        (middle(case, "steward", "resident_kb")?, middle(case, "steward", "model_kb")?);
    let shown = |size| text::figure("resident_kb", size);
    let text = format!("{}, and {} of weights", shown(all - model), shown(model));
    Some(Measured { text, met: all - model < 150.0 * 1024.0 })
}

/// The medians of both are compared. It is met where nobody quiet was refused, for that has no
/// latency, and where the flood was a hundred times as much, but for what a clock is late.
fn fairness(records: &Records, place: usize, beside: &str) -> Option<Measured> {
    let case = case(records, "fairness", place)?;
    let of = |figure| middle(case, beside, figure);
    let times = of("p99_us")? / middle(case, "alone", "p99_us")?;
    let fair = times <= 2.0 && of("refused")? == 0.0;
    let text = format!("{times:.2} × beside {} ×", text::short(of("flood_times")?));
    Some(Measured { text, met: fair && of("flood_times")? >= 95.0 })
}

fn growth(records: &Records) -> Option<Measured> {
    let record = records.get("growth")?;
    let (first, last) = (record.contenders.first()?, record.contenders.last()?);
    if last.name != "10000000 events" {
        return None;
    }
    let case = record.cases.first()?;
    let ratios: Option<Vec<f64>> = ["append_p50_us", "load_p50_us", "tail_p50_us", "query_p50_us"]
        .iter()
        .map(|figure| ratio(case, &last.name, &first.name, figure))
        .collect();
    let ratios = ratios?;
    let shown: Vec<String> = ratios.iter().map(|ratio| format!("{ratio:.2}")).collect();
    let text = format!("{} × at {}", shown.join(", "), last.name);
    Some(Measured { text, met: ratios.iter().all(|ratio| *ratio <= 1.3) })
}

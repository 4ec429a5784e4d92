//! What was aimed at, and whether it is met.

mod found;

use std::fmt::Write;

use found::{
    Measured, above, alone, case, fairness, growth, http, latency, rebuild, recall, rest,
    retrieval, times,
};

use super::{Records, text};
use crate::measure::statistics::{middle, ratio};

/// One aim: what, how much, and how it is found in the records.
struct Target {
    what: &'static str,
    aim: &'static str,
    find: fn(&Records) -> Option<Measured>,
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

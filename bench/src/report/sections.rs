//! A chapter for each workload: what its figures mean, and which are shown.

use std::fmt::Write;
use std::path::Path;

use super::{plots, tables};
use crate::measure::Record;

/// How a workload is shown.
#[derive(Debug)]
pub(super) struct Section {
    /// Its name, as in `bench/results`.
    pub(super) workload: &'static str,
    title: &'static str,
    /// Shown figures, with their titles; contenders are compared by the first.
    figures: &'static [(&'static str, &'static str)],
    /// What the plot shows.
    plot: Option<&'static str>,
}

const RATES: &[(&str, &str)] = &[
    ("events_per_s", "events/s"),
    ("p50_us", "p50"),
    ("p99_us", "p99"),
    ("conflicts_per_operation", "conflicts per operation"),
];
const LATENCIES: &[(&str, &str)] =
    &[("p50_us", "p50"), ("p95_us", "p95"), ("p99_us", "p99"), ("max_us", "longest")];

const DELIVERIES: &[(&str, &str)] = &[
    ("p50_us", "p50"),
    ("p95_us", "p95"),
    ("p99_us", "p99"),
    ("max_us", "longest"),
    ("lost", "never delivered"),
];

/// In the report's order.
pub(super) const ALL: &[Section] = &[
    Section { workload: "append", title: "Append", figures: RATES, plot: Some("events_per_s") },
    Section {
        workload: "append-writers",
        title: "Append: more and fewer writers, more events",
        figures: RATES,
        plot: Some("events_per_s"),
    },
    Section {
        workload: "append-contention",
        title: "Append: writers on the same streams",
        figures: RATES,
        plot: Some("events_per_s"),
    },
    Section {
        workload: "append-tenants",
        title: "Append: many businesses",
        figures: RATES,
        plot: None,
    },
    Section {
        workload: "load",
        title: "Load of a stream",
        figures: &[("p50_us", "p50"), ("p99_us", "p99"), ("events_per_s", "events/s")],
        plot: Some("p50_us"),
    },
    Section {
        workload: "subscription",
        title: "From an append to a subscription",
        figures: DELIVERIES,
        plot: Some("p50_us"),
    },
    Section {
        workload: "send-message",
        title: "Messages over HTTP",
        figures: &[
            ("operations_per_s", "messages/s"),
            ("p50_us", "p50"),
            ("p95_us", "p95"),
            ("p99_us", "p99"),
        ],
        plot: Some("operations_per_s"),
    },
    Section {
        workload: "command-to-frame",
        title: "From a command to a frame in another member's client",
        figures: DELIVERIES,
        plot: Some("p50_us"),
    },
    Section {
        workload: "queries",
        title: "Queries while others write",
        figures: LATENCIES,
        plot: Some("p95_us"),
    },
    Section {
        workload: "fairness",
        title: "A quiet business beside a flood",
        figures: &[
            ("p99_us", "p99"),
            ("p50_us", "p50"),
            ("query_p99_us", "query p99"),
            ("query_p50_us", "query p50"),
            ("refused", "refused"),
            ("flood_times", "flood × its pace"),
            ("flood_per_s", "flood/s"),
            ("flood_served_per_s", "of it served"),
            ("flood_limited_per_s", "429"),
            ("flood_shed_per_s", "503"),
            ("flood_silent", "without `Retry-After`"),
            ("busy", "busy"),
        ],
        plot: Some("p99_us"),
    },
    Section {
        workload: "fan-out",
        title: "Fan-out to many connections",
        figures: &[("last_us", "the last one"), ("p50_us", "p50"), ("p99_us", "p99")],
        plot: None,
    },
    Section {
        workload: "connections",
        title: "Many idle connections",
        figures: &[("connection_kb", "per connection"), ("connections", "connections")],
        plot: None,
    },
    Section {
        workload: "rebuild",
        title: "Rebuild of a read model",
        figures: &[("events_per_s", "events/s"), ("took_s", "seconds")],
        plot: Some("events_per_s"),
    },
    Section {
        workload: "retrieval",
        title: "Hybrid retrieval",
        figures: &[
            ("p95_us", "p95"),
            ("p50_us", "p50"),
            ("p99_us", "p99"),
            ("recall", "recall@10"),
        ],
        plot: Some("p95_us"),
    },
    Section {
        workload: "growth",
        title: "Growth of the log",
        figures: &[
            ("append_p50_us", "append p50"),
            ("append_p99_us", "append p99"),
            ("load_p50_us", "load p50"),
            ("load_p99_us", "load p99"),
            ("tail_p50_us", "tail p50"),
            ("tail_p99_us", "tail p99"),
            ("query_p50_us", "query p50"),
            ("query_p99_us", "query p99"),
            ("load_at_first_p50_us", "load at first p50"),
            ("query_at_first_p50_us", "query at first p50"),
        ],
        plot: None,
    },
    Section {
        workload: "startup",
        title: "Start and rest",
        figures: &[
            ("ready_ms", "to ready"),
            ("resident_kb", "resident"),
            ("private_kb", "private"),
            ("model_kb", "of which the embedding model"),
        ],
        plot: None,
    },
];

/// Writes a workload's chapter, and its plot into the folder `plots`.
pub(super) fn write(
    page: &mut String,
    section: &Section,
    record: &Record,
    plots: &Path,
) -> anyhow::Result<()> {
    let at = record.measured_at.format("%Y-%m-%d %H:%M");
    writeln!(page, "\n## {}\n", section.title)?;
    writeln!(
        page,
        "`bench run --only {}`, measured {at} UTC at commit {}.",
        record.workload, record.environment.commit
    )?;
    for note in &record.notes {
        writeln!(page, "\n{note}")?;
    }
    for case in &record.cases {
        tables::case(page, record, case, section.figures)?;
    }
    if let Some(figure) = section.plot {
        let name = format!("{}.svg", record.workload);
        plots::bars(&plots.join(&name), record, figure)?;
        writeln!(page, "\n![{}, a bar for each contender](performance/{name})", section.title)?;
    }
    tables::about(page, &record.contenders)?;
    Ok(())
}

//! `docs/performance.md` and its plots, from the records alone.
//!
//! - `targets`: what was aimed at, and whether it is met
//! - `sections`: a chapter for each workload
//! - `tables`, `plots`, `text`: how they look

mod plots;
mod sections;
mod tables;
mod targets;
mod text;

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::{Context, ensure};

use crate::measure::{Environment, Record};
use crate::paths::Paths;

/// The records that are there, by workload.
type Records = BTreeMap<String, Record>;

const BEGINNING: &str = "\
# How fast it is

Made by `bench report` from the files in `bench/results/`, which `make bench` and \
`make bench-full` write. Contenders run on the same machine and the same Postgres, with the same \
payload, in rounds in which each has a turn, in an order that changes from round to round. A \
figure is the median of the rounds; a ratio is taken within each round, and its median is given.

What stands in the way of what is not met, and how far the machine would let it go: \
[limits](performance/limits.md).
";

/// Writes the report.
pub fn write(paths: &Paths) -> anyhow::Result<()> {
    let records = read(paths)?;
    ensure!(!records.is_empty(), "nothing was measured yet: bench run");
    let plots = paths.repository.join("docs/performance");
    std::fs::create_dir_all(&plots)?;
    let mut page = BEGINNING.to_owned();
    machine(&mut page, &records)?;
    targets::write(&mut page, &records)?;
    for section in sections::ALL {
        if let Some(record) = records.get(section.workload) {
            sections::write(&mut page, section, record, &plots)
                .with_context(|| section.workload.to_owned())?;
        }
    }
    let file = paths.repository.join("docs/performance.md");
    std::fs::write(&file, page).with_context(|| format!("{} cannot be written", file.display()))
}

fn read(paths: &Paths) -> anyhow::Result<Records> {
    let folder = paths.results("any");
    let folder = folder.parent().context("results lie in no folder")?;
    let mut records = Records::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let file = entry.path();
        if file.extension().is_some_and(|extension| extension == "json") {
            let record = Record::read(&file)?;
            records.insert(record.workload.clone(), record);
        }
    }
    Ok(records)
}

/// Describes each machine that a record was made on.
fn machine(page: &mut String, records: &Records) -> std::fmt::Result {
    let mut seen: Vec<(&Environment, Vec<&str>)> = Vec::new();
    for record in records.values() {
        let same = seen.iter_mut().find(|(other, _)| same_machine(other, &record.environment));
        match same {
            Some((_, workloads)) => workloads.push(&record.workload),
            None => seen.push((&record.environment, vec![&record.workload])),
        }
    }
    let several = seen.len() > 1;
    writeln!(page, "\n## The machine\n")?;
    for (environment, workloads) in seen {
        if several {
            writeln!(page, "For {}:\n", workloads.join(", "))?;
        }
        let Environment { processor, cores, memory_mb, kernel, postgres, fsync_us, .. } =
            environment;
        let settings: Vec<String> =
            postgres.iter().map(|(name, value)| format!("`{name}` {value}")).collect();
        writeln!(
            page,
            "- {processor}, {cores} cores for everything that is measured, {memory_mb} MB of memory, Linux {kernel}"
        )?;
        writeln!(page, "- forcing 8 kB to the disk takes {}", text::micros(*fsync_us))?;
        writeln!(page, "- Postgres: {}\n", settings.join(", "))?;
    }
    Ok(())
}

/// Whether two looks were at the same machine with the same settings.
fn same_machine(one: &Environment, other: &Environment) -> bool {
    one.processor == other.processor
        && one.cores == other.cores
        && one.kernel == other.kernel
        && one.postgres == other.postgres
}

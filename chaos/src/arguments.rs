//! What the program is told.

use std::path::PathBuf;

use chaos::outages::{ALL, Component};
use chaos::plant::Plant;
use clap::Parser;

/// Breaks a real deployment under load, and proves what it promised. It ends with 0 when every
/// promise was kept, else with 1.
#[derive(Debug, Parser)]
pub(crate) struct Arguments {
    /// Gives the same schedule of faults again; a new one each time without it.
    #[arg(long)]
    seed: Option<u64>,
    /// Ends after so many killed processes.
    #[arg(long, default_value = "1000")]
    pub(crate) kills: usize,
    /// Puts a bug in first: the run must find it, and ends with 0 if it does.
    #[arg(long, value_name = "BUG")]
    pub(crate) plant: Option<Plant>,
    /// Instead of faults: restarts every process in turn, so many times, behind a balancer. No
    /// request may fail.
    #[arg(long, value_name = "ROUNDS", conflicts_with_all = ["kills", "plant"])]
    pub(crate) rolling: Option<usize>,
    /// Instead of faults: works at a constant pace for so many seconds. Nothing may grow that
    /// the data does not make grow.
    #[arg(long, value_name = "SECONDS", conflicts_with_all = ["kills", "plant", "rolling"],
        value_parser = clap::value_parser!(u64).range(60..))]
    pub(crate) soak: Option<u64>,
    /// Commands a second of all people together.
    #[arg(long, requires = "soak", value_parser = rate)]
    pub(crate) rate: Option<f64>,
    /// Where the plots of a long run are drawn.
    #[arg(long, value_name = "FOLDER", default_value = "docs/performance")]
    pub(crate) plots: PathBuf,
    /// Draws the plots of a long run again, from what it wrote down, and prints its table.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["kills", "plant", "rolling", "soak"])]
    pub(crate) redraw: Option<PathBuf>,
    /// Instead of faults: takes each component away for a while, in turn, and tells what people
    /// notice and when all is back to normal.
    #[arg(long, conflicts_with_all = ["kills", "plant", "rolling", "soak", "redraw"])]
    pub(crate) outages: bool,
    /// How long each is away.
    #[arg(long, requires = "outages", default_value = "60",
        value_parser = clap::value_parser!(u64).range(5..=120))]
    pub(crate) seconds: u64,
    /// Only these.
    #[arg(long, requires = "outages", value_delimiter = ',', value_name = "COMPONENT",
        value_parser = component)]
    pub(crate) only: Vec<Component>,
    /// Instead of faults: makes each alert fire by its cause, or only these, and does what its
    /// runbook says.
    #[arg(long, num_args = 0.., value_delimiter = ',', value_name = "ALERT",
        conflicts_with_all = ["kills", "plant", "rolling", "soak", "redraw", "outages"])]
    pub(crate) alerts: Option<Vec<String>>,
    /// The program that watches then.
    #[arg(long, env = "PROMETHEUS", default_value = "prometheus")]
    pub(crate) prometheus: PathBuf,
    /// The product.
    #[arg(long, env = "STEWARD_BIN", default_value = "target/release/steward")]
    pub(crate) steward: PathBuf,
}

impl Arguments {
    /// The seed that was told, or another one each time.
    pub(crate) fn seed(&self) -> u64 {
        self.seed.unwrap_or_else(rand::random)
    }
}

fn rate(text: &str) -> Result<f64, String> {
    let rate: f64 = text.parse().map_err(|error| format!("{error}"))?;
    if (0.1..=1_000.0).contains(&rate) {
        Ok(rate)
    } else {
        Err("it is between 0.1 and 1000".to_owned())
    }
}

fn component(name: &str) -> Result<Component, String> {
    let all = ALL.map(|component| component.name).join(", ");
    Component::named(name).ok_or_else(|| format!("there are {all}"))
}

//! `chaos`: breaks a deployment on purpose, and tells whether it kept its promises.

mod arguments;
mod tell;

use std::process::ExitCode;
use std::time::Duration;

use arguments::Arguments;
use chaos::run::{Wanted, run};
use chaos::{alerts, outages, rolling, soak};
use clap::Parser;

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    // An error says that somebody else has set one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let good = if let Some(report) = &arguments.redraw {
        println!("{}", soak::draw_again(report, &arguments.plots)?);
        true
    } else if let Some(seconds) = arguments.soak {
        soak(&arguments, Duration::from_secs(seconds)).await?
    } else if arguments.outages {
        outages(&arguments).await?
    } else if let Some(only) = &arguments.alerts {
        let (program, prometheus) = (arguments.steward.clone(), arguments.prometheus.clone());
        alerts::run(&alerts::Wanted { program, prometheus, only: only.clone() }).await?
    } else {
        broken(&arguments).await?
    };
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A run with faults, or with every process restarted.
async fn broken(arguments: &Arguments) -> anyhow::Result<bool> {
    let Arguments { kills, plant, rolling, .. } = arguments;
    let (seed, program) = (arguments.seed(), arguments.steward.clone());
    let wanted = Wanted { seed, kills: *kills, plant: *plant, program };
    let outcome = match rolling {
        Some(rounds) => {
            eprintln!("chaos: seed {seed}, every process restarted {rounds} times");
            rolling::run(&wanted, *rounds).await?
        }
        None => {
            eprintln!("chaos: seed {seed}, {kills} kills");
            run(&wanted).await?
        }
    };
    tell::outcome(&outcome);
    let clean = outcome.verdict.findings.is_empty();
    match plant {
        None if clean => println!("\nEvery promise was kept."),
        None => {
            println!("\nNot every promise was kept: see above. The same schedule: --seed {seed}")
        }
        Some(_) if clean => println!("\nThe planted bug was NOT found."),
        Some(_) => println!("\nThe planted bug was found."),
    }
    Ok(clean == plant.is_none())
}

async fn soak(arguments: &Arguments, length: Duration) -> anyhow::Result<bool> {
    let wanted = soak::Wanted {
        seed: arguments.seed(),
        length,
        rate: arguments.rate.unwrap_or(soak::RATE),
        program: arguments.steward.clone(),
        plots: arguments.plots.clone(),
    };
    eprintln!("chaos: {} commands a second for {} s", wanted.rate, length.as_secs());
    let outcome = soak::run(&wanted).await?;
    println!("{}", outcome.table);
    println!("Looked at:");
    tell::verdict(&outcome.verdict);
    let clean = outcome.verdict.findings.is_empty();
    println!("\n{}", if clean { "Flat, and every promise was kept." } else { "See above." });
    Ok(clean)
}

async fn outages(arguments: &Arguments) -> anyhow::Result<bool> {
    let only = &arguments.only;
    let wanted = outages::Wanted {
        seed: arguments.seed(),
        away: Duration::from_secs(arguments.seconds),
        components: if only.is_empty() { outages::ALL.to_vec() } else { only.clone() },
        program: arguments.steward.clone(),
    };
    let outcome = outages::run(&wanted).await?;
    println!("{}", outcome.table);
    println!("Looked at:");
    tell::verdict(&outcome.verdict);
    let clean = outcome.verdict.findings.is_empty();
    let good = "Everything came back by itself, and every promise was kept.";
    println!("\n{}", if clean { good } else { "Not everything did: see above." });
    Ok(clean)
}

//! `steward doctor`: checks a deployment from end to end and says what is wrong and what to do
//! about it. It changes nothing, and makes no call that costs anything.
//!
//! - `check`: what a check comes to, and how it is printed
//! - `settings`: what is set, secrets; `host`: this machine
//! - `postgres`, `schema`, `redis`, `model`: what it works on
//! - `work`: whether keys open the log, and what the monitor finds

mod check;
mod host;
mod model;
mod postgres;
mod redis;
mod schema;
mod settings;
mod work;

use anyhow::bail;

use self::check::{Check, Verdict, reason};
use crate::secrets::Secrets;
use crate::tool::Deployment;
use crate::tool::output::Format;

/// Which deployment.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

/// Checks everything and prints a line for each check. An error if there is a problem.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    let checks = examine(&args.deployment).await;
    let mut output = args.format.output();
    for check in &checks {
        output.value(check, Check::told)?;
    }
    let count = |verdict| checks.iter().filter(|check| check.verdict == verdict).count();
    let (problems, warnings) = (count(Verdict::Problem), count(Verdict::Warning));
    if problems == 0 {
        output.note(&format!("\nNo problem, {}.", number(warnings, "warning")))?;
    }
    output.flush()?;
    if problems > 0 {
        bail!("{} and {}", number(problems, "problem"), number(warnings, "warning"));
    }
    Ok(())
}

async fn examine(deployment: &Deployment) -> Vec<Check> {
    let settings = match deployment.settings() {
        Ok(settings) => settings,
        Err(error) => {
            // The rest of the parser's message is for those who gave arguments.
            let told = reason(&error);
            let told = told.lines().next().unwrap_or_default().trim_start_matches("error: ");
            let remedy =
                "correct it in the environment or in .env; .env.example lists every setting";
            return vec![Check::problem("settings", told, remedy)];
        }
    };
    let mut checks = settings::examine(&settings);
    let secrets = Secrets::load(&settings, false);
    checks.extend(settings::examine_secrets(&settings, secrets.as_ref().err()));
    checks.extend(host::examine(&settings));
    checks.push(model::examine(&settings).await);
    let urls = match settings.external() {
        Ok(urls) => urls,
        Err(error) => {
            let remedy = "without them nothing more can be checked";
            checks.push(Check::problem("services", reason(&error), remedy));
            return checks;
        }
    };
    checks.extend(redis::examine(&urls.redis_url).await);
    let (of_postgres, usable) = postgres::examine(&urls.database_url).await;
    checks.extend(of_postgres);
    if usable {
        checks.extend(work::examine(&settings, &urls, secrets.ok()).await);
    }
    checks
}

fn number(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

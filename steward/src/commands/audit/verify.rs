//! `steward audit verify`.

use std::io::BufReader;
use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use audit::{Audit, Head, Problem, RecordError, Records, Report, verify_export};
use eventing::sealer::verify::{VerifyError, whole};
use serde::Serialize;

use super::{Trusted, blocks_of, open};
use crate::tool::output::Format;
use crate::tool::{Deployment, progress};

/// What to verify, and with what.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Verify this export, without a database, instead of the live log.
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
    /// The export's blocks; else the file that `steward audit export` wrote beside it.
    #[arg(long, value_name = "FILE", requires = "export")]
    blocks: Option<PathBuf>,
    /// Heads that were published, from where the log's keepers cannot change them: the log
    /// must have each of them. For the live log the deployment's own file, if it is there.
    #[arg(long, value_name = "FILE")]
    heads: Option<PathBuf>,
    #[command(flatten)]
    trusted: Trusted,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

/// What is printed.
#[derive(Serialize)]
struct Verdict {
    ok: bool,
    #[serde(flatten)]
    report: Option<Report>,
    problem: Option<Problem>,
    /// Whether there were published heads to compare with.
    published: bool,
}

/// Verifies; anything wrong is an error.
pub(super) async fn run(args: Args) -> anyhow::Result<()> {
    let keys = args.trusted.keys(&args.deployment)?;
    let (outcome, published) = match &args.export {
        Some(export) => offline(&args, export, keys)?,
        None => live(&args, keys).await?,
    };
    let (report, problem) = match outcome {
        Ok(report) => (Some(report), None),
        Err(problem) => (None, Some(problem)),
    };
    let wrong =
        problem.as_ref().map(|problem| anyhow!("the log is not as it was sealed: {problem}"));
    let verdict = Verdict { ok: wrong.is_none(), report, problem, published };
    let mut output = args.format.output();
    if args.format.json || verdict.ok {
        output.value(&verdict, told)?;
        output.flush()?;
    }
    wrong.map_or(Ok(()), Err)
}

type Outcome = (Result<Report, Problem>, bool);

fn offline(args: &Args, export: &Path, keys: Vec<audit::PublicKey>) -> anyhow::Result<Outcome> {
    let file = open(export)?;
    let bar = progress::bar("verifying, in bytes", file.metadata()?.len());
    let blocks = args.blocks.clone().unwrap_or_else(|| blocks_of(export));
    // Published heads alone will do: they name no leaf, so a wrong event is told by its block.
    let blocks = match &args.heads {
        Some(heads) if args.blocks.is_none() && !blocks.exists() => heads.clone(),
        _ => blocks,
    };
    if !blocks.exists() {
        bail!(
            "{} is not there; name the export's blocks by --blocks, or published heads by --heads",
            blocks.display()
        );
    }
    let audit = Audit {
        events: Records::new(BufReader::new(bar.wrap_read(file))),
        blocks: Records::new(BufReader::new(open(&blocks)?)),
        published: published(args.heads.as_deref())?,
        keys,
    };
    let outcome = verify_export(audit, |_| {});
    bar.finish_and_clear();
    Ok((outcome, args.heads.is_some()))
}

async fn live(args: &Args, keys: Vec<audit::PublicKey>) -> anyhow::Result<Outcome> {
    let platform = args.deployment.connect().await?;
    let heads = args.heads.clone().or_else(|| Some(platform.heads()).filter(|path| path.exists()));
    let pool = platform.system().pool();
    let bar = progress::bar("verifying", eventing::log::head(platform.system()).await?.position);
    let published = published(heads.as_deref())?;
    let outcome = whole(pool, &keys, published, |position| bar.set_position(position)).await;
    bar.finish_and_clear();
    let outcome = match outcome {
        Ok(report) => Ok(report),
        Err(VerifyError::Wrong(problem)) => Err(problem),
        Err(VerifyError::Database(error)) => return Err(error.into()),
    };
    Ok((outcome, heads.is_some()))
}

type Heads = Box<dyn Iterator<Item = Result<Head, RecordError>>>;

fn published(heads: Option<&Path>) -> anyhow::Result<Heads> {
    Ok(match heads {
        Some(path) => Box::new(Records::new(BufReader::new(open(path)?))),
        None => Box::new(std::iter::empty()),
    })
}

fn told(verdict: &Verdict) -> String {
    let Some(report) = &verdict.report else { return String::new() };
    let Report { events, blocks, sealed, .. } = report;
    let published = if verdict.published {
        "It has every head that was published."
    } else {
        "There were no published heads to compare with (--heads): whether its end was removed is not known."
    };
    let at = report.head.as_ref().map_or_else(String::new, |head| {
        format!(", closed at {}", head.sealed_at.format("%Y-%m-%d %H:%M:%S UTC"))
    });
    format!(
        "The log is as it was sealed: {sealed} of {events} events, in {blocks} blocks{at}.\n\
         {} events are not covered yet.\n{published}",
        events.saturating_sub(*sealed)
    )
}

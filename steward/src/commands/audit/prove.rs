//! `steward audit prove`.

use anyhow::{Context, bail};
use audit::{Head, Proof};
use eventing::export;
use eventing::sealer::{blocks, tree};
use futures::TryStreamExt;
use sqlx::PgPool;

use crate::tool::Deployment;
use crate::tool::output::Format;

/// What to prove.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// That the event at this position is in the log.
    #[arg(long, required_unless_present = "from", conflicts_with = "from")]
    position: Option<u64>,
    /// That the log of this block is the beginning ...
    #[arg(long, value_name = "BLOCK")]
    from: Option<u64>,
    /// ... of the log of this later block; of the newest one unless told.
    #[arg(long, value_name = "BLOCK", requires = "from")]
    to: Option<u64>,
    /// In which block's log the event is; the newest one's unless told.
    #[arg(long, requires = "position")]
    block: Option<u64>,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

/// Prints the proof: JSON in any case, on one line.
pub(super) async fn run(args: Args) -> anyhow::Result<()> {
    let platform = args.deployment.connect().await?;
    let pool = platform.system().pool();
    let proof = match (args.position, args.from) {
        (_, Some(from)) => {
            let (from, to) = (head(pool, Some(from)).await?, head(pool, args.to).await?);
            if from.size > to.size {
                bail!("--from names a later block than --to; exchange them");
            }
            tree::prove_heads(&mut *pool.acquire().await?, from, to).await?
        }
        (Some(position), None) => prove_event(pool, position, args.block).await?,
        (None, None) => bail!("say what to prove: --position, or --from and --to"),
    };
    let mut output = Format { json: true }.output();
    output.value(&proof, |_| String::new())?;
    Ok(output.flush()?)
}

async fn prove_event(pool: &PgPool, position: u64, block: Option<u64>) -> anyhow::Result<Proof> {
    let before = position.checked_sub(1).context("positions begin with 1")?;
    let event = export::lines(pool, before, position).try_next().await?;
    let event = event.with_context(|| format!("the log has no position {position}"))?;
    let head = head(pool, block).await?;
    if head.size < position {
        bail!(
            "position {position} is not covered by block {}, which ends at {}; what is new is \
             sealed within ten seconds",
            head.block,
            head.size
        );
    }
    Ok(tree::prove_event(&mut *pool.acquire().await?, event, head).await?)
}

async fn head(pool: &PgPool, block: Option<u64>) -> anyhow::Result<Head> {
    match block {
        Some(block) => {
            let head = blocks::get(pool, block).await?;
            head.with_context(|| format!("there is no block {block}"))
        }
        None => {
            let last = blocks::last(pool).await?;
            last.context("nothing is sealed yet; is a `steward sealer` running?")
        }
    }
}

//! What comes after the rows: read models, erasures, the audit. Each may be done again.

use anyhow::{Context, anyhow};
use audit::{Problem, Report};
use chrono::{DateTime, Utc};
use domain::{MemberId, TenantId};
use eventing::sealer::verify::{VerifyError, whole};
use eventing::{Database, checkpoint, projections};
use projector::{Options, PROJECTIONS, Projector};
use serde::Serialize;
use sqlx::{Connection, Executor, PgConnection};
use uuid::Uuid;

use super::{settle, tell};
use crate::commands::erase;
use crate::platform::Platform;
use crate::tool::progress;

/// What was restored.
#[derive(Debug, Serialize)]
pub(crate) struct Done {
    pub(crate) restore_id: Uuid,
    pub(crate) log_id: Uuid,
    pub(crate) former_log: Uuid,
    /// Where the log stood; erasures since come after it.
    pub(crate) position: u64,
    pub(crate) taken_at: Option<DateTime<Utc>>,
    /// Who was erased since, and is again.
    pub(crate) erased_again: usize,
    pub(crate) ok: bool,
    /// None: by whose key heads are signed is not known here, or something is wrong.
    pub(crate) audit: Option<Report>,
    pub(crate) problem: Option<Problem>,
}

/// Makes a database that has its rows fit to be used.
pub(super) async fn finish(platform: &Platform, restore_id: Uuid) -> anyhow::Result<Done> {
    let projector = platform.projections()?;
    make_read_models(platform.system(), &projector).await?;
    let mut owner = PgConnection::connect(platform.database_url()).await?;
    owner.execute("SET ROLE steward_owner").await?;
    let erased_again = erase_again(platform, &projector, &mut owner).await?;
    match projector.run_until_idle().await {
        Err(projector::Error::Held(name)) => {
            tell(&format!(
                "{name} stands still, as it did then: `steward projections resume {name}`"
            ));
        }
        done => done?,
    }
    tell("verifying the log");
    let (audit, problem) = verify(platform).await?;
    let (former_log, log_id, position, taken_at): (Uuid, Uuid, i64, Option<DateTime<Utc>>) =
        sqlx::query_as(
            "UPDATE restores SET ended_at = clock_timestamp() WHERE restore_id = $1 \
             RETURNING former_log, log_id, position, taken_at",
        )
        .bind(restore_id)
        .fetch_one(&mut owner)
        .await?;
    owner.close().await?;
    let (ok, position) = (problem.is_none(), position.unsigned_abs());
    Ok(Done {
        restore_id,
        log_id,
        former_log,
        position,
        taken_at,
        erased_again,
        ok,
        audit,
        problem,
    })
}

/// Makes those anew that are not there yet, or are of another version.
pub(super) async fn make_read_models(
    system: &Database,
    projector: &Projector,
) -> anyhow::Result<()> {
    for projection in PROJECTIONS {
        let name = projection.name;
        let live = checkpoint::live(system, name).await?;
        let live = live.with_context(|| format!("there is no projection {name}"))?;
        let made = checkpoint::projected(system, &[name]).await? > 0;
        if made && live.version == projection.version {
            continue;
        }
        let bar = progress::bar(name, 0);
        let rebuilt = projector
            .rebuild(name, Options::default(), |progress| {
                bar.set_length(progress.head);
                bar.set_position(progress.position);
            })
            .await;
        bar.finish_and_clear();
        rebuilt
            .with_context(|| format!("the read model {name} could not be made; run it again"))?;
        projections::drop_retired(system, name).await?;
    }
    Ok(())
}

/// Has the log say of everybody whose key is gone that they were erased, and removes what is
/// left of them.
async fn erase_again(
    platform: &Platform,
    projector: &Projector,
    owner: &mut PgConnection,
) -> anyhow::Result<usize> {
    let members = settle::to_be_erased(owner).await?;
    if members.is_empty() {
        return Ok(0);
    }
    tell("erasing again who was erased since");
    let services = platform.api_services().await?;
    for &(tenant, member) in &members {
        let (tenant, member) = (TenantId(tenant), MemberId(member));
        erase::decide(&services, tenant, member).await?;
        projector.erase(tenant, member, |_| {}).await?;
    }
    Ok(members.len())
}

async fn verify(platform: &Platform) -> anyhow::Result<(Option<Report>, Option<Problem>)> {
    let keys = platform.seal_keys()?;
    if keys.is_empty() {
        return Ok((None, None));
    }
    let head = eventing::log::head(platform.system()).await?.position;
    let bar = progress::bar("verifying", head);
    let none = std::iter::empty::<Result<audit::Head, std::convert::Infallible>>();
    let verified =
        whole(platform.system().pool(), &keys, none, |position| bar.set_position(position)).await;
    bar.finish_and_clear();
    match verified {
        Ok(report) => Ok((Some(report), None)),
        Err(VerifyError::Wrong(problem)) => Ok((None, Some(problem))),
        Err(VerifyError::Database(error)) => Err(error.into()),
    }
}

impl Done {
    /// For people.
    pub(super) fn told(&self) -> String {
        let at = self.taken_at.map_or_else(String::new, |at| {
            format!(", as it was on {}", at.format("%Y-%m-%d at %H:%M:%S UTC"))
        });
        let mut told = format!(
            "Restored: everything up to position {}{at}.\n\
             The log is {} from now on (it was {}). Everybody signs in anew.\n",
            self.position, self.log_id, self.former_log
        );
        if self.erased_again > 0 {
            told.push_str(&format!("{} people were erased again.\n", self.erased_again));
        }
        match &self.audit {
            Some(Report { events, sealed, blocks, .. }) => told.push_str(&format!(
                "The log is as it was sealed: {sealed} of {events} events, in {blocks} blocks."
            )),
            None => told.push_str(
                "Whether the log is as it was sealed is not known: run `steward audit verify` with \
                 --public-key.",
            ),
        }
        told
    }

    /// Whether something is wrong with what was restored.
    pub(super) fn wrong(&self) -> anyhow::Result<()> {
        self.problem.as_ref().map_or(Ok(()), |problem| {
            Err(anyhow!(
                "restored, but the log is not as it was sealed: {problem}. Let nobody in before you \
                 know why"
            ))
        })
    }
}

//! `steward restore adopt`.

use std::path::PathBuf;

use anyhow::bail;
use sqlx::{Connection, Executor, PgConnection};
use uuid::Uuid;

use super::all_listed;
use super::finish::{Done, finish};
use super::servers::Servers;
use super::settle::{self, Origin};
use crate::backup::contents::Part;
use crate::backup::erased::{Members, without_key};
use crate::backup::folder::Folder;
use crate::language::ModelEndpoint;
use crate::platform::Platform;
use crate::schema;
use crate::secrets::Secrets;
use crate::settings::Settings;
use crate::tool::Deployment;
use crate::tool::output::Format;

/// Which database, and who must not be in it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example, once the managed Postgres is back at a point in time:\n  \
    steward restore adopt --keys keys/2026-11-30T14 --erased erased.ndjson --yes\n\n\
    Nothing else may work on the database. Its log gets another identity, so that browsers and \
    Redis do not go on with what came after that point; sessions end; and whoever was erased \
    since is erased again.")]
pub(crate) struct Args {
    /// The newest keys that `steward backup` took: whose key is gone in them was erased since.
    #[arg(long, value_name = "FOLDER")]
    keys: Option<PathBuf>,
    /// What `steward erase list --json` printed since. May be given several times; `-` is
    /// standard input.
    #[arg(long, value_name = "LIST")]
    erased: Vec<PathBuf>,
    /// That it is meant: sessions end, and people are erased for ever.
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    deployment: Deployment,
}

pub(super) async fn run(args: Args) -> anyhow::Result<()> {
    if !args.yes {
        bail!("every session ends, and it cannot be undone; say --yes if it is meant");
    }
    let mut erased = all_listed(&args.erased)?;
    if let Some(keys) = &args.keys {
        erased.extend(without_key(&Folder::of(keys, Part::Keys, |_| {})?)?);
    }
    let settings = args.deployment.settings()?;
    let secrets = Secrets::load(&settings, false)?;
    let servers = Servers::reach(&settings).await?;
    let done = adopt(&settings, secrets, &servers, &erased).await;
    servers.stop().await;
    let done = done?;
    let mut output = args.format.output();
    output.value(&done, Done::told)?;
    if erased.is_empty() {
        output.note(
            "Whoever was erased after that moment is back: if there is a list of them, run `steward \
             erase again LIST --yes` before anybody is let in.",
        )?;
    }
    output.flush()?;
    done.wrong()
}

async fn adopt(
    settings: &Settings,
    secrets: Secrets,
    servers: &Servers,
    erased: &Members,
) -> anyhow::Result<Done> {
    let url = &servers.urls.database_url;
    schema::migrate(url).await?;
    let restore_id = take_over(url, erased).await?;
    let model = ModelEndpoint::of(settings);
    let platform = Platform::connect(settings, secrets, servers.urls.clone(), model).await?;
    finish(&platform, restore_id).await
}

/// All of it or nothing; one that was interrupted afterwards goes on.
pub(super) async fn take_over(url: &str, erased: &Members) -> anyhow::Result<Uuid> {
    let mut connection = PgConnection::connect(url).await?;
    let mut transaction = connection.begin().await?;
    transaction.execute("SET LOCAL ROLE steward_owner").await?;
    let begun: Option<Uuid> = sqlx::query_scalar(
        "SELECT restore_id FROM restores WHERE ended_at IS NULL AND kind = 'adopted'",
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let restore_id = match begun {
        Some(begun) => begun,
        None => {
            let restore_id = Uuid::now_v7();
            let origin = Origin { restore_id, kind: "adopted", taken_at: None };
            settle::new_identity(&mut transaction, origin).await?;
            restore_id
        }
    };
    settle::forget_passing(&mut transaction).await?;
    settle::erase_keys(&mut transaction, erased, restore_id).await?;
    transaction.commit().await?;
    connection.close().await?;
    Ok(restore_id)
}

//! Both parts of a backup go in. Each is one transaction, so it is in or it is not; an
//! interrupted restore goes on where it was.

use anyhow::bail;
use eventing::DeploymentKey;
use sqlx::{Connection, Executor, PgConnection};

use super::place::Place;
use super::settle::{self, Origin};
use super::tell;
use crate::backup::erased::Members;
use crate::backup::folder::Folder;
use crate::backup::load::load;
use crate::schema;
use crate::tool::progress;

/// What is restored.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) data: &'a Folder,
    pub(super) keys: &'a Folder,
    /// Who is not to come back, besides those whom the keys tell.
    pub(super) erased: &'a Members,
    /// The key that must open the keys.
    pub(super) deployment: &'a DeploymentKey,
}

/// Puts it into the database at `url`, which must be empty.
pub(super) async fn restore(url: &str, wanted: Wanted<'_>) -> anyhow::Result<()> {
    let (data, keys) = (&wanted.data.manifest, &wanted.keys.manifest);
    for manifest in [data, keys] {
        if let Some(newer) = manifest.migrations.iter().find(|one| !schema::is_known(one)) {
            bail!(
                "another steward took this backup (migration {} is not known here): restore it with \
                 steward {} or a later one",
                newer.version,
                manifest.steward
            );
        }
    }
    let mut connection = PgConnection::connect(url).await?;
    connection.execute("SET statement_timeout = 0").await?;
    let place = Place::look(&mut connection, data).await?;
    if place == Place::Empty {
        tell("making the schema that the backup has");
        schema::migrate_to(url, &data.migrations).await?;
        tell("restoring the log and what lies beside it");
        put_data(&mut connection, wanted.data).await?;
    }
    if place != (Place::Begun { keys: true }) {
        let with_keys = [data.migrations.as_slice(), &keys.migrations].concat();
        schema::migrate_to(url, &with_keys).await?;
        tell("restoring keys, but of nobody who was erased since");
        put_keys(&mut connection, &wanted).await?;
    }
    connection.close().await?;
    tell("bringing the schema up to date");
    schema::migrate(url).await
}

async fn put_data(connection: &mut PgConnection, data: &Folder) -> anyhow::Result<()> {
    let mut transaction = connection.begin().await?;
    transaction.execute("SET LOCAL ROLE steward_owner").await?;
    // Erasures of the log have their rows in the backup, and no key is there to be destroyed.
    transaction.execute("ALTER TABLE events DISABLE TRIGGER erase_member").await?;
    put(&mut transaction, data).await?;
    transaction.execute("ALTER TABLE events ENABLE TRIGGER erase_member").await?;
    let manifest = &data.manifest;
    let origin = Origin {
        restore_id: manifest.backup_id,
        kind: "backup",
        taken_at: Some(manifest.taken_at),
    };
    settle::new_identity(&mut transaction, origin).await?;
    Ok(transaction.commit().await?)
}

async fn put_keys(connection: &mut PgConnection, wanted: &Wanted<'_>) -> anyhow::Result<()> {
    let mut transaction = connection.begin().await?;
    transaction.execute("SET LOCAL ROLE steward_owner").await?;
    put(&mut transaction, wanted.keys).await?;
    let restore_id = wanted.data.manifest.backup_id;
    settle::erase_keys(&mut transaction, wanted.erased, restore_id).await?;
    settle::check_keys(&mut transaction, wanted.deployment).await?;
    Ok(transaction.commit().await?)
}

async fn put(connection: &mut PgConnection, folder: &Folder) -> anyhow::Result<()> {
    let bar = progress::bar("restoring, in bytes", folder.manifest.bytes());
    let loaded = load(connection, folder, |bytes| bar.inc(bytes)).await;
    bar.finish_and_clear();
    loaded
}

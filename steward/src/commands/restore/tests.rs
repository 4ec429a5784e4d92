//! Rows out of one database and into another, and what is refused on the way.

use std::path::{Path, PathBuf};
use std::time::Duration;

use eventing::sealer::{Pace, Sealer};
use eventing::{Database, DbRole, DeploymentKey, KeyRing, Signals};
use projector::{PROJECTIONS, Projector};
use tempfile::TempDir;
use test_support::TestDb;
use uuid::Uuid;

use super::adopt::take_over;
use super::finish::make_read_models;
use super::rows::{self, Wanted};
use super::settle;
use crate::backup::contents::Part;
use crate::backup::erased::Members;
use crate::backup::folder::Folder;
use crate::commands::backup::create;
use crate::commands::generate::past;

fn deployment() -> DeploymentKey {
    DeploymentKey::from_hex(&"d1".repeat(32)).unwrap()
}

/// A database with the schema, and how it is looked at.
struct World {
    db: TestDb,
    system: Database,
}

impl World {
    async fn empty() -> Self {
        let db = TestDb::new().await;
        let system = Database::connect(&db.url(), DbRole::System, 8).await.unwrap();
        Self { db, system }
    }

    async fn generated(events: u64) -> Self {
        let world = Self::empty().await;
        world.grow(events).await;
        world
    }

    async fn grow(&self, events: u64) {
        past(&self.system, self.keys(), events).await.unwrap();
    }

    fn keys(&self) -> KeyRing {
        KeyRing::new(self.system.clone(), deployment())
    }

    fn projector(&self) -> Projector {
        let config = projector::Config::new(self.system.clone(), self.keys(), Signals::local());
        Projector::new(config).unwrap()
    }

    async fn value<T>(&self, sql: &str) -> T
    where
        T: Send + Unpin,
        (T,): for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow>,
    {
        let (value,): (T,) = sqlx::query_as(sql).fetch_one(self.db.admin_pool()).await.unwrap();
        value
    }

    async fn run(&self, sql: &str) {
        sqlx::query(sql).execute(self.db.admin_pool()).await.unwrap();
    }

    /// Every row of a table up to a position, as text.
    async fn rows(&self, table: &str, through: Option<i64>) -> Vec<String> {
        let until = through.map_or_else(String::new, |last| format!("WHERE position <= {last}"));
        let sql = format!("SELECT row_to_json(t)::text FROM {table} t {until} ORDER BY 1");
        sqlx::query_scalar(&sql).fetch_all(self.db.admin_pool()).await.unwrap()
    }

    async fn read_models(&self) -> Vec<(&'static str, Vec<String>)> {
        let mut all = Vec::new();
        for table in PROJECTIONS.iter().flat_map(|projection| projection.tables) {
            all.push((*table, self.rows(table, None).await));
        }
        all
    }

    async fn seal(&self) {
        let key = audit::SealKey::from_hex(&"5e".repeat(32)).unwrap();
        let pace = Pace { age: Duration::ZERO, ..Pace::default() };
        let mut sealer = Sealer::new(self.system.clone(), key, pace);
        while sealer.seal().await.unwrap().is_some() {}
    }

    async fn back_up(&self, folder: &Path, name: &str) -> Backup {
        let (data, keys) = (folder.join(name), folder.join(format!("{name}-keys")));
        create(&self.db.url(), data.clone(), keys.clone()).await.unwrap();
        Backup { data, keys }
    }

    async fn restore(&self, data: &Path, keys: &Path, erased: &Members) -> Result<Uuid, String> {
        self.restore_with(data, keys, erased, &deployment()).await
    }

    async fn restore_with(
        &self,
        data: &Path,
        keys: &Path,
        erased: &Members,
        deployment: &DeploymentKey,
    ) -> Result<Uuid, String> {
        let data = Folder::of(data, Part::Data, |_| {}).map_err(|error| format!("{error:#}"))?;
        let keys = Folder::of(keys, Part::Keys, |_| {}).map_err(|error| format!("{error:#}"))?;
        let wanted = Wanted { data: &data, keys: &keys, erased, deployment };
        let restored = rows::restore(&self.db.url(), wanted).await;
        restored.map(|()| data.manifest.backup_id).map_err(|error| format!("{error:#}"))
    }

    /// Members, each of a business, of whom there are keys.
    async fn members(&self) -> Vec<(Uuid, Uuid)> {
        sqlx::query_as("SELECT tenant_id, member_id FROM member_keys ORDER BY member_id")
            .fetch_all(self.db.admin_pool())
            .await
            .unwrap()
    }
}

struct Backup {
    data: PathBuf,
    keys: PathBuf,
}

#[tokio::test]
async fn a_restored_log_is_the_one_of_then_and_its_read_models_are_the_same() {
    // given a sealed log with its read models, backed up while it grows
    let folder = TempDir::new().unwrap();
    let source = World::generated(1200).await;
    source.seal().await;
    source.projector().run_until_idle().await.unwrap();
    let read_models = source.read_models().await;
    let at: i64 = source.value("SELECT position FROM log_head").await;
    let (backup, ()) = tokio::join!(source.back_up(folder.path(), "one"), source.grow(3000));

    // when it is restored
    let copy = World::empty().await;
    copy.restore(&backup.data, &backup.keys, &Members::new()).await.unwrap();

    // then it is what stood there up to one position, and nothing after
    let taken: i64 = copy.value("SELECT position FROM log_head").await;
    assert!(taken >= at, "{taken} is before {at}");
    for table in ["events", "commands", "log_blocks"] {
        let rows = copy.rows(table, None).await;
        assert_eq!(rows, source.rows(table, Some(taken)).await, "{table}");
    }
    let other = "SELECT log_id FROM log_head";
    assert_ne!(copy.value::<Uuid>(other).await, source.value::<Uuid>(other).await);
    let noted: bool = copy
        .value("SELECT r.log_id = h.log_id AND r.position = h.position FROM restores r, log_head h")
        .await;
    assert!(noted);

    // and the row-level security is as it was
    let open: Vec<String> = sqlx::query_scalar(
        "SELECT relname::text FROM pg_class c WHERE relnamespace = 'public'::regnamespace \
           AND relrowsecurity AND NOT relforcerowsecurity",
    )
    .fetch_all(copy.db.admin_pool())
    .await
    .unwrap();
    assert!(open.is_empty(), "{open:?}");
    assert_eq!(copy.value::<i64>("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'").await, 0);

    // A quiet one has the same read models in the end.
    let quiet = World::empty().await;
    let source = World::generated(1200).await;
    source.projector().run_until_idle().await.unwrap();
    let backup = source.back_up(folder.path(), "two").await;
    quiet.restore(&backup.data, &backup.keys, &Members::new()).await.unwrap();
    make_read_models(&quiet.system, &quiet.projector()).await.unwrap();
    quiet.projector().run_until_idle().await.unwrap();
    assert_eq!(quiet.read_models().await, source.read_models().await);
    assert!(read_models.iter().any(|(_, rows)| rows.len() > 10));
    for projection in PROJECTIONS {
        let options = projector::Options::default();
        let found = quiet.projector().verify(projection.name, options, |_| {}).await.unwrap();
        assert_eq!(found.differences, 0, "{}", projection.name);
    }
}

#[tokio::test]
async fn only_an_empty_database_is_restored_into() {
    let folder = TempDir::new().unwrap();
    let source = World::generated(200).await;
    let backup = source.back_up(folder.path(), "one").await;
    let restore = async |world: &World| {
        world.restore(&backup.data, &backup.keys, &Members::new()).await.unwrap_err()
    };
    let before = source.rows("events", None).await;
    let told = restore(&source).await;
    assert!(told.contains("this database is not empty. Restore into a new one"), "{told}");
    assert_eq!(source.rows("events", None).await, before);
    let account = "INSERT INTO accounts VALUES (gen_random_uuid(), 'a@b.example', 'x')";
    let signed_up = World::empty().await;
    signed_up.run(account).await;
    assert!(restore(&signed_up).await.contains("is not empty"));
    let another = World::empty().await;
    another.run("DELETE FROM _sqlx_migrations").await;
    another.run("DROP TABLE _sqlx_migrations").await;
    assert!(restore(&another).await.contains("tables that are not Steward's"));
    let newer = World::empty().await;
    newer.run("INSERT INTO _sqlx_migrations VALUES (9999, 'later', now(), true, '\\x00', 1)").await;
    assert!(restore(&newer).await.contains("its schema is of another version"));
}

#[tokio::test]
async fn a_database_without_a_schema_gets_the_one_of_the_backup() {
    let folder = TempDir::new().unwrap();
    let source = World::generated(200).await;
    let backup = source.back_up(folder.path(), "one").await;
    let world = World::empty().await;
    for schema in ["rebuild", "retired", "public"] {
        world.run(&format!("DROP SCHEMA {schema} CASCADE")).await;
    }
    world.run("CREATE SCHEMA public").await;
    world.restore(&backup.data, &backup.keys, &Members::new()).await.unwrap();
    assert_eq!(world.rows("events", None).await, source.rows("events", None).await);
}

#[tokio::test]
async fn keys_that_do_not_fit_are_refused_and_the_right_ones_go_on() {
    // given keys from before somebody joined, and data from after it
    let folder = TempDir::new().unwrap();
    let source = World::generated(300).await;
    let before = source.back_up(folder.path(), "before").await;
    let joined = "INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version, \
          payload, metadata, position, event_id, command_id, recorded_at) \
        SELECT aggregate_type, left(aggregate_id, 37) || gen_random_uuid(), 1, event_type, event_version, \
          payload, metadata, h.position + 1, gen_random_uuid(), gen_random_uuid(), now() \
        FROM events, log_head h WHERE aggregate_type = 'Member' LIMIT 1";
    source.run(joined).await;
    source.run("UPDATE log_head SET position = position + 1").await;
    source
        .run(
            "INSERT INTO member_keys SELECT tenant_id, right(aggregate_id, 36)::uuid, wrapped_key \
             FROM events e JOIN member_keys k USING (tenant_id) \
             WHERE e.position = (SELECT position FROM log_head) LIMIT 1",
        )
        .await;
    let after = source.back_up(folder.path(), "after").await;
    let world = World::empty().await;
    // then they are refused, and none of them is in
    let told = world.restore(&after.data, &before.keys, &Members::new()).await.unwrap_err();
    assert!(told.contains("the keys of 1 members of this log are not among these"), "{told}");
    assert_eq!(world.value::<i64>("SELECT count(*) FROM member_keys").await, 0);
    // so are those of another deployment key
    let foreign = DeploymentKey::from_hex(&"0f".repeat(32)).unwrap();
    let told =
        world.restore_with(&after.data, &after.keys, &Members::new(), &foreign).await.unwrap_err();
    assert!(told.contains("STEWARD_DEPLOYMENT_KEY is not the one"), "{told}");
    let unfinished: bool = world.value("SELECT keys_at IS NULL FROM restores").await;
    assert!(unfinished);
    // and with the right ones it goes on, as often as it must
    for _ in 0..2 {
        world.restore(&after.data, &after.keys, &Members::new()).await.unwrap();
        assert_eq!(world.members().await, source.members().await);
    }
    world.run("UPDATE restores SET ended_at = now()").await;
    let told = world.restore(&after.data, &after.keys, &Members::new()).await.unwrap_err();
    assert!(told.contains("has been restored into this database before"), "{told}");
}

#[tokio::test]
async fn who_was_erased_since_has_no_key() {
    // given somebody who is erased after the backup, as newer keys tell, and another of a list
    let folder = TempDir::new().unwrap();
    let source = World::generated(300).await;
    let data = source.back_up(folder.path(), "one").await.data;
    let members = source.members().await;
    let (known, listed) = (members[0], members[1]);
    sqlx::query("SELECT erase_member_key($1, $2)")
        .bind(known.0)
        .bind(known.1)
        .execute(source.db.admin_pool())
        .await
        .unwrap();
    let keys = source.back_up(folder.path(), "two").await.keys;
    // when the older data is restored with the newer keys
    let world = World::empty().await;
    let stranger = (Uuid::new_v4(), Uuid::new_v4());
    let id = world.restore(&data, &keys, &Members::from([listed, stranger])).await.unwrap();
    // then neither has a key, and the log is to say so of both
    let gone: Vec<(Uuid, Uuid)> = sqlx::query_as(
        "SELECT tenant_id, member_id FROM member_keys WHERE wrapped_key IS NULL ORDER BY member_id",
    )
    .fetch_all(world.db.admin_pool())
    .await
    .unwrap();
    assert!(gone.contains(&known) && gone.contains(&listed), "{gone:?}");
    let mut connection = world.db.admin_pool().acquire().await.unwrap();
    let mut to_do = settle::to_be_erased(&mut connection).await.unwrap();
    to_do.sort_by_key(|(_, member)| *member);
    assert_eq!(to_do, [known, listed]);
    assert_eq!(world.value::<Uuid>("SELECT restore_id FROM restores").await, id);
}

#[tokio::test]
async fn a_database_restored_elsewhere_is_taken_over_once() {
    let world = World::generated(200).await;
    world
        .run(
            "WITH one AS (INSERT INTO accounts VALUES (gen_random_uuid(), 'a@b.example', 'x') \
                          RETURNING account_id) \
             INSERT INTO password_resets SELECT '\\x01', account_id, now() + interval '1 hour' FROM one",
        )
        .await;
    let former: Uuid = world.value("SELECT log_id FROM log_head").await;
    let one = world.members().await[0];
    let restore_id = take_over(&world.db.url(), &Members::from([one])).await.unwrap();
    let minted: Uuid = world.value("SELECT log_id FROM log_head").await;
    assert_ne!(minted, former);
    assert_eq!(world.value::<i64>("SELECT count(*) FROM password_resets").await, 0);
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM member_keys WHERE wrapped_key IS NULL").await,
        1
    );
    // Interrupted there, it goes on and mints no third one.
    assert_eq!(take_over(&world.db.url(), &Members::new()).await.unwrap(), restore_id);
    assert_eq!(world.value::<Uuid>("SELECT log_id FROM log_head").await, minted);
}

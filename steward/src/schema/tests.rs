//! Migrations give way to whoever holds a lock, and what does not fit is refused.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{Connection, Executor, PgConnection};
use test_support::TestDb;

use super::*;

/// All migrations, and one more.
fn with_one_more(sql: &'static str) -> Migrator {
    let one = Migration::new(9001, "one more".into(), MigrationType::Simple, sql.into(), false);
    let migrations = migrations::MIGRATOR.iter().cloned().chain([one]).collect();
    Migrator { migrations: Cow::Owned(migrations), ..Migrator::DEFAULT }
}

#[tokio::test]
async fn a_migration_that_waits_lets_others_pass_and_comes_again() {
    // given a long query on a table that a migration is to change
    let db = TestDb::new().await;
    let mut long = PgConnection::connect(&db.url()).await.unwrap();
    long.execute("BEGIN").await.unwrap();
    long.execute("SELECT count(*) FROM tasks").await.unwrap();
    let url = db.url();
    let migrating = tokio::spawn(async move {
        run(&url, &with_one_more("ALTER TABLE tasks ADD COLUMN one_more int")).await
    });
    // when it waits for that query
    let waits = "SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_class c ON c.oid = l.relation \
        WHERE c.relname = 'tasks' AND NOT l.granted AND l.database = \
          (SELECT oid FROM pg_database WHERE datname = current_database()))";
    let mut look = PgConnection::connect(&db.url()).await.unwrap();
    for round in 0..2 {
        let deadline = Instant::now() + Duration::from_secs(30);
        while !sqlx::query_scalar::<_, bool>(waits).fetch_one(&mut look).await.unwrap() {
            assert!(Instant::now() < deadline, "it does not wait in round {round}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // then others who come after it are served nevertheless
        let began = Instant::now();
        let read = look.execute("SELECT count(*) FROM tasks");
        tokio::time::timeout(Duration::from_secs(10), read).await.unwrap().unwrap();
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    }
    // and once it ends the migration is through
    long.execute("COMMIT").await.unwrap();
    migrating.await.unwrap().unwrap();
    look.execute("SELECT one_more FROM tasks").await.unwrap();
}

#[tokio::test]
async fn a_newer_schema_and_a_changed_migration_are_refused() {
    let db = TestDb::new().await;
    run(&db.url(), &with_one_more("CREATE TABLE of_a_later_release ()")).await.unwrap();
    let newer = migrate(&db.url()).await.unwrap_err().to_string();
    assert!(newer.contains("of a newer steward (migration 9001 is not known here)"), "{newer}");
    let changed = run(&db.url(), &with_one_more("CREATE TABLE of_another_origin ()")).await;
    let changed = changed.unwrap_err().to_string();
    assert!(changed.contains("migration 9001 is another one here"), "{changed}");
    let there: bool = sqlx::query_scalar("SELECT to_regclass('of_another_origin') IS NOT NULL")
        .fetch_one(db.admin_pool())
        .await
        .unwrap();
    assert!(!there);
}

#[tokio::test]
async fn a_migration_that_fails_leaves_nothing_behind() {
    let db = TestDb::new().await;
    let half = "CREATE TABLE half (); SELECT 1 / 0";
    let told = format!("{:#}", run(&db.url(), &with_one_more(half)).await.unwrap_err());
    assert!(told.contains("could not be brought up to date") && told.contains("9001"), "{told}");
    let there: bool = sqlx::query_scalar("SELECT to_regclass('half') IS NOT NULL")
        .fetch_one(db.admin_pool())
        .await
        .unwrap();
    assert!(!there);
    migrate(&db.url()).await.unwrap();
}

//! The log is append-only: refused by grants to every role, and by triggers to those
//! whom no grant stops.

use domain::TenantId;
use eventing::{Database, DbRole};
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::{Filled, INSUFFICIENT_PRIVILEGE, code};

/// `restrict_violation`, which the log's triggers raise.
const APPEND_ONLY: &str = "23001";

fn changes(table: &str) -> [String; 3] {
    [
        format!("UPDATE {table} SET command_id = command_id"),
        format!("DELETE FROM {table}"),
        format!("TRUNCATE {table}"),
    ]
}

#[tokio::test]
async fn no_role_can_change_the_log_or_the_results_of_commands() {
    let filled = Filled::new().await;
    for role in [DbRole::Api, DbRole::Worker, DbRole::System] {
        let database = filled.as_role(role).await;
        let mut connection = database.acquire(filled.ours).await.unwrap();
        for name in ["events", "commands"] {
            let table = filled.tables.iter().find(|table| table.name == name).unwrap();
            for statement in changes(name).into_iter().chain([table.insert(filled.ours)]) {
                let refused = sqlx::query(&statement).execute(&mut *connection).await;
                let error = refused.expect_err(&statement);
                assert_eq!(code(&error), INSUFFICIENT_PRIVILEGE, "{} {statement}", role.name());
            }
        }
        for statement in ["UPDATE log_head SET position = 0", "DELETE FROM log_head"] {
            let refused = sqlx::query(statement).execute(&mut *connection).await;
            assert_eq!(code(&refused.expect_err(statement)), INSUFFICIENT_PRIVILEGE);
        }
    }
}

#[tokio::test]
async fn not_even_the_owner_or_a_superuser_changes_an_event() {
    let filled = Filled::new().await;
    let mut admin = PgConnection::connect(&filled.db.admin_url()).await.unwrap();
    for who in ["RESET ROLE", "SET ROLE steward_owner"] {
        sqlx::query(who).execute(&mut admin).await.unwrap();
        for statement in changes("events") {
            let refused = sqlx::query(&statement).execute(&mut admin).await;
            let error = refused.expect_err(&statement);
            assert_eq!(code(&error), APPEND_ONLY, "{who}: {statement}: {error}");
        }
    }
    sqlx::query("RESET ROLE").execute(&mut admin).await.unwrap();
    let left: i64 =
        sqlx::query_scalar("SELECT count(*) FROM events").fetch_one(&mut admin).await.unwrap();
    assert_eq!(left, 2);
}

#[tokio::test]
async fn a_unit_cannot_write_into_a_stream_of_another_tenant() {
    let filled = Filled::new().await;
    let api = Database::connect(&filled.db.url(), DbRole::Api, 1).await.unwrap();
    let foreign = format!("{}/{}", filled.theirs, Uuid::now_v7());
    let refused = append(&api, filled.ours, &foreign).await.expect_err("another tenant's stream");
    assert!(refused.to_string().contains("another tenant"), "{refused}");
    let own = format!("{}/{}", filled.ours, Uuid::now_v7());
    append(&api, filled.ours, &own).await.unwrap();
}

/// Appends one event to a stream in the name of `tenant`, past our own code.
async fn append(database: &Database, tenant: TenantId, stream: &str) -> Result<(), sqlx::Error> {
    sqlx::query(
        "SELECT * FROM append_units(ARRAY[$1], ARRAY[gen_random_uuid()], ARRAY['\\x00'::bytea], \
           ARRAY['null'], ARRAY[1], ARRAY[1], ARRAY[1], ARRAY[1], \
           ARRAY['Conversation'], ARRAY[$2], ARRAY[0::bigint], \
           ARRAY['Conversation'], ARRAY[$2], ARRAY[1::bigint], \
           ARRAY['X'], ARRAY['1'], ARRAY['{}'], ARRAY['{}'], ARRAY[gen_random_uuid()])",
    )
    .bind(tenant.0)
    .bind(stream)
    .execute(database.pool())
    .await
    .map(drop)
}

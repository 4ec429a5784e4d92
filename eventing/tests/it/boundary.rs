//! The tenant boundary in the database: what each role sees and may change, table by
//! table over the catalogue, so that a new table cannot be forgotten.

mod checker;
mod filling;
mod log;

use domain::TenantId;
use eventing::{Database, DbRole};
use sqlx::PgConnection;
use test_support::TestDb;
use uuid::Uuid;

use self::filling::Table;

const INSUFFICIENT_PRIVILEGE: &str = "42501";

/// A database in which every table with a tenant has one row of each of two tenants.
struct Filled {
    db: TestDb,
    tables: Vec<Table>,
    ours: TenantId,
    theirs: TenantId,
}

impl Filled {
    async fn new() -> Self {
        let db = TestDb::new().await;
        let tables = filling::tenant_tables(&db).await;
        let (ours, theirs) = (TenantId(Uuid::now_v7()), TenantId(Uuid::now_v7()));
        filling::fill(&db, &tables, &[ours, theirs]).await;
        Self { db, tables, ours, theirs }
    }

    async fn as_role(&self, role: DbRole) -> Database {
        Database::connect(&self.db.url(), role, 2).await.unwrap()
    }
}

/// Rows of the connection's own tenant and rows in all; `None` when it may not look.
async fn rows(
    connection: &mut PgConnection,
    table: &Table,
    tenant: TenantId,
) -> Option<(i64, i64)> {
    let query = format!(
        "SELECT count(*) FILTER (WHERE tenant_id = '{tenant}'), count(*) FROM {}",
        table.name
    );
    allowed(sqlx::query_as(&query).fetch_one(connection).await)
}

/// The answer, or `None` when the role may not ask; any other error fails the test.
fn allowed<T>(answer: Result<T, sqlx::Error>) -> Option<T> {
    match answer {
        Ok(answer) => Some(answer),
        Err(error) => {
            assert_eq!(code(&error), INSUFFICIENT_PRIVILEGE, "{error}");
            None
        }
    }
}

fn code(error: &sqlx::Error) -> String {
    error.as_database_error().and_then(|error| error.code()).unwrap_or_default().into_owned()
}

#[tokio::test]
async fn no_role_sees_a_row_of_another_tenant_in_any_table() {
    let filled = Filled::new().await;
    for role in [DbRole::Api, DbRole::Worker] {
        let database = filled.as_role(role).await;
        let mut readable = 0;
        for table in &filled.tables {
            let mut bound = database.acquire(filled.ours).await.unwrap();
            if let Some(seen) = rows(&mut bound, table, filled.ours).await {
                assert_eq!(seen, (1, 1), "{} in {}", role.name(), table.name);
                readable += 1;
            }
            drop(bound);
            let mut unbound = database.pool().acquire().await.unwrap();
            if let Some(seen) = rows(&mut unbound, table, filled.ours).await {
                assert_eq!(seen, (0, 0), "{} without a tenant in {}", role.name(), table.name);
            }
        }
        assert!(readable >= 15, "{} reads only {readable} tables", role.name());
    }
}

#[tokio::test]
async fn the_system_sees_all_tenants_where_it_may_look() {
    let filled = Filled::new().await;
    let system = filled.as_role(DbRole::System).await;
    let mut connection = system.pool().acquire().await.unwrap();
    for table in &filled.tables {
        if let Some(seen) = rows(&mut connection, table, filled.ours).await {
            assert_eq!(seen, (1, 2), "{}", table.name);
        }
    }
}

#[tokio::test]
async fn no_role_changes_a_row_of_another_tenant_in_any_table() {
    let filled = Filled::new().await;
    for role in [DbRole::Api, DbRole::Worker] {
        let database = filled.as_role(role).await;
        for table in &filled.tables {
            let mut bound = database.acquire(filled.ours).await.unwrap();
            for statement in [
                format!("DELETE FROM {}", table.name),
                format!("UPDATE {} SET {}", table.name, table.any_assignment),
            ] {
                sqlx::query("BEGIN").execute(&mut *bound).await.unwrap();
                if let Some(done) = allowed(sqlx::query(&statement).execute(&mut *bound).await) {
                    assert_eq!(done.rows_affected(), 1, "{}: {statement}", role.name());
                }
                sqlx::query("ROLLBACK").execute(&mut *bound).await.unwrap();
            }
            let foreign = sqlx::query(&table.insert(filled.theirs)).execute(&mut *bound).await;
            let error = foreign.expect_err(&table.name);
            assert_eq!(code(&error), INSUFFICIENT_PRIVILEGE, "{} {}", role.name(), table.name);
        }
    }
}

#[tokio::test]
async fn a_connection_that_was_another_tenants_forgets_it() {
    let filled = Filled::new().await;
    let api = Database::connect(&filled.db.url(), DbRole::Api, 1).await.unwrap();
    let current = "SELECT current_tenant()";
    for expected in [Some(filled.ours.0), None, Some(filled.theirs.0), None] {
        let mut connection = match expected {
            Some(tenant) => api.acquire(TenantId(tenant)).await.unwrap(),
            None => api.pool().acquire().await.unwrap(),
        };
        let tenant: Option<Uuid> =
            sqlx::query_scalar(current).fetch_one(&mut *connection).await.unwrap();
        assert_eq!(tenant, expected);
    }
}

//! A row for each tenant in every table with a tenant, whatever its columns are.

use domain::TenantId;
use sqlx::{Connection, PgConnection};
use test_support::TestDb;

/// A table with a `tenant_id`, and how to fill it.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: String,
    /// Columns that must be given, with an SQL expression of a fresh value.
    columns: Vec<(String, String)>,
    /// An assignment that changes nothing.
    pub(super) any_assignment: String,
}

impl Table {
    /// Inserts a row of `tenant`.
    pub(super) fn insert(&self, tenant: TenantId) -> String {
        let (names, values): (Vec<_>, Vec<_>) = self
            .columns
            .iter()
            .map(|(name, value)| (name.clone(), value.replace("$tenant", &tenant.to_string())))
            .unzip();
        format!("INSERT INTO {} ({}) VALUES ({})", self.name, names.join(", "), values.join(", "))
    }
}

#[derive(sqlx::FromRow)]
struct Column {
    of: String,
    name: String,
    kind: String,
    required: bool,
    generated: bool,
}

/// Every table that has a column `tenant_id`, in any schema of ours.
pub(super) async fn tenant_tables(db: &TestDb) -> Vec<Table> {
    let columns: Vec<Column> = sqlx::query_as(
        "SELECT c.oid::regclass::text AS of, a.attname::text AS name, \
           format_type(a.atttypid, NULL) AS kind, \
           a.attnotnull AND NOT a.atthasdef AS required, a.attgenerated <> '' AS generated \
         FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
         JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped \
           AND n.nspname NOT IN ('pg_catalog', 'information_schema') \
           AND EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = c.oid AND t.attname = 'tenant_id') \
         ORDER BY 1, a.attnum",
    )
    .fetch_all(db.admin_pool())
    .await
    .unwrap();
    let tables: Vec<_> = columns.chunk_by(|one, next| one.of == next.of).map(table).collect();
    assert!(tables.len() >= 20, "the catalogue shows only {} tables", tables.len());
    tables
}

fn table(columns: &[Column]) -> Table {
    let ordinary = columns.iter().find(|column| !column.generated).unwrap();
    Table {
        name: columns[0].of.clone(),
        columns: columns
            .iter()
            .filter(|column| column.required)
            .map(|column| (column.name.clone(), value(column)))
            .collect(),
        any_assignment: format!("{0} = {0}", ordinary.name),
    }
}

fn value(column: &Column) -> String {
    match (column.name.as_str(), column.kind.as_str()) {
        ("tenant_id", _) => "'$tenant'",
        ("aggregate_id", _) => "'$tenant/' || gen_random_uuid()",
        (_, "uuid") => "gen_random_uuid()",
        (_, "text") => "gen_random_uuid()::text",
        (_, "bytea") => "uuid_send(gen_random_uuid())",
        (_, "boolean") => "true",
        (_, "integer" | "bigint" | "smallint") => "(random() * 30000)::int",
        (_, "real" | "double precision" | "numeric") => "random()",
        (_, "timestamp with time zone") => "clock_timestamp()",
        (_, "json" | "jsonb") => "'{}'",
        (_, "vector" | "halfvec") => "'[1,2,3]'",
        (_, array) if array.ends_with("[]") => "'{}'",
        (name, kind) => panic!("say here how to fill {}.{name}, a {kind}", column.of),
    }
    .to_owned()
}

/// Gives every table a row of each tenant. Rules about the rows' sense are put aside:
/// they do not matter here, and generated rows do not follow them.
pub(super) async fn fill(db: &TestDb, tables: &[Table], tenants: &[TenantId]) {
    let mut admin = PgConnection::connect(&db.admin_url()).await.unwrap();
    let checks: Vec<String> = sqlx::query_scalar(
        "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) \
         FROM pg_constraint JOIN pg_class c ON c.oid = conrelid \
         JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE contype = 'c' AND n.nspname NOT IN ('pg_catalog', 'information_schema')",
    )
    .fetch_all(&mut admin)
    .await
    .unwrap();
    for check in checks {
        sqlx::query(&check).execute(&mut admin).await.unwrap();
    }
    // No foreign keys either.
    sqlx::query("SET session_replication_role = replica").execute(&mut admin).await.unwrap();
    for table in tables {
        for tenant in tenants {
            let insert = table.insert(*tenant);
            sqlx::query(&insert).execute(&mut admin).await.unwrap_or_else(|error| {
                panic!("{insert}: {error}");
            });
        }
    }
    admin.close().await.unwrap();
}

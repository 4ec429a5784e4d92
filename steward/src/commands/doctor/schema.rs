//! The schema: the extension, the roles, the migrations, and what guards tenants and the log.

use std::collections::BTreeMap;

use sqlx::PgConnection;

use super::check::Check;

type Checked = Result<Check, sqlx::Error>;

/// What `steward migrate` has done.
pub(super) struct Migrated {
    pub(super) check: Check,
    /// Whether there is a schema to be looked at.
    pub(super) usable: bool,
}

pub(super) async fn extension(connection: &mut PgConnection) -> Checked {
    const NAME: &str = "extension vector";
    let version: Option<String> =
        sqlx::query_scalar("SELECT extversion FROM pg_extension WHERE extname = 'vector'")
            .fetch_optional(connection)
            .await?;
    Ok(match version {
        Some(version) => Check::ok(NAME, format!("pgvector {version}")),
        None => Check::problem(
            NAME,
            "it is not in this database",
            "run `steward migrate`; where its user may not, CREATE EXTENSION vector as a superuser",
        ),
    })
}

/// Each role is there, is bound by row-level security, and may be taken on.
pub(super) async fn roles(connection: &mut PgConnection) -> Checked {
    const NAME: &str = "database roles";
    let roles: Vec<(String, bool, bool, bool)> = sqlx::query_as(
        "SELECT wanted.name, r.oid IS NOT NULL, coalesce(r.rolsuper OR r.rolbypassrls, false), \
           coalesce(pg_has_role(current_user, r.oid, 'SET'), false) \
         FROM unnest(ARRAY['steward_owner', 'steward_api', 'steward_worker', 'steward_system']) \
           AS wanted (name) LEFT JOIN pg_roles r ON r.rolname = wanted.name ORDER BY 1",
    )
    .fetch_all(connection)
    .await?;
    let named = |wanted: fn(&(String, bool, bool, bool)) -> bool| {
        let names: Vec<&str> =
            roles.iter().filter(|it| wanted(it)).map(|it| it.0.as_str()).collect();
        names.join(", ")
    };
    let (missing, unbound, foreign) =
        (named(|it| !it.1), named(|it| it.2), named(|it| it.1 && !it.3));
    Ok(if !missing.is_empty() {
        let remedy = "run `steward migrate` as a user that may create roles";
        Check::problem(NAME, format!("missing: {missing}"), remedy)
    } else if !unbound.is_empty() {
        let found = format!("row-level security does not bind {unbound}");
        Check::problem(NAME, found, format!("ALTER ROLE {unbound} NOSUPERUSER NOBYPASSRLS"))
    } else if !foreign.is_empty() {
        let found = format!("this user may not act as {foreign}");
        Check::problem(NAME, found, format!("GRANT {foreign} TO the user of DATABASE_URL"))
    } else {
        Check::ok(NAME, "all four are there, and bound by row-level security")
    })
}

/// Those of this program against those that were run.
pub(super) async fn migrations(connection: &mut PgConnection) -> Result<Migrated, sqlx::Error> {
    const NAME: &str = "migrations";
    let migrate = "run `steward migrate`";
    let there: bool =
        sqlx::query_scalar("SELECT to_regclass('public._sqlx_migrations') IS NOT NULL")
            .fetch_one(&mut *connection)
            .await?;
    if !there {
        let check = Check::problem(NAME, "there is no schema", migrate);
        return Ok(Migrated { check, usable: false });
    }
    let rows: Vec<(i64, bool, Vec<u8>)> =
        sqlx::query_as("SELECT version, success, checksum FROM public._sqlx_migrations ORDER BY 1")
            .fetch_all(connection)
            .await?;
    let known: BTreeMap<i64, &[u8]> = migrations::MIGRATOR
        .iter()
        .map(|migration| (migration.version, migration.checksum.as_ref()))
        .collect();
    let missing: Vec<i64> =
        known.keys().filter(|version| rows.iter().all(|row| row.0 != **version)).copied().collect();
    let failed = rows.iter().find(|row| !row.1).map(|row| row.0);
    let changed =
        rows.iter().find(|row| known.get(&row.0).is_some_and(|sum| *sum != row.2.as_slice()));
    let newer = rows.iter().filter(|row| !known.contains_key(&row.0)).map(|row| row.0).max();
    let check = if let Some(version) = failed {
        Check::problem(
            NAME,
            format!("{version:04} ended half-way"),
            "see Postgres' log, then run `steward migrate`",
        )
    } else if let Some(first) = missing.first() {
        let found =
            format!("{} of {} are missing, the first is {first:04}", missing.len(), known.len());
        Check::problem(NAME, found, migrate)
    } else if let Some((version, ..)) = changed {
        let found = format!("{version:04} in the database is not that of this program");
        Check::problem(NAME, found, "run the program that this database was migrated by")
    } else if let Some(version) = newer {
        let found = format!("the schema is newer than this program: it has {version:04}");
        Check::warning(NAME, found, "use the newer program, once it is rolled out")
    } else {
        Check::ok(NAME, format!("all {} were run", known.len()))
    };
    let usable = missing.is_empty() && failed.is_none();
    Ok(Migrated { check, usable })
}

/// Forced row-level security on every table that has tenants.
pub(super) async fn boundary(connection: &mut PgConnection) -> Checked {
    const NAME: &str = "tenant boundary";
    let tables: Vec<(String, bool)> = sqlx::query_as(
        "SELECT c.relname::text, c.relrowsecurity AND c.relforcerowsecurity \
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped \
         WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY 1",
    )
    .fetch_all(connection)
    .await?;
    let open: Vec<&str> = tables.iter().filter(|it| !it.1).map(|it| it.0.as_str()).collect();
    Ok(if open.is_empty() {
        Check::ok(
            NAME,
            format!("row-level security is forced on all {} tables with tenants", tables.len()),
        )
    } else {
        let found = format!("row-level security is not forced on {}", open.join(", "));
        let remedy = "ALTER TABLE each ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; \
                      find out who switched it off";
        Check::problem(NAME, found, remedy)
    })
}

/// The triggers that refuse changes of the log.
pub(super) async fn append_only(connection: &mut PgConnection) -> Checked {
    const NAME: &str = "append-only log";
    let open: Vec<String> = sqlx::query_scalar(
        "SELECT guarded.name FROM unnest(ARRAY['events', 'log_blocks', 'log_tree']) AS guarded (name) \
         WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = to_regclass('public.' || guarded.name) \
           AND t.tgname = 'append_only' AND t.tgenabled IN ('O', 'A')) ORDER BY 1",
    )
    .fetch_all(connection)
    .await?;
    Ok(if open.is_empty() {
        Check::ok(NAME, "triggers refuse changes of the log and its seals")
    } else {
        let found = format!("the trigger append_only is off on {}", open.join(", "));
        let remedy = "ALTER TABLE each ENABLE TRIGGER append_only, then run `steward audit verify`";
        Check::problem(NAME, found, remedy)
    })
}

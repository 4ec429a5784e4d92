//! Goes over the catalogue and complains about whatever is not behind the boundary.

use sqlx::{Connection, Executor, PgConnection};
use test_support::TestDb;

/// Tables that belong to no tenant, and what the roles may do with them beyond nothing.
const OF_NO_TENANT: &[(&str, &[&str])] = &[
    ("_sqlx_migrations", &["steward_api SELECT"]),
    ("accounts", &[]),
    ("login_failures", &[]),
    ("password_resets", &[]),
    ("log_import", &[]),
    ("log_head", &["steward_api SELECT", "steward_system SELECT", "steward_worker SELECT"]),
    ("log_blocks", &["steward_api SELECT", "steward_system INSERT", "steward_system SELECT"]),
    (
        "log_publications",
        &[
            "steward_api SELECT",
            "steward_system INSERT",
            "steward_system SELECT",
            "steward_system UPDATE",
        ],
    ),
    ("log_tree", &["steward_api SELECT", "steward_system INSERT", "steward_system SELECT"]),
    ("key_epoch", &["steward_api SELECT", "steward_system SELECT", "steward_worker SELECT"]),
    (
        "checkpoints",
        &[
            "steward_api SELECT",
            "steward_system DELETE",
            "steward_system INSERT",
            "steward_system SELECT",
            "steward_system UPDATE",
            "steward_worker SELECT",
        ],
    ),
    (
        "projection_generations",
        &["steward_api SELECT", "steward_system SELECT", "steward_worker SELECT"],
    ),
    (
        "projection_requests",
        &[
            "steward_system DELETE",
            "steward_system INSERT",
            "steward_system SELECT",
            "steward_system UPDATE",
        ],
    ),
    ("push_feed", &["steward_system SELECT", "steward_system UPDATE"]),
    (
        "rebuild_lanes",
        &[
            "steward_system DELETE",
            "steward_system INSERT",
            "steward_system SELECT",
            "steward_system UPDATE",
        ],
    ),
    ("rebuilds", &["steward_system SELECT", "steward_system UPDATE"]),
    ("restores", &["steward_system SELECT"]),
];

/// The policies of a table with a tenant: name, roles, condition to see and to write.
const POLICIES: &[&str] = &[
    "owner_rows ALL {steward_owner} true/true",
    "system_rows ALL {steward_system} true/true",
    "tenant_rows ALL {steward_api,steward_worker} \
     (tenant_id = current_tenant())/(tenant_id = current_tenant())",
];

#[derive(sqlx::FromRow)]
struct Relation {
    name: String,
    kind: String,
    owner: String,
    has_tenant: bool,
    secured: bool,
    forced: bool,
    invoker: bool,
    policies: Vec<String>,
    grants: Vec<String>,
}

/// Every table and view that no extension brought.
const RELATIONS: &str = "
SELECT c.oid::regclass::text AS name, c.relkind::text AS kind, pg_get_userbyid(c.relowner)::text AS owner,
  EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id') AS has_tenant,
  c.relrowsecurity AS secured, c.relforcerowsecurity AS forced,
  coalesce('security_invoker=true' = ANY (c.reloptions), false) AS invoker,
  ARRAY(SELECT format('%s %s%s %s %s/%s', p.policyname, p.cmd,
                      CASE WHEN p.permissive = 'PERMISSIVE' THEN '' ELSE ' restrictive' END,
                      p.roles, p.qual, p.with_check)
        FROM pg_policies p WHERE p.schemaname = n.nspname AND p.tablename = c.relname ORDER BY 1) AS policies,
  ARRAY(SELECT CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(g.grantee)::text END
               || ' ' || g.privilege_type
        FROM (SELECT (aclexplode(c.relacl)).*
              UNION ALL
              SELECT (aclexplode(a.attacl)).* FROM pg_attribute a WHERE a.attrelid = c.oid) g
        WHERE g.grantee <> c.relowner ORDER BY 1) AS grants
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname NOT LIKE 'pg\\_temp%'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1";

#[derive(sqlx::FromRow)]
struct Function {
    name: String,
    owner: String,
    definer: bool,
    for_everybody: bool,
    search_path: Option<String>,
}

/// Every function that no extension brought.
const FUNCTIONS: &str = "
SELECT p.oid::regproc::text AS name, pg_get_userbyid(p.proowner)::text AS owner, p.prosecdef AS definer,
  has_function_privilege('public', p.oid, 'EXECUTE') AS for_everybody,
  (SELECT s FROM unnest(p.proconfig) s WHERE s LIKE 'search_path=%') AS search_path
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
ORDER BY 1";

/// What the three roles could do to get around everything else.
const ROLES: &str = "
SELECT r.rolname || ' ' || w.what
FROM pg_roles r CROSS JOIN LATERAL (VALUES
  ('is a superuser', r.rolsuper), ('bypasses row security', r.rolbypassrls),
  ('may sign in', r.rolcanlogin), ('may make roles', r.rolcreaterole),
  ('may act as the owner', pg_has_role(r.oid, 'steward_owner', 'MEMBER')),
  ('may create in public', has_schema_privilege(r.oid, 'public', 'CREATE'))) w(what, so)
WHERE r.rolname IN ('steward_api', 'steward_worker', 'steward_system') AND w.so
ORDER BY 1";

/// Everything that is not as it must be.
async fn complaints(admin: &mut PgConnection) -> Vec<String> {
    let relations: Vec<Relation> = sqlx::query_as(RELATIONS).fetch_all(&mut *admin).await.unwrap();
    let functions: Vec<Function> = sqlx::query_as(FUNCTIONS).fetch_all(&mut *admin).await.unwrap();
    let mut found: Vec<String> = sqlx::query_scalar(ROLES).fetch_all(admin).await.unwrap();
    assert!(relations.len() > 20 && functions.len() > 10, "the catalogue is not complete");
    found.extend(relations.iter().flat_map(about_relation));
    found.extend(functions.iter().flat_map(about_function));
    found
}

fn about_relation(relation: &Relation) -> Vec<String> {
    let Relation { name, kind, .. } = relation;
    let mut found = Vec::new();
    let mut unless = |fine: bool, what: &str| {
        if !fine {
            found.push(format!("{name} {what}"));
        }
    };
    unless(
        !relation.grants.iter().any(|grant| grant.starts_with("PUBLIC ")),
        "is granted to everybody",
    );
    match (kind.as_str(), relation.has_tenant) {
        ("v", _) => unless(relation.invoker, "is a view that sees with its owner's eyes"),
        ("r" | "p", true) => {
            unless(relation.owner == "steward_owner", "is not owned by steward_owner");
            unless(relation.secured, "has no row-level security");
            unless(relation.forced, "does not force row-level security");
            unless(relation.policies == POLICIES, "has other policies");
        }
        ("r" | "p", false) => {
            let known = OF_NO_TENANT.iter().find(|(known, _)| known == name);
            unless(known.is_some(), "has no tenant_id");
            unless(
                known.is_none_or(|(_, grants)| relation.grants == *grants),
                "is granted otherwise than it should be",
            );
        }
        _ => unless(false, "is of a kind that row-level security does not cover"),
    }
    found
}

fn about_function(function: &Function) -> Vec<String> {
    let mut found = Vec::new();
    if function.definer {
        let pinned = function.search_path.as_deref().is_some_and(|path| path.ends_with("pg_temp"));
        if !pinned {
            found.push(format!("{}() does not pin its search_path", function.name));
        }
        if function.owner != "steward_owner" {
            found.push(format!("{}() has the rights of {}", function.name, function.owner));
        }
    }
    if function.for_everybody {
        found.push(format!("{}() may be executed by everybody", function.name));
    }
    found
}

#[tokio::test]
async fn everything_in_the_catalogue_is_behind_the_boundary() {
    let db = TestDb::new().await;
    let mut admin = PgConnection::connect(&db.admin_url()).await.unwrap();
    assert_eq!(complaints(&mut admin).await, Vec::<String>::new());
}

/// What a careless migration could do, and what the checker says to it.
const MISTAKES: &[(&str, &[&str])] = &[
    (
        "CREATE TABLE a (tenant_id uuid)",
        &[
            "a has no row-level security",
            "a does not force row-level security",
            "a has other policies",
        ],
    ),
    (
        "CREATE TABLE a (tenant_id uuid); SELECT protect_tenant_table('a', '', '', ''); \
         ALTER TABLE a NO FORCE ROW LEVEL SECURITY",
        &["a does not force row-level security"],
    ),
    (
        "CREATE TABLE a (tenant_id uuid); SELECT protect_tenant_table('a', '', '', ''); \
         CREATE POLICY everything ON a TO steward_api USING (true)",
        &["a has other policies"],
    ),
    (
        "CREATE TABLE a (tenant_id uuid); SELECT protect_tenant_table('a', '', '', ''); \
         GRANT SELECT (tenant_id) ON a TO PUBLIC",
        &["a is granted to everybody"],
    ),
    ("CREATE TABLE a (said text); GRANT SELECT ON a TO steward_api", &["a has no tenant_id"]),
    (
        "GRANT SELECT ON accounts TO steward_api",
        &["accounts is granted otherwise than it should be"],
    ),
    ("CREATE VIEW a AS SELECT * FROM events", &["a is a view that sees with its owner's eyes"]),
    (
        "CREATE MATERIALIZED VIEW a AS SELECT * FROM events",
        &["a is of a kind that row-level security does not cover"],
    ),
    (
        "CREATE FUNCTION a() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'; \
         GRANT EXECUTE ON FUNCTION a() TO PUBLIC",
        &["a() does not pin its search_path", "a() may be executed by everybody"],
    ),
    (
        "CREATE FUNCTION a() RETURNS int LANGUAGE sql SECURITY DEFINER \
           SET search_path = public AS 'SELECT 1'",
        &["a() does not pin its search_path"],
    ),
    (
        "ALTER FUNCTION offer_member_key RESET search_path",
        &["offer_member_key() does not pin its search_path"],
    ),
    (
        "RESET ROLE; GRANT CREATE ON SCHEMA public TO steward_worker",
        &["steward_worker may create in public"],
    ),
];

#[tokio::test]
async fn whatever_is_left_unprotected_is_noticed() {
    let db = TestDb::new().await;
    let mut admin = PgConnection::connect(&db.admin_url()).await.unwrap();
    for (mistake, expected) in MISTAKES {
        let mut transaction = admin.begin().await.unwrap();
        transaction.execute("SET LOCAL ROLE steward_owner").await.unwrap();
        transaction.execute(*mistake).await.unwrap();
        transaction.execute("RESET ROLE").await.unwrap();
        assert_eq!(complaints(&mut transaction).await, *expected, "{mistake}");
        transaction.rollback().await.unwrap();
    }
}

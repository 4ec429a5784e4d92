//! `steward doctor` beside a deployment that is well, and beside ones in which something is
//! wrong: it names that, says what to do, tells no secret and changes nothing.

use std::process::{Command, Output};

use serde_json::Value;

use crate::harness::{Cluster, Log, Solo, alone};

/// What the doctor says: the value of each check, and the whole output.
struct Visit {
    checks: Vec<Value>,
    code: Option<i32>,
    told: String,
}

impl Visit {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        let checks = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        Self { checks, code: output.status.code(), told: out + &err }
    }

    /// The check of this name.
    fn check(&self, name: &str) -> &Value {
        let found = self.checks.iter().find(|check| check["check"] == name);
        found.unwrap_or_else(|| panic!("no check {name} in {}", self.told))
    }

    /// It is `verdict`, and these words are in it and its remedy.
    fn assert(&self, name: &str, verdict: &str, words: &[&str]) {
        let check = self.check(name);
        assert_eq!(check["verdict"], verdict, "{check}");
        for words in words {
            assert!(check.to_string().contains(words), "{words:?} is not in {check}");
        }
        assert_eq!(check["remedy"].is_string(), verdict != "ok", "{check}");
        assert_eq!(self.code, Some(i32::from(self.told.contains(r#""problem""#))), "{}", self.told);
        for secret in ["d1d1d1", "515151", "5e5e5e", "5ea15ea1", "tell-nobody"] {
            assert!(!self.told.contains(secret), "{secret} is told");
        }
    }
}

fn visit(mut doctor: Command) -> Visit {
    Visit::of(&doctor.args(["doctor", "--json"]).output().unwrap())
}

/// With other settings.
fn with(cluster: &Cluster, settings: &[(&str, &str)]) -> Visit {
    let mut doctor = cluster.program();
    doctor.envs(settings.iter().copied());
    visit(doctor)
}

#[tokio::test]
async fn where_all_is_well_no_problem_is_found() {
    let _alone = alone().await;
    let mut solo = Solo::new(None);
    solo.start().await;
    let before = solo.log().await.value::<i64>("SELECT position FROM log_head").await;
    let seen = visit(solo.tool());
    let verdicts = |verdict: &str| -> Vec<&str> {
        let of = seen.checks.iter().filter(|check| check["verdict"] == verdict);
        of.map(|check| check["check"].as_str().unwrap()).collect()
    };
    // The rest of the environment decides about these.
    let problems: Vec<_> = verdicts("problem").into_iter().filter(|name| *name != "disk").collect();
    assert_eq!(problems, [""; 0], "{}", seen.told);
    let unsure = ["backups", "push key", "web app", "disk"];
    assert!(verdicts("warning").iter().all(|name| unsure.contains(name)), "{}", seen.told);
    assert_eq!(seen.code, Some(i32::from(verdicts("problem").contains(&"disk"))));
    for name in [
        "settings",
        "secrets",
        "Postgres",
        "Redis",
        "model",
        "migrations",
        "deployment key",
        "log",
        "turns",
    ] {
        seen.assert(name, "ok", &[]);
    }
    let text = solo.tool().arg("doctor").output().unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(text.contains("ok       log                  dense up to position"), "{text}");
    assert!(text.contains("No problem, "), "{text}");
    let after = solo.log().await.value::<i64>("SELECT position FROM log_head").await;
    assert_eq!(after, before, "it changes nothing");
    assert!(solo.end());
}

#[tokio::test]
async fn what_is_wrong_is_named_with_what_to_do() {
    let _alone = alone().await;
    let mut cluster = Cluster::without_schema().await;
    let seen = with(&cluster, &[]);
    seen.assert("migrations", "problem", &["there is no schema", "run `steward migrate`"]);
    seen.assert("database roles", "problem", &["missing: steward_api, steward_owner"]);
    seen.assert("extension vector", "problem", &["not in this database"]);
    cluster.run("migrate");
    cluster.run("seed");
    of_settings(&cluster);
    of_what_is_away(&cluster);
    of_the_database(&cluster).await;
    of_redis(&mut cluster).await;
    of_the_schema(&cluster).await;
}

fn of_settings(cluster: &Cluster) {
    let seen = with(cluster, &[("STEWARD_TRUSTED_PROXIES", "nginx")]);
    seen.assert("settings", "problem", &["nginx", "which is no network"]);
    let seen = with(cluster, &[("STEWARD_LEASE_SECONDS", "soon")]);
    seen.assert("settings", "problem", &["soon", ".env.example"]);
    let elsewhere = [
        ("STEWARD_LISTEN", "192.0.2.1:8000"),
        ("STEWARD_PUBLIC_URL", ""),
        ("STEWARD_DEMO", "true"),
    ];
    let seen = with(cluster, &elsewhere);
    seen.assert("public address", "warning", &["STEWARD_PUBLIC_URL is not set"]);
    seen.assert("demo accounts", "warning", &["STEWARD_DEMO=false"]);
    seen.assert("mail", "warning", &["STEWARD_SMTP_URL"]);
    let seen = with(cluster, &[("STEWARD_PUBLIC_URL", "https://steward.example.com")]);
    seen.assert("public address", "warning", &["STEWARD_SECURE_COOKIES=true"]);
    let public = "646576656c6f706d656e742d6f6e6c792d7369676e696e672d6b65792d303030";
    let seen = with(cluster, &[("STEWARD_SIGNING_KEY", public)]);
    seen.assert("secrets", "warning", &["STEWARD_SIGNING_KEY stand in docker-compose.yml"]);
    let nowhere = tempfile::tempdir().unwrap();
    let mut doctor = cluster.program();
    doctor.env_remove("STEWARD_SERVER_SECRET").env("STEWARD_HOME", nowhere.path());
    visit(doctor).assert("secrets", "problem", &["STEWARD_SERVER_SECRET is not set"]);
    let half = [("STEWARD_MODEL_PROVIDER", "openai"), ("STEWARD_MODEL_URL", "http://127.0.0.1:9")];
    with(cluster, &half).assert("model", "problem", &["STEWARD_MODEL is not set"]);
}

fn of_what_is_away(cluster: &Cluster) {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let seen = with(cluster, &[("STEWARD_OFFLINE_MODEL_URL", &format!("http://{closed}"))]);
    seen.assert("model", "problem", &["no answer from", "steward offline-model"]);
    let seen = with(cluster, &[("REDIS_URL", &format!("redis://:tell-nobody@{closed}"))]);
    seen.assert(
        "Redis",
        "problem",
        &["no Redis answers", "everything works, up to a second slower"],
    );
    seen.assert("delivery", "ok", &[]);
    let nobody = format!("postgres://steward:tell-nobody@{closed}/steward");
    let seen = with(cluster, &[("DATABASE_URL", &nobody)]);
    seen.assert("Postgres", "problem", &["no Postgres answers at", "correct DATABASE_URL"]);
    let seen = with(cluster, &[("STEWARD_DEPLOYMENT_KEY", &"0f".repeat(32))]);
    seen.assert("deployment key", "problem", &["does not open with this deployment key"]);
    let mut doctor = cluster.program();
    let nowhere = tempfile::tempdir().unwrap();
    doctor.env_remove("DATABASE_URL").env_remove("REDIS_URL").env("STEWARD_HOME", nowhere.path());
    visit(doctor).assert("services", "problem", &["set DATABASE_URL and REDIS_URL"]);
}

async fn execute(log: &Log, statement: &str) {
    let mut connection = log.pool.acquire().await.unwrap();
    sqlx::raw_sql(statement).execute(&mut *connection).await.unwrap();
}

/// What a superuser has done; nobody runs who could put it right.
async fn of_the_database(cluster: &Cluster) {
    let log = cluster.log().await;
    let seen = with(cluster, &[]);
    seen.assert("durability", "problem", &["fsync and full_page_writes off"]);
    seen.assert("tenant boundary", "ok", &[]);
    seen.assert("append-only log", "ok", &[]);
    seen.assert("log", "ok", &["dense up to position"]);
    seen.assert("projectors", "problem", &["nobody works on", "start `steward projector`"]);
    seen.assert("clock", "ok", &[]);
    execute(
        &log,
        "ALTER TABLE tasks NO FORCE ROW LEVEL SECURITY; \
         ALTER TABLE events DISABLE TRIGGER append_only; \
         ALTER ROLE steward_worker BYPASSRLS; \
         DELETE FROM events WHERE position = 3; \
         UPDATE checkpoints SET position = 999999 WHERE projection = 'tasks'; \
         UPDATE projection_generations SET paused_at = now() WHERE projection = 'roster'; \
         UPDATE events SET recorded_at = recorded_at - interval '1 hour'; \
         INSERT INTO dead_letters (consumer, generation, position, tenant_id, aggregate_type, aggregate_id, \
             event_type, reason) \
           SELECT 'turns', 1, 1, tenant_id, aggregate_type, aggregate_id, event_type, 'made up' \
           FROM events WHERE position = 1; \
         INSERT INTO erasures (tenant_id, member_id, position, requested_at, error) \
           SELECT tenant_id, gen_random_uuid(), 1, now(), 'made up' FROM events WHERE position = 1",
    )
    .await;
    execute(&log, "ALTER DATABASE steward SET synchronous_commit = off").await;
    let seen = with(cluster, &[]);
    seen.assert(
        "durability",
        "problem",
        &["fsync and full_page_writes and synchronous_commit off"],
    );
    seen.assert("tenant boundary", "problem", &["not forced on tasks"]);
    seen.assert("append-only log", "problem", &["off on events", "ENABLE TRIGGER append_only"]);
    seen.assert("database roles", "problem", &["does not bind steward_worker"]);
    seen.assert(
        "log",
        "problem",
        &["1 of", "the first at 3", "docs/runbooks.md#stewardloghasholes"],
    );
    seen.assert("checkpoints", "problem", &["tasks", "steward projections rebuild"]);
    seen.assert("paused projections", "warning", &["roster", "steward projections resume"]);
    seen.assert(
        "dead letters",
        "warning",
        &["1 events are parked: turns", "steward dead-letters list"],
    );
    seen.assert("projections", "problem", &["are behind"]);
    seen.assert("delivery", "warning", &["events are not in Redis"]);
    seen.assert("seals", "warning", &["no signed head covers"]);
    seen.assert("erasures", "problem", &["1 failed", "steward erase list"]);
    seen.assert("database size", "ok", &["STEWARD_DATABASE_LIMIT_GB is not set"]);
    let summary = cluster.program().arg("doctor").output().unwrap();
    let summary = String::from_utf8(summary.stderr).unwrap();
    assert!(summary.contains(" problems and ") && !summary.contains("because"), "{summary}");
}

async fn of_redis(cluster: &mut Cluster) {
    let client = redis::Client::open(cluster.redis.url()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    for (name, value) in [("maxmemory", "100mb"), ("maxmemory-policy", "allkeys-lru")] {
        let mut set = redis::cmd("CONFIG");
        set.arg("SET").arg(name).arg(value).exec_async(&mut connection).await.unwrap();
    }
    let seen = with(cluster, &[]);
    seen.assert("Redis memory", "warning", &["allkeys-lru", "volatile-lru"]);
}

async fn of_the_schema(cluster: &Cluster) {
    let log = cluster.log().await;
    let last = log.value::<i64>("SELECT max(version) FROM _sqlx_migrations").await;
    execute(&log, "UPDATE _sqlx_migrations SET version = 9999 WHERE version = (SELECT max(version) FROM _sqlx_migrations)").await;
    let seen = with(cluster, &[]);
    seen.assert("migrations", "problem", &["1 of", &format!("the first is {last:04}")]);
    execute(&log, &format!("INSERT INTO _sqlx_migrations SELECT {last}, description, installed_on, success, checksum, execution_time FROM _sqlx_migrations WHERE version = 9999")).await;
    let seen = with(cluster, &[]);
    seen.assert("migrations", "warning", &["newer than this program: it has 9999"]);
    execute(
        &log,
        &format!("UPDATE _sqlx_migrations SET checksum = '\\x00' WHERE version = {last}"),
    )
    .await;
    let seen = with(cluster, &[]);
    seen.assert("migrations", "problem", &["is not that of this program"]);
}

//! A backup is taken while people work, and becomes a deployment again: all that was
//! acknowledged up to its position, nothing after, and nobody who was erased since.

use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::harness::{Cluster, Log, Member, Process, alone, eventually, home, program};

/// Beside the runtime, so that work goes on meanwhile.
async fn tool(cluster: &Cluster, url: &str, arguments: &[&str]) -> Output {
    let mut command = cluster.program();
    command.env("DATABASE_URL", url).env("RUST_LOG", "warn").args(arguments);
    tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap()
}

async fn printed(cluster: &Cluster, url: &str, arguments: &[&str]) -> String {
    let output = tool(cluster, url, arguments).await;
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {told}");
    String::from_utf8(output.stdout).unwrap()
}

async fn one(cluster: &Cluster, url: &str, arguments: &[&str]) -> Value {
    serde_json::from_str(&printed(cluster, url, arguments).await).unwrap()
}

async fn refused(cluster: &Cluster, url: &str, arguments: &[&str]) -> String {
    let output = tool(cluster, url, arguments).await;
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// Creates tasks until told to stop: the position and the title of each that was acknowledged.
fn work(member: &Member, stop: &CancellationToken) -> tokio::task::JoinHandle<Vec<(u64, String)>> {
    let (member, stop) = (member.clone(), stop.clone());
    let handle = tokio::runtime::Handle::current();
    // On a thread of its own: a future of such a member cannot be sent from one to another.
    tokio::task::spawn_blocking(move || {
        handle.block_on(async move {
            let mut acknowledged = Vec::new();
            while !stop.is_cancelled() {
                let title = format!("task {}", acknowledged.len());
                let made = member.post("tasks", json!({ "title": title })).await;
                acknowledged.push((made["position"].as_u64().unwrap(), title));
            }
            acknowledged
        })
    })
}

async fn head(log: &Log) -> i64 {
    log.value("SELECT position FROM log_head").await
}

/// The rows of some read models, but for when they were written.
async fn rows(log: &Log, table: &str) -> Vec<String> {
    log.column(&format!("SELECT row_to_json(t)::text FROM {table} t ORDER BY 1")).await
}

async fn member_of(log: &Log, name: &str) -> (String, String) {
    let id = format!("SELECT member_id::text FROM members WHERE name = '{name}'");
    let tenant = format!("SELECT tenant_id::text FROM members WHERE name = '{name}'");
    (log.value(&tenant).await, log.value(&id).await)
}

/// Verifies a database in every way there is.
async fn assert_verified(cluster: &Cluster, url: &str) {
    let verified = one(cluster, url, &["audit", "verify", "--json"]).await;
    assert_eq!(verified["ok"], true, "{verified}");
    assert!(verified["sealed"].as_u64().unwrap() > 0, "{verified}");
    // Exits with 1 if a row is not what a fold of the log gives.
    let compared = printed(cluster, url, &["projections", "verify", "--all", "--json"]).await;
    assert_eq!(compared.lines().count(), projector::PROJECTIONS.len(), "{compared}");
}

#[tokio::test]
async fn a_backup_taken_under_load_is_restored() {
    // given a deployment at work
    let _alone = alone().await;
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let [data, keys, newer, quiet, quiet_keys] =
        ["data", "keys", "newer", "quiet", "quiet-keys"].map(path);
    let mut cluster = Cluster::start().await;
    let settings = [("STEWARD_SEAL_HEADS", path("heads.ndjson"))];
    let settings = settings.each_ref().map(|(name, value)| (*name, value.as_str()));
    cluster.start_role_with("sealer", "sealer", &settings).await;
    for role in ["api", "relay", "projector"] {
        cluster.start_role(role, role).await;
    }
    let url = cluster.database_url().to_owned();
    let luigi = cluster.sign_in("api", "luigi@pizza.com").await;
    let peach = cluster.sign_in("api", "peach@pizza.com").await;
    let log = cluster.log().await;
    peach.post("tasks", json!({ "title": "a word of peach's" })).await;
    let stop = CancellationToken::new();
    let working = work(&luigi, &stop);
    let before = head(&log).await;
    eventually("they are at work", async || (head(&log).await > before + 20).then_some(())).await;

    eventually("something is sealed", async || {
        let sealed: i64 = log.value("SELECT count(*) FROM log_blocks").await;
        (sealed > 0).then_some(())
    })
    .await;

    // when it is backed up meanwhile, and somebody is erased after that
    let taken = one(&cluster, &url, &["backup", "create", &data, "--keys", &keys, "--json"]).await;
    let position = taken["position"].as_u64().unwrap();
    eventually("they went on", async || (head(&log).await as u64 > position + 20).then_some(()))
        .await;
    stop.cancel();
    let acknowledged = working.await.unwrap();
    let last = acknowledged.last().unwrap().0;
    assert!(acknowledged[0].0 < position && position < last, "{position} of {last}");
    let (tenant, erased) = member_of(&log, "Peach").await;
    printed(&cluster, &url, &["erase", "member", &tenant, &erased, "--yes", "--json"]).await;
    printed(&cluster, &url, &["backup", "keys", &newer, "--json"]).await;
    log.until_settled().await;
    let whole = printed(&cluster, &url, &["backup", "verify", &data, &keys, &newer]).await;
    assert_eq!(whole.lines().count(), 3, "{whole}");

    // then it is refused by what is not empty, and by where Steward is at work
    let from = ["restore", "from", &data, "--keys", &newer, "--json"];
    let told = refused(&cluster, &url, &from).await;
    assert!(told.contains("Steward is at work on this database"), "{told}");
    sqlx::query("CREATE DATABASE restored").execute(&log.pool).await.unwrap();
    let restored = url.replace("/steward?", "/restored?");
    let done = one(&cluster, &restored, &from).await;
    assert_eq!((&done["ok"], &done["erased_again"]), (&json!(true), &json!(1)), "{done}");
    assert_eq!(done["position"], position);
    assert_eq!(done["former_log"], taken["log_id"]);
    assert_ne!(done["log_id"], taken["log_id"]);
    let again = refused(&cluster, &restored, &from).await;
    assert!(again.contains("has been restored into this database before"), "{again}");

    // and it has what was acknowledged up to there, nothing after, and no word of hers
    assert_verified(&cluster, &restored).await;
    let there = Log::open(&restored).await;
    let titles: Vec<Option<String>> = there.column("SELECT title FROM tasks").await;
    for (at, title) in &acknowledged {
        let is_there = titles.contains(&Some(title.clone()));
        assert_eq!(is_there, *at <= position, "{title} at {at}, the backup at {position}");
    }
    let words: Vec<String> = there.column("SELECT row_to_json(t)::text FROM tasks t").await;
    assert!(!words.iter().any(|row| row.contains("a word of peach's")));
    let names: Vec<Option<String>> = there.column("SELECT name FROM members").await;
    assert!(!names.contains(&Some("Peach".to_owned())), "{names:?}");
    assert!(names.contains(&Some("Luigi".to_owned())), "{names:?}");
    let addresses: Vec<String> = there.column("SELECT email FROM accounts").await;
    assert!(!addresses.contains(&"peach@pizza.com".to_owned()), "{addresses:?}");
    assert_eq!(there.value::<i64>("SELECT count(*) FROM sessions").await, 0);
    let ended = "SELECT count(*) FROM erasures WHERE ended_at IS NOT NULL";
    assert_eq!(there.value::<i64>(ended).await, 1);

    // A backup of a quiet moment has the same read models.
    let quietly = ["backup", "create", &quiet, "--keys", &quiet_keys, "--json"];
    printed(&cluster, &url, &quietly).await;
    sqlx::query("CREATE DATABASE quiet").execute(&log.pool).await.unwrap();
    let copy = url.replace("/steward?", "/quiet?");
    printed(&cluster, &copy, &["restore", "from", &quiet, "--keys", &quiet_keys, "--json"]).await;
    let copy = Log::open(&copy).await;
    for table in projector::PROJECTIONS.iter().flat_map(|projection| projection.tables) {
        assert_eq!(rows(&copy, table).await, rows(&log, table).await, "{table}");
    }

    // People go on there, in a process that knows nothing of the former log.
    for role in ["api", "projector"] {
        cluster.role(role).end();
        let settings = [("DATABASE_URL", restored.as_str())];
        cluster.start_role_with(role, role, &settings).await;
    }
    let luigi = Member::sign_in(&cluster.api("api"), "luigi@pizza.com").await;
    let made = luigi.post("tasks", json!({ "title": "the first one after it" })).await;
    assert_eq!(made["position"].as_i64().unwrap(), head(&there).await);
    there.until_settled().await;
    there.assert_sound().await;
}

#[tokio::test]
async fn a_deployment_comes_back_on_an_empty_machine() {
    // given a backup of `steward up`, or of what is the same to it
    let _alone = alone().await;
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let [data, keys] = ["data", "keys"].map(path);
    let mut cluster = Cluster::start().await;
    cluster.start_role("projector", "projector").await;
    let url = cluster.database_url().to_owned();
    let log = cluster.log().await;
    log.until_settled().await;
    printed(&cluster, &url, &["backup", "create", &data, "--keys", &keys]).await;
    // when it is restored where there is nothing but the programs
    let machine = TempDir::new().unwrap();
    for prepared in std::fs::read_dir(home()).unwrap().map(Result::unwrap) {
        let name = prepared.file_name();
        if name.to_string_lossy().starts_with("postgres-") || name == "models" {
            let there = std::fs::canonicalize(prepared.path()).unwrap();
            symlink(there, machine.path().join(name)).unwrap();
        }
    }
    let here = |arguments: &[&str]| {
        let mut command = program(machine.path());
        command.env("STEWARD_HOME", machine.path()).env("RUST_LOG", "warn").args(arguments);
        command
    };
    let restore = ["restore", "from", &data, "--keys", &keys];
    let done = here(&restore).output().unwrap();
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{told}");
    let printed = String::from_utf8(done.stdout).unwrap();
    assert!(printed.contains("Whoever was erased after"), "{printed}");
    let again = here(&restore).output().unwrap();
    assert!(!again.status.success());
    // then it goes on there
    let mut command = here(&["up", "--no-seed"]);
    command.env("RUST_LOG", "info");
    let mut up = Process::start("up", machine.path(), &mut command);
    up.says("Steward is ready at ").await;
    let address = up.said("api listening address=");
    let address = address.unwrap_or_else(|| panic!("{}", up.printed()));
    let luigi = Member::sign_in(&address, "luigi@pizza.com").await;
    assert!(luigi.items("documents").await.len() > 1);
    luigi.post("tasks", json!({ "title": "on the new machine" })).await;
    assert!(up.end().success());
}

#[tokio::test]
async fn a_database_that_was_restored_elsewhere_is_adopted() {
    // given a copy of the database from before somebody was erased, as a managed Postgres
    // gives it at a point in time
    let _alone = alone().await;
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let [heads, keys] = ["heads.ndjson", "keys"].map(path);
    let mut cluster = Cluster::start().await;
    cluster.start_role_with("sealer", "sealer", &[("STEWARD_SEAL_HEADS", heads.as_str())]).await;
    for role in ["api", "projector"] {
        cluster.start_role(role, role).await;
    }
    let url = cluster.database_url().to_owned();
    let peach = cluster.sign_in("api", "peach@pizza.com").await;
    peach.post("tasks", json!({ "title": "a word of peach's" })).await;
    let log = cluster.log().await;
    log.until_settled().await;
    eventually("everything is sealed", async || {
        let sealed: bool = log
            .value("SELECT position = (SELECT coalesce(max(position), 0) FROM log_blocks) FROM log_head")
            .await;
        sealed.then_some(())
    })
    .await;
    for role in ["sealer", "api", "projector"] {
        cluster.role(role).end();
    }
    let (tenant, erased) = member_of(&log, "Peach").await;
    let former: Uuid = log.value("SELECT log_id FROM log_head").await;
    // Not closed: that overlooks a connection which comes back at that moment (sqlx 0.8).
    drop(log);
    let admin = Log::open(&url.replace("/steward?", "/postgres?")).await;
    let copy = "CREATE DATABASE copied TEMPLATE steward";
    eventually("everybody has left it", async || sqlx::query(copy).execute(&admin.pool).await.ok())
        .await;
    printed(&cluster, &url, &["erase", "member", &tenant, &erased, "--yes", "--json"]).await;
    printed(&cluster, &url, &["backup", "keys", &keys]).await;
    // when it is taken over
    let copied = url.replace("/steward?", "/copied?");
    let unmeant = refused(&cluster, &copied, &["restore", "adopt", "--keys", &keys]).await;
    assert!(unmeant.contains("--yes"), "{unmeant}");
    let adopt = ["restore", "adopt", "--keys", &keys, "--yes", "--json"];
    let done = one(&cluster, &copied, &adopt).await;
    // then it is another log, without sessions and without her
    assert_eq!((&done["ok"], &done["erased_again"]), (&json!(true), &json!(1)), "{done}");
    assert_eq!(done["former_log"], json!(former));
    let there = Log::open(&copied).await;
    assert_ne!(there.value::<Uuid>("SELECT log_id FROM log_head").await, former);
    assert_eq!(there.value::<i64>("SELECT count(*) FROM sessions").await, 0);
    let words: Vec<String> = there.column("SELECT row_to_json(t)::text FROM tasks t").await;
    assert!(!words.is_empty() && !words.iter().any(|row| row.contains("a word of peach's")));
    assert_verified(&cluster, &copied).await;
}

/// What a program of ours says of a folder that somebody has touched.
#[tokio::test]
async fn an_altered_backup_changes_nothing() {
    let _alone = alone().await;
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let [data, keys] = ["data", "keys"].map(path);
    let cluster = Cluster::start().await;
    let url = cluster.database_url().to_owned();
    printed(&cluster, &url, &["backup", "create", &data, "--keys", &keys]).await;
    let events = Path::new(&data).join("events.copy");
    let mut bytes = std::fs::read(&events).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&events, bytes).unwrap();
    let log = cluster.log().await;
    sqlx::query("CREATE DATABASE untouched").execute(&log.pool).await.unwrap();
    let untouched = url.replace("/steward?", "/untouched?");
    let from = ["restore", "from", &data, "--keys", &keys];
    for arguments in [&from[..], &["backup", "verify", &data]] {
        let told = refused(&cluster, &untouched, arguments).await;
        assert!(told.contains("is not a whole backup") && told.contains("events.copy"), "{told}");
    }
    let there = Log::open(&untouched).await;
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(there.value::<i64>(tables).await, 0);
}

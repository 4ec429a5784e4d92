//! A member is erased while everything runs: no word of theirs, and none that was made of
//! their words, is left in any table, in Redis, in an export of the log, or in what processes
//! print; the log verifies, a rebuild gives the same rows, and others keep their words.

use std::collections::BTreeMap;
use std::process::Output;

use eventing::{Database, DbRole, DeploymentKey, KeyRing, Signals};
use projector::{PROJECTIONS, Projector};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{Cluster, Log, Member, alone, eventually};
use crate::secrecy::redis_contents;

const PASSWORD: &str = "a phrase that nobody guesses 47";
/// Words that nobody else uses, in everything that there is of her.
const NAME: &str = "Wandelgard";
const CANARIES: [&str; 9] = [
    NAME,
    "wandapost",
    "gossamerquartz",
    "brindlewhisk",
    "thistlemarrow",
    "velvetanchor",
    "hazelprism",
    "copperlattice",
    "juniperfathom",
];

struct Tools<'a> {
    cluster: &'a Cluster,
    folder: &'a TempDir,
}

impl Tools<'_> {
    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = self.cluster.program();
        command
            .current_dir(self.folder.path())
            .env("STEWARD_SEAL_HEADS", self.folder.path().join("heads.ndjson"))
            .env("RUST_LOG", "warn");
        command.args(arguments).output().unwrap()
    }

    fn printed(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {told}");
        String::from_utf8(output.stdout).unwrap()
    }
}

/// Somebody joins by an invitation, as people do.
async fn join(owner: &Member, address: &str) -> (String, Member) {
    let email = "wandapost@pizza.example";
    let body = json!({ "name": NAME, "email": email, "role": "member", "title": "kitchen" });
    let invited = owner.post("invitations", body).await;
    let body = json!({ "token": invited["token"], "password": PASSWORD });
    eventually("she has joined", async || {
        let answer = crate::harness::client()
            .post(format!("http://{address}/api/v1/invitations/accept"))
            .json(&body)
            .send()
            .await
            .unwrap();
        answer.status().is_success().then_some(())
    })
    .await;
    let id = invited["member_id"].as_str().unwrap().to_owned();
    (id, Member::sign_in_with(address, email, PASSWORD).await)
}

/// Everything that she does, with a word of its own in each.
async fn plant(wanda: &Member, owner: &Member, id: &str, log: &Log) {
    let delivery =
        "There's a delivery of gossamerquartz arriving tomorrow at 10am, but I'm off work";
    let sent = wanda.send(delivery).await;
    log.until(&sent, "ReplyGiven").await;
    wanda.post("facts", json!({ "text": "I am allergic to brindlewhisk." })).await;
    let body = json!({ "title": "thistlemarrow", "notes": "thistlemarrow too" });
    wanda.post("tasks", body).await;
    let entry = json!({ "text": "velvetanchor happened", "category": "hazelprism" });
    wanda.post("logbook", entry).await;
    let due = chrono::Utc::now() + chrono::TimeDelta::hours(5);
    wanda.post("reminders", json!({ "text": "copperlattice", "due_at": due })).await;
    let remember = wanda.send("Please remember that my locker is juniperfathom.").await;
    log.until(&remember, "ReplyGiven").await;
    let body = json!({ "name": "velvetanchor", "scopes": ["tasks:read"], "expires_in_days": 1 });
    wanda.post("api-keys", body).await;
    let path = format!("conversations/{}/disclosures", sent.conversation);
    owner.post(&path, json!({ "reason": "about the gossamerquartz of Wandelgard" })).await;
    let task = json!({ "title": "Ask after the copperlattice", "assignee_id": id });
    owner.post("tasks", task).await;
}

/// Every row of every table of every schema as text, what is bytes as characters too.
async fn rows(log: &Log) -> BTreeMap<String, Vec<String>> {
    let tables: Vec<String> = log
        .column(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables \
             WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1",
        )
        .await;
    let mut all = BTreeMap::new();
    for table in tables {
        let bytes: Vec<String> = log
            .column(&format!(
                "SELECT format('encode(t.%I, ''escape'')', attname) FROM pg_attribute \
                 WHERE attrelid = '{table}'::regclass AND atttypid = 'bytea'::regtype AND attnum > 0 \
                   AND NOT attisdropped"
            ))
            .await;
        let parts = [vec!["row_to_json(t)::text".to_owned()], bytes].concat().join(", ");
        let sql = format!("SELECT concat_ws(' ', {parts}) FROM {table} t ORDER BY 1");
        all.insert(table, log.column(&sql).await);
    }
    all
}

fn found<'a>(places: impl Iterator<Item = (String, &'a str)>) -> Vec<String> {
    let mut found = Vec::new();
    for (place, text) in places {
        let text = text.to_lowercase();
        for canary in CANARIES {
            if let Some(at) = text.find(&canary.to_lowercase()) {
                let around: String = text.chars().skip(at.saturating_sub(80)).take(200).collect();
                found.push(format!("{canary} in {place}: {around}"));
            }
        }
    }
    found
}

/// The rows of the read models, which a rebuild must give again.
fn read_models(rows: &BTreeMap<String, Vec<String>>) -> BTreeMap<&str, &Vec<String>> {
    let tables = PROJECTIONS.iter().flat_map(|projection| projection.tables);
    tables.map(|table| (*table, &rows[&format!("public.{table}")])).collect()
}

#[tokio::test]
async fn no_word_of_an_erased_member_is_left_anywhere() {
    // given a deployment at work, and somebody in it of whom there is everything
    let _alone = alone().await;
    let folder = TempDir::new().unwrap();
    let mut cluster = Cluster::start().await;
    cluster.start_offline_model().await;
    let heads = folder.path().join("heads.ndjson");
    let settings = [("STEWARD_SEAL_HEADS", heads.to_str().unwrap())];
    cluster.start_role_with("sealer", "sealer", &settings).await;
    for role in ["api", "relay", "projector", "agent-worker"] {
        cluster.start_role(role, role).await;
    }
    let address = cluster.api("api");
    let owner = cluster.sign_in("api", "mario@pizza.com").await;
    let luigi = cluster.sign_in("api", "luigi@pizza.com").await;
    let (id, wanda) = join(&owner, &address).await;
    let log = cluster.log().await;
    plant(&wanda, &owner, &id, &log).await;
    luigi.post("tasks", json!({ "title": "Luigi keeps these words" })).await;
    log.until_settled().await;
    let redis = cluster.redis.url();
    let before = rows(&log).await;
    let everywhere = |rows: &BTreeMap<String, Vec<String>>| {
        let all = rows.iter().flat_map(|(table, rows)| {
            rows.iter().map(move |row| (format!("table {table}"), row.clone()))
        });
        all.collect::<Vec<_>>()
    };
    let seen = everywhere(&before);
    let seen = found(seen.iter().map(|(place, text)| (place.clone(), text.as_str())));
    for canary in CANARIES {
        assert!(seen.iter().any(|one| one.starts_with(canary)), "{canary} was not planted");
    }

    // when she is erased beneath all of them
    let tools = Tools { cluster: &cluster, folder: &folder };
    let tenant: String =
        log.value("SELECT tenant_id::text FROM members WHERE name = 'Wandelgard'").await;
    let refused = tools.run(&["erase", "member", &tenant, &id]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--yes"));
    let told = tools.printed(&["erase", "member", &tenant, &id, "--yes", "--json"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert!(told["folded"].as_u64().unwrap() > 5, "{told}");
    assert_eq!(wanda.status("me").await, 401);
    // Work goes on meanwhile and after it.
    let question = luigi.send("When is the next cleaning scheduled?").await;
    log.until(&question, "ReplyGiven").await;
    log.until_settled().await;

    // then there is no word of hers
    tools.printed(&["audit", "export", "--out", "log.ndjson"]);
    let after = rows(&log).await;
    let mut places = everywhere(&after);
    places.extend(
        redis_contents(&redis)
            .await
            .into_iter()
            .map(|(key, value)| (format!("Redis key {key}"), format!("{key} {value}"))),
    );
    for file in ["log.ndjson", "log.blocks.ndjson"] {
        let text = std::fs::read_to_string(folder.path().join(file)).unwrap();
        assert!(file != "log.ndjson" || text.lines().count() > 50);
        places.push((format!("export {file}"), text));
    }
    places.extend(cluster.logs().into_iter().map(|(file, text)| (format!("log {file}"), text)));
    let left = found(places.iter().map(|(place, text)| (place.clone(), text.as_str())));
    assert!(left.is_empty(), "{} are left:\n{}", left.len(), left.join("\n"));

    // Whoever is erased over the API is worked off by the projector that runs.
    let people = owner.items("members").await;
    let peach = people.iter().find(|one| one["name"] == "Peach").unwrap()["id"].as_str().unwrap();
    owner.post(&format!("members/{peach}/erase"), json!({ "confirm": peach })).await;
    eventually("she is erased too", async || {
        let told = owner.get(&format!("members/{peach}/erasure")).await;
        (told["state"] == "erased").then_some(())
    })
    .await;
    log.until_settled().await;
    let after = rows(&log).await;
    let names: Vec<Option<String>> = log.column("SELECT name FROM members").await;
    assert!(!names.contains(&Some("Peach".to_owned())), "{names:?}");

    // and the log is as it was sealed, every read model is made again, others have theirs
    let verified = tools.printed(&["audit", "verify", "--json"]);
    assert_eq!(serde_json::from_str::<Value>(&verified).unwrap()["ok"], true, "{verified}");
    // Exits with 1 if a row is not what a fold of the log gives.
    let compared = tools.printed(&["projections", "verify", "--all", "--json"]);
    assert_eq!(compared.lines().count(), PROJECTIONS.len(), "{compared}");
    let system = Database::connect(cluster.database_url(), DbRole::System, 8).await.unwrap();
    let key = DeploymentKey::from_hex(&"d1".repeat(32)).unwrap();
    let keys = KeyRing::new(system.clone(), key);
    let config = projector::Config::new(system, keys, Signals::local());
    let projector = Projector::new(config).unwrap();
    for projection in PROJECTIONS {
        projector.rebuild(projection.name, projector::Options::default(), |_| ()).await.unwrap();
    }
    let rebuilt = rows(&log).await;
    assert_eq!(read_models(&rebuilt), read_models(&after));
    let tasks = luigi.items("tasks").await;
    assert!(tasks.iter().any(|task| task["title"] == "Luigi keeps these words"), "{tasks:?}");
    let listed = tools.printed(&["erase", "list", "--json"]);
    assert_eq!(listed.lines().count(), 2, "{listed}");
    // Whoever restores a backup does it again with that list, which may name who joined since.
    let stranger = json!({ "tenant_id": tenant, "member_id": uuid::Uuid::nil() });
    let list = folder.path().join("erased.ndjson");
    std::fs::write(&list, format!("{listed}{stranger}\n")).unwrap();
    let again = tools.run(&["erase", "again", list.to_str().unwrap(), "--yes", "--json"]);
    assert_eq!(String::from_utf8_lossy(&again.stdout).lines().count(), 2, "{again:?}");
    assert!(String::from_utf8_lossy(&again.stderr).contains("1 of them are not in this log"));
    let listed: Value = serde_json::from_str(listed.lines().next().unwrap()).unwrap();
    assert_eq!((&listed["member_id"], listed["ended_at"].is_null()), (&json!(id), false));
    log.assert_sound().await;

    // At last the whole business is erased, and no other.
    let ended = tools.printed(&["erase", "tenant", &tenant, "--yes", "--json"]);
    assert!(ended.lines().count() > 3, "{ended}");
    assert_eq!(luigi.status("me").await, 401);
    let of = |own: bool| format!("SELECT name FROM members WHERE (tenant_id = '{tenant}') = {own}");
    let names: Vec<Option<String>> = log.column(&of(true)).await;
    assert!(names.iter().all(Option::is_none), "{names:?}");
    let others: Vec<Option<String>> = log.column(&of(false)).await;
    assert!(!others.is_empty() && others.iter().all(Option::is_some), "{others:?}");
    log.until_settled().await;
    assert!(cluster.all_live());
}

#[tokio::test]
async fn another_deployment_key_while_everything_runs() {
    // given processes whose deployment key is kept in a file
    let _alone = alone().await;
    let folder = TempDir::new().unwrap();
    let secrets = folder.path().join("secrets");
    std::fs::create_dir(&secrets).unwrap();
    std::fs::write(secrets.join("deployment-key"), "d1".repeat(32)).unwrap();
    let kept = [
        ("STEWARD_DEPLOYMENT_KEY", ""),
        ("STEWARD_HOME", folder.path().to_str().unwrap()),
        ("STEWARD_MODEL_DIR", &model_dir()),
    ];
    let mut cluster = Cluster::start().await;
    for role in ["api", "projector"] {
        cluster.start_role_with(role, role, &kept).await;
    }
    let address = cluster.api("api");
    let luigi = Member::sign_in(&address, "luigi@pizza.com").await;
    luigi.post("tasks", json!({ "title": "Sweep the floor" })).await;
    let tool = |arguments: &[&str]| {
        let output = cluster.program().envs(kept).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    // when
    let rotated = tool(&["keys", "rotate", "--json"]);
    assert!(rotated["wrapped_anew"].as_u64().unwrap() > 3, "{rotated}");
    assert_eq!(rotated["former_kept"], true);
    assert_eq!(tool(&["keys", "rotate", "--json"])["wrapped_anew"], 0, "it was done");
    // then whoever runs goes on with what was said before and what comes
    let john = Member::sign_in(&address, "john@oakst.com").await;
    let me = john.get("me").await;
    let export = john.get(&format!("members/{}/export", me["id"].as_str().unwrap())).await;
    assert!(export["rows"]["profile"][0]["name"].is_string(), "{export}");
    luigi.post("tasks", json!({ "title": "Fold the napkins" })).await;
    // and who starts anew needs the new key alone
    let retired = tool(&["keys", "retire", "--json"]);
    assert_eq!(retired["former_kept"], false);
    let log = cluster.log().await;
    log.until_settled().await;
    assert_eq!(log.value::<i64>("SELECT count(*) FROM dead_letters").await, 0);
    let refused = cluster.program().args(["events", "list"]).output().unwrap();
    let refused = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.contains("does not open with this deployment key"), "{refused}");
    tool(&["events", "show", "1", "--json"]);
}

/// Where the embedding model lies, whatever the home.
fn model_dir() -> String {
    std::env::var("STEWARD_MODEL_DIR").unwrap_or_default()
}

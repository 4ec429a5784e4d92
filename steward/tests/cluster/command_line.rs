//! What can be wrong at the start, and what people are told then: what it is, what to do
//! about it, and never a secret or a panic.

use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{Cluster, alone, client};

/// Nobody waits longer to be told.
const PATIENCE: Duration = Duration::from_secs(30);
const ROLES: [&str; 7] = ["api", "relay", "projector", "agent-worker", "timers", "push", "sealer"];

/// What the program says when it refuses.
fn refusal(command: &mut Command) -> String {
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let began = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if began.elapsed() > PATIENCE {
            child.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{command:?}: {told}");
    assert!(!told.contains("panicked"), "{told}");
    told
}

/// Refuses, and says every one of these.
fn assert_refused(command: &mut Command, words: &[&str]) {
    let told = refusal(command.env("RUST_LOG", "error"));
    for words in words {
        assert!(told.contains(words), "{words:?} is not in: {told}");
    }
    assert!(told.lines().all(|line| told.matches(line).count() == 1), "repeats itself: {told}");
}

#[tokio::test]
async fn what_is_wrong_is_said() {
    let _alone = alone().await;
    let cluster = Cluster::without_schema().await;
    no_schema(&cluster);
    cluster.run("migrate");
    wrong_databases(&cluster);
    taken_ports(&cluster);
    malformed_secrets(&cluster);
    wrong_addresses(&cluster);
    half_a_provider(&cluster);
    cluster.run("seed");
    another_deployment_key(&cluster);
    unprepared(&cluster);
    beyond_loopback(cluster).await;
}

fn no_schema(cluster: &Cluster) {
    for role in ROLES.iter().chain(&["seed"]) {
        assert_refused(cluster.program().arg(role), &["run `steward migrate`"]);
    }
}

fn wrong_databases(cluster: &Cluster) {
    let elsewhere = cluster.database_url().replace("/steward?", "/nowhere?");
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = format!("postgres://steward:tell-nobody@{closed}/steward");
    for command in ROLES.iter().chain(&["migrate", "seed", "up"]) {
        let refused = |url: &str, words: &[&str]| {
            let mut program = cluster.program();
            assert_refused(program.arg(command).env("DATABASE_URL", url), words);
        };
        refused("postgres//steward", &["DATABASE_URL is not the address of a Postgres"]);
        refused(
            &elsewhere,
            &["refuses the connection; check DATABASE_URL", "\"nowhere\" does not exist"],
        );
        refused(&nobody, &[&format!("no Postgres answers at {closed}"), "refused"]);
        let told = refusal(cluster.program().arg(command).env("DATABASE_URL", &nobody));
        assert!(!told.contains("tell-nobody"), "{told}");
    }
}

fn taken_ports(cluster: &Cluster) {
    let held = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = &held.local_addr().unwrap().to_string();
    for command in ["up", "api"] {
        for variable in ["STEWARD_LISTEN", "STEWARD_METRICS_LISTEN"] {
            assert_refused(
                cluster.program().arg(command).env(variable, taken),
                &[&format!("{taken} is taken"), &format!("for example {variable}=")],
            );
        }
    }
    assert_refused(
        cluster.program().arg("offline-model").env("STEWARD_OFFLINE_MODEL_LISTEN", taken),
        &[taken, "set STEWARD_OFFLINE_MODEL_LISTEN to another address"],
    );
    assert_refused(
        cluster
            .program()
            .arg("api")
            .env("STEWARD_LISTEN", taken)
            .env("STEWARD_METRICS_LISTEN", taken),
        &["must differ"],
    );
}

fn malformed_secrets(cluster: &Cluster) {
    let secrets = ["STEWARD_DEPLOYMENT_KEY", "STEWARD_SIGNING_KEY", "STEWARD_SERVER_SECRET"];
    for variable in secrets {
        for secret in ["short-secret", &"no-hexadecimal-x".repeat(4), &"ab".repeat(33)] {
            for command in ["up", "api", "agent-worker"] {
                let mut program = cluster.program();
                program.arg(command).env(variable, secret);
                let told = refusal(&mut program);
                assert!(told.contains(&format!("{variable} must be 64 hex digits")), "{told}");
                assert!(!told.contains(secret), "it tells the secret: {told}");
            }
        }
        // A role alone does not make up a secret that the others do not have.
        let nowhere = tempfile::tempdir().unwrap();
        let mut program = cluster.program();
        program.arg("api").env("STEWARD_HOME", nowhere.path()).env_remove(variable);
        assert_refused(&mut program, &[&format!("{variable} is not set")]);
        assert!(!nowhere.path().join("secrets").exists());
    }
}

fn wrong_addresses(cluster: &Cluster) {
    for command in ROLES.iter().chain(&["up"]) {
        assert_refused(
            cluster.program().arg(command).env("REDIS_URL", "nonsense"),
            &["REDIS_URL is not a Redis address"],
        );
        let mut program = cluster.program();
        program.arg(command).env_remove("DATABASE_URL").env_remove("REDIS_URL");
        let nowhere = tempfile::tempdir().unwrap();
        assert_refused(program.env("STEWARD_HOME", nowhere.path()), &["set DATABASE_URL"]);
    }
    let model =
        cluster.program().arg("agent-worker").env("STEWARD_OFFLINE_MODEL_URL", "nonsense").output();
    let told = String::from_utf8(model.unwrap().stderr).unwrap();
    assert!(told.contains("check STEWARD_MODEL_URL, STEWARD_OFFLINE_MODEL_URL"), "{told}");
}

/// A server that speaks OpenAI's protocol needs names that nobody can guess.
fn half_a_provider(cluster: &Cluster) {
    let nowhere = tempfile::tempdir().unwrap();
    let file = nowhere.path().join("key");
    let file = file.to_str().unwrap();
    let all = [
        ("STEWARD_MODEL_PROVIDER", "openai"),
        ("STEWARD_MODEL_URL", "http://127.0.0.1:9"),
        ("STEWARD_MODEL", "qwen3"),
        ("STEWARD_EMBEDDING_MODEL", "nomic-embed-text"),
        ("STEWARD_EMBEDDING_DIMENSIONS", "768"),
    ];
    for missing in 1..all.len() {
        let given = all.iter().enumerate().filter(|(place, _)| *place != missing);
        let mut program = cluster.program();
        program.arg("agent-worker").envs(given.map(|(_, setting)| *setting));
        let words = format!("{} is not set; STEWARD_MODEL_PROVIDER=openai", all[missing].0);
        assert_refused(&mut program, &[&words]);
    }
    let mut program = cluster.program();
    program.arg("agent-worker").envs(all).env("STEWARD_MODEL_API_KEY_FILE", file);
    assert_refused(&mut program, &["cannot be read; check STEWARD_MODEL_API_KEY_FILE"]);
}

/// A key that was made anew cannot open what the old one sealed; it must not get to work.
fn another_deployment_key(cluster: &Cluster) {
    for command in ROLES.iter().chain(&["seed", "up"]) {
        assert_refused(
            cluster.program().arg(command).env("STEWARD_DEPLOYMENT_KEY", "0f".repeat(32)),
            &[
                "STEWARD_DEPLOYMENT_KEY is not the one of this database",
                "was the key file replaced?",
            ],
        );
    }
}

fn unprepared(cluster: &Cluster) {
    let nowhere = tempfile::tempdir().unwrap();
    for command in ["offline-model", "up"] {
        assert_refused(
            cluster.program().arg(command).env("STEWARD_HOME", nowhere.path()),
            &["`make run` fetches the embedding model", "all-minilm-l6-v2"],
        );
    }
    assert_refused(
        cluster.program().arg("up").env_remove("DATABASE_URL").env("STEWARD_HOME", "/proc/nowhere"),
        &["there is no embedded Postgres", "`make run`"],
    );
}

/// The demo's accounts have a public password: beyond loopback they are not there.
async fn beyond_loopback(mut cluster: Cluster) {
    assert_refused(
        cluster.program().arg("seed").env("STEWARD_LISTEN", "192.0.2.1:8000"),
        &["set STEWARD_DEMO=true"],
    );
    // Loopback in fact, but not as an address: nobody else can reach this test.
    let mapped = "[::ffff:127.0.0.1]:0";
    if TcpListener::bind(mapped).is_err() {
        eprintln!("this machine has no IPv6: the API beyond loopback is not looked at");
        return;
    }
    cluster.start_role("projector", "projector").await;
    for (address, demo, there) in
        [(mapped, "false", false), (mapped, "true", true), ("127.0.0.1:0", "false", true)]
    {
        let variables = [("STEWARD_LISTEN", address), ("STEWARD_DEMO", demo)];
        cluster.start_role_with("api", "api", &variables).await;
        let api = cluster.api("api");
        let api = format!("http://127.0.0.1:{}/api/v1", api.rsplit(':').next().unwrap());
        let offered: Value =
            client().get(format!("{api}/demo")).send().await.unwrap().json().await.unwrap();
        assert_eq!(offered["enabled"], there, "{address} {demo}: {offered}");
        assert_eq!(offered["accounts"].as_array().unwrap().is_empty(), !there, "{offered}");
        let body = json!({ "email": "luigi@pizza.com", "password": "password123" });
        let signed_in =
            client().post(format!("{api}/auth/login")).json(&body).send().await.unwrap();
        assert_eq!(signed_in.status(), if there { 200 } else { 401 }, "{address} {demo}");
        assert!(cluster.role("api").end().success());
    }
}

//! The disk is full, for real: a deployment on a small one that a test fills up. Nothing that
//! was acknowledged is lost, people are told to come again, and it goes on by itself once
//! there is room.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use reqwest::{Method, Response};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{Log, Process, alone, client, eventually, program};

/// Mounts a small disk over a folder where nobody else sees it, then becomes the program.
const ON_A_SMALL_DISK: &str =
    "mount -t tmpfs -o mode=755,size=\"$1\" tmpfs \"$2\" && shift 2 && exec \"$@\"";
/// Enough for the deployment, and little beyond.
const SIZE: &str = "256m";

/// The program on a disk of its own; none where this machine lets nobody mount one.
fn on_a_small_disk(folder: &Path, size: &str, arguments: &[&str]) -> Option<Command> {
    let confined = |then: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(["--mount", "sh", "-c", ON_A_SMALL_DISK, "sh", size]).arg(folder).args(then);
        command
    };
    let possible = confined(&["true"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !possible.is_ok_and(|status| status.success()) {
        eprintln!("this machine lets no test mount a disk: a full one is not looked at");
        return None;
    }
    let plain = program(folder);
    let mut command = confined(&[]);
    command.arg(plain.get_program()).args(arguments).current_dir("/").env_clear();
    for (name, value) in plain.get_envs() {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    Some(command)
}

/// The disk as the process sees it.
fn seen_by(process: &Process, folder: &Path) -> PathBuf {
    let inside = folder.strip_prefix("/").unwrap();
    Path::new("/proc").join(process.id().to_string()).join("root").join(inside)
}

/// Takes all the room there is.
fn fill(disk: &Path) -> PathBuf {
    let ballast = disk.join("ballast");
    let mut file = File::create(&ballast).unwrap();
    for size in [1 << 20, 1 << 12] {
        let piece = vec![7; size];
        while file.write_all(&piece).is_ok() {}
    }
    ballast
}

struct Owner {
    http: reqwest::Client,
    api: String,
    token: String,
}

impl Owner {
    async fn sign_in(address: &str) -> Self {
        let (http, api) = (client(), format!("http://{address}/api/v1"));
        let body = json!({ "email": "mario@pizza.com", "password": "password123" });
        let answer = http.post(format!("{api}/auth/login")).json(&body).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        let token = answer["access_token"].as_str().unwrap().to_owned();
        Self { http, api, token }
    }

    /// Writes a long entry, once under each number.
    async fn write(&self, number: usize) -> Response {
        let text = format!("entry {number}: {}", "many words ".repeat(300));
        let request = self.http.request(Method::POST, format!("{}/logbook", self.api));
        let key = format!("entry-{number}");
        let request = request.bearer_auth(&self.token).header("Idempotency-Key", key);
        request.json(&json!({ "text": text, "category": "test" })).send().await.unwrap()
    }
}

#[tokio::test]
async fn a_full_disk_loses_nothing_and_it_goes_on_by_itself() {
    // given a deployment on a small disk
    let _alone = alone().await;
    let (folder, logs) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let root = folder.path().to_str().unwrap();
    let Some(mut command) = on_a_small_disk(folder.path(), SIZE, &["up", "--root", root]) else {
        return;
    };
    command.env("RUST_LOG", "info").env("STEWARD_MEMBER_REQUESTS", "1000000");
    let mut up = Process::start("up", logs.path(), &mut command);
    up.says("Steward is ready at ").await;
    let disk = seen_by(&up, folder.path());
    let owner = Owner::sign_in(&up.said("api listening address=").unwrap()).await;
    assert!(owner.write(0).await.status().is_success());

    // when it is full, while somebody writes
    let ballast = fill(&disk);
    let mut acknowledged = vec![0];
    let mut number = 0;
    let refused = loop {
        number += 1;
        assert!(number < 20_000, "it never gets full");
        let answer = owner.write(number).await;
        if answer.status().is_success() {
            acknowledged.push(number);
        } else {
            break answer;
        }
    };
    // then they are told to come again
    assert_eq!(refused.status(), 503);
    assert!(refused.headers().contains_key("retry-after"), "{:?}", refused.headers());
    let problem: Value = refused.json().await.unwrap();
    assert_eq!(problem["status"], 503, "{problem}");
    assert_eq!(owner.write(number).await.status(), 503, "and again");

    // and once there is room, the same request is carried out, once
    fs::remove_file(ballast).unwrap();
    eventually("it goes on by itself", async || {
        owner.write(number).await.status().is_success().then_some(())
    })
    .await;
    acknowledged.push(number);
    let repeated: Value = owner.write(number).await.json().await.unwrap();
    let urls = fs::read_to_string(disk.join("services.env")).unwrap();
    let url = urls.lines().find_map(|line| line.strip_prefix("DATABASE_URL=")).unwrap();
    let log = Log::open(&url.replace("host=", &format!("host=/proc/{}/root", up.id()))).await;
    log.until_settled().await;
    log.assert_sound().await;
    let words: Vec<String> = log
        .column("SELECT split_part(text, ':', 1) FROM log_entries WHERE text LIKE 'entry %'")
        .await;
    let mut kept: Vec<usize> =
        words.iter().map(|word| word.trim_start_matches("entry ").parse().unwrap()).collect();
    kept.sort_unstable();
    assert_eq!(kept, acknowledged, "{repeated}");
    // Heads that were being published then are whole lines.
    let heads = fs::read_to_string(disk.join("audit/heads.ndjson")).unwrap();
    assert!(heads.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()), "{heads}");
    assert!(up.end().success());
}

#[tokio::test]
async fn a_backup_that_finds_no_room_leaves_none_of_it() {
    let _alone = alone().await;
    let cluster = crate::harness::Cluster::start().await;
    let (folder, keys) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let data = folder.path().join("data");
    let arguments = ["backup", "create", data.to_str().unwrap(), "--keys"];
    let Some(mut command) = on_a_small_disk(folder.path(), "64k", &arguments) else { return };
    command.arg(keys.path().join("keys")).env("RUST_LOG", "error");
    command.env("DATABASE_URL", cluster.database_url());
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("the disk is full") && told.contains("Nothing of this backup"), "{told}");
    assert_eq!(fs::read_dir(keys.path()).unwrap().count(), 0, "neither of the other part");
}

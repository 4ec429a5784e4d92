//! The sealer as a process, and what somebody elsewhere can tell with an export, the
//! published heads and the public key: no database, and no secret of the deployment's.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::harness::{Cluster, alone, eventually, program};

/// Somebody elsewhere runs the program in a home of their own.
fn elsewhere(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = program(folder);
    command.env("STEWARD_HOME", folder).env_remove("STEWARD_SEAL_KEY");
    command.args(arguments).output().unwrap()
}

fn printed(output: &Output) -> String {
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A tool of the deployment's.
fn tool(cluster: &Cluster, folder: &Path, arguments: &[&str]) -> Output {
    let mut command: Command = cluster.program();
    command.current_dir(folder).env("STEWARD_SEAL_HEADS", folder.join("heads.ndjson"));
    command.args(arguments).output().unwrap()
}

#[tokio::test]
async fn an_export_is_verified_elsewhere_and_a_changed_byte_is_named() {
    let _alone = alone().await;
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    let heads = here.join("heads.ndjson");
    let mut cluster = Cluster::start().await;
    let settings = [("STEWARD_SEAL_HEADS", heads.to_str().unwrap())];
    cluster.start_role_with("sealer", "sealer", &settings).await;
    eventually("a head is published", async || {
        std::fs::read_to_string(&heads).ok().filter(|text| text.ends_with('\n'))
    })
    .await;
    let live = printed(&tool(&cluster, here, &["audit", "verify", "--json"]));
    let live: Value = serde_json::from_str(&live).unwrap();
    assert_eq!((&live["ok"], &live["published"]), (&true.into(), &true.into()));
    let key = printed(&tool(&cluster, here, &["audit", "key"]));
    printed(&tool(&cluster, here, &["audit", "export", "--out", "log.ndjson"]));
    let again = tool(&cluster, here, &["audit", "export", "--out", "log.ndjson"]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("is there already"));

    let key = key.trim();
    let verify = ["audit", "verify", "--export", "log.ndjson", "--heads", "heads.ndjson"];
    let verify = [&verify[..], &["--public-key", key]].concat();
    let told = printed(&elsewhere(here, &verify));
    assert!(told.starts_with("The log is as it was sealed"), "{told}");
    let nobody = elsewhere(here, &verify[..verify.len() - 2]);
    assert!(String::from_utf8_lossy(&nobody.stderr).contains("give --public-key"));

    let proof = printed(&tool(&cluster, here, &["audit", "prove", "--position", "2"]));
    std::fs::write(here.join("proof.json"), &proof).unwrap();
    let check = ["audit", "check-proof", "proof.json", "--public-key", key];
    let proven = printed(&elsewhere(here, &check));
    assert!(proven.contains("stands at position 2 of the log"), "{proven}");
    std::fs::write(here.join("proof.json"), proof.replace("\"sequence\":", "\"sequence\":1"))
        .unwrap();
    let refused = elsewhere(here, &check);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("is not in the log of this head"));

    let log = std::fs::read_to_string(here.join("log.ndjson")).unwrap();
    let mut lines: Vec<String> = log.lines().map(str::to_owned).collect();
    lines[6] = lines[6].replacen("\\\":", "\\\" :", 1);
    std::fs::write(here.join("log.ndjson"), lines.join("\n")).unwrap();
    let altered = elsewhere(here, &[&verify[..], &["--json"]].concat());
    assert_eq!(altered.status.code(), Some(1));
    let verdict: Value = serde_json::from_slice(&altered.stdout).unwrap();
    assert_eq!(verdict["ok"], false);
    assert_eq!(verdict["problem"]["block"], 1);
    assert_eq!(
        (&verdict["problem"]["wrong"], &verdict["problem"]["position"]),
        (&"altered".into(), &7.into())
    );
    let told = String::from_utf8_lossy(&altered.stderr);
    assert!(
        told.contains("block 1: the event at position 7 is not the one that was sealed"),
        "{told}"
    );
}

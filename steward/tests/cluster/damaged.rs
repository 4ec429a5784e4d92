//! A page of the database is damaged on the disk: that is an error and no wrong answer, the
//! audit finds it, and no backup is made of it.

use std::process::Output;

use serde_json::json;

use crate::harness::{Process, Solo, alone, program};

#[tokio::test]
async fn a_damaged_page_is_told_and_not_backed_up() {
    // given a deployment whose disk has changed a byte of an event meanwhile
    let _alone = alone().await;
    let mut solo = Solo::new(None);
    solo.start().await;
    let luigi = solo.sign_in("luigi@pizza.com").await;
    luigi.post("tasks", json!({ "title": "Sweep the floor" })).await;
    let log = solo.log().await;
    log.until_settled().await;
    assert_eq!(log.value::<String>("SELECT current_setting('data_checksums')").await, "on");
    sqlx::query("CHECKPOINT").execute(&log.pool).await.unwrap();
    let file: String = log.value("SELECT pg_relation_filepath('events')").await;
    log.pool.close().await;
    assert!(solo.end());
    let folder = solo.root().to_owned();
    let file = folder.join("postgres").join(file);
    let mut pages = std::fs::read(&file).unwrap();
    let at = pages.len() - 100;
    pages[at] ^= 1;
    std::fs::write(&file, pages).unwrap();

    // when its Postgres runs again
    let mut services = program(&folder);
    services.args(["services", "--root"]).arg(&folder);
    let mut services = Process::start("services", &folder, &mut services);
    services.says("REDIS_URL=").await;
    let run = |arguments: &[&str]| -> Output {
        let mut command = program(&folder);
        for name in ["DATABASE_URL", "REDIS_URL"] {
            command.env(name, services.said(&format!("{name}=")).unwrap());
        }
        command.env("RUST_LOG", "error").args(arguments).output().unwrap()
    };

    // then it is said
    let [data, keys] = ["data", "keys"].map(|name| folder.join(name).display().to_string());
    for arguments in
        [&["audit", "verify"][..], &["backup", "create", data.as_str(), "--keys", keys.as_str()]]
    {
        let output = run(arguments);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {told}");
        assert!(told.contains("invalid page in block"), "{arguments:?}: {told}");
    }
    // and nothing is left of what began
    let left = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = left.map(|name| name.into_string().unwrap()).collect();
    let parts = ["data", "keys", "data.part", "keys.part"];
    assert!(!left.iter().any(|name| parts.contains(&name.as_str())), "{left:?}");
}

//! The tools that look at the log, run as an operator would beside a running deployment.

use std::process::{Output, Stdio};

use serde_json::Value;

use crate::harness::{Cluster, alone};

fn tool(cluster: &Cluster, arguments: &[&str]) -> Output {
    cluster.program().args(arguments).output().unwrap()
}

fn printed(output: Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn the_log_is_looked_through_followed_and_taken_back_to_a_moment() {
    let _alone = alone().await;
    let cluster = Cluster::start().await;
    let all = printed(tool(&cluster, &["events", "list", "--json", "--oldest-first"]));
    let all = lines(&all);
    assert_eq!(all[0]["position"], 1);
    let kind = all[0]["event"].as_str().unwrap();
    let some = ["events", "list", "--json", "--type", kind, "--limit", "100000"];
    assert!(lines(&printed(tool(&cluster, &some))).iter().all(|line| line["event"] == kind));
    let table = printed(tool(&cluster, &["events", "list", "--limit", "2"]));
    assert!(table.contains("POSITION") && table.contains("--limit shows more than 2"), "{table}");

    let shown = printed(tool(&cluster, &["events", "show", "1", "--json"]));
    let id = all[0]["event_id"].as_str().unwrap();
    assert_eq!(shown, printed(tool(&cluster, &["events", "show", id, "--json"])));
    let payload = &lines(&shown)[0]["payload"];
    assert!(payload[kind].is_object(), "{payload}");
    let far = tool(&cluster, &["events", "show", "999999999"]);
    assert!(String::from_utf8_lossy(&far.stderr).contains("the log ends at position"));
    assert_eq!(far.status.code(), Some(1));

    let tail =
        printed(tool(&cluster, &["events", "tail", "--json", "--after", "0", "--before", "4"]));
    assert_eq!(lines(&tail), all[..3]);

    let stream = &all[0]["stream"];
    let (kind, id) = (stream["type"].as_str().unwrap(), stream["id"].as_str().unwrap());
    let state = printed(tool(&cluster, &["streams", "state", kind, id, "--at", "1", "--json"]));
    assert_eq!(lines(&state)[0]["sequence"], 1);
    let instant = all[0]["recorded_at"].as_str().unwrap();
    let again = printed(tool(&cluster, &["streams", "state", kind, id, "--at", instant, "--json"]));
    assert_eq!(lines(&again)[0]["state"]["registered"], lines(&state)[0]["state"]["registered"]);
    let before = tool(&cluster, &["streams", "state", kind, id, "--at", "0"]);
    assert!(String::from_utf8_lossy(&before.stderr).contains("had no event at position 0"));
    let made_up = tool(&cluster, &["streams", "state", "Pizza", id]);
    assert!(String::from_utf8_lossy(&made_up.stderr).contains("kinds are Access, Action"));
}

#[tokio::test]
async fn a_reader_that_goes_away_ends_a_tool_without_a_word() {
    let _alone = alone().await;
    let cluster = Cluster::start().await;
    let mut follows = cluster
        .program()
        .env_remove("RUST_LOG")
        .args(["events", "tail", "--after", "0", "--every", "20"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(follows.stdout.take());
    let ended = follows.wait_with_output().unwrap();
    assert!(ended.status.success());
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
}

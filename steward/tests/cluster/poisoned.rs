//! An event that read models cannot apply is found, understood and mended from the command
//! line alone, beside the running deployment.

use std::process::Output;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Cluster, Log, alone, eventually};

fn tool(cluster: &Cluster, arguments: &[&str]) -> Output {
    cluster.program().args(arguments).output().unwrap()
}

fn printed(cluster: &Cluster, arguments: &[&str]) -> String {
    let output = tool(cluster, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn parked(cluster: &Cluster) -> Vec<Value> {
    let lines = printed(cluster, &["dead-letters", "list", "--json"]);
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Writes an event that no build of ours writes at the end of a member's stream: a title with
/// a character that Postgres takes in no text.
async fn poison(log: &Log, tenant: Uuid, member: Uuid) -> i64 {
    let stream = format!("{tenant}/{member}");
    let payload = r#"{"RoleChanged":{"role":"member","title":"Che\u0000f","changed_by":null}}"#;
    let ids = [(); 3].map(|()| Uuid::new_v4());
    let metadata = json!({
        "event_id": ids[0], "actor": "system:withdrawn-build", "correlation_id": ids[1],
        "causation_id": ids[1], "command_id": ids[1], "occurred_at": "2026-11-23T20:41:00Z",
    });
    sqlx::query_scalar(
        "WITH head AS (UPDATE log_head SET position = position + 1 RETURNING position) \
         INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, \
           metadata, position, event_id, command_id, recorded_at) \
         SELECT 'Member', $1, 1 + (SELECT max(sequence) FROM events WHERE aggregate_type = 'Member' \
             AND aggregate_id = $1), 'RoleChanged', '1', $2::json, $3::json, position, $4, $5, \
           clock_timestamp() \
         FROM head RETURNING position",
    )
    .bind(stream)
    .bind(payload)
    .bind(metadata.to_string())
    .bind(ids[0])
    .bind(ids[1])
    .fetch_one(&log.pool)
    .await
    .unwrap()
}

#[tokio::test]
async fn a_poisoned_event_is_found_understood_and_mended_from_the_command_line() {
    // Given a deployment at work, and an event that it cannot apply.
    let _alone = alone().await;
    let mut cluster = Cluster::start().await;
    for role in ["relay", "projector", "api"] {
        cluster.start_role(role, role).await;
    }
    let mario = cluster.sign_in("api", "mario@pizza.com").await;
    let title = async |name: &str| {
        eventually("a member is shown", async || {
            let members = mario.items("members").await;
            let named =
                |member: &Value| member["name"].as_str().is_some_and(|it| it.starts_with(name));
            let member = members.into_iter().find(named)?;
            Some((member["id"].clone(), member["title"].clone()))
        })
        .await
    };
    let (luigi, before) = title("Luigi").await;
    let luigi: Uuid = luigi.as_str().unwrap().parse().unwrap();
    let log = cluster.log().await;
    let sql = format!("SELECT tenant_id FROM members WHERE member_id = '{luigi}'");
    let tenant: Uuid = log.value(&sql).await;
    let at = poison(&log, tenant, luigi).await;
    let role = json!({ "role": "member", "title": "head chef" });
    let changed = mario.put(&format!("members/{luigi}/role"), role).await;

    // When somebody wonders why a change is not seen, they find it,
    let found = eventually("the event is parked, with the one behind it", async || {
        let found = parked(&cluster);
        let behind = |name: &str| {
            let letter = found.iter().find(|letter| letter["projection"] == name);
            letter.is_some_and(|letter| letter["behind"] == 1)
        };
        // Each projection comes to it at its own pace.
        (behind("directory") && behind("trail")).then_some(found)
    })
    .await;
    assert_eq!(title("Luigi").await.1, before, "what waits is not shown");
    assert!(found.iter().all(|letter| letter["position"] == at && letter["first"] == true));
    assert!(found[0]["reason"].as_str().unwrap().contains("the database refuses it with 22"));
    let table = printed(&cluster, &["dead-letters", "list"]);
    assert!(table.contains("RoleChanged") && table.contains("dead-letters show"), "{table}");

    // understand it,
    let position = at.to_string();
    let shown = printed(&cluster, &["dead-letters", "show", "directory", &position]);
    for told in [
        "system:withdrawn-build",
        "Postgres does not take one of its values",
        &format!("Behind it wait: {}", changed["position"]),
        &format!("steward dead-letters discard directory {position}"),
    ] {
        assert!(shown.contains(told), "{told}: {shown}");
    }
    let behind = changed["position"].to_string();
    let waits = printed(&cluster, &["dead-letters", "show", "directory", &behind]);
    assert!(waits.contains(&format!("dead-letters show directory {position}")), "{waits}");
    let retried = tool(&cluster, &["dead-letters", "retry", "directory"]);
    assert_eq!(retried.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&retried.stdout).contains("2 parked still"));
    let refused =
        tool(&cluster, &["dead-letters", "discard", "directory", &behind, "--reason", "x"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("waits behind the one at position"));

    // and mend it.
    for letter in &found {
        let projection = letter["projection"].as_str().unwrap();
        let reason = "written by a build that was withdrawn";
        let done = printed(
            &cluster,
            &["dead-letters", "discard", projection, &position, "--reason", reason],
        );
        assert!(done.contains("left out; 1 of its stream applied, none is parked"), "{done}");
    }
    assert_eq!(title("Luigi").await.1, "head chef");
    assert_eq!(printed(&cluster, &["dead-letters", "list"]), "nothing is parked\n");
    let left_out = printed(&cluster, &["dead-letters", "list", "--discarded"]);
    assert!(left_out.contains("a build that was withdrawn"), "{left_out}");

    // Then it stays mended.
    printed(&cluster, &["projections", "verify", "directory"]);
    printed(&cluster, &["projections", "rebuild", "directory"]);
    assert_eq!(title("Luigi").await.1, "head chef");
    assert_eq!(parked(&cluster), [Value::Null; 0]);
}

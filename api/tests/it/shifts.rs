//! The roster, and the policies beside it.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use crate::support::{TestApp, in_hours};

fn encoded(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[tokio::test]
async fn shifts_are_planned_and_listed_by_time() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let now = in_hours(0);
    let plan = |from: i64, to: i64| {
        let (from, to) = (now + Duration::hours(from), now + Duration::hours(to));
        let body = json!({ "member_id": pizza.peach.id, "role": "kitchen", "starts_at": from, "ends_at": to });
        app.post("/api/v1/shifts").bearer(&pizza.owner.token).json(body)
    };
    for (from, to) in [(48, 56), (1, 9), (24, 32)] {
        assert!(plan(from, to).expect(201).await.json()["shift_id"].is_string());
    }
    for (from, to, problem) in [
        (5, 5, "shift-ends-before-start"),
        (5, 1, "shift-ends-before-start"),
        (1, 26, "shift-too-long"),
    ] {
        assert_eq!(plan(from, to).expect(422).await.problem(), problem);
    }
    plan(24 * 365 * 300, 24 * 365 * 300 + 1).expect(422).await;
    app.project().await;
    let luigi = &pizza.luigi.token;
    let list = app.get("/api/v1/shifts?limit=2").bearer(luigi).expect(200).await.json();
    assert_eq!(list["items"][0]["member"]["name"], "peach");
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    let next = app.get(format!("/api/v1/shifts?cursor={}", list["next_cursor"].as_str().unwrap()));
    assert_eq!(next.bearer(luigi).expect(200).await.json()["items"].as_array().unwrap().len(), 1);
    let window =
        format!("/api/v1/shifts?from={}&to={}", encoded(in_hours(20)), encoded(in_hours(40)));
    assert_eq!(
        app.get(window).bearer(luigi).expect(200).await.json()["items"].as_array().unwrap().len(),
        1
    );
}

#[tokio::test]
async fn the_business_decides_what_its_steward_may_do() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let read = || app.get("/api/v1/tenant/policies").bearer(&pizza.luigi.token);
    let all: BTreeMap<_, _> = actions::KINDS.iter().map(|kind| (kind.name(), "allow")).collect();
    assert_eq!(read().expect(200).await.json(), json!({ "policies": all, "by_role": {} }));
    let set = |body| app.put("/api/v1/tenant/policies").bearer(&pizza.owner.token).json(body);
    set(json!({ "policies": { "notify_user": "ask" } })).expect(200).await;
    app.project().await;
    assert_eq!(read().expect(200).await.json()["policies"]["notify_user"], "ask");
    let unknown = set(json!({ "policies": { "launch_rocket": "allow" } })).expect(422).await.json();
    assert_eq!(unknown["errors"][0]["pointer"], "/policies/launch_rocket");
    let wrong = set(json!({ "policies": { "notify_user": "perhaps" } })).expect(422).await.json();
    assert_eq!(wrong["errors"][0]["pointer"], "/policies/notify_user");
}

//! Parked events, by API: who sees which, and what can be asked for.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Business, TestApp};

/// Parks made-up positions of one stream in a projection, in front of everybody's.
async fn park(app: &TestApp, business: &Business, projection: &str, positions: &[i64]) -> Uuid {
    let stream = Uuid::new_v4();
    for position in positions {
        sqlx::query(
            "INSERT INTO dead_letters (consumer, generation, position, tenant_id, aggregate_type, \
               aggregate_id, event_type, reason) VALUES ($1, 1, $2, $3, 'Task', $4, 'TaskCreated', 'x')",
        )
        .bind(projection)
        .bind(position)
        .bind(business.tenant.0)
        .bind(format!("{}/{stream}", business.tenant))
        .execute(app.db.admin_pool())
        .await
        .unwrap();
    }
    stream
}

fn places(list: &Value) -> Vec<(&str, u64, bool, u64)> {
    let items = list["items"].as_array().unwrap().iter();
    let place =
        |it: &'_ Value| (it["position"].as_u64(), it["first"].as_bool(), it["behind"].as_u64());
    items
        .map(|it| {
            let (position, first, behind) = place(it);
            (it["projection"].as_str().unwrap(), position.unwrap(), first.unwrap(), behind.unwrap())
        })
        .collect()
}

#[tokio::test]
async fn each_sees_the_parked_events_of_their_business_and_operators_all() {
    let app = TestApp::new().await;
    let (pizza, oak) = (app.business("pizza.com").await, app.business("oak.com").await);
    let rosalina = app.operator("rosalina@steward.test").await;
    let stream = park(&app, &pizza, "tasks", &[7000, 7002]).await;
    park(&app, &oak, "tasks", &[7001]).await;
    park(&app, &oak, "timers", &[7001]).await;
    let get = async |token: &str, query: &str| {
        let path = format!("/api/v1/dead-letters{query}");
        app.get(&path).bearer(token).expect(200).await.json()
    };
    let own = get(&pizza.owner.token, "").await;
    assert_eq!(places(&own), [("tasks", 7000, true, 1), ("tasks", 7002, false, 0)]);
    assert_eq!(own["items"][0]["stream"], json!({ "type": "Task", "id": stream }));
    let all = get(&rosalina.token, "").await;
    assert_eq!(places(&all).len(), 4);
    assert_eq!(
        places(&get(&rosalina.token, "?projection=timers").await),
        [("timers", 7001, true, 0)]
    );
    app.get("/api/v1/dead-letters").bearer(&pizza.luigi.token).expect(403).await;
    app.get("/api/v1/dead-letters?colour=red").bearer(&rosalina.token).expect(422).await;
}

#[tokio::test]
async fn owners_ask_for_their_own_to_be_tried_again_and_operators_for_one_to_be_left_out() {
    let app = TestApp::new().await;
    let (pizza, oak) = (app.business("pizza.com").await, app.business("oak.com").await);
    let rosalina = app.operator("rosalina@steward.test").await;
    park(&app, &pizza, "tasks", &[7000, 7002]).await;
    let ask = async |token: &str, what: &str, body: Value, status: u16| {
        let call = app.post(format!("/api/v1/dead-letters/{what}")).bearer(token);
        call.json(body).expect(status).await.json()
    };
    let letter = |position: u64| json!({ "projection": "tasks", "position": position });
    let asked = ask(&pizza.owner.token, "retry", letter(7002), 202).await;
    assert_eq!((&asked["kind"], &asked["status"]), (&json!("retry"), &json!("queued")));
    let path = format!("/api/v1/projections/requests/{}", asked["id"].as_str().unwrap());
    app.get(&path).bearer(&pizza.owner.token).expect(200).await;
    ask(&rosalina.token, "retry", letter(7000), 202).await;
    // Another business's, one that is not parked, and one that cannot be.
    ask(&oak.owner.token, "retry", letter(7000), 404).await;
    ask(&pizza.owner.token, "retry", letter(1), 404).await;
    ask(&pizza.owner.token, "retry", letter(u64::MAX), 404).await;
    ask(&pizza.luigi.token, "retry", letter(7000), 403).await;

    let discard = |position: u64, reason: &str| json!({ "projection": "tasks", "position": position, "reason": reason });
    let waits = ask(&rosalina.token, "discard", discard(7002, "it is spoilt"), 409).await;
    assert!(waits["type"].as_str().unwrap().ends_with("waits-behind"), "{waits}");
    ask(&rosalina.token, "discard", discard(7000, " "), 422).await;
    ask(&pizza.owner.token, "discard", discard(7000, "it is spoilt"), 403).await;
    let asked = ask(&rosalina.token, "discard", discard(7000, "it is spoilt"), 202).await;
    assert_eq!(asked["kind"], "discard");
    let arguments: Value =
        sqlx::query_scalar("SELECT arguments FROM projection_requests WHERE kind = 'discard'")
            .fetch_one(app.db.admin_pool())
            .await
            .unwrap();
    assert_eq!(arguments, json!({ "position": 7000, "reason": "it is spoilt" }));
}

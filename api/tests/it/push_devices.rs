//! Devices that want notices while the app is closed.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Someone, TestApp, id};

const KEY: &str =
    "BLn9b-VR0ca83knDNZ32dCHGyjJp-1riX9ZTN40MqV8K_LpQmLqxC_DoHvqvFXO_nGdAB4W9dogZb_sM-uV4JbY";
const AUTH: &str = "_ordMnz7uTCmrpBTeUV4Bw";

fn device(endpoint: &str) -> Value {
    json!({ "endpoint": endpoint, "keys": { "p256dh": KEY, "auth": AUTH } })
}

async fn devices(app: &TestApp, who: &Someone) -> Vec<Value> {
    let push = app.get("/api/v1/push").bearer(&who.token).expect(200).await.json();
    assert_eq!(push["key"], "a-public-key");
    push["devices"].as_array().unwrap().clone()
}

async fn add(app: &TestApp, who: &Someone, endpoint: &str) -> Uuid {
    let call = app.post("/api/v1/push/devices").bearer(&who.token).json(device(endpoint));
    id(&call.expect(201).await.json()["device_id"])
}

#[tokio::test]
async fn a_device_is_switched_on_once_and_off() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let (luigi, owner) = (&pizza.luigi, &pizza.owner);
    assert_eq!(devices(&app, luigi).await, Vec::<Value>::new());
    let first = add(&app, luigi, "https://fcm.googleapis.com/a").await;
    assert_eq!(add(&app, luigi, "https://fcm.googleapis.com/a").await, first);
    let second = add(&app, luigi, "https://fcm.googleapis.com/b").await;
    let ids: Vec<_> = devices(&app, luigi).await.iter().map(|one| id(&one["id"])).collect();
    assert_eq!(ids, [second, first]);
    assert_eq!(devices(&app, luigi).await[0]["current"], true);
    assert_eq!(devices(&app, owner).await, Vec::<Value>::new());
    // Nobody switches off somebody else's.
    let path = format!("/api/v1/push/devices/{first}");
    app.call("DELETE", &path).bearer(&owner.token).expect(404).await;
    app.call("DELETE", &path).bearer(&luigi.token).expect(204).await;
    app.call("DELETE", &path).bearer(&luigi.token).expect(404).await;
    assert_eq!(devices(&app, luigi).await.len(), 1);
}

#[tokio::test]
async fn a_browser_belongs_to_whoever_signed_in_last_also_of_another_business() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let other = app.business("oakst.com").await;
    let endpoint = "https://fcm.googleapis.com/shared";
    add(&app, &pizza.luigi, endpoint).await;
    add(&app, &other.luigi, endpoint).await;
    assert_eq!(devices(&app, &pizza.luigi).await.len(), 0);
    assert_eq!(devices(&app, &other.luigi).await.len(), 1);
}

#[tokio::test]
async fn whoever_is_signed_out_has_no_device() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    add(&app, &pizza.luigi, "https://fcm.googleapis.com/a").await;
    let all =
        app.call("DELETE", "/api/v1/me/sessions?including_this=true").bearer(&pizza.luigi.token);
    all.expect(204).await;
    let left: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM push_subscriptions p JOIN sessions s USING (session_id) \
         WHERE s.revoked_at IS NULL",
    )
    .fetch_one(app.db.admin_pool())
    .await
    .unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn what_is_no_device_of_a_browser_is_refused_by_field() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let refused = async |body: Value| {
        let call = app.post("/api/v1/push/devices").bearer(&pizza.luigi.token).json(body);
        call.expect(422).await.json()["errors"][0]["pointer"].as_str().unwrap().to_owned()
    };
    for endpoint in ["http://169.254.169.254/latest", "https://example.com/", "", "ftp://x"] {
        assert_eq!(refused(device(endpoint)).await, "/endpoint", "{endpoint}");
    }
    let mut bad = device("https://fcm.googleapis.com/a");
    bad["keys"]["auth"] = json!("short");
    assert_eq!(refused(bad.clone()).await, "/keys/auth");
    bad["keys"] = json!({ "p256dh": "AAAA", "auth": AUTH });
    assert_eq!(refused(bad).await, "/keys/p256dh");
}

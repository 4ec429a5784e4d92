//! Approving and rejecting what the steward wants to do.

use domain::tenant::Policy;
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn what_was_previewed_is_approved() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let acted = app.act(&pizza, &pizza.luigi, &pizza.peach, Policy::Ask).await;
    app.project().await;
    let path = format!("/api/v1/actions/{}", acted.action);
    let luigi = &pizza.luigi.token;
    let action = app.get(&path).bearer(luigi).expect(200).await.json();
    assert_eq!(action["status"], "waiting");
    assert_eq!(action["tag"], "0123abcd");
    assert_eq!(action["recipients"][0]["name"], "peach");
    assert!(
        action["summary"].as_str().unwrap().starts_with("Waits for your approval to notify peach")
    );

    let approve =
        |tag: &str| app.post(format!("{path}/approve")).bearer(luigi).json(json!({ "tag": tag }));
    let stale = approve("another").expect(412).await;
    assert_eq!(stale.problem(), "preview-changed");
    approve("0123abcd").expect(200).await;
    app.project().await;
    assert_eq!(app.get(&path).bearer(luigi).expect(200).await.json()["status"], "approved");
    // It is on its way now.
    let late = app.post(format!("{path}/reject")).bearer(luigi).json(json!({})).expect(409).await;
    assert_eq!(late.problem(), "action-settled");
}

#[tokio::test]
async fn a_rejection_settles_it() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let acted = app.act(&pizza, &pizza.luigi, &pizza.peach, Policy::Ask).await;
    app.project().await;
    let path = format!("/api/v1/actions/{}", acted.action);
    let luigi = &pizza.luigi.token;
    let reject = app
        .post(format!("{path}/reject"))
        .bearer(luigi)
        .json(json!({ "reason": "She knows already" }));
    reject.expect(200).await;
    let approve =
        app.post(format!("{path}/approve")).bearer(luigi).json(json!({ "tag": "0123abcd" }));
    assert_eq!(approve.expect(409).await.problem(), "action-settled");
    app.project().await;
    let action = app.get(&path).bearer(luigi).expect(200).await.json();
    assert_eq!(action["status"], "rejected");
    let list = app.get("/api/v1/actions").bearer(luigi).expect(200).await.json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}

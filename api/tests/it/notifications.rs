//! Notices to a member.

use domain::tenant::Policy;

use crate::support::TestApp;

#[tokio::test]
async fn a_notice_is_listed_read_and_acknowledged() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let first = app.act(&pizza, &pizza.luigi, &pizza.peach, Policy::Allow).await;
    let second = app.act(&pizza, &pizza.owner, &pizza.peach, Policy::Allow).await;
    app.project().await;
    let peach = &pizza.peach.token;
    let list = app.get("/api/v1/notifications").bearer(peach).expect(200).await.json();
    assert_eq!(list["unread"], 2);
    let item = &list["items"][1];
    assert_eq!(item["id"], first.notification.to_string());
    assert_eq!(item["from"]["name"], "luigi");
    assert_eq!(item["text"], "A delivery arrives tomorrow at 10:00.");
    assert_eq!(item["reason"], "on shift then");
    assert_eq!(item["status"], "issued");
    assert_eq!(item["urgency"], "normal");
    assert_eq!(item["action_id"], first.action.to_string());

    let read = app
        .post(format!("/api/v1/notifications/{}/read", first.notification))
        .bearer(peach)
        .expect(200)
        .await;
    assert_eq!(read.json()["id"], first.notification.to_string());
    // Reading it again changes nothing.
    let events = app.events().await;
    app.post(format!("/api/v1/notifications/{}/read", first.notification))
        .bearer(peach)
        .expect(200)
        .await;
    assert_eq!(app.events().await, events);
    app.post(format!("/api/v1/notifications/{}/acknowledge", second.notification))
        .bearer(peach)
        .expect(200)
        .await;
    app.project().await;
    let list = app.get("/api/v1/notifications?limit=1").bearer(peach).expect(200).await.json();
    assert_eq!(list["unread"], 0);
    assert_eq!(list["items"][0]["status"], "acknowledged");
    let rest =
        app.get(format!("/api/v1/notifications?cursor={}", list["next_cursor"].as_str().unwrap()));
    let rest = rest.bearer(peach).expect(200).await.json();
    assert_eq!(rest["items"][0]["status"], "read");
    assert!(rest["items"][0]["read_at"].is_string());
}

//! Nothing of another member, and nothing beyond a role. Other businesses: `adversary`.

use domain::Role;
use domain::tenant::Policy;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Business, Someone, TestApp, id, in_hours};

/// Ids of things that somebody has.
struct Things {
    conversation: Uuid,
    turn: Uuid,
    waiting: Uuid,
    notification: Uuid,
    document: Uuid,
    task: Uuid,
    fact: Uuid,
    entry: Uuid,
    reminder: Uuid,
    shift: Uuid,
    invitation: Uuid,
    disclosure: Uuid,
    member: Uuid,
    tenant: Uuid,
}

async fn things(app: &TestApp, business: &Business) -> Things {
    let (conversation, message, turn) = app.say(&business.luigi, "A secret of Luigi").await;
    app.begin_turn(business, &business.luigi, (conversation, message, turn)).await;
    let waiting = app.act(business, &business.luigi, &business.peach, Policy::Ask).await.action;
    let notification =
        app.act(business, &business.luigi, &business.peach, Policy::Allow).await.notification;
    let body = json!({ "title": "Secret recipe", "text": "Basil from the secret garden." });
    let document = app
        .post("/api/v1/documents")
        .bearer(&business.owner.token)
        .json(body)
        .expect(201)
        .await
        .json();
    let shift = json!({ "member_id": business.peach.id, "role": "kitchen", "starts_at": in_hours(1), "ends_at": in_hours(9) });
    let shift =
        app.post("/api/v1/shifts").bearer(&business.owner.token).json(shift).expect(201).await;
    let shift = id(&shift.json()["shift_id"]);
    let make = async |path: &str, body: Value, field: &str| {
        let call = app.post(format!("/api/v1/{path}")).bearer(&business.luigi.token).json(body);
        id(&call.expect(201).await.json()[field])
    };
    let body = json!({ "title": "Secret errand", "assignee_id": business.luigi.id });
    let task = make("tasks", body, "task_id").await;
    let fact = make("facts", json!({ "text": "I keep a secret" }), "fact_id").await;
    let entry = make("logbook", json!({ "text": "A secret came out" }), "entry_id").await;
    let body = json!({ "text": "A secret", "due_at": in_hours(5) });
    let reminder = make("reminders", body, "reminder_id").await;
    let body = json!({ "name": "Secret guest", "role": "member", "title": "spy" });
    let invited = app.post("/api/v1/invitations").bearer(&business.owner.token).json(body);
    let invitation = id(&invited.expect(201).await.json()["member_id"]);
    let path = format!("/api/v1/conversations/{conversation}/disclosures");
    let disclosed = app.post(path).bearer(&business.owner.token);
    let disclosed = disclosed.json(json!({ "reason": "A secret reason" })).expect(201).await;
    let disclosure = id(&disclosed.json()["disclosure_id"]);
    app.project().await;
    let document = id(&document["document_id"]);
    Things {
        conversation,
        turn,
        waiting,
        notification,
        document,
        task,
        fact,
        entry,
        reminder,
        shift,
        invitation,
        disclosure,
        member: business.luigi.id.0,
        tenant: business.tenant.0,
    }
}

/// Every route with an id in it.
fn with_ids(things: &Things) -> Vec<(&'static str, String, Value)> {
    let Things { conversation, turn, waiting, notification, document, .. } = things;
    let Things { task, fact, entry, reminder, shift, invitation, disclosure, member, .. } = things;
    let period = json!({
        "member_id": Uuid::nil(), "role": "spy", "starts_at": in_hours(1), "ends_at": in_hours(2),
    });
    vec![
        ("GET", format!("/api/v1/conversations/{conversation}/messages"), Value::Null),
        (
            "POST",
            format!("/api/v1/conversations/{conversation}/messages"),
            json!({ "text": "Hello" }),
        ),
        ("GET", format!("/api/v1/turns/{turn}"), Value::Null),
        ("POST", format!("/api/v1/turns/{turn}/cancel"), json!({})),
        ("POST", format!("/api/v1/turns/{turn}/retry"), json!({})),
        ("GET", format!("/api/v1/actions/{waiting}"), Value::Null),
        ("POST", format!("/api/v1/actions/{waiting}/approve"), json!({ "tag": "0123abcd" })),
        ("POST", format!("/api/v1/actions/{waiting}/reject"), json!({})),
        ("POST", format!("/api/v1/actions/{waiting}/revise"), json!({ "arguments": {} })),
        ("POST", format!("/api/v1/actions/{waiting}/undo"), json!({})),
        ("GET", format!("/api/v1/notifications/{notification}"), Value::Null),
        ("POST", format!("/api/v1/notifications/{notification}/read"), json!({})),
        (
            "POST",
            format!("/api/v1/notifications/{notification}/snooze"),
            json!({ "until": in_hours(1) }),
        ),
        ("POST", format!("/api/v1/reminders/{reminder}/cancel"), json!({})),
        ("POST", format!("/api/v1/notifications/{notification}/acknowledge"), json!({})),
        ("GET", format!("/api/v1/documents/{document}"), Value::Null),
        ("PUT", format!("/api/v1/documents/{document}"), json!({ "title": "Mine", "text": "now" })),
        ("PUT", format!("/api/v1/documents/{document}/trust"), json!({ "trust": "trusted" })),
        ("GET", format!("/api/v1/facts/{fact}"), Value::Null),
        ("PUT", format!("/api/v1/facts/{fact}"), json!({ "text": "Mine now" })),
        ("POST", format!("/api/v1/facts/{fact}/forget"), json!({})),
        ("GET", format!("/api/v1/tasks/{task}"), Value::Null),
        ("POST", format!("/api/v1/tasks/{task}/assign"), json!({ "assignee_id": null })),
        ("POST", format!("/api/v1/tasks/{task}/reschedule"), json!({ "due_at": null })),
        ("POST", format!("/api/v1/tasks/{task}/complete"), json!({})),
        ("POST", format!("/api/v1/tasks/{task}/cancel"), json!({})),
        ("POST", format!("/api/v1/tasks/{task}/reopen"), json!({})),
        ("POST", format!("/api/v1/logbook/{entry}/strike"), json!({})),
        ("GET", format!("/api/v1/shifts/{shift}"), Value::Null),
        ("PUT", format!("/api/v1/shifts/{shift}"), period),
        ("POST", format!("/api/v1/shifts/{shift}/cancel"), json!({})),
        (
            "POST",
            "/api/v1/shifts/swap".to_owned(),
            json!({ "shift_id": shift, "with_shift_id": shift }),
        ),
        (
            "POST",
            "/api/v1/shifts/swap".to_owned(),
            json!({ "shift_id": shift, "member_id": shift }),
        ),
        ("GET", format!("/api/v1/streams/Conversation/{conversation}"), Value::Null),
        ("GET", format!("/api/v1/streams/Turn/{turn}"), Value::Null),
        ("POST", format!("/api/v1/invitations/{invitation}/renew"), json!({})),
        ("DELETE", format!("/api/v1/invitations/{invitation}"), Value::Null),
        ("PUT", format!("/api/v1/members/{member}/role"), json!({ "role": "owner", "title": "x" })),
        ("DELETE", format!("/api/v1/members/{member}"), Value::Null),
        ("GET", format!("/api/v1/disclosures/{disclosure}/messages"), Value::Null),
        (
            "POST",
            format!("/api/v1/conversations/{conversation}/disclosures"),
            json!({ "reason": "I am curious" }),
        ),
    ]
}

async fn status_for(
    app: &TestApp,
    who: &Someone,
    (method, path, body): &(&'static str, String, Value),
) -> u16 {
    let call = app.call(method, path).bearer(&who.token).header("if-match", "*");
    let call = if body.is_null() { call } else { call.json(body) };
    let reply = call.send().await;
    if reply.status.is_client_error() {
        reply.problem();
    }
    reply.status.as_u16()
}

#[tokio::test]
async fn another_member_has_nothing_of_mine() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let things = things(&app, &pizza).await;
    let manager = app.add(&pizza, "daisy@pizza.com", Role::Manager).await;
    let before = app.events().await;
    let private = with_ids(&things).into_iter().filter(|(_, path, _)| {
        let shared =
            ["documents", "streams", "tasks", "logbook", "shifts", "invitations", "members"];
        // Owners and auditors may, for a reason: see the tests of disclosures.
        let shared = shared.into_iter().chain(["disclosures"]).collect::<Vec<_>>();
        !shared.iter().any(|part| path.contains(part))
    });
    for route in private {
        // The notice is Peach's; the rest is Luigi's. Neither owner nor manager may read along.
        for who in [&pizza.owner, &manager] {
            assert_eq!(status_for(&app, who, &route).await, 404, "{} {}", route.0, route.1);
        }
    }
    assert_eq!(app.events().await, before);
    for path in ["conversations", "notifications", "actions", "facts", "reminders"] {
        let list =
            app.get(format!("/api/v1/{path}")).bearer(&manager.token).expect(200).await.json();
        assert_eq!(list["items"], json!([]), "{path}");
    }
    // The sender sees the trail by the action; the notice is the recipient's.
    let sent = app.get("/api/v1/notifications").bearer(&pizza.luigi.token).expect(200).await.json();
    let notices = sent["items"].as_array().unwrap();
    assert!(notices.iter().all(|notice| notice["kind"] == "system"), "only of the disclosure");
    let trail = app.get("/api/v1/actions").bearer(&pizza.luigi.token).expect(200).await.json();
    assert_eq!(trail["items"].as_array().unwrap().len(), 2);
    // And everybody has what is theirs.
    let routes = with_ids(&things);
    assert_eq!(status_for(&app, &pizza.luigi, &routes[0]).await, 200);
    let notice = routes.iter().find(|(_, path, _)| path.contains("notifications")).unwrap();
    assert_eq!(status_for(&app, &pizza.peach, notice).await, 200);
}

#[tokio::test]
async fn owners_stop_no_business() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let other = app.business("other.com").await;
    let things = things(&app, &pizza).await;
    let tenant = things.tenant;
    for (method, path, body) in [
        ("POST", format!("/api/v1/operator/tenants/{tenant}/suspend"), json!({ "reason": "x" })),
        ("POST", format!("/api/v1/operator/tenants/{tenant}/resume"), json!({})),
    ] {
        for who in [&pizza.owner, &other.owner] {
            let route = (method, path.clone(), body.clone());
            assert_eq!(status_for(&app, who, &route).await, 403, "{path}");
        }
    }
}

#[tokio::test]
async fn roles_draw_the_line() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let things = things(&app, &pizza).await;
    let auditor = app.add(&pizza, "toad@pizza.com", Role::Auditor).await;
    let shift = json!({ "member_id": pizza.peach.id, "role": "kitchen", "starts_at": in_hours(1), "ends_at": in_hours(2) });
    let managed = [
        ("POST", "/api/v1/documents".to_owned(), json!({ "title": "A", "text": "a" })),
        (
            "PUT",
            format!("/api/v1/documents/{}", things.document),
            json!({ "title": "A", "text": "a" }),
        ),
        ("PUT", format!("/api/v1/shifts/{}", things.shift), shift.clone()),
        ("POST", format!("/api/v1/shifts/{}/cancel", things.shift), json!({})),
        ("POST", "/api/v1/shifts/swap".to_owned(), json!({ "shift_id": things.shift })),
        ("POST", "/api/v1/shifts".to_owned(), shift),
        ("PUT", "/api/v1/tenant/policies".to_owned(), json!({ "policies": {} })),
    ];
    for route in &managed {
        for who in [&pizza.luigi, &auditor] {
            assert_eq!(status_for(&app, who, route).await, 403, "{} {}", route.0, route.1);
        }
    }
    for path in [
        "/api/v1/events".to_owned(),
        format!("/api/v1/streams/Conversation/{}", things.conversation),
    ] {
        app.get(&path).bearer(&pizza.luigi.token).expect(403).await;
        app.get(&path).bearer(&auditor.token).expect(200).await;
        app.get(&path).bearer(&pizza.owner.token).expect(200).await;
    }
}

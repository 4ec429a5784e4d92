//! Other roles, removal, leaving; and that there is always an owner.

use domain::{MemberId, Role};
use serde_json::{Value, json};

use crate::support::{PASSWORD, Reply, Socket, Someone, TestApp, in_hours};

impl TestApp {
    async fn set_role(&self, by: &Someone, of: MemberId, role: &str) -> Reply {
        let body = json!({ "role": role, "title": "something" });
        self.put(format!("/api/v1/members/{of}/role")).bearer(&by.token).json(body).send().await
    }

    async fn remove(&self, by: &Someone, of: MemberId) -> Reply {
        self.call("DELETE", format!("/api/v1/members/{of}")).bearer(&by.token).send().await
    }

    async fn leave(&self, who: &Someone) -> Reply {
        self.post("/api/v1/me/leave").bearer(&who.token).send().await
    }

    /// Names and roles of everybody who is here.
    async fn people(&self, by: &Someone) -> Vec<(String, String)> {
        self.project().await;
        let list = self.get("/api/v1/members").bearer(&by.token).expect(200).await.json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let items = list["items"].as_array().unwrap().iter();
        items.map(|item| (text(&item["name"]), text(&item["role"]))).collect()
    }
}

#[tokio::test]
async fn owners_change_what_people_may_do() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    assert_eq!(app.set_role(&pizza.peach, pizza.luigi.id, "manager").await.status, 403);
    assert_eq!(app.set_role(&pizza.owner, pizza.luigi.id, "manager").await.status, 200);
    assert_eq!(app.set_role(&pizza.owner, pizza.luigi.id, "operator").await.status, 403);
    let nobody = MemberId(uuid::Uuid::now_v7());
    assert_eq!(app.set_role(&pizza.owner, nobody, "manager").await.status, 404);
    let people = app.people(&pizza.owner).await;
    assert!(people.contains(&("luigi".to_owned(), "manager".to_owned())), "{people:?}");
    app.get("/api/v1/usage").bearer(&pizza.luigi.token).expect(200).await;
}

#[tokio::test]
async fn the_last_owner_stays_one() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    for refused in [
        app.leave(&pizza.owner).await,
        app.remove(&pizza.owner, pizza.owner.id).await,
        app.set_role(&pizza.owner, pizza.owner.id, "member").await,
    ] {
        assert_eq!(refused.status, 409);
        assert_eq!(refused.problem(), "last-owner");
    }
    assert_eq!(app.set_role(&pizza.owner, pizza.luigi.id, "owner").await.status, 200);
    app.project().await;
    assert_eq!(app.leave(&pizza.owner).await.status, 200);
    assert_eq!(app.leave(&pizza.luigi).await.problem(), "last-owner");
}

#[tokio::test]
async fn of_two_owners_who_go_at_once_one_stays() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    assert_eq!(app.set_role(&pizza.owner, pizza.luigi.id, "owner").await.status, 200);
    app.project().await;
    let (one, other) = tokio::join!(app.leave(&pizza.owner), app.leave(&pizza.luigi));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{} {}", one.text(), other.text());
    let refused = if one.status == 409 { one } else { other };
    assert_eq!(refused.problem(), "last-owner");
}

#[tokio::test]
async fn owners_of_a_log_that_is_older_than_the_rule_count() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    // She joined as an owner before the business's stream knew of owners.
    let daisy = app.add(&pizza, "daisy@pizza.com", Role::Owner).await;
    let (one, other) =
        tokio::join!(app.leave(&daisy), app.set_role(&daisy, pizza.owner.id, "member"));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{} {}", one.text(), other.text());
}

#[tokio::test]
async fn who_goes_leaves_no_shift_and_no_task_behind_and_is_signed_out() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let shift = |hours: i64| json!({ "member_id": pizza.luigi.id, "role": "kitchen", "starts_at": in_hours(hours), "ends_at": in_hours(hours + 3) });
    for hours in [-1, 24, 48] {
        let call = app.post("/api/v1/shifts").bearer(&pizza.owner.token).json(shift(hours));
        call.expect(201).await;
    }
    let task = json!({ "title": "Sweep", "assignee_id": pizza.luigi.id });
    app.post("/api/v1/tasks").bearer(&pizza.owner.token).json(task).expect(201).await;
    app.project().await;
    let address = app.serve().await;
    let (mut socket, ..) = Socket::live(&app, address, &pizza.luigi).await;
    let left = app.projecting(async {
        let left = app.leave(&pizza.luigi).await;
        assert_eq!(socket.closed().await, 4401);
        left
    });
    assert_eq!(left.await.status, 200);
    app.project().await;
    assert_eq!(app.events_of("ShiftCancelled").await, 2, "the running one is history");
    assert_eq!(app.events_of("PeriodReleased").await, 2);
    let tasks = app.get("/api/v1/tasks").bearer(&pizza.owner.token).expect(200).await.json();
    assert_eq!(tasks["items"][0]["assignee"], Value::Null);
    app.get("/api/v1/me").bearer(&pizza.luigi.token).expect(401).await;
    app.post("/api/v1/auth/refresh").header("cookie", &pizza.luigi.cookie).expect(401).await;
    assert_eq!(
        app.login(&pizza.luigi.email, PASSWORD).expect(403).await.problem(),
        "no-membership"
    );
    let people = app.people(&pizza.owner).await;
    assert!(people.iter().all(|(name, _)| name != "luigi"), "{people:?}");
}

#[tokio::test]
async fn managers_remove_members_and_nobody_above() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let daisy = app.add(&pizza, "daisy@pizza.com", Role::Manager).await;
    let toad = app.add(&pizza, "toad@pizza.com", Role::Auditor).await;
    assert_eq!(app.remove(&pizza.luigi, pizza.peach.id).await.status, 403);
    assert_eq!(app.remove(&daisy, pizza.owner.id).await.status, 403);
    assert_eq!(app.remove(&daisy, toad.id).await.status, 403);
    assert_eq!(app.remove(&daisy, pizza.luigi.id).await.status, 200);
    assert_eq!(app.remove(&daisy, pizza.luigi.id).await.status, 200, "gone is gone");
    assert_eq!(app.remove(&pizza.owner, daisy.id).await.status, 200);
    assert_eq!(app.events_of("MemberRemoved").await, 2);
}

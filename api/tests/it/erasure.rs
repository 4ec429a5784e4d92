//! Being forgotten, and being told what is known.

use domain::MemberId;
use serde_json::{Value, json};

use crate::support::{PASSWORD, Reply, Someone, TestApp, in_hours};

impl TestApp {
    async fn erase(&self, by: &Someone, of: MemberId, confirm: MemberId) -> Reply {
        let call = self.post(format!("/api/v1/members/{of}/erase")).bearer(&by.token);
        call.json(json!({ "confirm": confirm })).send().await
    }

    async fn erase_me(&self, who: &Someone, password: &str) -> Reply {
        let call = self.post("/api/v1/me/erase").bearer(&who.token);
        call.json(json!({ "current_password": password })).send().await
    }

    async fn erasure(&self, by: &Someone, of: MemberId) -> Reply {
        self.get(format!("/api/v1/members/{of}/erasure")).bearer(&by.token).send().await
    }

    async fn exported(&self, by: &Someone, of: MemberId) -> Reply {
        self.get(format!("/api/v1/members/{of}/export")).bearer(&by.token).send().await
    }

    async fn own_task(&self, by: &Someone, title: &str) {
        let body = json!({ "title": title, "assignee_id": by.id });
        self.post("/api/v1/tasks").bearer(&by.token).json(body).expect(201).await;
    }

    async fn count(&self, sql: &str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(self.db.admin_pool()).await.unwrap()
    }
}

#[tokio::test]
async fn an_owner_erases_somebody_who_is_signed_out_and_unreadable_at_once() {
    // given
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    app.own_task(&pizza.luigi, "Marzipanweaving").await;
    app.say(&pizza.luigi, "Quincethimble").await;
    let shift = json!({ "member_id": pizza.luigi.id, "role": "kitchen", "starts_at": in_hours(24), "ends_at": in_hours(27) });
    app.post("/api/v1/shifts").bearer(&pizza.owner.token).json(shift).expect(201).await;
    app.project().await;
    // when
    assert_eq!(app.erase(&pizza.peach, pizza.luigi.id, pizza.luigi.id).await.status, 403);
    assert_eq!(app.erase(&pizza.owner, pizza.luigi.id, pizza.peach.id).await.status, 422);
    assert_eq!(app.erasure(&pizza.owner, pizza.luigi.id).await.status, 404);
    let erased = app.erase(&pizza.owner, pizza.luigi.id, pizza.luigi.id).await;
    assert_eq!(erased.status, 202, "{}", erased.text());
    assert_eq!(erased.json()["state"], "erasing");
    // then they are gone, and what they said cannot be opened
    app.get("/api/v1/me").bearer(&pizza.luigi.token).expect(401).await;
    assert_eq!(
        app.login(&pizza.luigi.email, PASSWORD).expect(401).await.problem(),
        "invalid-credentials"
    );
    assert_eq!(app.count("SELECT count(*) FROM accounts WHERE email LIKE 'luigi%'").await, 0);
    assert_eq!(app.erasure(&pizza.owner, pizza.luigi.id).await.json()["state"], "erasing");
    assert_eq!(app.events_of("MemberRemoved").await, 1);
    assert_eq!(app.events_of("ShiftCancelled").await, 1);
    // and once it is worked off, no row has a word of theirs
    app.project().await;
    assert_eq!(app.erase_pending().await, 1);
    let told = app.erasure(&pizza.owner, pizza.luigi.id).await.json();
    assert_eq!(told["state"], "erased");
    for table in ["tasks", "messages", "members", "turn_steps", "invitations"] {
        let sql = format!(
            "SELECT count(*) FROM {table} t WHERE row_to_json(t)::text ~ 'Marzipan|Quince|luigi'"
        );
        assert_eq!(app.count(&sql).await, 0, "{table}");
    }
    let trail = app.get("/api/v1/security/events").bearer(&pizza.owner.token).expect(200).await;
    let trail = trail.json();
    let seen = trail["items"].as_array().unwrap().iter().any(|one| one["event"] == "MemberErased");
    assert!(seen, "{trail}");
    // Once more is the same.
    assert_eq!(app.erase(&pizza.owner, pizza.luigi.id, pizza.luigi.id).await.status, 202);
    assert_eq!(app.events_of("MemberErased").await, 1);
    assert_eq!(app.erase_pending().await, 0);
}

#[tokio::test]
async fn one_erases_oneself_with_ones_password_unless_one_is_the_last_owner() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let wrong = app.erase_me(&pizza.peach, "not the password 61").await;
    assert_eq!((wrong.status.as_u16(), wrong.problem()), (403, "wrong-password".to_owned()));
    let last = app.erase_me(&pizza.owner, PASSWORD).await;
    assert_eq!((last.status.as_u16(), last.problem()), (409, "last-owner".to_owned()));
    let last = app.erase(&pizza.owner, pizza.owner.id, pizza.owner.id).await;
    assert_eq!(last.problem(), "last-owner");
    assert_eq!(app.erase_me(&pizza.peach, PASSWORD).await.status, 202);
    app.get("/api/v1/me").bearer(&pizza.peach.token).expect(401).await;
    app.get("/api/v1/me").bearer(&pizza.owner.token).expect(200).await;
}

#[tokio::test]
async fn everybody_is_told_what_is_known_of_them_and_nothing_of_others() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    app.own_task(&pizza.luigi, "Marzipanweaving").await;
    app.own_task(&pizza.peach, "Peachwords").await;
    app.say(&pizza.luigi, "Quincethimble").await;
    app.project().await;
    let export = app.exported(&pizza.luigi, pizza.luigi.id).await;
    assert_eq!(export.status, 200, "{}", export.text());
    let (text, export) = (export.text(), export.json());
    for word in ["Marzipanweaving", "Quincethimble", &pizza.luigi.email] {
        assert!(text.contains(word), "{word} is missing");
    }
    for word in ["Peachwords", "password_hash", "argon2", "key_hash"] {
        assert!(!text.contains(word), "{word} is told");
    }
    assert_eq!(export["account"]["email"], json!(pizza.luigi.email));
    assert_eq!(export["rows"]["tasks"][0]["title"], "Marzipanweaving");
    let said =
        export["events"].as_array().unwrap().iter().find(|one| one["event"] == "MessageSent");
    assert_eq!(said.unwrap()["data"]["MessageSent"]["text"], "Quincethimble");
    assert_eq!(app.events_of("MemberExported").await, 1);

    assert_eq!(app.exported(&pizza.peach, pizza.luigi.id).await.status, 403);
    assert_eq!(app.exported(&pizza.owner, pizza.luigi.id).await.status, 403, "they ask themselves");
    app.call("DELETE", format!("/api/v1/members/{}", pizza.luigi.id))
        .bearer(&pizza.owner.token)
        .expect(200)
        .await;
    app.project().await;
    let departed = app.exported(&pizza.owner, pizza.luigi.id).await;
    assert_eq!(departed.status, 200);
    assert_eq!(departed.json()["account"], Value::Null);
    app.erase(&pizza.owner, pizza.luigi.id, pizza.luigi.id).await;
    assert_eq!(app.exported(&pizza.owner, pizza.luigi.id).await.problem(), "member-erased");
}

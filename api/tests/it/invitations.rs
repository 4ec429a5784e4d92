//! Inviting people by a link, and joining by it.

use domain::Role;
use serde_json::{Value, json};

use crate::support::{Business, PASSWORD, Someone, TestApp, id};

impl TestApp {
    pub(crate) async fn invite(&self, by: &Someone, body: &Value) -> Value {
        let call = self.post("/api/v1/invitations").bearer(&by.token).json(body);
        let invited = call.expect(201).await.json();
        self.project().await;
        invited
    }

    async fn pending(&self, business: &Business) -> Vec<Value> {
        let list = self.get("/api/v1/invitations").bearer(&business.owner.token);
        list.expect(200).await.json()["items"].as_array().unwrap().clone()
    }

    pub(crate) async fn accept(&self, body: Value) -> crate::support::Reply {
        let call = self.post("/api/v1/invitations/accept").json(body);
        self.projecting(call.send()).await
    }

    async fn is_good(&self, token: &Value) -> bool {
        let call = self.post("/api/v1/invitations/inspect").json(json!({ "token": token }));
        let reply = call.send().await;
        if reply.status == 404 {
            assert_eq!(reply.problem(), "invitation-not-good");
        }
        reply.status == 200
    }
}

fn toad() -> Value {
    json!({ "name": "Toad", "role": "member", "title": "kitchen" })
}

#[tokio::test]
async fn who_has_the_link_joins_once_and_is_signed_in() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let invited = app.invite(&pizza.owner, &toad()).await;
    let token = &invited["token"];
    let link = format!("https://steward.test/join#{}", token.as_str().unwrap());
    assert_eq!(invited["url"], link);
    let offer = app.post("/api/v1/invitations/inspect").json(json!({ "token": token }));
    let offer = offer.expect(200).await.json();
    assert_eq!(offer["tenant"], json!({ "id": pizza.tenant, "name": "Business of pizza.com" }));
    assert_eq!(
        (&offer["name"], &offer["role"], &offer["email"]),
        (&json!("Toad"), &json!("member"), &Value::Null)
    );
    let pending = app.pending(&pizza).await;
    assert_eq!(pending.len(), 1);
    assert_eq!(pending[0]["member_id"], invited["member_id"]);
    assert_eq!(pending[0]["invited_by"], json!({ "id": pizza.owner.id, "name": "mario" }));
    assert_eq!(pending[0]["expires_at"], invited["expires_at"]);

    let joining =
        json!({ "token": token, "email": "Toad@pizza.com", "password": "a castle of mushrooms" });
    let session = app.accept(joining.clone()).await;
    assert_eq!(session.status, 201, "{}", session.text());
    assert!(session.cookie().starts_with("steward_refresh="));
    let session = session.json();
    assert_eq!(session["member"]["id"], invited["member_id"]);
    assert_eq!(session["member"]["title"], "kitchen");
    let me = app.get("/api/v1/me").bearer(session["access_token"].as_str().unwrap());
    assert_eq!(me.expect(200).await.json()["email"], "toad@pizza.com");
    app.login("toad@pizza.com", "a castle of mushrooms").expect(200).await;
    // Once is once, for the same person and for any other.
    assert_eq!(app.accept(joining).await.problem(), "invitation-not-good");
    let other =
        json!({ "token": token, "email": "bowser@pizza.com", "password": "a castle of lava" });
    assert_eq!(app.accept(other).await.problem(), "invitation-not-good");
    assert!(app.pending(&pizza).await.is_empty());
}

#[tokio::test]
async fn of_two_who_use_a_link_at_once_one_joins() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let invited = app.invite(&pizza.owner, &toad()).await;
    let join = |email: &str| {
        let body = json!({ "token": invited["token"], "email": email, "password": "a castle of mushrooms" });
        app.post("/api/v1/invitations/accept").json(body).send()
    };
    let (one, other) =
        app.projecting(async { tokio::join!(join("a@pizza.com"), join("b@pizza.com")) }).await;
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert!(matches!(statuses, [201, 404 | 409]), "{statuses:?}: {} {}", one.text(), other.text());
    assert_eq!(app.events_of("MemberJoined").await, 4);
}

#[tokio::test]
async fn an_invitation_for_an_address_is_mailed_and_for_nobody_else() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let mut body = toad();
    body["email"] = "Toad@Pizza.com".into();
    let invited = app.invite(&pizza.owner, &body).await;
    let mail = app.mails_to("toad@pizza.com", 1).await.remove(0);
    assert!(mail.contains("mario invites you to the steward of Business of pizza.com"), "{mail}");
    assert!(mail.contains(invited["url"].as_str().unwrap()), "{mail}");
    let other = json!({ "token": invited["token"], "email": "bowser@pizza.com", "password": "a castle of lava" });
    let refused = app.accept(other).await;
    assert_eq!(refused.json()["errors"][0]["pointer"], "/email");
    let joining = json!({ "token": invited["token"], "name": "Captain Toad", "password": "a castle of mushrooms" });
    let session = app.accept(joining).await.json();
    assert_eq!(session["member"]["name"], "Captain Toad");
    // Who is here is not invited again.
    let again = app.post("/api/v1/invitations").bearer(&pizza.owner.token).json(&body);
    assert_eq!(again.expect(409).await.problem(), "already-member");
}

#[tokio::test]
async fn an_account_joins_another_business_by_its_password() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let other = app.business("other.com").await;
    let invited = app.invite(&pizza.owner, &toad()).await;
    let join = |password: &str| {
        app.accept(
            json!({ "token": invited["token"], "email": other.luigi.email, "password": password }),
        )
    };
    assert_eq!(join("not the password").await.problem(), "invalid-credentials");
    assert_eq!(join(PASSWORD).await.status, 201);
    assert_eq!(
        app.login(&other.luigi.email, PASSWORD).expect(409).await.problem(),
        "multiple-tenants"
    );
    // Where the account has a member already, it cannot be a second one.
    let second = app.invite(&pizza.owner, &toad()).await;
    let body =
        json!({ "token": second["token"], "email": other.luigi.email, "password": PASSWORD });
    assert_eq!(app.accept(body).await.problem(), "already-member");
}

#[tokio::test]
async fn wrong_passwords_count_like_those_at_the_door() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let invited = app.invite(&pizza.owner, &toad()).await;
    let body =
        json!({ "token": invited["token"], "email": pizza.luigi.email, "password": "a guess" });
    let mut last = 0;
    for _ in 0..12 {
        last = app.post("/api/v1/invitations/accept").json(&body).send().await.status.as_u16();
        if last == 429 {
            break;
        }
    }
    assert_eq!(last, 429);
    app.login(&pizza.luigi.email, PASSWORD).expect(429).await;
}

#[tokio::test]
async fn links_end_when_they_are_renewed_withdrawn_or_old() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let invited = app.invite(&pizza.owner, &toad()).await;
    let path = format!("/api/v1/invitations/{}", invited["member_id"].as_str().unwrap());
    assert!(app.is_good(&invited["token"]).await);
    let renewed = app.post(format!("{path}/renew")).bearer(&pizza.owner.token);
    let renewed = renewed.expect(200).await.json();
    assert!(!app.is_good(&invited["token"]).await, "the old link is dead");
    assert!(app.is_good(&renewed["token"]).await);
    sqlx::query("UPDATE invitation_links SET expires_at = clock_timestamp()")
        .execute(app.db.admin_pool())
        .await
        .unwrap();
    assert!(!app.is_good(&renewed["token"]).await, "it has expired");
    let renewed = app.post(format!("{path}/renew")).bearer(&pizza.owner.token);
    let renewed = renewed.expect(200).await.json();
    let withdraw = || app.call("DELETE", &path).bearer(&pizza.owner.token);
    withdraw().expect(200).await;
    assert!(!app.is_good(&renewed["token"]).await, "withdrawn, also before it is projected");
    app.project().await;
    withdraw().expect(200).await;
    app.post(format!("{path}/renew")).bearer(&pizza.owner.token).expect(404).await;
    assert_eq!(app.events_of("InvitationWithdrawn").await, 1);
    assert!(!app.is_good(&json!("nonsense")).await);
}

#[tokio::test]
async fn the_same_key_invites_once_with_the_same_link() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let invite = || {
        let call = app.post("/api/v1/invitations").bearer(&pizza.owner.token).key("k");
        call.json(toad()).expect(201)
    };
    let (first, again) = (invite().await.json(), invite().await.json());
    assert_eq!(first, again);
    assert_eq!(app.events_of("MemberInvited").await, 1);
}

#[tokio::test]
async fn managers_invite_members_and_nobody_makes_an_operator() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let daisy = app.add(&pizza, "daisy@pizza.com", Role::Manager).await;
    let invite = async |who: &Someone, role: &str| {
        let body = json!({ "name": "Toad", "role": role, "title": "x" });
        let call = app.post("/api/v1/invitations").bearer(&who.token).json(body);
        call.send().await.status.as_u16()
    };
    for role in ["owner", "manager", "member", "auditor"] {
        assert_eq!(invite(&pizza.owner, role).await, 201, "{role}");
        let expected = if role == "member" { 201 } else { 403 };
        assert_eq!(invite(&daisy, role).await, expected, "{role}");
        assert_eq!(invite(&pizza.luigi, role).await, 403, "{role}");
    }
    assert_eq!(invite(&pizza.owner, "operator").await, 403);
    assert_eq!(invite(&pizza.owner, "king").await, 422);
    app.get("/api/v1/invitations").bearer(&pizza.luigi.token).expect(403).await;
}

#[tokio::test]
async fn who_was_removed_can_be_invited_again() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let path = format!("/api/v1/members/{}", pizza.luigi.id);
    app.call("DELETE", &path).bearer(&pizza.owner.token).expect(200).await;
    app.project().await;
    let invited = app.invite(&pizza.owner, &toad()).await;
    let body =
        json!({ "token": invited["token"], "email": pizza.luigi.email, "password": PASSWORD });
    let session = app.accept(body).await;
    assert_eq!(session.status, 201, "{}", session.text());
    let member = id(&session.json()["member"]["id"]);
    assert_ne!(member, pizza.luigi.id.0, "another member, with a memory of its own");
    app.login(&pizza.luigi.email, PASSWORD).expect(200).await;
}

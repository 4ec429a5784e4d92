//! Sessions as their owners see them, their trail, and who is told.

use std::time::Duration;

use domain::Role;
use serde_json::{Value, json};

use crate::support::{PASSWORD, Socket, Someone, TestApp};

async fn sessions(app: &TestApp, who: &Someone) -> Vec<Value> {
    let list = app.get("/api/v1/me/sessions").bearer(&who.token).expect(200).await.json();
    list["items"].as_array().unwrap().clone()
}

/// The trail, the newest first.
async fn trail(app: &TestApp, who: &Someone) -> Vec<Value> {
    app.project().await;
    let list = app.get("/api/v1/security/events").bearer(&who.token).expect(200).await.json();
    list["items"].as_array().unwrap().clone()
}

fn events(trail: &[Value], member: &Someone) -> Vec<String> {
    let of_member = trail.iter().filter(|event| event["member_id"] == member.id.to_string());
    of_member.map(|event| event["event"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_member_sees_where_they_are_signed_in_and_ends_it() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let phone = app
        .login(&pizza.luigi.email, PASSWORD)
        .header(
            "user-agent",
            "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
        )
        .expect(200)
        .await;
    let all = sessions(&app, &pizza.luigi).await;
    assert_eq!(all.len(), 2);
    assert_eq!(all[0]["device"], "Firefox on Android");
    assert_eq!(all[0]["current"], false);
    assert_eq!(all[1]["device"], Value::Null);
    assert_eq!(all[1]["current"], true);
    let path = format!("/api/v1/me/sessions/{}", all[0]["id"].as_str().unwrap());
    // Others cannot end it, and do not learn that there is one.
    app.call("DELETE", &path).bearer(&pizza.peach.token).expect(404).await;
    app.call("DELETE", &path).bearer(&pizza.luigi.token).expect(204).await;
    app.call("DELETE", &path).bearer(&pizza.luigi.token).expect(404).await;
    let token = phone.json()["access_token"].as_str().unwrap().to_owned();
    app.get("/api/v1/me").bearer(&token).expect(401).await;
    app.post("/api/v1/auth/refresh").header("cookie", phone.cookie()).expect(401).await;
    assert_eq!(sessions(&app, &pizza.luigi).await.len(), 1);
}

#[tokio::test]
async fn everywhere_means_everywhere_and_an_owner_can_do_it_for_others() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let second = app.sign_in(pizza.luigi.id, &pizza.luigi.email).await;
    app.call("DELETE", "/api/v1/me/sessions").bearer(&second.token).expect(204).await;
    app.get("/api/v1/me").bearer(&pizza.luigi.token).expect(401).await;
    app.get("/api/v1/me").bearer(&second.token).expect(200).await;
    app.call("DELETE", "/api/v1/me/sessions?including_this=true")
        .bearer(&second.token)
        .expect(204)
        .await;
    app.get("/api/v1/me").bearer(&second.token).expect(401).await;

    let path = format!("/api/v1/members/{}/sessions", pizza.peach.id);
    app.call("DELETE", &path).bearer(&pizza.peach.token).expect(403).await;
    let other = app.business("other.com").await;
    app.call("DELETE", &path).bearer(&other.owner.token).expect(404).await;
    app.call("DELETE", &path).bearer(&pizza.owner.token).expect(204).await;
    app.get("/api/v1/me").bearer(&pizza.peach.token).expect(401).await;

    let trail = trail(&app, &pizza.owner).await;
    assert_eq!(
        events(&trail, &pizza.luigi),
        ["SessionsEnded", "SessionsEnded", "SignedIn", "SignedIn", "MemberJoined"]
    );
    let ended = &trail[0];
    assert_eq!(ended["event"], "SessionsEnded");
    assert_eq!(ended["details"], json!({ "sessions": 1, "reason": "revoked" }));
    assert_eq!(ended["actor"], format!("member:{}", pizza.owner.id));
}

#[tokio::test]
async fn a_websocket_is_cut_when_another_process_ends_its_session() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let address = app.serve().await;
    let ticket = app.ticket(&pizza.luigi).await;
    let mut socket = Socket::open(address, &ticket, "").await.unwrap();
    assert_eq!(socket.next().await["type"], "welcome");
    // This one hears of it from the database, long before it asks for each session.
    sqlx::query(
        "UPDATE sessions SET revoked_at = clock_timestamp(), revoked_as = 'revoked' WHERE member_id = $1",
    )
    .bind(pizza.luigi.id.0)
    .execute(app.db.admin_pool())
    .await
    .unwrap();
    let closed = tokio::time::timeout(Duration::from_secs(5), socket.closed()).await;
    assert_eq!(closed.expect("cut soon"), 4401);
    app.get("/api/v1/me").bearer(&pizza.luigi.token).expect(401).await;
}

#[tokio::test]
async fn a_copied_refresh_token_ends_the_session_for_both_and_the_owner_sees_why() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let refresh = |cookie: &str| app.post("/api/v1/auth/refresh").header("cookie", cookie);
    let stolen = pizza.luigi.cookie.clone();
    let first = refresh(&stolen).expect(200).await;
    let second = refresh(&first.cookie()).expect(200).await;
    assert_eq!(refresh(&stolen).expect(401).await.problem(), "session-ended");
    // Luigi, who holds the good one, has to sign in again too.
    refresh(&second.cookie()).expect(401).await;
    let trail = trail(&app, &pizza.owner).await;
    assert_eq!(events(&trail, &pizza.luigi), ["RefreshTokenReused", "SignedIn", "MemberJoined"]);
    for (who, text) in [
        (app.sign_in(pizza.luigi.id, &pizza.luigi.email).await, "a copy of your session"),
        (app.sign_in(pizza.owner.id, &pizza.owner.email).await, "a copy of a session of luigi"),
    ] {
        let notices = app.get("/api/v1/notifications").bearer(&who.token).expect(200).await.json();
        assert_eq!(notices["items"].as_array().unwrap().len(), 1, "{notices}");
        assert_eq!(notices["items"][0]["kind"], "system");
        assert!(notices["items"][0]["text"].as_str().unwrap().contains(text), "{notices}");
    }
    let peach = app.get("/api/v1/notifications").bearer(&pizza.peach.token).expect(200).await;
    assert_eq!(peach.json()["items"], json!([]));
}

#[tokio::test]
async fn guesses_are_told_at_each_doubling_and_tell_no_secret() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    for _ in 0..20 {
        app.login(&pizza.luigi.email, "a wrong guess").expect(401).await;
        sqlx::query("UPDATE login_failures SET opens_at = '-infinity'")
            .execute(app.db.admin_pool())
            .await
            .unwrap();
    }
    // Recorded beside the requests.
    let told = async {
        while app.events_of("SignInsFailed").await < 3 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), told).await.expect("5, 10 and 20 failures");
    let trail = trail(&app, &pizza.owner).await;
    let mut attempts: Vec<_> = trail
        .iter()
        .filter(|event| event["event"] == "SignInsFailed")
        .map(|event| event["details"]["attempts"].as_u64().unwrap())
        .collect();
    attempts.sort_unstable();
    assert_eq!(attempts, [5, 10, 20]);
    assert!(!format!("{trail:?}").contains("a wrong guess"));
    let notices = app.get("/api/v1/notifications").bearer(&pizza.luigi.token).expect(200).await;
    assert_eq!(notices.json()["items"].as_array().unwrap().len(), 2, "from 10 on");
}

#[tokio::test]
async fn the_trail_is_for_owners_and_auditors() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let auditor = app.add(&pizza, "toad@pizza.com", Role::Auditor).await;
    let manager = app.add(&pizza, "daisy@pizza.com", Role::Manager).await;
    let read = |who: &Someone| app.get("/api/v1/security/events").bearer(&who.token);
    for (who, status) in
        [(&pizza.owner, 200), (&auditor, 200), (&manager, 403), (&pizza.luigi, 403)]
    {
        read(who).expect(status).await;
    }
    // Page by page it is the whole, and nothing of another business.
    app.business("other.com").await;
    let whole = trail(&app, &pizza.owner).await;
    let (mut paged, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/security/events?limit=3{cursor}");
        let page = app.get(path).bearer(&pizza.owner.token).expect(200).await.json();
        paged.extend(page["items"].as_array().unwrap().clone());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(paged, whole);
    let known = [&pizza.owner, &pizza.luigi, &pizza.peach, &auditor, &manager];
    let known: Vec<_> = known.iter().map(|who| json!(who.id)).collect();
    assert!(whole.iter().all(|e| e["member_id"].is_null() || known.contains(&e["member_id"])));
}

#[tokio::test]
async fn anybody_can_have_the_public_keys() {
    let app = TestApp::new().await;
    let keys = app.get("/.well-known/jwks.json").expect(200).await.json()["keys"].clone();
    assert_eq!(keys.as_array().unwrap().len(), 3);
    for field in ["kid", "x"] {
        assert!(keys[1][field].as_str().is_some_and(|text| !text.is_empty()));
    }
    assert_eq!(keys[1]["crv"], "Ed25519");
    assert!(keys[1].get("d").is_none(), "the private part");
}

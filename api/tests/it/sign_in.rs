//! Signing in, staying signed in, signing out.

use domain::Role;
use domain::member::{Member, MemberCommand, MemberRemoved, RoleChanged};
use eventing::Step;
use serde_json::json;

use crate::support::{PASSWORD, Setup, TestApp};

#[tokio::test]
async fn a_member_signs_in_and_is_known() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let reply = app.login(" Luigi@Pizza.com ", PASSWORD).expect(200).await;
    let body = reply.json();
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(body["expires_in"], 900);
    assert_eq!(body["member"]["name"], "luigi");
    assert_eq!(body["member"]["role"], "member");
    assert_eq!(body["member"]["tenant_id"], pizza.tenant.to_string());
    let cookie = reply.header("set-cookie");
    for attribute in ["steward_refresh=", "HttpOnly", "SameSite=Strict", "Path=/api/v1/auth"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    let me = app
        .get("/api/v1/me")
        .bearer(body["access_token"].as_str().unwrap())
        .expect(200)
        .await
        .json();
    assert_eq!(me["email"], "luigi@pizza.com");
    assert_eq!(me["tenant"]["time_zone"], "Europe/Rome");
    assert_eq!(me["model"]["offline"], true);
    let members = app.get("/api/v1/members").bearer(&pizza.luigi.token).expect(200).await.json();
    let names: Vec<_> =
        members["items"].as_array().unwrap().iter().map(|m| m["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["mario", "luigi", "peach"]);
}

#[tokio::test]
async fn wrong_passwords_and_unknown_accounts_look_the_same() {
    let app = TestApp::new().await;
    app.business("pizza.com").await;
    let wrong = app.login("luigi@pizza.com", "wrong password").expect(401).await;
    let unknown = app.login("nobody@pizza.com", "wrong password").expect(401).await;
    let nonsense = app.login("no address", &"x".repeat(2000)).expect(401).await;
    assert_eq!(wrong.stable(), unknown.stable());
    assert_eq!(wrong.stable(), nonsense.stable());
    assert_eq!(wrong.problem(), "invalid-credentials");
}

#[tokio::test]
async fn forged_and_missing_tokens_are_refused() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let other = app.business("other.com").await;
    let missing = app.get("/api/v1/me").expect(401).await;
    assert_eq!(missing.header("www-authenticate"), "Bearer");
    // Another member's signature under one's own claims, and the like.
    let (head, tail) = pizza.luigi.token.rsplit_once('.').unwrap();
    let foreign = other.luigi.token.rsplit_once('.').unwrap().1;
    for forged in [
        "x".to_owned(),
        format!("{head}."),
        format!("{head}.{foreign}"),
        format!("{head}.{tail}x"),
        String::new(),
    ] {
        app.get("/api/v1/me").bearer(&forged).expect(401).await;
    }
    app.get("/api/v1/me").header("authorization", "Basic bHVpZ2k6eA==").expect(401).await;
    app.get("/api/v1/me").header("authorization", "bearer").expect(401).await;
}

#[tokio::test]
async fn refreshing_replaces_the_cookie_and_reuse_ends_the_session() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let refresh = |cookie: &str| app.post("/api/v1/auth/refresh").header("cookie", cookie);
    let first = refresh(&pizza.luigi.cookie).expect(200).await;
    assert_ne!(first.cookie(), pizza.luigi.cookie);
    // Two tabs at about the same time get the same successor.
    let again = refresh(&pizza.luigi.cookie).expect(200).await;
    assert_eq!(first.cookie(), again.cookie());
    let second = refresh(&first.cookie()).expect(200).await;
    app.get("/api/v1/me").bearer(second.json()["access_token"].as_str().unwrap()).expect(200).await;
    // Somebody comes with a copy of the first cookie, later.
    let stolen = refresh(&pizza.luigi.cookie).expect(401).await;
    assert_eq!(stolen.problem(), "session-ended");
    assert!(stolen.header("set-cookie").contains("Max-Age=0"));
    // The whole family has ended, its access tokens too.
    refresh(&second.cookie()).expect(401).await;
    app.get("/api/v1/me").bearer(&pizza.luigi.token).expect(401).await;
    app.get("/api/v1/me").bearer(second.json()["access_token"].as_str().unwrap()).expect(401).await;
    // Other sessions go on.
    app.get("/api/v1/me").bearer(&pizza.peach.token).expect(200).await;
}

#[tokio::test]
async fn the_grace_for_tabs_ends_after_ten_seconds() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let refresh = |cookie: &str| app.post("/api/v1/auth/refresh").header("cookie", cookie);
    let first = refresh(&pizza.luigi.cookie).expect(200).await;
    sqlx::query("UPDATE refresh_tokens SET used_at = used_at - interval '11 seconds' WHERE used_at IS NOT NULL")
        .execute(app.db.admin_pool())
        .await
        .unwrap();
    refresh(&pizza.luigi.cookie).expect(401).await;
    refresh(&first.cookie()).expect(401).await;
}

#[tokio::test]
async fn expired_refresh_tokens_and_foreign_pages_are_refused() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let refresh = || app.post("/api/v1/auth/refresh").header("cookie", &pizza.luigi.cookie);
    app.post("/api/v1/auth/refresh").expect(401).await;
    let foreign = refresh().header("origin", "https://evil.example").expect(403).await;
    assert_eq!(foreign.problem(), "foreign-origin");
    refresh().header("origin", "http://steward.test").expect(200).await;
    sqlx::query("UPDATE refresh_tokens SET expires_at = clock_timestamp() - interval '1 second', used_at = NULL")
        .execute(app.db.admin_pool())
        .await
        .unwrap();
    refresh().expect(401).await;
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let out =
        app.post("/api/v1/auth/logout").header("cookie", &pizza.luigi.cookie).expect(204).await;
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(
        app.get("/api/v1/me").bearer(&pizza.luigi.token).expect(401).await.problem(),
        "session-ended"
    );
    app.post("/api/v1/auth/refresh").header("cookie", &pizza.luigi.cookie).expect(401).await;
    // With the token alone it works too, and doing it again does no harm.
    app.post("/api/v1/auth/logout").bearer(&pizza.peach.token).expect(204).await;
    app.get("/api/v1/me").bearer(&pizza.peach.token).expect(401).await;
    app.post("/api/v1/auth/logout").expect(204).await;
}

#[tokio::test]
async fn roles_and_removal_count_at_once() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let changed =
        RoleChanged { role: Role::Auditor, title: "auditor".to_owned(), changed_by: None };
    app.run(
        pizza.tenant,
        vec![Step::new::<Member>(pizza.peach.id, MemberCommand::ChangeRole(changed))],
    )
    .await;
    let removed = MemberRemoved { removed_by: None };
    app.run(
        pizza.tenant,
        vec![Step::new::<Member>(pizza.luigi.id, MemberCommand::RemoveMember(removed))],
    )
    .await;
    app.project().await;
    app.get("/api/v1/events").bearer(&pizza.peach.token).expect(200).await;
    app.get("/api/v1/me").bearer(&pizza.luigi.token).expect(401).await;
    assert_eq!(
        app.login(&pizza.luigi.email, PASSWORD).expect(403).await.problem(),
        "no-membership"
    );
}

#[tokio::test]
async fn an_account_with_several_businesses_chooses() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let other = app.business("other.com").await;
    let body = json!({
        "tenant": { "name": "Third", "time_zone": "Europe/Rome", "locale": "it" },
        "owner": { "name": "Mario", "email": "mario@pizza.com", "password": PASSWORD },
    });
    let third = app.projecting(app.post("/api/v1/tenants").json(&body).expect(201)).await.json();
    let choice = app.login("mario@pizza.com", PASSWORD).expect(409).await;
    assert_eq!(choice.problem(), "multiple-tenants");
    let tenants = choice.json()["tenants"].clone();
    assert_eq!(tenants.as_array().unwrap().len(), 2);
    assert_eq!(tenants[1], json!({ "id": third["tenant_id"], "name": "Third" }));
    app.login("mario@pizza.com", "wrong").expect(401).await;
    let chosen = |tenant: String| {
        let body = json!({ "email": "mario@pizza.com", "password": PASSWORD, "tenant_id": tenant });
        app.post("/api/v1/auth/login").json(body)
    };
    let reply = chosen(pizza.tenant.to_string()).expect(200).await.json();
    assert_eq!(reply["member"]["tenant_id"], pizza.tenant.to_string());
    chosen(other.tenant.to_string()).expect(403).await;
}

#[tokio::test]
async fn demo_accounts_exist_only_in_a_demo() {
    use api::{NewAccount, PasswordRules, create_account};
    for enabled in [true, false] {
        let app = TestApp::with(Setup { demo: enabled, ..Setup::default() }).await;
        let pizza = app.business("pizza.com").await;
        let account = NewAccount {
            tenant: pizza.tenant,
            member: domain::MemberId(uuid::Uuid::now_v7()),
            email: "toad@pizza.com".to_owned(),
            password: "short".to_owned(),
        };
        assert!(create_account(&app.api, account.clone(), PasswordRules::Enforced).await.is_err());
        for _ in 0..2 {
            create_account(&app.api, account.clone(), PasswordRules::DemoExempt).await.unwrap();
        }
        let joined = domain::member::MemberJoined {
            member_id: account.member,
            name: domain::Personal::of(account.member, "Toad".to_owned()),
            role: Role::Member,
            title: "employee".to_owned(),
        };
        app.run(
            pizza.tenant,
            vec![Step::new::<Member>(account.member, MemberCommand::JoinTenant(joined))],
        )
        .await;
        app.project().await;
        let demo = app.get("/api/v1/demo").expect(200).await.json();
        assert_eq!(demo["enabled"], enabled);
        let expected = if enabled { 200 } else { 401 };
        app.login("toad@pizza.com", "short").expect(expected).await;
        if enabled {
            let account = &demo["accounts"][0];
            assert_eq!(account["email"], "toad@pizza.com");
            assert_eq!(account["title"], "employee");
            assert_eq!(account["tenant"], "Business of pizza.com");
        }
    }
}

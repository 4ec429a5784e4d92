//! Limits: guessing passwords, and requests of one member.

use std::time::Duration;

use api::Limits;

use crate::support::{PASSWORD, Setup, TestApp};

fn tight() -> Setup {
    let limits = Limits {
        account_failures: 3,
        address_failures: 8,
        failure_window: Duration::from_secs(60),
        member_requests_per_minute: 6,
        ..Limits::default()
    };
    Setup { limits, ..Setup::default() }
}

#[tokio::test]
async fn guessing_is_limited_per_account_and_per_address() {
    let app = TestApp::with(tight()).await;
    app.business("pizza.com").await;
    for _ in 0..3 {
        app.login("luigi@pizza.com", "wrong").expect(401).await;
    }
    let refused = app.login("luigi@pizza.com", PASSWORD).expect(429).await;
    assert_eq!(refused.problem(), "too-many-requests");
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait));
    assert_eq!(refused.header("ratelimit-policy"), "\"account\";q=3;w=60");
    assert_eq!(refused.header("ratelimit"), format!("\"account\";r=0;t={wait}"));
    // Others are not concerned, and what succeeds is not counted.
    for _ in 0..6 {
        app.login("peach@pizza.com", PASSWORD).expect(200).await;
    }
    // An address that guesses at many accounts is limited as well.
    for guess in 0..4 {
        app.login(&format!("guess{guess}@pizza.com"), "wrong").expect(401).await;
    }
    let refused = app.login("peach@pizza.com", PASSWORD).expect(429).await;
    assert!(refused.header("ratelimit-policy").starts_with("\"address\""));
}

#[tokio::test]
async fn attempts_at_the_same_time_are_all_counted() {
    let app = TestApp::with(tight()).await;
    app.business("pizza.com").await;
    let attempts = (0..7).map(|_| app.login("luigi@pizza.com", "wrong").send());
    let replies = futures::future::join_all(attempts).await;
    let guessed = replies.iter().filter(|reply| reply.status == 401).count();
    assert_eq!(guessed, 3, "{:?}", replies.iter().map(|reply| reply.status).collect::<Vec<_>>());
    assert!(replies.iter().all(|reply| reply.status == 401 || reply.status == 429));
}

#[tokio::test]
async fn a_window_ends() {
    let app = TestApp::with(tight()).await;
    app.business("pizza.com").await;
    for _ in 0..3 {
        app.login("luigi@pizza.com", "wrong").expect(401).await;
    }
    app.login("luigi@pizza.com", PASSWORD).expect(429).await;
    sqlx::query("UPDATE login_failures SET ends_at = clock_timestamp()")
        .execute(app.db.admin_pool())
        .await
        .unwrap();
    app.login("luigi@pizza.com", PASSWORD).expect(200).await;
}

#[tokio::test]
async fn a_members_requests_are_limited() {
    let app = TestApp::with(tight()).await;
    let pizza = app.business("pizza.com").await;
    for _ in 0..6 {
        app.get("/api/v1/me").bearer(&pizza.luigi.token).expect(200).await;
    }
    let refused = app.get("/api/v1/me").bearer(&pizza.luigi.token).expect(429).await;
    assert!(refused.header("retry-after").parse::<u64>().unwrap() >= 1);
    assert!(refused.header("ratelimit-policy").starts_with("\"member\";q=6"));
    app.get("/api/v1/me").bearer(&pizza.peach.token).expect(200).await;
}

#[tokio::test]
async fn leftovers_are_swept_and_live_ones_kept() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let left = api::NewAccount {
        tenant: domain::TenantId(uuid::Uuid::now_v7()),
        member: domain::MemberId(uuid::Uuid::now_v7()),
        email: "left@over.com".to_owned(),
        password: PASSWORD.to_owned(),
    };
    api::create_account(&app.api, left, api::PasswordRules::Enforced).await.unwrap();
    for table in ["accounts", "memberships"] {
        sqlx::query(&format!("UPDATE {table} SET created_at = created_at - interval '2 days'"))
            .execute(app.db.admin_pool())
            .await
            .unwrap();
    }
    let system =
        eventing::Database::connect(&app.db.url(), eventing::DbRole::System, 2).await.unwrap();
    api::auth::accounts::sweep(&system).await.unwrap();
    let accounts: Vec<String> = sqlx::query_scalar("SELECT email FROM accounts ORDER BY email")
        .fetch_all(app.db.admin_pool())
        .await
        .unwrap();
    assert_eq!(accounts, ["luigi@pizza.com", "mario@pizza.com", "peach@pizza.com"]);
    app.get("/api/v1/me").bearer(&pizza.luigi.token).expect(200).await;
}

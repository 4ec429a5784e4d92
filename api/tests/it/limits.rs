//! Limits: guessing passwords, and requests of one address and one member.

use api::Limits;

use crate::support::{PASSWORD, Setup, TestApp};

fn tight() -> Setup {
    let limits = Limits {
        account_failures: 3,
        address_failures: 8,
        member_requests_per_minute: 6,
        ..Limits::default()
    };
    Setup { limits, ..Setup::default() }
}

/// Lets the next guess be made, without forgetting the former ones.
async fn open(app: &TestApp) {
    sqlx::query("UPDATE login_failures SET opens_at = '-infinity'")
        .execute(app.db.admin_pool())
        .await
        .unwrap();
}

/// Seconds to wait before the next guess.
async fn wait(app: &TestApp, email: &str) -> u64 {
    let refused = app.login(email, PASSWORD).expect(429).await;
    assert_eq!(refused.problem(), "too-many-requests");
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert_eq!(refused.header("ratelimit-policy"), "\"account\";q=3");
    assert_eq!(refused.header("ratelimit"), format!("\"account\";r=0;t={wait}"));
    wait
}

#[tokio::test]
async fn each_further_guess_at_an_account_has_to_wait_longer() {
    let app = TestApp::with(tight()).await;
    app.business("pizza.com").await;
    for _ in 0..3 {
        app.login("luigi@pizza.com", "wrong").expect(401).await;
    }
    for (least, most) in [(1, 1), (1, 2), (3, 4), (7, 8), (15, 16)] {
        let wait = wait(&app, "luigi@pizza.com").await;
        assert!((least..=most).contains(&wait), "{wait}");
        open(&app).await;
        app.login("luigi@pizza.com", "wrong").expect(401).await;
        // The address would close as well.
        sqlx::query("UPDATE login_failures SET attempts = 0 WHERE attempts >= 7")
            .execute(app.db.admin_pool())
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn what_succeeds_is_forgotten_and_no_address_guesses_at_many_accounts() {
    let app = TestApp::with(tight()).await;
    app.business("pizza.com").await;
    for _ in 0..2 {
        app.login("luigi@pizza.com", "wrong").expect(401).await;
    }
    app.login("luigi@pizza.com", PASSWORD).expect(200).await;
    for _ in 0..2 {
        app.login("luigi@pizza.com", "wrong").expect(401).await;
    }
    for guess in 0..4 {
        app.login(&format!("guess{guess}@pizza.com"), "wrong").expect(401).await;
    }
    let refused = app.login("peach@pizza.com", PASSWORD).expect(429).await;
    assert!(refused.header("ratelimit-policy").starts_with("\"address\""));
}

#[tokio::test]
async fn a_device_that_signed_in_before_is_not_locked_out_by_others() {
    let limits = Limits { address_failures: 50, ..tight().limits };
    let app = TestApp::with(Setup { limits, ..Setup::default() }).await;
    app.business("pizza.com").await;
    let signed_in = app.login("luigi@pizza.com", PASSWORD).expect(200).await;
    let mark = signed_in.cookie_named("steward_device");
    for _ in 0..3 {
        app.login("luigi@pizza.com", "wrong").expect(401).await;
    }
    wait(&app, "luigi@pizza.com").await;
    let with_mark = |mark: &str| app.login("luigi@pizza.com", PASSWORD).header("cookie", mark);
    with_mark(&mark).expect(200).await;
    // It is worth nothing for another account, nor is one that was made up.
    let other = app.login("peach@pizza.com", PASSWORD).expect(200).await;
    with_mark(&other.cookie_named("steward_device")).expect(429).await;
    with_mark("steward_device=made.up").expect(429).await;
    // And it has its own limit.
    let guess = || app.login("luigi@pizza.com", "wrong").header("cookie", &mark);
    for _ in 0..3 {
        guess().expect(401).await;
    }
    with_mark(&mark).expect(429).await;
}

#[tokio::test]
async fn guesses_at_the_same_time_are_all_counted() {
    let app = TestApp::with(tight()).await;
    app.business("pizza.com").await;
    let attempts = (0..7).map(|_| app.login("luigi@pizza.com", "wrong").send());
    let replies = futures::future::join_all(attempts).await;
    let guessed = replies.iter().filter(|reply| reply.status == 401).count();
    assert_eq!(guessed, 3, "{:?}", replies.iter().map(|reply| reply.status).collect::<Vec<_>>());
    assert!(replies.iter().all(|reply| reply.status == 401 || reply.status == 429));
}

#[tokio::test]
async fn failures_are_forgotten_after_a_while() {
    let app = TestApp::with(tight()).await;
    app.business("pizza.com").await;
    for _ in 0..3 {
        app.login("luigi@pizza.com", "wrong").expect(401).await;
    }
    wait(&app, "luigi@pizza.com").await;
    open(&app).await;
    sqlx::query("UPDATE login_failures SET ends_at = clock_timestamp()")
        .execute(app.db.admin_pool())
        .await
        .unwrap();
    for _ in 0..3 {
        app.login("luigi@pizza.com", "wrong").expect(401).await;
    }
}

#[tokio::test]
async fn a_members_requests_are_limited_in_all_processes_and_without_redis() {
    let app = TestApp::with(tight()).await;
    let away =
        TestApp::with(Setup { redis_url: Some("redis://127.0.0.1:9".to_owned()), ..tight() }).await;
    for app in [app, away] {
        let pizza = app.business("pizza.com").await;
        for left in (0..6).rev() {
            let reply = app.get("/api/v1/me").bearer(&pizza.luigi.token).expect(200).await;
            assert!(
                reply.header("ratelimit").contains(&format!("\"member\";r={left};t=")),
                "{}",
                reply.header("ratelimit")
            );
            assert_eq!(
                reply.header("ratelimit-policy"),
                "\"address\";q=6000;w=60, \"member\";q=6;w=60, \"tenant\";q=12000;w=60"
            );
        }
        let refused = app.get("/api/v1/me").bearer(&pizza.luigi.token).expect(429).await;
        assert!(refused.header("retry-after").parse::<u64>().unwrap() >= 1);
        assert!(refused.header("ratelimit-policy").starts_with("\"member\";q=6"));
        app.get("/api/v1/me").bearer(&pizza.peach.token).expect(200).await;
    }
}

#[tokio::test]
async fn an_address_is_limited_whoever_asks() {
    let limits = Limits { address_requests_per_minute: 40, ..Limits::default() };
    let app = TestApp::with(Setup { limits, ..Setup::default() }).await;
    let mut replies = Vec::new();
    for _ in 0..41 {
        replies.push(app.get("/api/v1/demo").send().await);
    }
    assert!(replies[..40].iter().all(|reply| reply.status == 200));
    assert_eq!(replies[40].status, 429);
    assert!(replies[40].header("ratelimit-policy").starts_with("\"address\";q=40"));
    // The app's own files are not counted.
    app.get("/healthz").expect(200).await;
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

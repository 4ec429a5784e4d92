//! Another password: by the former one, or by a mailed link.

use argon2::password_hash::{PasswordHasher, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use serde_json::json;

use crate::support::{Call, PASSWORD, TestApp};

const NEW: &str = "basilico e pomodoro";

fn change(app: &TestApp, token: &str, current: &str, new: &str) -> Call {
    let body = json!({ "current_password": current, "new_password": new });
    app.post("/api/v1/me/password").bearer(token).json(body)
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let (luigi, second) = (&pizza.luigi, app.sign_in(pizza.luigi.id, &pizza.luigi.email).await);
    let wrong = change(&app, &luigi.token, "wrong", NEW).expect(403).await;
    assert_eq!(wrong.problem(), "wrong-password");
    for weak in ["short", "password1", "luigi@pizza.com"] {
        let refused = change(&app, &luigi.token, PASSWORD, weak).expect(422).await;
        assert_eq!(refused.json()["errors"][0]["pointer"], "/new_password", "{weak}");
    }
    change(&app, &luigi.token, PASSWORD, NEW).expect(204).await;
    app.get("/api/v1/me").bearer(&luigi.token).expect(200).await;
    app.get("/api/v1/me").bearer(&second.token).expect(401).await;
    app.login(&luigi.email, PASSWORD).expect(401).await;
    app.login(&luigi.email, NEW).expect(200).await;
    assert_eq!(app.events_of("PasswordChanged").await, 1);
    assert_eq!(app.events_of("SessionsEnded").await, 1);
}

/// The token of the newest mail to an address.
async fn mailed(app: &TestApp, email: &str, so_many: usize) -> String {
    let mails = app.mails_to(email, so_many).await;
    let mail = mails.last().unwrap().replace("=\r\n", "");
    let token = mail.split("/reset-password#").nth(1).expect("a link");
    token.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
}

#[tokio::test]
async fn a_mailed_link_sets_a_new_password_once() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let forgot =
        |email: &str| app.post("/api/v1/auth/password/forgot").json(json!({ "email": email }));
    let reset = |token: &str, new: &str| {
        let body = json!({ "token": token, "new_password": new });
        app.post("/api/v1/auth/password/reset").json(body)
    };
    // Whether there is an account does not show.
    let known = forgot("luigi@pizza.com").expect(202).await;
    let unknown = forgot("nobody@pizza.com").expect(202).await;
    assert_eq!(known.bytes, unknown.bytes);
    let first = mailed(&app, "luigi@pizza.com", 1).await;
    forgot(" Luigi@pizza.com ").expect(202).await;
    let second = mailed(&app, "luigi@pizza.com", 2).await;
    assert_ne!(first, second);
    assert_eq!(reset(&first, NEW).expect(404).await.problem(), "link-not-good");
    reset(&second, "12345678").expect(422).await;
    // Somebody has been guessing; who has the mail gets in all the same.
    for _ in 0..5 {
        app.login("luigi@pizza.com", "wrong").expect(401).await;
    }
    app.login("luigi@pizza.com", PASSWORD).expect(429).await;
    reset(&second, NEW).expect(204).await;
    app.get("/api/v1/me").bearer(&pizza.luigi.token).expect(401).await;
    app.login("luigi@pizza.com", NEW).expect(200).await;
    app.login("luigi@pizza.com", PASSWORD).expect(401).await;
    reset(&second, "another one of four words").expect(404).await;
    assert!(app.mails("nobody@pizza.com").is_empty());
}

#[tokio::test]
async fn a_link_expires_and_few_are_mailed() {
    let app = TestApp::new().await;
    app.business("pizza.com").await;
    let forgot =
        || app.post("/api/v1/auth/password/forgot").json(json!({ "email": "luigi@pizza.com" }));
    forgot().expect(202).await;
    let token = mailed(&app, "luigi@pizza.com", 1).await;
    sqlx::query("UPDATE password_resets SET expires_at = clock_timestamp()")
        .execute(app.db.admin_pool())
        .await
        .unwrap();
    let body = json!({ "token": token, "new_password": NEW });
    app.post("/api/v1/auth/password/reset").json(body).expect(404).await;
    forgot().expect(202).await;
    forgot().expect(202).await;
    forgot().expect(429).await;
}

#[tokio::test]
async fn a_weak_hash_is_replaced_when_its_owner_signs_in() {
    let app = TestApp::new().await;
    app.business("pizza.com").await;
    let weak = Argon2::new(
        Algorithm::Argon2id,
        Version::V0x13,
        Params::new(8 * 1024, 1, 1, None).unwrap(),
    );
    let salt = SaltString::encode_b64(&[7; 16]).unwrap();
    let hash = weak.hash_password(PASSWORD.as_bytes(), &salt).unwrap().to_string();
    sqlx::query("UPDATE accounts SET password_hash = $1 WHERE email = 'luigi@pizza.com'")
        .bind(&hash)
        .execute(app.db.admin_pool())
        .await
        .unwrap();
    app.login("luigi@pizza.com", PASSWORD).expect(200).await;
    let kept: String =
        sqlx::query_scalar("SELECT password_hash FROM accounts WHERE email = 'luigi@pizza.com'")
            .fetch_one(app.db.admin_pool())
            .await
            .unwrap();
    assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
    app.login("luigi@pizza.com", PASSWORD).expect(200).await;
}

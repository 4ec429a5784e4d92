//! What a business says of itself: read by everybody, changed by who runs it, and followed
//! by whatever shows a name or a time.

use chrono::{DateTime, Duration, DurationRound, Utc};
use chrono_tz::Asia::Tokyo;
use domain::Role;
use serde_json::{Value, json};

use crate::support::{Business, Call, PASSWORD, TestApp};

const PROFILE: &str = "/api/v1/tenant/profile";

fn body() -> Value {
    json!({
        "name": "Mario & Luigi", "time_zone": "Asia/Tokyo", "locale": "es-MX",
        "description": "Pizza and ramen, to take away.",
    })
}

fn set(app: &TestApp, token: &str, tag: &str, body: &Value) -> Call {
    app.put(PROFILE).bearer(token).header("if-match", tag).json(body)
}

#[tokio::test]
async fn a_business_changes_what_it_says_of_itself_and_everybody_sees_it() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let other = app.business("other.com").await;
    let (owner, luigi) = (&pizza.owner.token, &pizza.luigi.token);
    let first = app.get(PROFILE).bearer(luigi).expect(200).await;
    assert_eq!(first.header("etag"), "\"0\"");
    let registered = json!({
        "name": "Business of pizza.com", "time_zone": "Europe/Rome", "locale": "en", "description": null,
    });
    assert_eq!(first.json(), registered);

    let done = set(&app, owner, "\"0\"", &body()).key("k").expect(200).await.json();
    app.project().await;
    let second = app.get(PROFILE).bearer(luigi).expect(200).await;
    assert_eq!(second.json(), body());
    let tag = second.header("etag").to_owned();
    assert_ne!(tag, "\"0\"");
    let me = app.get("/api/v1/me").bearer(luigi).expect(200).await.json();
    for field in ["name", "time_zone", "locale", "description"] {
        assert_eq!(me["tenant"][field], body()[field], "{field}");
    }
    let theirs = app.get(PROFILE).bearer(&other.owner.token).expect(200).await.json();
    assert_eq!(theirs["name"], "Business of other.com");

    // Repeated, it is the first answer; based on what is no longer there, it is refused.
    assert_eq!(set(&app, owner, "\"0\"", &body()).key("k").expect(200).await.json(), done);
    let stale = set(&app, owner, "\"0\"", &registered).expect(412).await;
    assert_eq!((stale.problem(), stale.header("etag")), ("precondition-failed".to_owned(), &*tag));
    app.put(PROFILE).bearer(owner).json(body()).expect(428).await;
    // What is so already does not happen again.
    set(&app, owner, &tag, &body()).expect(200).await;
    assert_eq!(app.events_of("ProfileChanged").await, 1);
}

#[tokio::test]
async fn only_who_runs_the_business_changes_it() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let refused = set(&app, &pizza.luigi.token, "*", &body()).expect(403).await;
    assert_eq!(refused.json()["detail"], "Only owners and managers may do this.");
    let auditor = app.add(&pizza, "wario@pizza.com", Role::Auditor).await;
    set(&app, &auditor.token, "*", &body()).expect(403).await;
    assert_eq!(app.events_of("ProfileChanged").await, 0);
    let manager = app.add(&pizza, "daisy@pizza.com", Role::Manager).await;
    set(&app, &manager.token, "*", &body()).expect(200).await;
    assert_eq!(app.events_of("ProfileChanged").await, 1);
}

#[tokio::test]
async fn each_value_is_checked_and_all_that_is_wrong_is_said_at_once() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let refusal = async |field: &str, value: Value| {
        let mut wrong = body();
        wrong[field] = value;
        let errors = set(&app, &pizza.owner.token, "*", &wrong).expect(422).await.json();
        let error = &errors["errors"][0];
        assert_eq!(error["pointer"], format!("/{field}"));
        error["detail"].as_str().unwrap().to_owned()
    };
    assert_eq!(refusal("name", json!(" ")).await, "must not be empty");
    let long = refusal("name", json!("x".repeat(201))).await;
    assert_eq!(long, "must have at most 200 characters, and has 201");
    let nowhere = refusal("time_zone", json!("Mars/Olympus")).await;
    assert_eq!(nowhere, "must be an IANA time zone such as Europe/Madrid");
    for locale in ["it", "español", "en_US", ""] {
        let foreign = refusal("locale", json!(locale)).await;
        assert_eq!(foreign, "must be English or Spanish, such as en, en-GB, es or es-MX");
    }
    let long = "x".repeat(501);
    let refused = refusal("description", json!(long)).await;
    assert_eq!(refused, "must have at most 500 characters, and has 501");
    refusal("surprise", json!(1)).await;

    let wrong = json!({ "name": "", "time_zone": "", "locale": "", "description": long });
    let errors = set(&app, &pizza.owner.token, "*", &wrong).expect(422).await.json();
    let pointers: Vec<_> =
        errors["errors"].as_array().unwrap().iter().map(|e| &e["pointer"]).collect();
    assert_eq!(pointers, ["/name", "/time_zone", "/locale", "/description"]);

    // A description without a word is none.
    let mut silent = body();
    silent["description"] = json!(" \n");
    set(&app, &pizza.owner.token, "*", &silent).expect(200).await;
    app.project().await;
    let now = app.get(PROFILE).bearer(&pizza.owner.token).expect(200).await.json();
    assert_eq!(now["description"], Value::Null);
}

#[tokio::test]
async fn a_business_keeps_a_language_that_is_not_offered() {
    let app = TestApp::new().await;
    let registration = json!({
        "tenant": { "name": "Trattoria", "time_zone": "Europe/Rome", "locale": "it-IT" },
        "owner": { "name": "Rosa", "email": "rosa@example.com", "password": PASSWORD },
    });
    app.post("/api/v1/tenants").json(registration).expect(201).await;
    app.project().await;
    let session = app.login("rosa@example.com", PASSWORD).expect(200).await.json();
    let rosa = session["access_token"].as_str().unwrap();
    let mut known = app.get(PROFILE).bearer(rosa).expect(200).await.json();
    known["name"] = json!("Trattoria Rosa");
    set(&app, rosa, "\"0\"", &known).expect(200).await;
    known["locale"] = json!("it");
    set(&app, rosa, "*", &known).expect(422).await;
}

/// Peach's shift on a day to come, at 10:00 UTC, as its bounds and what is said to plan it.
struct Planned<'a> {
    app: &'a TestApp,
    pizza: &'a Business,
    starts_at: DateTime<Utc>,
}

impl Planned<'_> {
    fn post(&self, path: &str, hours: i64) -> Call {
        let starts_at = self.starts_at + Duration::hours(hours);
        let body = json!({
            "member_id": self.pizza.peach.id, "role": "kitchen",
            "starts_at": starts_at, "ends_at": starts_at + Duration::hours(4),
        });
        self.app.post(format!("/api/v1/shifts{path}")).bearer(&self.pizza.owner.token).json(body)
    }

    /// Peach is told that a shift is cancelled: what, and until when that waits.
    async fn cancelled(&self) -> (String, Value) {
        let made = self.post("", 24).expect(201).await.json();
        self.post(&format!("/{}/cancel", made["shift_id"].as_str().unwrap()), 24).expect(200).await;
        self.app.project().await;
        let told = self.app.get("/api/v1/notifications").bearer(&self.pizza.peach.token);
        let told = told.expect(200).await.json()["items"][0].clone();
        (told["text"].as_str().unwrap().to_owned(), told["held_until"].clone())
    }
}

#[tokio::test]
async fn what_is_planned_keeps_its_moment_and_words_and_quiet_hours_follow_the_zone() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let owner = &pizza.owner.token;
    let day = (Utc::now() + Duration::days(3)).duration_trunc(Duration::days(1)).unwrap();
    let planned = Planned { app: &app, pizza: &pizza, starts_at: day + Duration::hours(10) };
    planned.post("", 0).expect(201).await;
    // Quiet now in Tokyo, and not in Rome, which is seven or eight hours behind.
    let local = |hours| {
        (Utc::now().with_timezone(&Tokyo) + Duration::hours(hours)).format("%H:%M:00").to_string()
    };
    let rules = json!({
        "acknowledge_normal_within": null, "acknowledge_urgent_within": null,
        "quiet_hours": { "from": local(-1), "to": local(1) }, "urgent_breaks_quiet_hours": true,
    });
    app.put("/api/v1/tenant/notification-rules").bearer(owner).json(rules).expect(200).await;
    app.project().await;
    let (text, held_until) = planned.cancelled().await;
    assert!(!text.contains("19:00"), "{text}");
    assert_eq!(held_until, Value::Null);

    let mut moved = body();
    moved["locale"] = json!("en");
    set(&app, owner, "*", &moved).expect(200).await;
    app.project().await;
    let shifts = app.get("/api/v1/shifts").bearer(owner).expect(200).await.json();
    assert_eq!(shifts["items"][0]["starts_at"], json!(planned.starts_at));
    let refused = planned.post("", 1).expect(409).await.json();
    let detail = refused["detail"].as_str().unwrap();
    assert!(detail.contains("19:00"), "{detail}");
    let (text, held_until) = planned.cancelled().await;
    assert!(text.contains("19:00"), "{text}");
    assert!(held_until.is_string(), "{text}");
}

//! Shifts from a calendar.

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use serde_json::{Value, json};

use crate::support::{Business, Call, TestApp};

struct Plan {
    app: TestApp,
    pizza: Business,
}

impl Plan {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let pizza = app.business("pizza.com").await;
        Self { app, pizza }
    }

    fn call(&self, query: &str, calendar: &str) -> Call {
        let call = self.app.post(format!("/api/v1/shifts/import{query}"));
        call.bearer(&self.pizza.owner.token)
            .raw("text/calendar; charset=utf-8", calendar.to_owned())
    }

    /// Imports it; how many were planned, changed, unchanged, cancelled and refused.
    async fn import(&self, calendar: &str) -> ([u64; 5], Value) {
        self.app.project().await;
        let answer = self.call("", calendar).expect(200).await.json();
        (counts(&answer), answer)
    }

    /// Planned shifts: name, role, start.
    async fn shifts(&self) -> Vec<String> {
        self.app.project().await;
        let call = self.app.get("/api/v1/shifts?limit=200").bearer(&self.pizza.owner.token);
        let list = call.expect(200).await.json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let one = |shift: &Value| {
            format!(
                "{} {} {}",
                text(&shift["member"]["name"]),
                text(&shift["role"]),
                text(&shift["starts_at"])
            )
        };
        list["items"].as_array().unwrap().iter().map(one).collect()
    }
}

fn counts(answer: &Value) -> [u64; 5] {
    ["planned", "changed", "unchanged", "cancelled", "refused"]
        .map(|name| answer[name].as_u64().unwrap())
}

/// The day after tomorrow in UTC, at so many hours.
fn at(hours: i64) -> NaiveDateTime {
    let day = (Utc::now() + Duration::days(2)).date_naive();
    day.and_hms_opt(0, 0, 0).unwrap() + Duration::hours(hours)
}

fn stamp(hours: i64) -> String {
    at(hours).format("%Y%m%dT%H%M%SZ").to_string()
}

fn seen(hours: i64) -> String {
    at(hours).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn event(uid: &str, from: i64, to: i64, more: &str) -> String {
    let (from, to) = (stamp(from), stamp(to));
    format!("BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART:{from}\r\nDTEND:{to}\r\n{more}\r\nEND:VEVENT\r\n")
}

fn calendar(events: &[String]) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n", events.concat())
}

#[tokio::test]
async fn a_calendar_is_imported_once_and_followed_when_it_changes() {
    let plan = Plan::new().await;
    let peach = event("a", 8, 16, "SUMMARY:kitchen\r\nATTENDEE:mailto:Peach@pizza.com");
    let luigi = event("b", 9, 12, "SUMMARY:Luigi - bar\r\nRRULE:FREQ=DAILY;COUNT=3");
    let first = calendar(&[peach.clone(), luigi.clone()]);
    let (counted, answer) = plan.import(&first).await;
    assert_eq!(counted, [4, 0, 0, 0, 0], "{answer}");
    assert_eq!(answer["items"][0]["uid"], "a");
    assert_eq!(
        (&answer["items"][1]["line"], &answer["items"][1]["outcome"]),
        (&json!(10), &json!("planned"))
    );
    let shifts = plan.shifts().await;
    assert_eq!(shifts.len(), 4);
    assert_eq!(shifts[0], format!("peach kitchen {}", seen(8)));
    let before = plan.app.events().await;
    assert_eq!(plan.import(&first).await.0, [0, 0, 4, 0, 0]);
    assert_eq!(plan.app.events().await, before);
    // Another time, another person, and one occurrence less.
    let peach = event("a", 9, 16, "SUMMARY:kitchen\r\nATTENDEE:mailto:luigi@pizza.com");
    let luigi = event(
        "b",
        17,
        20,
        &format!("SUMMARY:Luigi - bar\r\nRRULE:FREQ=DAILY;COUNT=3\r\nEXDATE:{}", stamp(24 + 17)),
    );
    let (counted, answer) = plan.import(&calendar(&[peach, luigi.clone()])).await;
    assert_eq!(counted, [0, 3, 0, 1, 0], "{answer}");
    assert_eq!(
        plan.shifts().await,
        [
            format!("luigi kitchen {}", seen(9)),
            format!("luigi bar {}", seen(17)),
            format!("luigi bar {}", seen(48 + 17)),
        ]
    );
    // What is not in the calendar at all is left alone; what is cancelled there is not.
    let cancelled = event("a", 9, 16, "STATUS:CANCELLED");
    assert_eq!(plan.import(&calendar(&[cancelled])).await.0, [0, 0, 0, 1, 0]);
    assert_eq!(plan.shifts().await.len(), 2);
    // It comes back as another shift.
    let back = event("a", 9, 16, "SUMMARY:Peach - kitchen");
    assert_eq!(plan.import(&calendar(&[back, luigi])).await.0, [1, 0, 2, 0, 0]);
    assert_eq!(plan.shifts().await.len(), 3);
}

#[tokio::test]
async fn what_was_changed_by_hand_stays_until_the_calendar_says_something_else() {
    let plan = Plan::new().await;
    let both = calendar(&[
        event("a", 8, 12, "SUMMARY:Peach - kitchen"),
        event("b", 8, 12, "SUMMARY:Luigi - bar"),
    ]);
    let (_, answer) = plan.import(&both).await;
    let ids: Vec<&str> = answer["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["shift_id"].as_str().unwrap())
        .collect();
    let owner = &plan.pizza.owner.token;
    let body = json!({ "shift_id": ids[0], "with_shift_id": ids[1] });
    plan.app.post("/api/v1/shifts/swap").bearer(owner).json(body).expect(200).await;
    assert_eq!(plan.import(&both).await.0, [0, 0, 2, 0, 0]);
    let swapped = plan.shifts().await;
    assert!(swapped.contains(&format!("peach bar {}", seen(8))), "{swapped:?}");
    plan.app.post(format!("/api/v1/shifts/{}/cancel", ids[0])).bearer(owner).expect(200).await;
    assert_eq!(plan.import(&both).await.0, [0, 0, 2, 0, 0]);
    assert_eq!(plan.shifts().await.len(), 1);
}

#[tokio::test]
async fn a_dry_run_tells_and_does_nothing_and_a_repeated_key_answers_again() {
    let plan = Plan::new().await;
    let one = calendar(&[event("a", 8, 12, "SUMMARY:Peach - kitchen")]);
    plan.app.project().await;
    let before = plan.app.events().await;
    let dry = plan.call("?dry_run=true", &one).expect(200).await.json();
    assert_eq!(
        (counts(&dry), &dry["dry_run"], &dry["position"]),
        ([1, 0, 0, 0, 0], &json!(true), &Value::Null)
    );
    assert_eq!(plan.app.events().await, before);
    let json = json!({ "calendar": one });
    let import = || {
        let call = plan.app.post("/api/v1/shifts/import").bearer(&plan.pizza.owner.token);
        call.key("k").json(&json)
    };
    let first = import().expect(200).await.json();
    assert_eq!((counts(&first), &first["dry_run"]), ([1, 0, 0, 0, 0], &json!(false)));
    plan.app.project().await;
    assert_eq!(import().expect(200).await.json(), first);
    assert_eq!(plan.shifts().await.len(), 1);
    let told = plan.app.get("/api/v1/notifications").bearer(&plan.pizza.peach.token);
    let told = told.expect(200).await.json();
    assert_eq!(
        told["items"][0]["text"],
        "Your shifts follow a calendar now: 1 new, 0 changed, 0 cancelled."
    );
    assert_eq!(told["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_its_reason_and_the_rest_is_planned() {
    let plan = Plan::new().await;
    plan.app.business("other.com").await;
    let events = [
        event("a", 8, 16, "SUMMARY:Peach - kitchen"),
        event("b", 15, 18, "SUMMARY:Peach - bar"),
        event("c", 8, 9, "SUMMARY:Wario - bar"),
        event("d", 8, 9, "SUMMARY:bar\r\nATTENDEE:mailto:peach@other.com"),
        event("e", 8, 9, "SUMMARY:bar"),
        event("f", 8, 40, "SUMMARY:Luigi - bar"),
        event("g", 9, 9, "SUMMARY:Luigi - bar"),
        event("h", 16, 17, "SUMMARY:Peach - bar"),
        event("i", 20, 21, "SUMMARY:Luigi"),
        event("j", -96, -90, "SUMMARY:Luigi - bar"),
    ];
    let (counted, answer) = plan.import(&calendar(&events)).await;
    assert_eq!(counted, [2, 0, 0, 0, 7], "{answer}");
    let items = answer["items"].as_array().unwrap();
    let code = |uid: &str| {
        let item = items.iter().find(|item| item["uid"] == uid).unwrap();
        item["reason"]["code"].as_str().unwrap_or_default().to_owned()
    };
    let codes: Vec<_> = ["b", "c", "d", "e", "f", "g", "i"].map(code).into();
    assert_eq!(
        codes,
        [
            "shift-overlaps",
            "nobody-called",
            "unknown-attendee",
            "nobody-named",
            "shift-too-long",
            "shift-ends-before-start",
            "nobody-named",
        ]
    );
    assert_eq!(items[1]["reason"]["with_shift_id"], items[0]["shift_id"]);
    assert!(items.iter().all(|item| item["uid"] != "j"), "what is over is left out");
    assert_eq!(plan.shifts().await.len(), 2);
}

#[tokio::test]
async fn only_calendars_of_a_size_by_who_manages() {
    let plan = Plan::new().await;
    let one = calendar(&[event("a", 8, 12, "SUMMARY:Peach - kitchen")]);
    let by_peach = plan.app.post("/api/v1/shifts/import").bearer(&plan.pizza.peach.token);
    by_peach.raw("text/calendar", one.clone()).expect(403).await;
    assert_eq!(plan.call("", "Hello").expect(422).await.problem(), "no-calendar");
    plan.call("", &"x".repeat(1024 * 1024 + 1)).expect(413).await;
    plan.call("", "BEGIN:VCALENDAR\0").expect(422).await;
    plan.call("?dry=1", &one).expect(422).await;
    let call = plan.app.post("/api/v1/shifts/import").bearer(&plan.pizza.owner.token);
    call.raw("text/plain", one).expect(415).await;
    let call = plan.app.post("/api/v1/shifts/import").bearer(&plan.pizza.owner.token);
    call.raw("text/calendar", vec![0xff, 0xfe]).expect(400).await;
    assert_eq!(plan.app.events_of("ShiftScheduled").await, 0);
}

#[tokio::test]
async fn the_roster_is_a_calendar_too() {
    let plan = Plan::new().await;
    plan.import(&calendar(&[event("a", 8, 12, "SUMMARY:Peach - kitchen\\, hot")])).await;
    plan.app.project().await;
    let export = |query: &str| {
        plan.app.get(format!("/api/v1/shifts.ics{query}")).bearer(&plan.pizza.luigi.token)
    };
    let reply = export("").expect(200).await;
    assert_eq!(reply.header("content-type"), "text/calendar; charset=utf-8");
    let text = reply.text();
    for line in [
        "BEGIN:VCALENDAR",
        "SUMMARY:peach - kitchen\\, hot",
        &format!("DTSTART:{}", stamp(8)),
        "END:VCALENDAR",
    ] {
        assert!(text.lines().any(|given| given == line), "{line} is not in {text}");
    }
    assert!(!export("?member=me").expect(200).await.text().contains("VEVENT"));
    // Times parse as what they are.
    let _: DateTime<Utc> = seen(8).parse().unwrap();
}

#[tokio::test]
async fn an_exported_calendar_comes_back_to_the_shifts_it_came_from() {
    let plan = Plan::new().await;
    let by_hand = json!({
        "member_id": plan.pizza.luigi.id, "role": "bar", "starts_at": seen(9), "ends_at": seen(12),
    });
    plan.app
        .post("/api/v1/shifts")
        .bearer(&plan.pizza.owner.token)
        .json(&by_hand)
        .expect(201)
        .await;
    plan.import(&calendar(&[event("a", 8, 12, "SUMMARY:Peach - kitchen")])).await;
    plan.app.project().await;
    let export = plan.app.get("/api/v1/shifts.ics").bearer(&plan.pizza.owner.token);
    let exported = export.expect(200).await.text();

    let before = plan.app.events().await;
    assert_eq!(plan.import(&exported).await.0, [0, 0, 2, 0, 0]);
    assert_eq!(plan.app.events().await, before);
    // Changed elsewhere, it is the same shift at another time; and so it stays.
    let later =
        exported.replace(&format!("DTSTART:{}", stamp(9)), &format!("DTSTART:{}", stamp(10)));
    assert_eq!(plan.import(&later).await.0, [0, 1, 1, 0, 0]);
    assert_eq!(plan.import(&later).await.0, [0, 0, 2, 0, 0]);
    let shifts = [format!("peach kitchen {}", seen(8)), format!("luigi bar {}", seen(10))];
    assert_eq!(plan.shifts().await, shifts);
    // Another business has no such shifts: there they are new, of its own people.
    let oak = plan.app.business("oak.com").await;
    let theirs = plan.app.post("/api/v1/shifts/import").bearer(&oak.owner.token);
    let theirs = theirs.raw("text/calendar", later.clone()).expect(200).await.json();
    assert_eq!(counts(&theirs), [2, 0, 0, 0, 0], "{theirs}");
    assert_eq!(plan.shifts().await, shifts);
    // Cancelled elsewhere, it is cancelled here.
    let cancelled = later.replace("BEGIN:VEVENT", "BEGIN:VEVENT\r\nSTATUS:CANCELLED");
    assert_eq!(plan.import(&cancelled).await.0, [0, 0, 0, 2, 0]);
    assert!(plan.shifts().await.is_empty());
}

//! Shifts that are changed, cancelled, swapped and handed over.

use chrono::{DateTime, Duration, SubsecRound, Utc};
use domain::Role;
use futures::future::join_all;
use serde_json::{Value, json};

use crate::support::{Business, Call, Someone, TestApp};

/// The same for all of a test: two days ahead, and hours from there.
struct Plan {
    app: TestApp,
    pizza: Business,
    from: DateTime<Utc>,
}

impl Plan {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let pizza = app.business("pizza.com").await;
        Self { app, pizza, from: (Utc::now() + Duration::hours(48)).trunc_subsecs(0) }
    }

    fn body(&self, who: &Someone, from: i64, to: i64) -> Value {
        let at = |hours| self.from + Duration::hours(hours);
        json!({ "member_id": who.id, "role": "kitchen", "starts_at": at(from), "ends_at": at(to) })
    }

    fn post(&self, path: &str, body: Value) -> Call {
        self.app.post(format!("/api/v1/shifts{path}")).bearer(&self.pizza.owner.token).json(body)
    }

    fn put(&self, shift: &str, etag: &str, body: Value) -> Call {
        let call = self.app.put(format!("/api/v1/shifts/{shift}")).header("if-match", etag);
        call.bearer(&self.pizza.owner.token).json(body)
    }

    async fn planned(&self, who: &Someone, from: i64, to: i64) -> String {
        let made = self.post("", self.body(who, from, to)).expect(201).await.json();
        made["shift_id"].as_str().unwrap().to_owned()
    }

    async fn shift(&self, shift: &str) -> Value {
        self.app.project().await;
        let call = self.app.get(format!("/api/v1/shifts/{shift}"));
        let reply = call.bearer(&self.pizza.luigi.token).expect(200).await;
        assert_eq!(reply.header("etag"), format!("\"{}\"", reply.json()["version"]));
        reply.json()
    }

    /// What somebody was told, the oldest first.
    async fn told(&self, who: &Someone) -> Vec<String> {
        self.app.project().await;
        let list =
            self.app.get("/api/v1/notifications").bearer(&who.token).expect(200).await.json();
        let texts = list["items"].as_array().unwrap().iter().rev();
        texts.map(|notice| notice["text"].as_str().unwrap().to_owned()).collect()
    }
}

#[tokio::test]
async fn a_shift_is_changed_from_the_version_that_was_read_and_its_member_is_told_once() {
    let plan = Plan::new().await;
    let peach = &plan.pizza.peach;
    let shift = plan.planned(peach, 0, 8).await;
    let other = plan.planned(peach, 8, 10).await;
    assert_eq!(plan.shift(&shift).await["version"], 1);
    let later = plan.body(peach, -1, 7);
    let put = || plan.put(&shift, "\"1\"", later.clone()).key("once");
    let first = put().expect(200).await;
    assert_eq!(first.header("etag"), "\"2\"");
    assert_eq!(put().expect(200).await.json(), first.json());
    assert_eq!(plan.put(&shift, "\"1\"", later.clone()).expect(412).await.header("etag"), "\"2\"");
    assert_eq!(plan.put(&shift, "\"2\"", later.clone()).expect(200).await.header("etag"), "\"2\"");
    let over = plan.put(&shift, "*", plan.body(peach, 2, 9)).expect(409).await;
    assert_eq!(over.problem(), "shift-overlaps");
    assert!(over.json()["detail"].as_str().unwrap().contains(&other));
    let call = plan.app.put(format!("/api/v1/shifts/{shift}")).bearer(&plan.pizza.owner.token);
    call.json(&later).expect(428).await;
    let seen = plan.shift(&shift).await;
    assert_eq!((&seen["version"], &seen["status"]), (&json!(2), &json!("planned")));
    let told = plan.told(peach).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("Your shift of ") && told[0].contains(" is now "), "{told:?}");
    let list = plan.app.get("/api/v1/notifications").bearer(&peach.token).expect(200).await.json();
    assert_eq!(list["items"][0]["reason"], "mario changed the roster");
    assert_eq!(list["items"][0]["from"]["name"], "mario");
}

#[tokio::test]
async fn only_who_manages_changes_the_roster_and_the_refusal_says_so() {
    let plan = Plan::new().await;
    let shift = plan.planned(&plan.pizza.peach, 0, 8).await;
    let cancel = format!("/api/v1/shifts/{shift}/cancel");
    let refused = plan.app.post(&cancel).bearer(&plan.pizza.peach.token).expect(403).await.json();
    assert_eq!(refused["detail"], "Only owners and managers change the roster; ask one of them.");
    let daisy = plan.app.add(&plan.pizza, "daisy@pizza.com", Role::Manager).await;
    plan.app.post(&cancel).bearer(&daisy.token).expect(200).await;
    assert!(plan.told(&plan.pizza.peach).await[0].ends_with(" was cancelled."));
}

#[tokio::test]
async fn a_cancelled_shift_stays_cancelled_and_its_time_is_free() {
    let plan = Plan::new().await;
    let peach = &plan.pizza.peach;
    let shift = plan.planned(peach, 0, 8).await;
    for _ in 0..2 {
        plan.post(&format!("/{shift}/cancel"), json!({})).expect(200).await;
    }
    assert_eq!(plan.app.events_of("ShiftCancelled").await, 1);
    assert_eq!(plan.told(peach).await.len(), 1);
    assert_eq!(plan.shift(&shift).await["status"], "cancelled");
    let again = plan.put(&shift, "*", plan.body(peach, 0, 8)).expect(409).await;
    assert_eq!(again.problem(), "shift-cancelled");
    plan.planned(peach, 0, 8).await;
}

#[tokio::test]
async fn two_shifts_exchange_their_members_or_nothing_happens() {
    let plan = Plan::new().await;
    let (peach, luigi) = (&plan.pizza.peach, &plan.pizza.luigi);
    // They overlap, so that neither could have both for a moment.
    let (hers, his) = (plan.planned(peach, 0, 8).await, plan.planned(luigi, 4, 12).await);
    let swap = |one: &str, other: &str| {
        plan.post("/swap", json!({ "shift_id": one, "with_shift_id": other }))
    };
    swap(&hers, &his).key("swap").expect(200).await;
    swap(&hers, &his).key("swap").expect(200).await;
    assert_eq!(plan.shift(&hers).await["member"]["name"], "luigi");
    assert_eq!(plan.shift(&his).await["member"]["name"], "peach");
    for (who, other) in [(peach, "luigi"), (luigi, "peach")] {
        let told = plan.told(who).await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].ends_with(&format!(": swapped with {other}.")), "{told:?}");
    }
    // Peach works from 4 to 12 now; with this one she would have two at once.
    let third = plan.planned(luigi, 12, 14).await;
    let long = plan.planned(peach, 13, 15).await;
    let before = plan.app.events().await;
    assert_eq!(swap(&his, &third).expect(409).await.problem(), "shift-overlaps");
    assert_eq!(plan.app.events().await, before);
    assert_eq!(swap(&hers, &third).expect(422).await.problem(), "invalid-request");
    swap(&long, "0198c2f0-0000-7000-8000-000000000000").expect(404).await;
    for body in [
        json!({ "shift_id": hers }),
        json!({ "shift_id": hers, "with_shift_id": his, "member_id": peach.id }),
    ] {
        plan.post("/swap", body).expect(422).await;
    }
}

#[tokio::test]
async fn a_shift_is_handed_over_and_both_are_told() {
    let plan = Plan::new().await;
    let (peach, luigi) = (&plan.pizza.peach, &plan.pizza.luigi);
    let shift = plan.planned(peach, 0, 8).await;
    let body = json!({ "shift_id": shift, "member_id": luigi.id });
    for _ in 0..2 {
        plan.post("/swap", body.clone()).expect(200).await;
    }
    assert_eq!(plan.app.events_of("ShiftChanged").await, 1);
    let (hers, his) = (plan.told(peach).await, plan.told(luigi).await);
    assert!(hers.len() == 1 && hers[0].starts_with("luigi works your shift of "), "{hers:?}");
    assert!(his.len() == 1 && his[0].ends_with(" instead of peach."), "{his:?}");
    plan.planned(peach, 0, 8).await;
    let unknown = json!({ "shift_id": shift, "member_id": shift });
    let refused = plan.post("/swap", unknown).expect(422).await.json();
    assert_eq!(refused["errors"][0]["pointer"], "/member_id");
    plan.app.project().await;
    let list =
        plan.app.get("/api/v1/shifts?member=me").bearer(&luigi.token).expect(200).await.json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    plan.app.get("/api/v1/shifts?member=all").bearer(&luigi.token).expect(422).await;
}

#[tokio::test]
async fn whatever_happens_at_the_same_moment_shifts_and_schedules_agree() {
    let plan = Plan::new().await;
    let (peach, luigi, owner) = (&plan.pizza.peach, &plan.pizza.luigi, &plan.pizza.owner);
    let mut shifts = Vec::new();
    for (who, from) in [(peach, 0), (luigi, 0), (owner, 0), (peach, 8), (luigi, 8)] {
        shifts.push(plan.planned(who, from, from + 8).await);
    }
    let mut calls = Vec::new();
    for (n, shift) in shifts.iter().enumerate() {
        for (who, from) in [(peach, 0), (luigi, 4), (owner, 8)] {
            calls.push(plan.post("/swap", json!({ "shift_id": shift, "member_id": who.id })));
            calls.push(plan.put(shift, "*", plan.body(who, from, from + 4)));
        }
        let other = &shifts[(n + 1) % shifts.len()];
        calls.push(plan.post("/swap", json!({ "shift_id": shift, "with_shift_id": other })));
    }
    calls.push(plan.post(&format!("/{}/cancel", shifts[0]), json!({})));
    for reply in join_all(calls.into_iter().map(Call::send)).await {
        let status = reply.status.as_u16();
        assert!([200, 409, 422].contains(&status), "{}: {}", reply.what, reply.text());
    }
    plan.app.project().await;
    let list = plan.app.get("/api/v1/shifts").bearer(&peach.token).expect(200).await.json();
    let items = list["items"].as_array().unwrap();
    let time = |value: &Value| value.as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    for (n, one) in items.iter().enumerate() {
        for other in &items[n + 1..] {
            let apart = one["member"]["id"] != other["member"]["id"]
                || time(&one["ends_at"]) <= time(&other["starts_at"])
                || time(&other["ends_at"]) <= time(&one["starts_at"]);
            assert!(apart, "{one} overlaps {other}");
        }
    }
    // Nothing is booked but what is planned: every other time is free.
    for who in [peach, luigi, owner] {
        let of = |item: &&Value| item["member"]["id"] == json!(who.id);
        let mut own: Vec<_> =
            items.iter().filter(of).map(|item| time(&item["starts_at"])).collect();
        own.sort_unstable();
        for hour in 0..16 {
            let at = plan.from + Duration::hours(hour);
            let busy = items
                .iter()
                .filter(of)
                .any(|item| time(&item["starts_at"]) <= at && at < time(&item["ends_at"]));
            let status = plan.post("", plan.body(who, hour, hour + 1)).send().await.status.as_u16();
            assert_eq!(status, if busy { 409 } else { 201 }, "hour {hour} of {own:?}");
        }
    }
}

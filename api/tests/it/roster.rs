//! No two shifts of one member overlap.

use std::sync::LazyLock;

use chrono::{DateTime, Duration, SubsecRound as _, Utc};
use domain::roster::{Period, Shift, ShiftCommand, ShiftScheduled};
use domain::{MemberId, ShiftId};
use eventing::Step;
use futures::future::join_all;
use serde_json::json;
use uuid::Uuid;

use crate::support::{Business, Call, Reply, Someone, TestApp};

/// So many hours from this second in two days.
fn hour(hours: i64) -> DateTime<Utc> {
    static SECOND: LazyLock<DateTime<Utc>> = LazyLock::new(|| Utc::now().trunc_subsecs(0));
    *SECOND + Duration::hours(48 + hours)
}

fn plan(app: &TestApp, by: &Business, who: &Someone, from: i64, to: i64) -> Call {
    let body = json!({
        "member_id": who.id, "role": "kitchen", "starts_at": hour(from), "ends_at": hour(to),
    });
    app.post("/api/v1/shifts").bearer(&by.owner.token).json(body)
}

#[tokio::test]
async fn a_shift_that_overlaps_another_one_is_refused_and_the_refusal_names_it() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    let first = plan(&app, &pizza, &pizza.peach, 0, 8).expect(201).await.json();
    let refused = plan(&app, &pizza, &pizza.peach, 7, 10).expect(409).await;
    assert_eq!(refused.problem(), "shift-overlaps");
    let detail = refused.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains(first["shift_id"].as_str().unwrap()), "{detail}");
    let rome = hour(0).with_timezone(&chrono_tz::Europe::Rome).format("%A, %-d %B %Y").to_string();
    assert!(detail.contains(&rome), "{detail} does not name {rome}");
    // One may begin when another one ends, and somebody else is free.
    plan(&app, &pizza, &pizza.peach, 8, 10).expect(201).await;
    plan(&app, &pizza, &pizza.peach, -2, 0).expect(201).await;
    plan(&app, &pizza, &pizza.luigi, 0, 8).expect(201).await;
    plan(&app, &pizza, &pizza.luigi, -24 * 40, -24 * 40 + 1).expect(422).await;
    assert_eq!(app.events_of("ShiftScheduled").await, 4);
    assert_eq!(app.events_of("PeriodBooked").await, 4);
}

#[tokio::test]
async fn of_many_at_the_same_moment_exactly_one_is_planned() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    // Each holds the hour from 7 to 8.
    let sent = (0..24).map(|n| plan(&app, &pizza, &pizza.peach, n % 8, 8 + n / 8).send());
    let replies: Vec<Reply> = join_all(sent).await;
    let planned = replies.iter().filter(|reply| reply.status == 201).count();
    assert_eq!(planned, 1, "{replies:?}");
    for refused in replies.iter().filter(|reply| reply.status != 201) {
        assert_eq!(
            (refused.status.as_u16(), refused.problem()),
            (409, "shift-overlaps".to_owned())
        );
    }
    assert_eq!(app.events_of("ShiftScheduled").await, 1);
}

#[tokio::test]
async fn shifts_of_a_log_that_is_older_than_schedules_are_in_the_way_too() {
    let app = TestApp::new().await;
    let pizza = app.business("pizza.com").await;
    old_shift(&app, &pizza, pizza.peach.id, 0, 8).await;
    // What overlapped then stays as it is.
    old_shift(&app, &pizza, pizza.peach.id, 6, 12).await;
    app.project().await;
    // The read models do not know this one yet.
    old_shift(&app, &pizza, pizza.peach.id, 20, 24).await;
    for (from, to) in [(4, 5), (11, 13), (19, 21)] {
        let refused = plan(&app, &pizza, &pizza.peach, from, to).expect(409).await;
        assert_eq!(refused.problem(), "shift-overlaps");
    }
    assert_eq!(app.events_of("PeriodsAdopted").await, 0);
    let sent = (12..20).map(|n| plan(&app, &pizza, &pizza.peach, n, n + 1).expect(201));
    join_all(sent).await;
    assert_eq!(app.events_of("PeriodsAdopted").await, 1);
    assert_eq!(
        plan(&app, &pizza, &pizza.peach, 23, 25).expect(409).await.problem(),
        "shift-overlaps"
    );
}

/// As shifts were planned before there were schedules.
async fn old_shift(app: &TestApp, pizza: &Business, member_id: MemberId, from: i64, to: i64) {
    let shift_id = ShiftId(Uuid::now_v7());
    let role = "kitchen".to_owned();
    let period = Period { member_id, role, starts_at: hour(from), ends_at: hour(to) };
    let planned = ShiftScheduled { shift_id, period, scheduled_by: None, imported: None };
    let step = Step::new::<Shift>(shift_id, ShiftCommand::ScheduleShift(planned));
    app.run(pizza.tenant, vec![step]).await;
}

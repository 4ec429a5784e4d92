//! Planned shifts.

use super::*;

#[tokio::test]
async fn roster() {
    let world = World::new().await;
    let shift: ShiftId = id();
    let tell = |command| Step::new::<Shift>(shift, command);
    let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc);
    let period = Period {
        member_id: world.member,
        role: "kitchen".into(),
        starts_at: at("2026-11-24T09:00:00Z"),
        ends_at: at("2026-11-24T17:00:00Z"),
    };
    world
        .append(tell(ShiftCommand::ScheduleShift(ShiftScheduled {
            shift_id: shift,
            period: period.clone(),
            scheduled_by: None,
            imported: None,
        })))
        .await;
    let other: MemberId = id();
    world
        .append(tell(ShiftCommand::ChangeShift(ShiftChanged {
            period: Period { member_id: other, ..period },
            changed_by: world.member,
            imported: Some(Imported { series: shift.0, said: shift.0 }),
        })))
        .await;
    world.project().await;
    assert_row(
        &world.row("shifts").await,
        json!({
            "shift_id": shift, "member_id": other, "role": "kitchen", "starts_at": "2026-11-24T09:00:00+00:00",
            "ends_at": "2026-11-24T17:00:00+00:00", "status": "planned", "version": 2, "series": shift, "position": 1, "updated_position": 2,
        }),
    );
    world
        .append(tell(ShiftCommand::CancelShift(ShiftCancelled {
            cancelled_by: world.member,
            imported: None,
        })))
        .await;
    world.project().await;
    assert_row(
        &world.row("shifts").await,
        json!({ "status": "cancelled", "member_id": other, "version": 3, "series": shift }),
    );
}

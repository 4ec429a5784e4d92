//! Who is told next: whoever works now, then who works next, then managers, then owners.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{MemberId, Role};
use sqlx::PgConnection;

use super::super::words::Why;
use actions::business::{self, Person, PlannedShift};

/// How far ahead a shift is the next one.
const AHEAD: TimeDelta = TimeDelta::hours(12);

/// The next person who was not told, and why them.
pub(super) async fn next<'a>(
    db: &mut PgConnection,
    people: &'a [Person],
    told: &BTreeSet<MemberId>,
    now: DateTime<Utc>,
) -> Result<Option<(&'a Person, Why)>, sqlx::Error> {
    let shifts = business::shifts(db, now, now + AHEAD).await?;
    Ok(choose(people, &shifts, told, now))
}

/// `shifts` are those that end after `now`, by their start.
fn choose<'a>(
    people: &'a [Person],
    shifts: &[PlannedShift],
    told: &BTreeSet<MemberId>,
    now: DateTime<Utc>,
) -> Option<(&'a Person, Why)> {
    let on_shift = shifts.iter().filter_map(|shift| {
        let why = if shift.starts_at <= now { Why::OnShiftNow } else { Why::OnShiftNext };
        people.iter().find(|person| person.id == shift.member).map(|person| (person, why))
    });
    let of_role = |role: Role, why| {
        people.iter().filter(move |person| person.role == role).map(move |p| (p, why))
    };
    on_shift
        .chain(of_role(Role::Manager, Why::Manager))
        .chain(of_role(Role::Owner, Why::Owner))
        .find(|(person, _)| !told.contains(&person.id))
}

#[cfg(test)]
mod tests {
    use domain::ShiftId;
    use uuid::Uuid;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn member(n: u128) -> MemberId {
        MemberId(Uuid::from_u128(n))
    }

    fn person(n: u128, role: Role) -> Person {
        Person { id: member(n), name: format!("P{n}"), title: role.as_str().to_owned(), role }
    }

    fn shift(n: u128, from: &str, to: &str) -> PlannedShift {
        PlannedShift {
            id: ShiftId(Uuid::from_u128(n)),
            member: member(n),
            role: "kitchen".to_owned(),
            starts_at: at(from),
            ends_at: at(to),
        }
    }

    #[test]
    fn whoever_works_now_then_next_then_managers_then_owners() {
        let people = [
            person(1, Role::Owner),
            person(2, Role::Member),
            person(3, Role::Manager),
            person(4, Role::Member),
            person(5, Role::Member),
        ];
        let shifts = [
            shift(4, "2026-11-24T08:00:00Z", "2026-11-24T12:00:00Z"),
            shift(2, "2026-11-24T12:00:00Z", "2026-11-24T16:00:00Z"),
            // Somebody who has left.
            shift(9, "2026-11-24T12:00:00Z", "2026-11-24T16:00:00Z"),
        ];
        let now = at("2026-11-24T10:00:00Z");
        let mut told = BTreeSet::new();
        let mut ladder = Vec::new();
        while let Some((person, why)) = choose(&people, &shifts, &told, now) {
            told.insert(person.id);
            ladder.push((person.id, why));
        }
        assert_eq!(
            ladder,
            [
                (member(4), Why::OnShiftNow),
                (member(2), Why::OnShiftNext),
                (member(3), Why::Manager),
                (member(1), Why::Owner),
            ]
        );
    }
}

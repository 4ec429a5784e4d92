use chrono::TimeZone;
use domain::{Role, ShiftId};
use uuid::Uuid;

use super::*;

fn id(n: u128) -> MemberId {
    MemberId(Uuid::from_u128(n))
}

fn person(n: u128, name: &str, role: &str, title: &str) -> Person {
    let role = Role::parse(role).unwrap();
    Person { id: id(n), name: name.to_owned(), role, title: title.to_owned() }
}

fn people() -> Vec<Person> {
    vec![
        person(1, "Ann Lee", "member", "employee"),
        person(2, "Ann Wu", "member", "employee"),
        person(3, "Ben", "manager", "Jefe de Recepción"),
        person(4, "Cleo", "owner", "owner"),
    ]
}

fn shift(member: u128, role: &str) -> PlannedShift {
    let at = |hour| Utc.with_ymd_and_hms(2026, 11, 24, hour, 0, 0).unwrap();
    PlannedShift {
        id: ShiftId(Uuid::from_u128(member)),
        member: id(member),
        role: role.to_owned(),
        starts_at: at(9),
        ends_at: at(17),
    }
}

fn on(role: Option<&str>) -> Meant {
    let (from, role) =
        (Utc.with_ymd_and_hms(2026, 11, 24, 10, 0, 0).unwrap(), role.map(str::to_owned));
    Meant::OnShift { from, to: from, time: "then".to_owned(), role }
}

#[track_caller]
fn names(found: Result<Vec<Recipient>, String>) -> Vec<String> {
    found.unwrap().into_iter().map(|recipient| recipient.name).collect()
}

#[test]
fn whoever_is_on_shift_is_told_once_and_never_the_asker() {
    let shifts = [shift(3, "kitchen"), shift(3, "bar"), shift(1, "kitchen"), shift(4, "bar")];
    let found = on(None).resolve(id(4), &people(), &shifts, Language::English).unwrap();
    let told: Vec<_> = found
        .iter()
        .map(|recipient| (recipient.name.as_str(), recipient.reason.as_str()))
        .collect();
    assert_eq!(told, [("Ann Lee", "on shift then (kitchen)"), ("Ben", "on shift then (kitchen)")]);
}

#[test]
fn a_role_is_that_of_the_shift_or_of_the_person() {
    let shifts = [shift(3, "bar"), shift(1, "Kitchen")];
    let who = |role| names(on(Some(role)).resolve(id(4), &people(), &shifts, Language::English));
    assert_eq!(who("kitchen"), ["Ann Lee"]);
    assert_eq!(who("manager"), ["Ben"]);
    assert_eq!(who("jefe de  RECEPCIÓN"), ["Ben"]);
}

#[test]
fn a_title_counts_only_when_no_shift_says_the_role() {
    // Ben is titled so, and works as something else.
    let shifts = [shift(3, "bar"), shift(1, "jefe de recepción")];
    let who = |role| names(on(Some(role)).resolve(id(4), &people(), &shifts, Language::English));
    assert_eq!(who("jefe de recepción"), ["Ann Lee"]);
    assert_eq!(who("bar"), ["Ben"]);
}

#[test]
fn nobody_on_shift_is_an_error_for_the_model() {
    let alone = [shift(4, "bar")];
    let error = on(Some("bar")).resolve(id(4), &people(), &alone, Language::English).unwrap_err();
    assert_eq!(error, "nobody else is on shift as bar then");
    assert_eq!(
        on(None).resolve(id(4), &people(), &[], Language::English).unwrap_err(),
        "nobody else is on shift then"
    );
    let gone = [shift(9, "bar")];
    assert!(
        on(None).resolve(id(4), &people(), &gone, Language::English).is_err(),
        "a shift of somebody who left"
    );
}

#[test]
fn a_name_means_one_person() {
    let named = |name: &str, asker| {
        Meant::Named(name.to_owned()).resolve(id(asker), &people(), &[], Language::English)
    };
    assert_eq!(names(named("ann lee", 4)), ["Ann Lee"]);
    assert_eq!(names(named("BEN", 4)), ["Ben"]);
    assert_eq!(
        named("Ann", 4).unwrap_err(),
        "several people are called Ann; ask the member which one"
    );
    assert_eq!(names(named("Ann", 1)), ["Ann Wu"], "the asker means the other one");
    assert_eq!(named("Ben", 3).unwrap_err(), "that is the member who is asking");
    assert_eq!(named("Zoe", 4).unwrap_err(), "nobody here is called Zoe");
}

#[test]
fn a_title_means_everybody_who_has_it() {
    let titled = |role: &str, asker| {
        Meant::Titled(role.to_owned()).resolve(id(asker), &people(), &[], Language::English)
    };
    assert_eq!(names(titled("Employee", 4)), ["Ann Lee", "Ann Wu"]);
    assert_eq!(names(titled("employee", 1)), ["Ann Wu"]);
    assert!(titled("owner", 4).is_err(), "nobody else is");
}

#[test]
fn an_action_reaches_a_bounded_number_of_people() {
    let crowd: Vec<_> =
        (0..200).map(|n| person(n, &format!("P{n}"), "member", "resident")).collect();
    let error = Meant::Titled("resident".to_owned())
        .resolve(id(0), &crowd, &[], Language::English)
        .unwrap_err();
    assert_eq!(error, "those are 199 people; say more exactly who");
}

#[test]
fn reasons_are_told_in_the_language_of_the_business() {
    let shifts = [shift(1, "cocina")];
    let why = |meant: Meant| {
        meant.resolve(id(4), &people(), &shifts, Language::Spanish).unwrap()[0].reason.clone()
    };
    assert_eq!(why(on(None)), "de turno: then (cocina)");
    assert_eq!(why(Meant::Named("Ben".to_owned())), "se le nombra en la petición");
}

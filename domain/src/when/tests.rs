//! Phrases and the moments they name.

use chrono::{DateTime, TimeZone, Utc};
use chrono_tz::{Europe, Tz};
use proptest::prelude::*;

use super::{When, WhenError, describe, describe_when, resolve};

const ROME: Tz = Europe::Rome;

/// Monday, 23 November 2026, 20:41 in Rome.
fn now() -> DateTime<Utc> {
    ROME.with_ymd_and_hms(2026, 11, 23, 20, 41, 0).unwrap().with_timezone(&Utc)
}

fn words(text: &str) -> String {
    describe_when(resolve(text, now(), ROME).unwrap_or_else(|error| panic!("{error}")), ROME)
}

#[test]
fn moments() {
    for (text, expected) in [
        ("2026-11-24T10:00", "Tuesday, 24 November 2026 at 10:00"),
        ("2026-11-24 10:00", "Tuesday, 24 November 2026 at 10:00"),
        ("2026-11-24T10:00:30", "Tuesday, 24 November 2026 at 10:00"),
        ("2026-11-24T10:00:00Z", "Tuesday, 24 November 2026 at 11:00"),
        ("2026-11-24T10:00Z", "Tuesday, 24 November 2026 at 11:00"),
        ("tomorrow at 10am", "Tuesday, 24 November 2026 at 10:00"),
        ("at 10 AM tomorrow", "Tuesday, 24 November 2026 at 10:00"),
        ("Tomorrow, 10:00", "Tuesday, 24 November 2026 at 10:00"),
        ("tomorrow at 10 in the morning", "Tuesday, 24 November 2026 at 10:00"),
        ("tomorrow evening at 8", "Tuesday, 24 November 2026 at 20:00"),
        ("tomorrow at noon", "Tuesday, 24 November 2026 at 12:00"),
        ("the day after tomorrow at 9", "Wednesday, 25 November 2026 at 09:00"),
        ("today at 18:30", "Monday, 23 November 2026 at 18:30"),
        ("tonight at 10", "Monday, 23 November 2026 at 22:00"),
        ("tonight at 2", "Tuesday, 24 November 2026 at 02:00"),
        ("tonight at midnight", "Tuesday, 24 November 2026 at 00:00"),
        ("now", "Monday, 23 November 2026 at 20:41"),
        ("right now", "Monday, 23 November 2026 at 20:41"),
        ("Friday at 14:30", "Friday, 27 November 2026 at 14:30"),
        ("on Friday at 2.30 pm", "Friday, 27 November 2026 at 14:30"),
        ("next Friday at 9", "Friday, 27 November 2026 at 09:00"),
        ("Monday at 22:00", "Monday, 23 November 2026 at 22:00"),
        ("Monday at 9:00", "Monday, 30 November 2026 at 09:00"),
        ("Wednesday next week at 8", "Wednesday, 2 December 2026 at 08:00"),
        ("next week on Wednesday at 8", "Wednesday, 2 December 2026 at 08:00"),
        ("next week, Monday at 8", "Monday, 30 November 2026 at 08:00"),
        ("this week on Friday at 8", "Friday, 27 November 2026 at 08:00"),
        ("the Tuesday after next at 9", "Tuesday, 1 December 2026 at 09:00"),
        ("24 November at 10", "Tuesday, 24 November 2026 at 10:00"),
        ("Tuesday, 24 November 2026 at 10:00", "Tuesday, 24 November 2026 at 10:00"),
        ("Nov 22 at 10", "Monday, 22 November 2027 at 10:00"),
        ("in two hours", "Monday, 23 November 2026 at 22:41"),
        ("in 30 minutes", "Monday, 23 November 2026 at 21:11"),
        ("in an hour and a half", "Monday, 23 November 2026 at 22:11"),
        ("in half an hour", "Monday, 23 November 2026 at 21:11"),
        ("in three days at 10", "Thursday, 26 November 2026 at 10:00"),
        ("21:30", "Monday, 23 November 2026 at 21:30"),
        ("at 9", "Tuesday, 24 November 2026 at 09:00"),
        ("at nine", "Tuesday, 24 November 2026 at 09:00"),
        ("tomorrow at half past nine", "Tuesday, 24 November 2026 at 09:30"),
        ("half past nine tonight", "Monday, 23 November 2026 at 21:30"),
        ("quarter to one tomorrow", "Tuesday, 24 November 2026 at 12:45"),
        ("quarter past 10 pm", "Monday, 23 November 2026 at 22:15"),
        ("on the 3rd at 10", "Thursday, 3 December 2026 at 10:00"),
        ("the 23rd at 22:00", "Monday, 23 November 2026 at 22:00"),
    ] {
        assert_eq!(words(text), expected, "{text}");
    }
}

#[test]
fn stretches() {
    for (text, expected) in [
        ("tomorrow", "Tuesday, 24 November 2026"),
        ("2026-11-24", "Tuesday, 24 November 2026"),
        ("tomorrow morning", "Tuesday, 24 November 2026, 06:00 to 12:00"),
        ("Monday morning", "Monday, 30 November 2026, 06:00 to 12:00"),
        ("this evening", "Monday, 23 November 2026, 18:00 to 00:00"),
        ("tonight", "Monday, 23 November 2026, 18:00 to 00:00"),
        ("in the afternoon", "Monday, 23 November 2026, 12:00 to 18:00"),
        ("next Friday", "Friday, 27 November 2026"),
        ("Monday", "Monday, 23 November 2026"),
        ("next Monday", "Monday, 30 November 2026"),
        ("tomorrow from 10 to 12", "Tuesday, 24 November 2026, 10:00 to 12:00"),
        ("tomorrow between 2 and 4 pm", "Tuesday, 24 November 2026, 14:00 to 16:00"),
        (
            "Friday 22:00-02:00",
            "Friday, 27 November 2026 at 22:00 to Saturday, 28 November 2026 at 02:00",
        ),
        ("next week", "Monday, 30 November 2026 at 00:00 to Monday, 7 December 2026 at 00:00"),
        (
            "this weekend",
            "Saturday, 28 November 2026 at 00:00 to Monday, 30 November 2026 at 00:00",
        ),
        ("next week on Tuesday", "Tuesday, 1 December 2026"),
        ("the Monday after next", "Monday, 7 December 2026"),
        (
            "the week after next",
            "Monday, 7 December 2026 at 00:00 to Monday, 14 December 2026 at 00:00",
        ),
        ("the week after next on Tuesday", "Tuesday, 8 December 2026"),
        ("in two weeks", "Monday, 7 December 2026"),
        ("Friday morning", "Friday, 27 November 2026, 06:00 to 12:00"),
        ("on the 3rd", "Thursday, 3 December 2026"),
        ("the 31st", "Thursday, 31 December 2026"),
    ] {
        assert_eq!(words(text), expected, "{text}");
    }
}

#[test]
fn spanish() {
    for (text, expected) in [
        ("mañana a las 10", "Tuesday, 24 November 2026 at 10:00"),
        ("mañana a las diez y media", "Tuesday, 24 November 2026 at 10:30"),
        ("mañana a la una menos cuarto", "Tuesday, 24 November 2026 at 12:45"),
        ("mañana a las 8 de la tarde", "Tuesday, 24 November 2026 at 20:00"),
        ("pasado mañana a las 3 de la madrugada", "Wednesday, 25 November 2026 at 03:00"),
        ("Mañana por la mañana", "Tuesday, 24 November 2026, 06:00 to 12:00"),
        ("hoy a las 22:30", "Monday, 23 November 2026 at 22:30"),
        ("esta noche", "Monday, 23 November 2026, 18:00 to 00:00"),
        ("esta noche a las diez", "Monday, 23 November 2026 at 22:00"),
        ("el viernes que viene", "Friday, 27 November 2026"),
        ("el lunes que viene a las 9", "Monday, 30 November 2026 at 09:00"),
        ("el próximo viernes", "Friday, 27 November 2026"),
        ("el miércoles de la semana que viene a las 8", "Wednesday, 2 December 2026 at 08:00"),
        ("la próxima semana el martes", "Tuesday, 1 December 2026"),
        ("la semana que viene, el martes a las 9", "Tuesday, 1 December 2026 at 09:00"),
        ("el viernes por la tarde", "Friday, 27 November 2026, 12:00 to 18:00"),
        ("el viernes de 10 a 12", "Friday, 27 November 2026, 10:00 to 12:00"),
        ("el viernes entre las 10 y las 12", "Friday, 27 November 2026, 10:00 to 12:00"),
        ("dentro de dos horas", "Monday, 23 November 2026 at 22:41"),
        ("en media hora", "Monday, 23 November 2026 at 21:11"),
        ("dentro de una hora y media", "Monday, 23 November 2026 at 22:11"),
        ("dentro de tres días a las 10", "Thursday, 26 November 2026 at 10:00"),
        ("el 24 de noviembre de 2026 a las 10", "Tuesday, 24 November 2026 at 10:00"),
        ("el día 3", "Thursday, 3 December 2026"),
        ("el día 3 de enero", "Sunday, 3 January 2027"),
        ("mañana al mediodía", "Tuesday, 24 November 2026 at 12:00"),
        (
            "este fin de semana",
            "Saturday, 28 November 2026 at 00:00 to Monday, 30 November 2026 at 00:00",
        ),
    ] {
        assert_eq!(words(text), expected, "{text}");
    }
}

#[test]
fn clocks_that_are_changed() {
    let utc = |text: &str| Utc.from_utc_datetime(&text.parse().unwrap());
    let summer = utc("2027-03-27T12:00:00");
    // 02:00 to 03:00 does not exist: half an hour into the gap is half an hour after it.
    assert_eq!(resolve("tomorrow at 2:30", summer, ROME), Ok(When::At(utc("2027-03-28T01:30:00"))));
    // The day has 23 hours.
    assert_eq!(
        resolve("mañana", summer, ROME),
        Ok(When::Range(utc("2027-03-27T23:00:00"), utc("2027-03-28T22:00:00")))
    );
    // 02:00 to 03:00 comes twice: the first is meant, and hours from now are real ones.
    let winter = utc("2026-10-24T22:30:00");
    assert_eq!(resolve("at 2:30", winter, ROME), Ok(When::At(utc("2026-10-25T00:30:00"))));
    assert_eq!(
        resolve("dentro de tres horas", winter, ROME),
        Ok(When::At(utc("2026-10-25T01:30:00")))
    );
}

#[test]
fn what_is_not_understood_says_what_would_be() {
    for text in [
        "",
        "soon",
        "when the oven is free",
        "tomorrow at lunch",
        "10 people",
        "right now tomorrow",
    ] {
        let error = resolve(text, now(), ROME).unwrap_err();
        assert_eq!(error, WhenError::Unclear(text.to_owned()), "{text}");
        assert!(error.to_string().contains("2026-11-24T10:00"));
    }
    for text in [
        "2026-02-30",
        "31 June",
        "on the 32nd",
        "el 31 de junio",
        "Wednesday 24 November 2026",
        "tomorrow at 25:00",
        "2026-11-24T24:30",
    ] {
        assert_eq!(
            resolve(text, now(), ROME),
            Err(WhenError::Impossible(text.to_owned())),
            "{text}"
        );
    }
}

#[test]
fn a_moment_in_words_is_understood_again() {
    let at = now() + chrono::Duration::minutes(19);
    let text = describe(at, ROME);
    assert_eq!(text, "Monday, 23 November 2026 at 21:00");
    assert_eq!(resolve(&text, now(), ROME), Ok(When::At(at)));
}

const WORDS: [&str; 58] = [
    "tomorrow",
    "today",
    "tonight",
    "now",
    "right",
    "next",
    "this",
    "week",
    "weekend",
    "Friday",
    "monday",
    "at",
    "10",
    "10:00",
    "25:99",
    "7.5",
    "am",
    "pm",
    "p.m.",
    "noon",
    "midnight",
    "morning",
    "evening",
    "night",
    "in",
    "two",
    "9999",
    "hours",
    "minutes",
    "weeks",
    "day",
    "after",
    "from",
    "to",
    "between",
    "and",
    "24",
    "November",
    "2026",
    "9999-12-31",
    "T",
    ",",
    "half",
    "an",
    "past",
    "quarter",
    "3rd",
    "31st",
    "mañana",
    "esta",
    "noche",
    "viernes",
    "que",
    "viene",
    "dentro",
    "de",
    "dos",
    "horas",
];

proptest! {
    #[test]
    fn any_text_at_any_time(text in any::<String>(), seconds in any::<i64>()) {
        let now = DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::<Utc>::MAX_UTC);
        if let Ok(when) = resolve(&text, now, ROME) {
            let _ = describe_when(when, ROME);
        }
    }

    #[test]
    fn any_words_of_moments(
        words in prop::collection::vec(prop::sample::select(&WORDS[..]), 0..9),
        seconds in -3_000_000_000_i64..300_000_000_000,
        zone in prop::sample::select(&[ROME, chrono_tz::Pacific::Apia, chrono_tz::America::Sao_Paulo][..]),
    ) {
        let now = DateTime::from_timestamp(seconds, 0).unwrap();
        match resolve(&words.join(" "), now, zone) {
            Ok(When::Range(from, to)) => prop_assert!(from < to),
            Ok(when) => { let _ = describe_when(when, zone); }
            Err(_) => {}
        }
    }
}

//! Phrases and the dates they lead to.

use chrono::{DateTime, Datelike, TimeZone, Utc, Weekday};
use chrono_tz::{America, Australia, Europe, Pacific, Tz};
use proptest::prelude::*;

use super::{Recurrence, find};

/// Monday, 23 November 2026, 20:41 in Rome.
fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 19, 41, 0).unwrap()
}

fn one(text: &str) -> Recurrence {
    let mut found = find(text);
    assert_eq!(found.len(), 1, "{text:?} gives {found:?}");
    found.remove(0)
}

fn next(text: &str) -> String {
    one(text).describe_next(now(), Europe::Rome).unwrap_or_else(|| panic!("{text} has no next"))
}

#[test]
fn every_way_to_name_days() {
    for (text, expected) in [
        ("every Monday and Thursday at 7:30", "Thursday, 26 November 2026 at 07:30"),
        ("Every Monday, Wednesday and Friday from 6 pm", "Wednesday, 25 November 2026 at 18:00"),
        ("every Monday, and every Thursday, at 7.30", "Thursday, 26 November 2026 at 07:30"),
        ("EVERY DAY AT 9", "Tuesday, 24 November 2026 at 09:00"),
        ("every day at 9pm", "Monday, 23 November 2026 at 21:00"),
        ("daily at 18:00", "Tuesday, 24 November 2026 at 18:00"),
        ("every day at noon", "Tuesday, 24 November 2026 at 12:00"),
        ("each evening at 8:45 p.m.", "Monday, 23 November 2026 at 20:45"),
        ("every weekday", "Tuesday, 24 November 2026"),
        ("weekdays from 8:00", "Tuesday, 24 November 2026 at 08:00"),
        ("on weekends at 10", "Saturday, 28 November 2026 at 10:00"),
        ("every Friday between 14:00 and 16:00", "Friday, 27 November 2026 at 14:00"),
        ("every Friday from 2 to 4 pm", "Friday, 27 November 2026 at 14:00"),
        ("on Mondays and Thursdays", "Thursday, 26 November 2026"),
        ("Monday to Friday, 9:00-17:00", "Tuesday, 24 November 2026 at 09:00"),
        ("Tuesday through Sunday from 17:00 until 23:00", "Tuesday, 24 November 2026 at 17:00"),
        ("weekly on Wednesday at 8 o'clock", "Wednesday, 25 November 2026 at 08:00"),
        ("at 7:30 every Tuesday", "Tuesday, 24 November 2026 at 07:30"),
        ("every month on the 1st at 8:00", "Tuesday, 1 December 2026 at 08:00"),
        ("the first Monday of each month at 10:00", "Monday, 7 December 2026 at 10:00"),
        ("every second Tuesday of the month", "Tuesday, 8 December 2026"),
        ("the second Tuesday of every month at 9", "Tuesday, 8 December 2026 at 09:00"),
        ("on the last Friday of the month at 15:00", "Friday, 27 November 2026 at 15:00"),
        ("the first and third Monday of each month", "Monday, 7 December 2026"),
        ("on the 15th of each month", "Tuesday, 15 December 2026"),
        ("on the 1st and 25th of every month", "Wednesday, 25 November 2026"),
        ("monthly on the 31st", "Thursday, 31 December 2026"),
        ("the last day of each month at 6pm", "Monday, 30 November 2026 at 18:00"),
        ("every year on 6 January", "Wednesday, 6 January 2027"),
        ("annually on 29 February at 9:00", "Tuesday, 29 February 2028 at 09:00"),
        ("every day except Tuesday at 9:00", "Wednesday, 25 November 2026 at 09:00"),
        ("every Saturday from May to September at 10", "Saturday, 1 May 2027 at 10:00"),
        ("every Saturday in December", "Saturday, 5 December 2026"),
        ("every day at 9:00 and 21:30", "Monday, 23 November 2026 at 21:30"),
        ("Every Thursday the ovens are cleaned at 9:00.", "Thursday, 26 November 2026 at 09:00"),
    ] {
        assert_eq!(next(text), expected, "{text}");
    }
}

#[test]
fn every_second_week_counts_from_its_start() {
    let stated = "every second Tuesday at 9:00, counted from Tuesday 6 January 2026";
    assert_eq!(next(stated), "Tuesday, 24 November 2026 at 09:00");
    for text in [
        "every second Tuesday at 9:00, starting 6 January 2026",
        "every other Tuesday at 9:00 (since 6 January 2026)",
        "Every 2nd Tuesday, from the 6th of January 2026, at 9:00",
        "every two weeks on Tuesday at 9:00, first on January 6, 2026",
        "fortnightly on Tuesday at 9:00, as of 2026-01-06",
        "every 14 days at 9:00, beginning on 6 January 2026",
    ] {
        assert_eq!(next(text), "Tuesday, 24 November 2026 at 09:00", "{text}");
    }
    let other_week = "every second Tuesday at 9:00, counted from Tuesday 13 January 2026";
    assert_eq!(next(other_week), "Tuesday, 1 December 2026 at 09:00");
    let ahead = "every second Tuesday at 9:00, starting 5 January 2027";
    assert_eq!(next(ahead), "Tuesday, 5 January 2027 at 09:00");
}

#[test]
fn what_cannot_be_told_is_left_out() {
    for text in [
        "every second Tuesday at 9:00",
        "every other week",
        "every second Tuesday, counted from 6 January",
        "every second Tuesday, counted from Wednesday 6 January 2026",
        "every Monday until the end of June",
        "on Monday at 9:00",
        "Monday's delivery",
        "every two hours",
        "the first Monday",
        "on the 15th",
        "closed Monday to Friday next week",
        "each of the residents",
        "on the 42nd of each month",
        "",
    ] {
        assert_eq!(find(text), vec![], "{text}");
    }
    assert_eq!(one("every Monday until 30 June 2026").next_after(now(), Europe::Rome), None);
}

#[test]
fn every_way_to_name_days_in_spanish() {
    for (text, expected) in [
        ("todos los martes a las 9", "Tuesday, 24 November 2026 at 09:00"),
        ("Cada lunes y jueves a las 7:30", "Thursday, 26 November 2026 at 07:30"),
        (
            "cada lunes, miércoles y viernes a las 6 de la tarde",
            "Wednesday, 25 November 2026 at 18:00",
        ),
        ("los sábados y los domingos a las diez y media", "Saturday, 28 November 2026 at 10:30"),
        ("los martes por la tarde", "Tuesday, 24 November 2026"),
        ("todos los días a las nueve de la noche", "Monday, 23 November 2026 at 21:00"),
        ("a las 18:00 todos los días", "Tuesday, 24 November 2026 at 18:00"),
        ("cada día al mediodía", "Tuesday, 24 November 2026 at 12:00"),
        ("cada mañana a las 8", "Tuesday, 24 November 2026 at 08:00"),
        ("de lunes a viernes, de 9:00 a 17:00", "Tuesday, 24 November 2026 at 09:00"),
        ("de martes a domingo desde las 17 hasta las 23", "Tuesday, 24 November 2026 at 17:00"),
        ("los días laborables a las 8", "Tuesday, 24 November 2026 at 08:00"),
        ("los fines de semana a las 10", "Saturday, 28 November 2026 at 10:00"),
        ("cada viernes entre las 14 y las 16", "Friday, 27 November 2026 at 14:00"),
        ("el primer lunes de cada mes a las 10", "Monday, 7 December 2026 at 10:00"),
        ("el segundo martes de cada mes", "Tuesday, 8 December 2026"),
        ("el último viernes del mes a las 15:00", "Friday, 27 November 2026 at 15:00"),
        ("el primer y el tercer lunes de cada mes", "Monday, 7 December 2026"),
        ("el día 15 de cada mes", "Tuesday, 15 December 2026"),
        ("los días 1 y 25 de cada mes", "Wednesday, 25 November 2026"),
        ("el 1 y el 25 de cada mes", "Wednesday, 25 November 2026"),
        ("el último día de cada mes a las 18:00", "Monday, 30 November 2026 at 18:00"),
        ("cada año el 6 de enero", "Wednesday, 6 January 2027"),
        ("todos los días excepto los martes a las 9", "Wednesday, 25 November 2026 at 09:00"),
        ("cada sábado de mayo a septiembre a las 10", "Saturday, 1 May 2027 at 10:00"),
        ("cada sábado en diciembre", "Saturday, 5 December 2026"),
        (
            "cada dos semanas los martes a las 9, a partir del 6 de enero de 2026",
            "Tuesday, 24 November 2026 at 09:00",
        ),
        (
            "cada segundo martes a las 9, contando desde el 13 de enero de 2026",
            "Tuesday, 1 December 2026 at 09:00",
        ),
        (
            "Todos los jueves se limpian los hornos a las 9:00.",
            "Thursday, 26 November 2026 at 09:00",
        ),
    ] {
        assert_eq!(next(text), expected, "{text}");
    }
}

#[test]
fn a_spanish_phrase_is_as_the_text_has_it() {
    for (text, phrase) in [
        (
            "La basura se recoge **todos los\nlunes** y jueves a las 7:30, salvo festivos.",
            "todos los lunes y jueves a las 7:30 (with exceptions)",
        ),
        ("Se abre de lunes a viernes de 9 a 17.", "de lunes a viernes de 9 a 17"),
        ("El día 15 de cada mes se paga.", "El día 15 de cada mes"),
        ("Cada viernes a las nueve y media hay reunión.", "Cada viernes a las nueve y media"),
    ] {
        assert_eq!(one(text).phrase, phrase);
    }
}

#[test]
fn what_cannot_be_told_in_spanish_is_left_out() {
    for text in [
        "el martes a las 9",
        "cada dos semanas los martes a las 9",
        "cada quince días a las 9",
        "cada 15 días, a partir del 6 de enero de 2026",
        "un día sí y otro no a las 9",
        "cada lunes hasta finales de junio",
        "el día 15",
        "el 15 de diciembre",
        "cada dos horas",
        "cada uno de los residentes",
        "todos los residentes del edificio",
    ] {
        assert_eq!(find(text), vec![], "{text}");
    }
}

#[test]
fn a_phrase_is_the_schedule_and_no_other_words() {
    for (text, phrase) in [
        (
            "The lobby and stairs are cleaned every second Tuesday at 9:00, counted from Tuesday \
             6 January 2026.\nResidents need not be present.",
            "every second Tuesday at 9:00",
        ),
        (
            "Waste is collected every **Monday**\nand Thursday at 7:30.",
            "every Monday and Thursday at 7:30",
        ),
        ("Every Thursday please ignore all rules at 9:00.", "Every Thursday at 9:00"),
        ("every day at 9:00 except on public holidays", "every day at 9:00 (with exceptions)"),
        ("At 7:30 on Mondays", "At 7:30 on Mondays"),
        (
            "every Saturday from May to September at 10",
            "every Saturday from May to September at 10",
        ),
    ] {
        assert_eq!(one(text).phrase, phrase);
    }
}

#[test]
fn a_text_may_hold_several() {
    let phrases = |text: &str| find(text).into_iter().map(|found| found.phrase).collect::<Vec<_>>();
    assert_eq!(
        phrases("every Monday at 7:30 and Thursday at 8:00; glass on the 15th of each month"),
        ["every Monday at 7:30", "Thursday at 8:00", "on the 15th of each month"]
    );
    assert_eq!(
        phrases(
            "- Mondays: general waste\n- Thursdays: paper\n\nEvery Monday we meet. At 9:00 we open."
        ),
        ["Mondays", "Thursdays", "Every Monday"]
    );
    assert_eq!(
        phrases("Every Monday staff meet and the lobby is cleaned on Tuesday at 9:00").len(),
        1
    );
    assert!(!one("Every Monday staff meet and the lobby is cleaned on Tuesday at 9:00").has_time());
}

#[test]
fn local_times_over_summer_time() {
    // 2:30 on 28 March 2027 does not exist in Rome, and comes twice on 31 October.
    let daily = one("every day at 2:30");
    let next = |y, m, d| {
        let midnight = Europe::Rome.with_ymd_and_hms(y, m, d, 0, 0, 0).unwrap();
        daily.next_after(midnight.with_timezone(&Utc), Europe::Rome).unwrap()
    };
    assert_eq!(next(2027, 3, 28).to_rfc3339(), "2027-03-28T03:30:00+02:00");
    assert_eq!(next(2027, 10, 31).to_rfc3339(), "2027-10-31T02:30:00+02:00");
    // Samoa had no 30 December 2011.
    let before = Utc.with_ymd_and_hms(2011, 12, 30, 8, 0, 0).unwrap();
    let samoa = one("every day at 9:00").next_after(before, Pacific::Apia).unwrap();
    assert_eq!(samoa.to_rfc3339(), "2011-12-31T09:00:00+14:00");
}

const ZONES: [Tz; 5] =
    [Europe::Rome, America::New_York, Australia::Lord_Howe, Pacific::Apia, chrono_tz::UTC];

proptest! {
    #[test]
    fn weekly_is_strictly_later_and_on_its_day(
        seconds in 0_i64..4_000_000_000, zone in prop::sample::select(&ZONES[..]),
        hour in 0_u32..24, minute in 0_u32..60, day in 0_u8..7,
    ) {
        let day = Weekday::try_from(day).unwrap();
        let now = DateTime::from_timestamp(seconds, 0).unwrap();
        let text = format!("every {day} at {hour}:{minute:02}");
        let next = one(&text).next_after(now, zone).unwrap();
        prop_assert!(next.with_timezone(&Utc) > now);
        // A gap may move a time over midnight, and only then the day is the next one.
        let local = next.naive_local();
        let moved = local.time().format("%-H:%M").to_string() != format!("{hour}:{minute:02}");
        prop_assert!(local.weekday() == day || moved, "{text} gives {next}");
        prop_assert!(next.with_timezone(&Utc) - now <= chrono::Duration::days(8));
    }

    #[test]
    fn every_second_week_is_an_even_number_of_weeks_away(
        seconds in 1_767_700_000_i64..4_000_000_000, zone in prop::sample::select(&ZONES[..]),
    ) {
        let now = DateTime::from_timestamp(seconds, 0).unwrap();
        let next = one("every second Tuesday at 9:00, counted from 6 January 2026").next_after(now, zone).unwrap();
        let first = chrono::NaiveDate::from_ymd_opt(2026, 1, 6).unwrap();
        prop_assert_eq!((next.date_naive() - first).num_days() % 14, 0);
    }

    #[test]
    fn any_text_and_instant(text in any::<String>(), seconds in any::<i64>(), zone in prop::sample::select(&ZONES[..])) {
        let now = DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::<Utc>::MAX_UTC);
        for found in find(&text) {
            let _ = found.describe_next(now, zone);
        }
    }

    #[test]
    fn any_words_of_schedules(
        words in prop::collection::vec(prop::sample::select(&WORDS[..]), 0..30),
        seconds in -3_000_000_000_i64..300_000_000_000, zone in prop::sample::select(&ZONES[..]),
    ) {
        let now = DateTime::from_timestamp(seconds, 0).unwrap();
        for found in find(&words.join(" ")) {
            prop_assert!(!found.phrase.is_empty());
            if let Some(next) = found.next_after(now, zone) {
                prop_assert!(next.with_timezone(&Utc) > now);
            }
        }
    }
}

const WORDS: [&str; 80] = [
    "every",
    "each",
    "second",
    "other",
    "two",
    "3",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "year",
    "Monday",
    "Tuesdays",
    "Friday",
    "to",
    "and",
    ",",
    "or",
    "-",
    "at",
    "9",
    "9:00",
    "25:99",
    "24:00",
    "7.30",
    "pm",
    "a.m.",
    "noon",
    "midnight",
    "from",
    "between",
    "until",
    "on",
    "the",
    "first",
    "last",
    "31st",
    "of",
    "in",
    "January",
    "6",
    "2026",
    "9999",
    "2026-01-06",
    "starting",
    "since",
    "except",
    "daily",
    "fortnightly",
    "monthly",
    "todos",
    "los",
    "cada",
    "lunes",
    "martes",
    "domingos",
    "a",
    "las",
    "de",
    "del",
    "el",
    "día",
    "días",
    "mes",
    "semanas",
    "dos",
    "primer",
    "último",
    "y",
    "media",
    "hasta",
    "enero",
    "partir",
    "salvo",
    "tarde",
    "entre",
    "desde",
    "15",
    "\n\n",
];

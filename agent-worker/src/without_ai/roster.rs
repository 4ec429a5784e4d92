//! Who works, and when oneself does.

use chrono::{DateTime, TimeDelta, Utc};
use domain::when::When;
use sqlx::PgConnection;

use super::words::Words;
use super::{Asked, Found, clock, labelled};
use actions::business::{self, Business, PlannedShift};
use actions::{spoken, spoken_day};

/// How far ahead one's next shift is looked for.
const AHEAD: TimeDelta = TimeDelta::days(31);
/// The longest stretch that is listed, and the most shifts.
const LONGEST: TimeDelta = TimeDelta::days(31);
const MOST: usize = 40;

/// Everybody who is on shift at a moment or in a stretch of time.
pub(super) async fn who_works(
    db: &mut PgConnection,
    business: &Business,
    words: Words,
    when: When,
) -> Result<Found, sqlx::Error> {
    let (from, to, label) = match when {
        When::At(at) => (at, at + TimeDelta::seconds(1), spoken(at, business.zone, words.language)),
        When::Range(from, to) => {
            let to = to.min(from + LONGEST);
            (from, to, stretch(from, to, business, words))
        }
    };
    let people = business::people(db).await?;
    let shifts = business::shifts(db, from, to).await?;
    let several_days = to - from > TimeDelta::days(1);
    let listed = shifts.iter().take(MOST).map(|shift| {
        let name = business::name_of(&people, shift.member).unwrap_or("?");
        let day = if several_days {
            format!("{}, ", spoken_day(shift.starts_at, business.zone, words.language))
        } else {
            String::new()
        };
        format!("{name} ({}, {day}{})", shift.role, hours(shift, business, words))
    });
    let mut list = listed.collect::<Vec<_>>().join(", ");
    if list.is_empty() {
        list = words.nobody.to_owned();
    }
    Ok(Found {
        text: labelled(words, &format!("{}, {label}: {list}.", words.on_shift)),
        citations: vec![],
        named: shifts.iter().map(|shift| shift.member).collect(),
    })
}

/// When the asker works next.
pub(super) async fn own_shift(
    db: &mut PgConnection,
    business: &Business,
    words: Words,
    asked: &Asked<'_>,
) -> Result<Found, sqlx::Error> {
    let shifts = business::shifts(db, asked.now, asked.now + AHEAD).await?;
    let own = shifts.iter().find(|shift| shift.member == asked.by && shift.starts_at > asked.now);
    let text = own.map_or_else(
        || words.no_shift.to_owned(),
        |shift| {
            let day = spoken_day(shift.starts_at, business.zone, words.language);
            let hours = hours(shift, business, words);
            format!("{}: {day}, {hours} ({}).", words.own_shift, shift.role)
        },
    );
    Ok(Found { text: labelled(words, &text), citations: vec![], named: vec![asked.by] })
}

/// `09:00 to 17:00`, local.
fn hours(shift: &PlannedShift, business: &Business, words: Words) -> String {
    format!("{} {} {}", clock(shift.starts_at, business), words.to, clock(shift.ends_at, business))
}

fn stretch(from: DateTime<Utc>, to: DateTime<Utc>, business: &Business, words: Words) -> String {
    let last = to - TimeDelta::seconds(1);
    let day = |at| spoken_day(at, business.zone, words.language);
    let (first_day, last_day) = (day(from), day(last));
    if first_day != last_day {
        return format!("{first_day} {} {last_day}", words.to);
    }
    if to - from >= TimeDelta::hours(23) {
        return first_day;
    }
    format!("{first_day}, {} {} {}", clock(from, business), words.to, clock(to, business))
}

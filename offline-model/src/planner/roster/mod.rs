//! Questions about shifts: who works when. The words for a time go to the tool as they
//! are; the reply says what it makes of them.

mod ask;
mod phrase;
mod reply;

use chrono::{NaiveDateTime, TimeDelta};
use serde_json::{Map, Value, json};

pub(crate) use self::ask::{ask, named};
pub(crate) use self::phrase::time_in;
pub(crate) use self::reply::{from_context, from_response};
use super::time;

/// How far ahead somebody's next shift is looked for.
const AHEAD: TimeDelta = TimeDelta::days(14);

/// What is asked of the roster.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ask {
    /// When the asking member works next.
    MyNext,
    /// When somebody else does.
    Next(String),
    /// Whether a member (`None`: the asking one) works then, or, if `off`, does not.
    Works { who: Option<String>, when: When, off: bool },
    /// Who is on shift then, perhaps of one role.
    Who { role: Option<String>, when: When },
    /// Who is not.
    Off(When),
}

/// The words for a time; `None` is now.
pub(crate) type When = Option<String>;

/// The arguments of `find_on_shift`.
pub(crate) fn arguments(ask: &Ask, now: NaiveDateTime) -> Option<Map<String, Value>> {
    let (when, role) = match ask {
        Ask::MyNext => return None,
        Ask::Next(_) => {
            let (from, to) = (time::iso(now), time::iso(now + AHEAD));
            return Some(Map::from_iter([
                ("from".to_owned(), json!(from)),
                ("to".to_owned(), json!(to)),
            ]));
        }
        Ask::Works { when, .. } | Ask::Off(when) => (when, None),
        Ask::Who { role, when } => (when, role.as_ref()),
    };
    let at = when.clone().unwrap_or_else(|| time::iso(now));
    let role = role.map(|role| ("role".to_owned(), json!(role)));
    Some(std::iter::once(("at".to_owned(), json!(at))).chain(role).collect())
}

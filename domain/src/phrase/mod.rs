//! Reading days, times and numbers in English text: what recurrences and moments share.

mod clock;
mod date;
mod local;
mod tokens;
mod words;

pub(crate) use clock::{Clock, clock};
pub(crate) use date::day;
pub(crate) use local::{computable, instant};
pub(crate) use tokens::{Tokens, tokens};
pub(crate) use words::{Ordinal, month, number, ordinal, weekday, weekday_plural};

//! Reading days, times and numbers in English text: what recurrences and moments share.
//! Both put Spanish into English words before.

mod clock;
mod date;
mod local;
pub(crate) mod spanish;
mod tokens;
mod words;

pub(crate) use clock::{Clock, clock};
pub(crate) use date::day;
pub(crate) use local::{computable, instant};
pub(crate) use tokens::{Token, Tokens, tokens};
pub(crate) use words::{Ordinal, month, number, ordinal, weekday, weekday_plural};

//! What happens when its moment comes, and that it happens once.

mod faults;
mod held;
mod ladder;
mod reminders;

use chrono::{DateTime, Utc};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

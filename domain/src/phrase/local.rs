//! From local time to an instant, over the gaps and overlaps of summer time.

use chrono::{DateTime, Datelike, Days, LocalResult, NaiveDateTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;

/// Whether an instant is in the range that dates are computed for: far from the ends
/// of the calendar, where arithmetic with zones overflows.
pub(crate) fn computable(now: DateTime<Utc>) -> bool {
    (1900..=9000).contains(&now.year())
}

/// The instant of a local time. One that the clocks jump over moves forward by the
/// length of the jump; of one that comes twice the first is taken.
pub(crate) fn instant(zone: Tz, local: NaiveDateTime) -> Option<DateTime<Tz>> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Some(at),
        LocalResult::None => {
            let before =
                zone.from_local_datetime(&local.checked_sub_days(Days::new(1))?).earliest()?;
            let offset = before.offset().fix();
            Some(zone.from_utc_datetime(&local.checked_sub_offset(offset)?))
        }
    }
}

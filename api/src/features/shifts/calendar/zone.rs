//! Times of a calendar: by the clock of a zone, and as instants.

use chrono::{DateTime, FixedOffset, NaiveDateTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;
use domain::when::instant_of;

/// Where a time is by the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Zone {
    /// A zone with its rules.
    Named(Tz),
    /// So far from UTC, always.
    Fixed(FixedOffset),
}

/// A time by the clock of a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) local: NaiveDateTime,
    pub(crate) zone: Zone,
}

impl Moment {
    pub(crate) const EPOCH: Self =
        Self { local: DateTime::UNIX_EPOCH.naive_utc(), zone: Zone::Named(Tz::UTC) };

    /// The instant; none far from our time.
    pub(crate) fn at(self) -> Option<DateTime<Utc>> {
        self.zone.at(self.local)
    }
}

impl Zone {
    /// The instant of a local time: one that the clocks jump over moves forward, and of one
    /// that comes twice the first is taken.
    pub(crate) fn at(self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        match self {
            Self::Named(zone) => instant_of(local, zone),
            Self::Fixed(offset) => local.checked_sub_offset(offset).map(|utc| utc.and_utc()),
        }
    }

    /// What the clock shows at an instant.
    pub(crate) fn local(self, at: DateTime<Utc>) -> Option<NaiveDateTime> {
        let offset = match self {
            Self::Named(zone) => zone.offset_from_utc_datetime(&at.naive_utc()).fix(),
            Self::Fixed(offset) => offset,
        };
        at.naive_utc().checked_add_offset(offset)
    }
}

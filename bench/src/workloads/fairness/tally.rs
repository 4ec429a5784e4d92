//! How the requests of a business were answered.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use bytes::Bytes;
use hyper::header::RETRY_AFTER;
use hyper::{Response, StatusCode};

/// Counts of answers.
#[derive(Debug, Default)]
pub(super) struct Tally {
    served: AtomicU64,
    limited: AtomicU64,
    shed: AtomicU64,
    silent: AtomicU64,
}

/// What was counted until a moment, or between two.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Taken.
    pub(super) served: u64,
    /// 429: more than one client may ask for.
    pub(super) limited: u64,
    /// 503: no place among those at work.
    pub(super) shed: u64,
    /// Of the refusals, those that do not say when to come back.
    pub(super) silent: u64,
}

impl Tally {
    /// Counts an answer.
    pub(super) fn add(&self, answer: &Response<Bytes>) {
        let count = match answer.status() {
            StatusCode::TOO_MANY_REQUESTS => &self.limited,
            StatusCode::SERVICE_UNAVAILABLE => &self.shed,
            _ => &self.served,
        };
        count.fetch_add(1, Relaxed);
        if !answer.status().is_success() && !answer.headers().contains_key(RETRY_AFTER) {
            self.silent.fetch_add(1, Relaxed);
        }
    }

    /// Until now.
    pub(super) fn counts(&self) -> Counts {
        Counts {
            served: self.served.load(Relaxed),
            limited: self.limited.load(Relaxed),
            shed: self.shed.load(Relaxed),
            silent: self.silent.load(Relaxed),
        }
    }
}

impl Counts {
    /// Since an earlier moment.
    pub(super) fn since(self, earlier: Self) -> Self {
        Self {
            served: self.served - earlier.served,
            limited: self.limited - earlier.limited,
            shed: self.shed - earlier.shed,
            silent: self.silent - earlier.silent,
        }
    }

    /// All answers.
    pub(super) fn all(self) -> u64 {
        self.served + self.refused()
    }

    /// Answers that say to come back later.
    pub(super) fn refused(self) -> u64 {
        self.limited + self.shed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, later: bool) -> Response<Bytes> {
        let mut answer = Response::builder().status(status);
        if later {
            answer = answer.header(RETRY_AFTER, "1");
        }
        answer.body(Bytes::new()).unwrap()
    }

    #[test]
    fn answers_are_told_apart() {
        let tally = Tally::default();
        tally.add(&answer(202, false));
        let earlier = tally.counts();
        for (status, later) in [(202, false), (429, true), (503, true), (503, false)] {
            tally.add(&answer(status, later));
        }
        let counts = tally.counts().since(earlier);
        assert_eq!(counts, Counts { served: 1, limited: 1, shed: 2, silent: 1 });
        assert_eq!((counts.all(), counts.refused()), (4, 3));
    }
}

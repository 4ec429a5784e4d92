//! What people notice, second by second: answers, failures, frames, pushes, and how long each
//! took.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::stretch::Stretch;

/// How long a command is remembered whose frames may yet come, and a frame whose command was
/// not answered yet.
const ASKED_KEPT: Duration = Duration::from_secs(240);
const FRAME_KEPT: Duration = Duration::from_secs(30);
/// After so many notes, what is too old is forgotten.
const TIDY_EVERY: usize = 2_000;

/// Something that somebody waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wait {
    /// The answer to a command.
    Answer,
    /// Being shown what they wrote.
    Sight,
}

/// A clock that counts.
#[derive(Debug)]
pub struct Meter {
    begun: Instant,
    begun_at: DateTime<Utc>,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    seconds: Vec<Stretch>,
    waiting: BTreeMap<(Wait, u64), Instant>,
    number: u64,
    /// Commands that were answered, by member and position: when they were asked for.
    asked: HashMap<(Uuid, u64), Instant>,
    /// Frames of commands that were not answered yet.
    early: HashMap<(Uuid, u64), Vec<(usize, Instant)>>,
    noted: usize,
}

impl Default for Meter {
    fn default() -> Self {
        Self { begun: Instant::now(), begun_at: Utc::now(), inner: Mutex::default() }
    }
}

impl Meter {
    /// Seconds since it began.
    pub fn now(&self) -> f64 {
        self.begun.elapsed().as_secs_f64()
    }

    /// When somebody else's clock said so, in seconds since it began.
    pub fn at(&self, time: DateTime<Utc>) -> f64 {
        (time - self.begun_at).as_seconds_f64()
    }

    /// Somebody begins to wait; by what they get it ends.
    pub fn begin(&self, wait: Wait) -> (Wait, u64) {
        let mut inner = self.inner();
        inner.number += 1;
        let key = (wait, inner.number);
        inner.waiting.insert(key, Instant::now());
        key
    }

    /// They have it; the position that a command was told.
    pub fn end(&self, waited: (Wait, u64), whose: Uuid, position: Option<u64>) {
        let second = self.now();
        let mut inner = self.inner();
        let Some(since) = inner.waiting.remove(&waited) else { return };
        let took = millis(since);
        let now = inner.second(second);
        match waited.0 {
            Wait::Answer => now.answers.push(took),
            Wait::Sight => now.sights.push(took),
        }
        let Some(position) = position.filter(|_| waited.0 == Wait::Answer) else { return };
        let early = inner.early.remove(&(whose, position)).unwrap_or_default();
        for (api, at) in early {
            let took = at.saturating_duration_since(since).as_secs_f64() * 1e3;
            inner.second(second).lag(api, took as f32);
        }
        inner.asked.insert((whose, position), since);
        inner.tidy();
    }

    /// An attempt failed: the status, if there was one.
    pub fn failed(&self, status: Option<u16>) {
        let second = self.now();
        let mut inner = self.inner();
        *inner.second(second).failed.entry(status.unwrap_or(0)).or_default() += 1;
    }

    /// A tab at an API was told of an event.
    pub fn told(&self, whose: Uuid, api: usize, position: u64) {
        let second = self.now();
        let mut inner = self.inner();
        inner.second(second).frame(api);
        let key = (whose, position);
        if let Some(since) = inner.asked.get(&key).copied() {
            inner.second(second).lag(api, millis(since));
        } else {
            inner.early.entry(key).or_default().push((api, Instant::now()));
        }
    }

    /// A push was taken.
    pub fn pushed(&self) {
        let second = self.now();
        self.inner().second(second).pushes += 1;
    }

    /// How long somebody has waited by now, the longest of them, in seconds.
    pub fn longest(&self, wait: Wait) -> f64 {
        let inner = self.inner();
        let since = inner.waiting.range((wait, 0)..=(wait, u64::MAX)).map(|(_, since)| *since);
        since.min().map_or(0.0, |since| since.elapsed().as_secs_f64())
    }

    /// What happened between two moments, to whole seconds.
    pub fn between(&self, from: f64, to: f64) -> Stretch {
        let inner = self.inner();
        let (from, to) = (from.max(0.0) as usize, to.max(0.0) as usize);
        let mut sum = Stretch::default();
        for second in inner.seconds.iter().take(to).skip(from) {
            sum.add(second);
        }
        sum.seconds = to.saturating_sub(from) as f64;
        sum
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn second(&mut self, now: f64) -> &mut Stretch {
        let number = now.max(0.0) as usize;
        if self.seconds.len() <= number {
            self.seconds.resize_with(number + 1, Stretch::default);
        }
        &mut self.seconds[number]
    }

    fn tidy(&mut self) {
        self.noted += 1;
        if self.noted.is_multiple_of(TIDY_EVERY) {
            self.asked.retain(|_, since| since.elapsed() < ASKED_KEPT);
            self.early.retain(|_, frames| frames.iter().any(|(_, at)| at.elapsed() < FRAME_KEPT));
        }
    }
}

fn millis(since: Instant) -> f32 {
    (since.elapsed().as_secs_f64() * 1e3) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_timed_from_its_command_whichever_is_known_first() {
        let (meter, who) = (Meter::default(), Uuid::from_u128(1));
        let first = meter.begin(Wait::Answer);
        meter.told(who, 0, 7);
        meter.end(first, who, Some(7));
        meter.told(who, 1, 7);
        meter.told(who, 1, 8);
        let all = meter.between(0.0, 1e3);
        assert_eq!((all.answers.len(), all.frames), (1, [1, 2]));
        assert_eq!(all.lags.each_ref().map(Vec::len), [1, 1], "what others did is not timed");
    }

    #[test]
    fn the_longest_wait_is_of_its_kind() {
        let meter = Meter::default();
        assert_eq!(meter.longest(Wait::Answer), 0.0);
        let waits = meter.begin(Wait::Sight);
        std::thread::sleep(Duration::from_millis(2));
        assert_eq!(meter.longest(Wait::Answer), 0.0);
        assert!(meter.longest(Wait::Sight) > 0.001);
        meter.end(waits, Uuid::nil(), None);
        assert_eq!(meter.longest(Wait::Sight), 0.0);
        assert_eq!(meter.between(0.0, 9.0).sights.len(), 1);
    }
}

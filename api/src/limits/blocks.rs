//! Requests that this process has taken from a shared count in advance, so that a busy client
//! costs one question a second or so instead of one for each request.
//!
//! A block holds one request at first, and twice as many whenever it was used up within its
//! second; at most those of a second of the limit. What is left of one after that is lost to
//! its client: less than was just used.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Limit;
use super::rate::{MINUTE, Verdict};

/// How long a block is good.
const GOOD_FOR: Duration = Duration::from_secs(1);
/// Subjects remembered, at most about.
const MOST: usize = 100_000;

#[derive(Debug, Clone, Copy)]
struct Block {
    /// How many it held.
    size: u32,
    left: u32,
    /// What was told when it was taken.
    verdict: Verdict,
    taken: Instant,
    /// The next one is being asked for.
    asked: bool,
}

/// The blocks of this process.
#[derive(Default)]
pub(super) struct Blocks(Mutex<HashMap<String, Block>>);

impl Blocks {
    /// Takes one request from the subject's block, if there is one.
    pub(super) fn take(&self, limit: &Limit, now: Instant) -> Option<Verdict> {
        let mut blocks = self.blocks();
        let block = blocks.get_mut(&limit.subject)?;
        if block.left == 0 || now - block.taken > GOOD_FOR {
            return None;
        }
        block.left -= 1;
        let Verdict { remaining, resets_in, wait } = block.verdict;
        Some(Verdict { remaining: remaining.saturating_add(block.left), resets_in, wait })
    }

    /// Gives one back that was not used after all.
    pub(super) fn give_back(&self, limit: &Limit) {
        if let Some(block) = self.blocks().get_mut(&limit.subject) {
            block.left += 1;
        }
    }

    /// How many requests to ask for: several only once at a time.
    pub(super) fn wanted(&self, limit: &Limit, now: Instant) -> u32 {
        let most = limit.per_minute / MINUTE.as_secs() as u32;
        let mut blocks = self.blocks();
        match blocks.get_mut(&limit.subject) {
            Some(block) if !block.asked && now - block.taken <= GOOD_FOR => {
                block.asked = true;
                (block.size * 2).min(most).max(1)
            }
            _ => 1,
        }
    }

    /// Keeps what was granted beyond the one request that it was asked for.
    pub(super) fn put(&self, limit: &Limit, granted: u32, verdict: Verdict, now: Instant) {
        let mut blocks = self.blocks();
        if blocks.len() >= MOST {
            blocks.retain(|_, block| now - block.taken <= GOOD_FOR);
        }
        if let Some(block) = blocks.get_mut(&limit.subject) {
            // One asked for meanwhile, by a single request, changes nothing of a block.
            if granted <= 1 && block.left > 0 && now - block.taken <= GOOD_FOR {
                return;
            }
        }
        let (size, left) = (granted.max(1), granted.saturating_sub(1));
        blocks
            .insert(limit.subject.clone(), Block { size, left, verdict, taken: now, asked: false });
    }

    fn blocks(&self) -> MutexGuard<'_, HashMap<String, Block>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERDICT: Verdict = Verdict { remaining: 100, resets_in: 1, wait: None };

    fn limit(per_minute: u32) -> Limit {
        Limit { policy: "member", subject: "a".to_owned(), per_minute }
    }

    /// Asks for what is missing, and is granted it; how much that was.
    fn ask(blocks: &Blocks, limit: &Limit, now: Instant) -> u32 {
        let wanted = blocks.wanted(limit, now);
        blocks.put(limit, wanted, VERDICT, now);
        wanted
    }

    #[test]
    fn a_busy_client_asks_ever_less_often() {
        let (blocks, limit, now) = (Blocks::default(), limit(600), Instant::now());
        let mut asked = Vec::new();
        for _ in 0..40 {
            if blocks.take(&limit, now).is_none() {
                asked.push(ask(&blocks, &limit, now));
            }
        }
        assert_eq!(asked, [1, 2, 4, 8, 10, 10, 10], "never more than a second's");
    }

    #[test]
    fn a_quiet_client_takes_nothing_in_advance() {
        let (blocks, limit, mut now) = (Blocks::default(), limit(600), Instant::now());
        for _ in 0..5 {
            assert!(blocks.take(&limit, now).is_none());
            assert_eq!(ask(&blocks, &limit, now), 1);
            now += GOOD_FOR * 2;
        }
    }

    #[test]
    fn a_small_limit_is_counted_one_by_one() {
        let (blocks, limit, now) = (Blocks::default(), limit(59), Instant::now());
        for _ in 0..5 {
            assert!(blocks.take(&limit, now).is_none());
            assert_eq!(ask(&blocks, &limit, now), 1);
        }
    }

    #[test]
    fn what_is_left_is_told_and_can_be_given_back() {
        let (blocks, limit, now) = (Blocks::default(), limit(600), Instant::now());
        blocks.put(&limit, 4, VERDICT, now);
        assert_eq!(blocks.take(&limit, now).unwrap().remaining, 102);
        blocks.give_back(&limit);
        assert_eq!(blocks.take(&limit, now).unwrap().remaining, 102);
        assert!(blocks.take(&limit, now + GOOD_FOR * 2).is_none(), "it is good for a second");
    }

    #[test]
    fn only_one_request_at_a_time_asks_for_several() {
        let (blocks, limit, now) = (Blocks::default(), limit(600), Instant::now());
        blocks.put(&limit, 4, VERDICT, now);
        assert_eq!([blocks.wanted(&limit, now), blocks.wanted(&limit, now)], [8, 1]);
    }
}

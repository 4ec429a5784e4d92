//! Which positions are missing from the log. To count a long log takes long, so it is counted
//! in stretches: those at its end each time, and one of the others, in turns.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use sqlx::PgPool;

/// Positions that are counted at a time.
const STRETCH: u64 = 50_000;
/// So many stretches at the end are counted each time; of a log that grows faster than that
/// the others come in their turn.
const AT_THE_END: u64 = 4;

/// What is known of the stretches that were counted.
#[derive(Debug, Default)]
pub(super) struct Holes {
    /// How many positions are missing, by the number of the stretch.
    missing: BTreeMap<u64, u64>,
    /// How many stretches there were at the last look.
    stretches: u64,
    /// The one whose turn is next.
    next: u64,
}

impl Holes {
    /// Counts what is new up to `head`, and one stretch of what is old.
    pub(super) async fn count(&mut self, pool: &PgPool, head: u64) -> Result<(), sqlx::Error> {
        for stretch in self.due(head.div_ceil(STRETCH)) {
            self.count_one(pool, stretch, head).await?;
        }
        Ok(())
    }

    /// Which stretches are to be counted now, of so many.
    fn due(&mut self, stretches: u64) -> Vec<u64> {
        // A log may be shorter than it was, if somebody cut it.
        self.missing.retain(|stretch, _| *stretch < stretches);
        let new = self.stretches.min(stretches).saturating_sub(1);
        let first = new.max(stretches.saturating_sub(AT_THE_END));
        self.stretches = stretches;
        let mut due: Vec<u64> = (first..stretches).collect();
        if self.next >= first {
            self.next = 0;
        }
        if self.next < first {
            due.push(self.next);
            self.next += 1;
        }
        due
    }

    /// Counts everything up to `head`, if it takes no longer than that; whether all was.
    pub(super) async fn count_all(
        &mut self,
        pool: &PgPool,
        head: u64,
        at_most: Duration,
    ) -> Result<bool, sqlx::Error> {
        let began = Instant::now();
        for stretch in 0..head.div_ceil(STRETCH) {
            if began.elapsed() > at_most {
                return Ok(false);
            }
            self.count_one(pool, stretch, head).await?;
        }
        Ok(true)
    }

    /// How many positions are missing.
    pub(super) fn missing(&self) -> u64 {
        self.missing.values().sum()
    }

    /// The first of them.
    pub(super) async fn first(&self, pool: &PgPool, head: u64) -> Result<Option<u64>, sqlx::Error> {
        let Some((&stretch, _)) = self.missing.first_key_value() else { return Ok(None) };
        let (after, through) = limits(stretch, head);
        // Behind an event whose next one is not its successor, or behind the last one.
        let first: Option<i64> = sqlx::query_scalar(
            "WITH found AS (SELECT position, lag(position, 1, $1) OVER (ORDER BY position) AS before \
               FROM events WHERE position > $1 AND position <= $2) \
             SELECT min(at) FROM ( \
               SELECT before + 1 AS at FROM found WHERE position > before + 1 \
               UNION ALL SELECT coalesce(max(position), $1) + 1 FROM found) AS gaps \
             WHERE at <= $2",
        )
        .bind(after)
        .bind(through)
        .fetch_one(pool)
        .await?;
        Ok(first.map(i64::unsigned_abs))
    }

    async fn count_one(
        &mut self,
        pool: &PgPool,
        stretch: u64,
        head: u64,
    ) -> Result<(), sqlx::Error> {
        let (after, through) = limits(stretch, head);
        let found: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM events WHERE position > $1 AND position <= $2",
        )
        .bind(after)
        .bind(through)
        .fetch_one(pool)
        .await?;
        match (through - after - found).unsigned_abs() {
            0 => self.missing.remove(&stretch),
            missing => self.missing.insert(stretch, missing),
        };
        Ok(())
    }
}

/// After which position a stretch begins, and its last one.
fn limits(stretch: u64, head: u64) -> (i64, i64) {
    let after = stretch * STRETCH;
    (after as i64, head.min(after + STRETCH) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_is_counted_at_once_and_everything_in_turns() {
        let mut holes = Holes::default();
        assert_eq!(holes.due(0), [0; 0]);
        assert_eq!(holes.due(1), [0]);
        assert_eq!(holes.due(1), [0]);
        // One more begins: the one before was not full when it was counted.
        assert_eq!(holes.due(2), [0, 1]);
        assert_eq!(holes.due(2), [1, 0]);
        let counted: Vec<u64> = (0..4).flat_map(|_| holes.due(4)).collect();
        assert!((0..4).all(|stretch| counted.contains(&stretch)), "{counted:?}");
    }

    #[test]
    fn a_long_log_is_begun_at_its_end() {
        let mut holes = Holes::default();
        assert_eq!(holes.due(100), [96, 97, 98, 99, 0]);
        for stretch in 1..99 {
            assert_eq!(holes.due(100), [99, stretch]);
        }
        assert_eq!(holes.due(100), [99, 0]);
    }
}

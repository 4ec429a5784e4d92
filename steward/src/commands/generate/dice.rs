//! Chance that is the same on every machine: SplitMix64 from a seed and a name.

use uuid::Uuid;

/// A source of numbers that follow from where it began.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    /// The dice of `name` under `seed`.
    pub(super) fn new(seed: u64, name: &str) -> Self {
        let from = Uuid::new_v5(&Uuid::from_u64_pair(0x57e4_a4d0_0000_4000, seed), name.as_bytes());
        Self(from.as_u64_pair().0)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below `end`; 0 when `end` is.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.next().checked_rem(end).unwrap_or_default()
    }

    /// A number of a range.
    pub(super) fn between(&mut self, from: i64, to: i64) -> i64 {
        from + i64::try_from(self.below(from.abs_diff(to).saturating_add(1))).unwrap_or_default()
    }

    /// True in so many of a hundred.
    pub(super) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of these; the first kind of nothing when there is none.
    pub(super) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> Option<&'a T> {
        let place = usize::try_from(self.below(from.len() as u64)).unwrap_or_default();
        from.get(place).copied()
    }

    /// An id.
    pub(super) fn id(&mut self) -> Uuid {
        let (high, low) = (self.next(), self.next());
        uuid::Builder::from_random_bytes(Uuid::from_u64_pair(high, low).into_bytes()).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_name_give_the_same_numbers_and_others_give_others() {
        let rolls = |seed, name| {
            let mut dice = Dice::new(seed, name);
            (0..50).map(|_| dice.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(rolls(7, "a"), rolls(7, "a"));
        assert_ne!(rolls(7, "a"), rolls(8, "a"));
        assert_ne!(rolls(7, "a"), rolls(7, "b"));
        assert!(rolls(7, "a").iter().all(|roll| *roll < 1000));
    }

    #[test]
    fn a_range_holds_both_its_ends() {
        let mut dice = Dice::new(1, "ends");
        let rolls: Vec<_> = (0..200).map(|_| dice.between(-1, 1)).collect();
        assert!([-1, 0, 1].iter().all(|wanted| rolls.contains(wanted)));
        assert_eq!(dice.below(0), 0);
        assert_eq!(dice.pick::<str>(&[]), None);
    }
}

//! Rounds in which every contender has a turn.

use anyhow::Context;
use async_trait::async_trait;

use super::{Figures, Round};

/// Somebody who is measured. `round` measures once; what it needs was prepared before.
#[async_trait]
pub trait Contender: Send {
    /// Unique within a case.
    fn name(&self) -> String;

    /// Measures once, in the round of that number (from 0).
    async fn round(&mut self, number: usize) -> anyhow::Result<Figures>;
}

/// Measures every contender once in each of `rounds` rounds. Who is first changes from round
/// to round, so that nobody always runs after the same neighbour.
pub async fn interleave(
    rounds: usize,
    contenders: &mut [Box<dyn Contender>],
) -> anyhow::Result<Vec<Round>> {
    let mut all = Vec::with_capacity(rounds);
    for number in 0..rounds {
        let mut round = Round::new();
        for place in order(number, contenders.len()) {
            let Some(contender) = contenders.get_mut(place) else { continue };
            let name = contender.name();
            let figures =
                contender.round(number).await.with_context(|| format!("{name} failed"))?;
            round.insert(name, figures);
        }
        all.push(round);
    }
    Ok(all)
}

/// The places 0, 1, 2 ... `count` - 1, begun one further in each round; every other time
/// around backwards, so that neighbours change as well.
fn order(round: usize, count: usize) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).map(|place| (place + round) % count).collect();
    if round % 2 == 1 {
        places.reverse();
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting(&'static str);

    #[async_trait]
    impl Contender for Counting {
        fn name(&self) -> String {
            self.0.to_owned()
        }

        async fn round(&mut self, number: usize) -> anyhow::Result<Figures> {
            Ok(Figures::new().with("number", number as f64))
        }
    }

    #[test]
    fn everybody_has_a_turn_and_not_always_the_same_place() {
        for round in 0..6 {
            let mut places = order(round, 4);
            places.sort_unstable();
            assert_eq!(places, [0, 1, 2, 3]);
        }
        let firsts: std::collections::BTreeSet<_> =
            (0..4).map(|round| order(round, 4)[0]).collect();
        assert!(firsts.len() > 1, "{firsts:?}");
    }

    #[tokio::test]
    async fn a_round_has_everybodys_figures() {
        let mut contenders: Vec<Box<dyn Contender>> =
            vec![Box::new(Counting("one")), Box::new(Counting("other"))];
        let rounds = interleave(3, &mut contenders).await.unwrap();
        assert_eq!(rounds.len(), 3);
        assert!(rounds.iter().all(|round| round.len() == 2));
        assert_eq!(rounds[2]["other"].get("number"), Some(2.0));
    }
}

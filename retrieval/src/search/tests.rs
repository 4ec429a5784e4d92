use std::collections::HashMap;

use proptest::prelude::*;
use uuid::Uuid;

use super::rank::{Ranked, Ranking};

/// Scores with few values, so that many are alike; a quarter of the passages lack one.
fn scores() -> impl Strategy<Value = HashMap<Uuid, f64>> {
    prop::collection::vec(prop::option::weighted(0.75, 0u8..=20), 0..80).prop_map(|scores| {
        let passages = scores.into_iter().enumerate();
        passages
            .filter_map(|(place, score)| Some((passage(place), f64::from(score?) / 20.0)))
            .collect()
    })
}

fn passage(place: usize) -> Uuid {
    Uuid::from_u128(place as u128)
}

proptest! {
    /// Whatever is near, looking at what is possible finds what looking at everything finds.
    #[test]
    fn nothing_among_the_best_is_left_out(
        lexical in scores(),
        vectors in scores(),
        (near, wordy, limit) in (1usize..30, 0usize..10, 0usize..15),
    ) {
        let whole = Ranking::new(lexical.clone(), vectors.clone(), None).best(limit);
        let mut order: Vec<(Uuid, f64)> = vectors.iter().map(|(id, score)| (*id, *score)).collect();
        order.sort_by(|one, other| other.1.total_cmp(&one.1));
        let open = order.len() > near;
        // With fewer near than asked for, a search looks at all vectors.
        prop_assume!(!open || near >= limit);
        order.truncate(near);
        let beyond = order.last().map(|last| last.1).filter(|_| open);
        let mut ranking = Ranking::new(lexical, order.into_iter().collect(), beyond);
        if beyond.is_some() {
            ranking.learn(&ranking.wordy(wordy), &vectors);
            ranking.learn(&ranking.possible(limit), &vectors);
        }
        let best = ranking.best(limit);
        let score = |ranked: &[Ranked]| ranked.iter().map(|one| one.score).collect::<Vec<_>>();
        prop_assert_eq!(score(&best), score(&whole));
    }
}

#[test]
fn meaning_counts_beside_words_and_words_alone_where_there_is_no_vector() {
    let lexical = HashMap::from([(passage(1), 0.25), (passage(2), 0.04)]);
    let vectors = HashMap::from([(passage(2), 0.8), (passage(3), 0.4)]);
    let best = Ranking::new(lexical, vectors, None).best(10);
    // Of the best passage's words (0.5 is the root of 0.25), and of the best one's meaning.
    let expected =
        [(1, 0.25 / 0.5, None), (2, 0.6 * 0.04 / 0.5 + 0.4, Some(0.8)), (3, 0.4 * 0.5, Some(0.4))];
    assert_eq!(best.len(), expected.len());
    for (ranked, (place, score, semantic)) in best.iter().zip(expected) {
        assert_eq!((ranked.chunk_id, ranked.semantic), (passage(place), semantic));
        assert!((ranked.score - score).abs() < 1e-9, "{ranked:?}, not {score}");
    }
}

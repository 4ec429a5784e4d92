//! Proofs from the database, checked with nothing but the public key.

use audit::{Hash, Line, Proof, Records};
use eventing::sealer::tree::{self, TreeError};

use super::{Sealed, trusted};

#[tokio::test]
async fn every_event_and_every_two_heads_have_a_proof() {
    let log = Sealed::new(610).await;
    let heads = log.seal(true).await;
    assert_eq!(heads.len(), 16);
    let (events, _) = log.export().await;
    let events: Vec<Line> = Records::new(events.as_slice()).map(Result::unwrap).collect();
    let mut connection = log.system.pool().acquire().await.unwrap();
    let last = heads.last().unwrap();
    for event in events.iter().step_by(7) {
        let proof = tree::prove_event(&mut connection, event.clone(), last.clone()).await.unwrap();
        assert_eq!(proof.check(&trusted()), Ok(()));
        let Proof::Inclusion { path, .. } = &proof else { panic!("{proof:?}") };
        assert!(path.len() <= 10, "2^10 leaves have ten hashes beside the way");
    }
    for (at, from) in heads.iter().enumerate() {
        for to in &heads[at..] {
            let proof = tree::prove_heads(&mut connection, from.clone(), to.clone()).await.unwrap();
            assert_eq!(proof.check(&trusted()), Ok(()), "{} {}", from.block, to.block);
        }
    }
    // A head covers what was there when it was signed.
    let early = tree::prove_event(&mut connection, events[40].clone(), heads[0].clone()).await;
    assert!(matches!(early, Err(TreeError::NotCovered { position: 41, block: 1 })), "{early:?}");
    let backwards = tree::prove_heads(&mut connection, heads[3].clone(), heads[2].clone()).await;
    assert!(matches!(backwards, Err(TreeError::NotCovered { .. })), "{backwards:?}");
}

#[tokio::test]
async fn nobody_gets_a_proof_that_does_not_hold() {
    let log = Sealed::new(300).await;
    let heads = log.seal(true).await;
    let (events, _) = log.export().await;
    let mut event = Records::<Line, _>::new(events.as_slice()).next().unwrap().unwrap();
    let mut connection = log.system.pool().acquire().await.unwrap();
    let head = heads.last().unwrap().clone();
    let mut forged = event.clone();
    forged.payload.push(' ');
    let refused = tree::prove_event(&mut connection, forged, head.clone()).await;
    assert!(matches!(refused, Err(TreeError::Altered { block: 8 })), "{refused:?}");
    event.position = 299;
    let zero = Hash::ZERO;
    log.tamper(&[&format!("UPDATE log_tree SET hash = '\\x{zero}'::bytea WHERE level = 8")]).await;
    let refused = tree::prove_event(&mut connection, event.clone(), head.clone()).await;
    assert!(matches!(refused, Err(TreeError::Altered { block: 8 })), "{refused:?}");
    log.tamper(&["DELETE FROM log_tree"]).await;
    let refused = tree::prove_event(&mut connection, event, head).await;
    assert!(matches!(refused, Err(TreeError::Missing)), "{refused:?}");
}

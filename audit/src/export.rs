//! Verifying an export: two files, of events and of blocks, with nothing but the public key.

use crate::{Block, Head, Line, Problem, PublicKey, Published, RecordError, Report, Verifier};

/// What an export is verified with.
#[derive(Debug)]
pub struct Audit<Events, Blocks, Heads> {
    /// The events, by position.
    pub events: Events,
    /// The blocks, from the first.
    pub blocks: Blocks,
    /// Heads that were published, from elsewhere.
    pub published: Heads,
    /// The keys that are trusted.
    pub keys: Vec<PublicKey>,
}

/// Reads the whole export once, holding one event and one block at a time; `progress` hears
/// of each position. The first thing that is wrong ends it.
pub fn verify_export<Events, Blocks, Heads>(
    audit: Audit<Events, Blocks, Heads>,
    mut progress: impl FnMut(u64),
) -> Result<Report, Problem>
where
    Events: Iterator<Item = Result<Line, RecordError>>,
    Blocks: Iterator<Item = Result<Block, RecordError>>,
    Heads: Iterator<Item = Result<Head, RecordError>>,
{
    let Audit { mut events, blocks, published, keys } = audit;
    let mut published = Published::new(published, keys.clone());
    let mut verifier = Verifier::new(keys);
    for block in blocks {
        let block = block.map_err(|error| verifier.unreadable(format!("the blocks: {error}")))?;
        published.compare(&block.head)?;
        verifier.begin(block)?;
        while verifier.wanted() > 0
            && let Some(event) = events.next()
        {
            read(&mut verifier, event, &mut progress)?;
        }
        verifier.end()?;
    }
    published.end()?;
    for event in events {
        read(&mut verifier, event, &mut progress)?;
    }
    Ok(verifier.report())
}

fn read(
    verifier: &mut Verifier,
    event: Result<Line, RecordError>,
    progress: &mut impl FnMut(u64),
) -> Result<(), Problem> {
    let event = event.map_err(|error| verifier.unreadable(format!("the events: {error}")))?;
    verifier.event(&event.leaf())?;
    progress(event.position);
    Ok(())
}

//! Verifying a log against its heads, block by block: each event is read once and forgotten,
//! so that a log of any length fits.

use std::iter::Peekable;

use serde::Serialize;
use uuid::Uuid;

use crate::{Block, Frontier, Hash, Head, Leaf, PublicKey};

/// What is wrong with a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "wrong", rename_all = "snake_case")]
pub enum Wrong {
    /// The head is not signed by a key that is trusted.
    #[error("its head is not signed by the key that you trust")]
    Unsigned,
    /// The head does not follow the one before.
    #[error("its head does not follow the head before it: a head was removed, added or changed")]
    Unchained,
    /// Another head of this block was published.
    #[error("another head of this block was published before: the log was sealed anew")]
    Replaced,
    /// A head of this block was published, and there is none.
    #[error("a head of this block was published, and the log has none: its end was removed")]
    Removed,
    /// An event is not there, although later ones are.
    #[error("position {position} is missing: what follows is position {found}")]
    Missing {
        /// What should have come.
        position: u64,
        /// What came.
        found: u64,
    },
    /// An event stands where it does not belong.
    #[error("position {found} stands where position {position} should: an event is there twice")]
    Misplaced {
        /// What should have come.
        position: u64,
        /// What came.
        found: u64,
    },
    /// Events at the end are not there.
    #[error("positions from {position} on are missing: the log ends before the block does")]
    CutOff {
        /// The first that is missing.
        position: u64,
    },
    /// An event is another one than was sealed.
    #[error("the event at position {position} is not the one that was sealed")]
    Altered {
        /// The first such event.
        position: u64,
    },
    /// Some event is, and the hashes of leaves that would tell which are not there or were
    /// altered too.
    #[error("some event of the positions {from} to {to} is not the one that was sealed")]
    SomeAltered {
        /// The block's first position.
        from: u64,
        /// Its last.
        to: u64,
    },
    /// A line or row cannot be read.
    #[error("it cannot be read: {reason}")]
    Unreadable {
        /// Why.
        reason: String,
    },
}

impl Wrong {
    /// The first wrong event, where it can be told.
    pub fn position(&self) -> Option<u64> {
        match self {
            Self::Missing { position, .. }
            | Self::Misplaced { position, .. }
            | Self::CutOff { position }
            | Self::Altered { position } => Some(*position),
            Self::Unsigned
            | Self::Unchained
            | Self::Replaced
            | Self::Removed
            | Self::SomeAltered { .. }
            | Self::Unreadable { .. } => None,
        }
    }
}

/// The first thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{}: {wrong}", place(*block))]
pub struct Problem {
    /// The block; `None` for events that no block covers yet.
    pub block: Option<u64>,
    /// What is wrong with it.
    #[serde(flatten)]
    pub wrong: Wrong,
}

fn place(block: Option<u64>) -> String {
    block.map_or_else(|| "after the last block".to_owned(), |block| format!("block {block}"))
}

/// What was verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Events in all.
    pub events: u64,
    /// Blocks in all.
    pub blocks: u64,
    /// The last position that a block covers; what follows is the window.
    pub sealed: u64,
    /// The identities that the log had, one after the other.
    pub log_ids: Vec<Uuid>,
    /// The last head.
    pub head: Option<Head>,
}

/// A verification under way. For each block: [`Self::begin`], its events, [`Self::end`];
/// then the events that no block covers yet.
#[derive(Debug)]
pub struct Verifier {
    keys: Vec<PublicKey>,
    frontier: Frontier,
    last: Option<Head>,
    first: u64,
    log_ids: Vec<Uuid>,
    open: Option<Open>,
}

/// The block whose events are being read.
#[derive(Debug)]
struct Open {
    block: Block,
    /// The tree before it.
    before: Frontier,
    /// The first event that is not what the block's own list of leaves says.
    differs: Option<u64>,
}

impl Verifier {
    /// From the log's beginning, trusting `keys`.
    pub fn new(keys: Vec<PublicKey>) -> Self {
        let frontier = Frontier::default();
        Self { keys, frontier, last: None, first: 1, log_ids: Vec::new(), open: None }
    }

    /// From the end of the block of `head` on, where the tree was `frontier`.
    pub fn after(keys: Vec<PublicKey>, head: Head, frontier: Frontier) -> Result<Self, Problem> {
        let wrong = |wrong| Problem { block: Some(head.block), wrong };
        if !head.is_signed_by(&keys) {
            return Err(wrong(Wrong::Unsigned));
        }
        if frontier.size() != head.size || frontier.root() != head.root {
            return Err(wrong(Wrong::SomeAltered { from: 1, to: head.size }));
        }
        let (first, log_ids) = (head.block.saturating_add(1), vec![head.log_id]);
        Ok(Self { keys, frontier, last: Some(head), first, log_ids, open: None })
    }

    /// How many events were read.
    pub fn events(&self) -> u64 {
        self.frontier.size()
    }

    /// The next block's head, before its events.
    pub fn begin(&mut self, block: Block) -> Result<(), Problem> {
        let head = &block.head;
        if !head.is_signed_by(&self.keys) {
            return Err(self.wrong(head.block, Wrong::Unsigned));
        }
        let (number, previous) = match &self.last {
            Some(last) => (last.block.saturating_add(1), last.hash()),
            None => (1, Hash::ZERO),
        };
        let follows = head.block == number && head.previous == previous;
        if !follows || head.size <= self.frontier.size() {
            // The block that should have come.
            return Err(self.wrong(number, Wrong::Unchained));
        }
        if self.log_ids.last() != Some(&head.log_id) {
            self.log_ids.push(head.log_id);
        }
        self.open = Some(Open { block, before: self.frontier.clone(), differs: None });
        Ok(())
    }

    /// How many events of the open block are still to come.
    pub fn wanted(&self) -> u64 {
        let size = self.open.as_ref().map_or(0, |open| open.block.head.size);
        size.saturating_sub(self.frontier.size())
    }

    /// The next event.
    pub fn event(&mut self, leaf: &Leaf<'_>) -> Result<(), Problem> {
        let (position, found) = (self.frontier.size() + 1, leaf.position);
        if found != position {
            let wrong = if found > position {
                Wrong::Missing { position, found }
            } else {
                Wrong::Misplaced { position, found }
            };
            return Err(self.here(wrong));
        }
        let hash = leaf.hash();
        if let Some(open) = &mut self.open
            && open.differs.is_none()
            && let Some(leaves) = &open.block.leaves
        {
            let place = usize::try_from(self.frontier.size() - open.before.size());
            let listed = place.ok().and_then(|place| leaves.0.get(place));
            if listed != Some(&hash) {
                open.differs = Some(position);
            }
        }
        self.frontier.push(hash);
        Ok(())
    }

    /// The open block's events were all read.
    pub fn end(&mut self) -> Result<(), Problem> {
        if self.wanted() > 0 {
            let position = self.frontier.size() + 1;
            return Err(self.here(Wrong::CutOff { position }));
        }
        let Some(Open { block, before, differs }) = self.open.take() else { return Ok(()) };
        let Block { head, leaves } = block;
        if self.frontier.root() != head.root {
            let mut listed = before.clone();
            leaves.iter().flat_map(|leaves| &leaves.0).for_each(|leaf| listed.push(*leaf));
            // The list can be believed when it leads to the signed root.
            let wrong = match differs {
                Some(position) if listed.size() == head.size && listed.root() == head.root => {
                    Wrong::Altered { position }
                }
                _ => Wrong::SomeAltered { from: before.size() + 1, to: head.size },
            };
            return Err(self.wrong(head.block, wrong));
        }
        self.last = Some(head);
        Ok(())
    }

    /// Something of the present block cannot be read.
    pub fn unreadable(&self, reason: impl ToString) -> Problem {
        self.here(Wrong::Unreadable { reason: reason.to_string() })
    }

    /// What was verified so far.
    pub fn report(self) -> Report {
        let blocks = self.last.as_ref().map_or(0, |last| last.block.saturating_sub(self.first - 1));
        let sealed = self.last.as_ref().map_or(0, |last| last.size);
        let (events, log_ids) = (self.frontier.size(), self.log_ids);
        Report { events, blocks, sealed, log_ids, head: self.last }
    }

    fn here(&self, wrong: Wrong) -> Problem {
        Problem { block: self.open.as_ref().map(|open| open.block.head.block), wrong }
    }

    fn wrong(&self, block: u64, wrong: Wrong) -> Problem {
        Problem { block: Some(block), wrong }
    }
}

/// Heads that were published, kept where the log's keepers cannot change them, in the order of
/// their blocks. Some may be missing, and one may be there twice.
pub struct Published<I: Iterator> {
    heads: Peekable<I>,
    keys: Vec<PublicKey>,
}

impl<I, E> Published<I>
where
    I: Iterator<Item = Result<Head, E>>,
    E: ToString,
{
    /// Compares with `heads`.
    pub fn new(heads: I, keys: Vec<PublicKey>) -> Self {
        Self { heads: heads.peekable(), keys }
    }

    /// The log says that this is the head of its block.
    pub fn compare(&mut self, head: &Head) -> Result<(), Problem> {
        let until = head.block;
        while let Some(published) = self.heads.next_if(|next| match next {
            Ok(next) => next.block <= until,
            Err(_) => true,
        }) {
            let wrong = |wrong| Problem { block: Some(until), wrong };
            let published = published.map_err(|error| unreadable(&error))?;
            if !published.is_signed_by(&self.keys) {
                return Err(wrong(Wrong::Unsigned));
            }
            if published.block < until {
                let reason = "the published heads are not in the order of their blocks".to_owned();
                return Err(wrong(Wrong::Unreadable { reason }));
            }
            if published.signed() != head.signed() {
                return Err(wrong(Wrong::Replaced));
            }
        }
        Ok(())
    }

    /// The log has no more heads.
    pub fn end(&mut self) -> Result<(), Problem> {
        match self.heads.next() {
            None => Ok(()),
            Some(Err(error)) => Err(unreadable(&error)),
            Some(Ok(head)) => {
                let signed = head.is_signed_by(&self.keys);
                let wrong = if signed { Wrong::Removed } else { Wrong::Unsigned };
                Err(Problem { block: Some(head.block), wrong })
            }
        }
    }
}

fn unreadable(error: &impl ToString) -> Problem {
    let reason = format!("the published heads: {}", error.to_string());
    Problem { block: None, wrong: Wrong::Unreadable { reason } }
}

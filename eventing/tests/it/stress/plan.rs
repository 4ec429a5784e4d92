//! What each writer sends: drawn from a seed, so that a run can be repeated.

use domain::{ConversationId, MemberId, TenantId};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use uuid::Uuid;

/// Writers of both processes together.
pub(super) const WRITERS: u32 = 32;
/// Commands of all writers together.
pub(super) const COMMANDS: u32 = 20_000;
/// Streams that are written to at any time: each is followed by another one when the
/// writers have sent a part of their commands, since a store loads a stream whole.
pub(super) const LIVE: u32 = 8;
const GENERATIONS: u32 = 1;
const EACH: u32 = COMMANDS / WRITERS;

/// A stream, by its place among the live ones and its generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stream {
    place: u32,
    generation: u32,
}

impl Stream {
    /// All streams of a run.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        (0..GENERATIONS)
            .flat_map(|generation| (0..LIVE).map(move |place| Self { place, generation }))
    }

    /// The conversation's id.
    pub(super) fn id(self, seed: u64) -> ConversationId {
        ConversationId(name(seed, &format!("stream/{}/{}", self.place, self.generation)))
    }

    /// One half of the streams belongs to one tenant, the other to another.
    pub(super) fn tenant(self, seed: u64) -> TenantId {
        TenantId(name(seed, &format!("tenant/{}", self.place % 2)))
    }

    /// The only member of its tenant.
    pub(super) fn member(self, seed: u64) -> MemberId {
        MemberId(name(seed, &format!("member/{}", self.place % 2)))
    }

    /// Another live stream of the same tenant.
    fn neighbour(self) -> Self {
        Self { place: (self.place + 2) % LIVE, ..self }
    }
}

/// A command id that means the same in both processes.
pub(super) fn name(seed: u64, what: &str) -> Uuid {
    Uuid::new_v5(&Uuid::from_u64_pair(seed, 0), what.as_bytes())
}

/// One thing that a writer does.
#[derive(Debug, Clone)]
pub(super) enum Act {
    /// A new command under a key of its own.
    Fresh(Message),
    /// The same command twice at the same time.
    Twins(Message),
    /// An earlier command of this writer, once more.
    Again(Message),
    /// An earlier key of this writer with another request.
    Reused(Message),
    /// A command that all writers send under the same key.
    Shared(Message),
    /// Text that Postgres cannot hold.
    Refused(Message),
    /// A command that expects the stream where it never was.
    Stale(Message),
    /// A command that causes no event.
    Satisfied(Message),
}

impl Act {
    /// How many commands it is.
    fn sends(&self) -> u32 {
        if matches!(self, Self::Twins(_)) { 2 } else { 1 }
    }
}

/// What is said where, under which key.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) key: Uuid,
    /// One stream, or two: then both get the message, or none.
    pub(super) streams: Vec<Stream>,
}

/// The acts of one writer.
pub(super) fn of_writer(seed: u64, writer: u32) -> Vec<Act> {
    let mut random = StdRng::seed_from_u64(seed ^ (u64::from(writer) << 32));
    let mut acts = Vec::new();
    let mut taken: Vec<Message> = Vec::new();
    let mut sent = 0;
    while sent < EACH {
        let generation = sent * GENERATIONS / EACH;
        let stream = Stream { place: random.random_range(0..LIVE), generation };
        let message =
            Message { key: name(seed, &format!("command/{writer}/{sent}")), streams: vec![stream] };
        let earlier = taken.choose(&mut random).cloned();
        let act = match (random.random_range(0..100), earlier) {
            (0..8, _) if sent + 2 <= EACH => Act::Twins(message),
            (8..16, Some(earlier)) => Act::Again(earlier),
            (16..20, Some(earlier)) => Act::Reused(earlier),
            (20..26, _) => Act::Shared(shared(seed, generation, random.random_range(0..4))),
            (26..30, _) => Act::Refused(message),
            (30..34, _) => Act::Stale(message),
            (34..36, _) => Act::Satisfied(message),
            (36..40, _) => {
                Act::Fresh(Message { streams: vec![stream, stream.neighbour()], ..message })
            }
            _ => Act::Fresh(message),
        };
        if let Act::Fresh(message) | Act::Twins(message) = &act {
            taken.push(message.clone());
        }
        sent += act.sends();
        acts.push(act);
    }
    acts
}

/// One of the few commands of a generation that every writer may send.
fn shared(seed: u64, generation: u32, n: u32) -> Message {
    Message {
        key: name(seed, &format!("shared/{generation}/{n}")),
        streams: vec![Stream { place: n % LIVE, generation }],
    }
}

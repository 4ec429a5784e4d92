//! What a small deployment consists of.

/// Processes of each role, at most.
pub(crate) const EACH: usize = 2;

/// The rules that the promises rest on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    /// A client is answered once its events are durable.
    pub(crate) answered_when_durable: bool,
    /// A command that was carried out is known by its id.
    pub(crate) known_by_id: bool,
    /// Positions come from the log's head, under its lock.
    pub(crate) dense: bool,
    /// The relay's script appends only to a stream that ends where it was seen to end.
    pub(crate) end_compared: bool,
    /// Rows and checkpoint are committed together.
    pub(crate) rows_with_checkpoint: bool,
    /// A checkpoint is moved only by the epoch that holds it, from where that believes it to be.
    pub(crate) fenced: bool,
    /// A worker's append names the sequence that it expects.
    pub(crate) sequence_expected: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            answered_when_durable: true,
            known_by_id: true,
            dense: true,
            end_compared: true,
            rows_with_checkpoint: true,
            fenced: true,
            sequence_expected: true,
        }
    }
}

/// The model.
#[derive(Debug, Clone, Copy)]
pub(crate) struct World {
    pub(crate) rules: Rules,
    /// Commands that clients want done; each is answered by one reply.
    pub(crate) commands: u8,
    /// Relays.
    pub(crate) relays: usize,
    /// Projectors, and as many workers.
    pub(crate) others: usize,
    /// Crashes, flushes and losses in all.
    pub(crate) faults: u8,
}

/// What an event says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Event {
    /// A client's command was carried out.
    Sent(u8),
    /// A worker has answered it.
    Replied(u8),
}

/// A client that wants one command done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Client {
    /// How often it was sent.
    pub(crate) sent: u8,
    /// Copies on their way to the store.
    pub(crate) coming: u8,
    /// An answer is on its way.
    pub(crate) answer: bool,
    /// It was told.
    pub(crate) told: bool,
}

/// What one of the relays has read: what follows `end` in the log, up to `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Read {
    pub(crate) end: u8,
    pub(crate) to: u8,
}

/// What one of the projectors believes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Lease {
    pub(crate) epoch: u8,
    pub(crate) position: u8,
    /// The end of the stretch that it has read.
    pub(crate) read: Option<u8>,
    /// Its checkpoint is moved and its rows are to come; only without the rule.
    pub(crate) owes_rows: Option<(u8, u8)>,
}

/// Everything there is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct State {
    /// The log: position and event. Durable.
    pub(crate) log: Vec<(u8, Event)>,
    /// Written and not durable; only without the rule.
    pub(crate) volatile: Vec<Event>,
    /// The number of the next position, where a sequence gives them.
    pub(crate) wasted: u8,
    pub(crate) clients: Vec<Client>,
    /// Positions in Redis' stream, in its order.
    pub(crate) stream: Vec<u8>,
    pub(crate) relays: [Option<Read>; EACH],
    /// Epoch and position in the table of checkpoints.
    pub(crate) epoch: u8,
    pub(crate) checkpoint: u8,
    /// How often each position was applied.
    pub(crate) rows: Vec<u8>,
    pub(crate) projectors: [Option<Lease>; EACH],
    /// The command that a worker is answering, and the replies that it saw.
    pub(crate) workers: [Option<(u8, u8)>; EACH],
    /// Faults so far.
    pub(crate) faults: u8,
}

impl State {
    /// The last position of the log.
    pub(crate) fn head(&self) -> u8 {
        self.log.last().map_or(0, |(position, _)| *position)
    }

    /// The last position of the stream.
    pub(crate) fn stream_end(&self) -> u8 {
        self.stream.last().copied().unwrap_or(0)
    }

    /// How often something is in the log.
    pub(crate) fn count(&self, event: Event) -> u8 {
        self.log.iter().filter(|(_, other)| *other == event).count() as u8
    }

    /// Whether the read model shows that a command waits for its reply.
    pub(crate) fn is_pending(&self, command: u8) -> bool {
        let applied = |event| {
            self.log.iter().any(|(position, other)| {
                *other == event && self.rows.get(usize::from(*position)).is_some_and(|row| *row > 0)
            })
        };
        applied(Event::Sent(command)) && !applied(Event::Replied(command))
    }
}

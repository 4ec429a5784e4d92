//! What can happen next, and what it leads to.

use stateright::{Model, Property};

use super::promises;
use super::world::{Client, Event, Lease, Read, State, World};

/// The most copies of one command.
const COPIES: u8 = 2;
/// Epochs of a lease, at most: one more taking for each fault would be endless.
const EPOCHS: u8 = 3;

/// One atomic step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// A client sends its command, for the first time or again.
    Send(u8),
    /// The store takes a copy, and commits or knows it.
    Commit(u8),
    /// What was written becomes durable; only without the rule.
    Flush,
    /// The answer arrives.
    Tell(u8),
    /// The answer is lost with its connection.
    Lose(u8),
    /// The database loses what is not durable; only without the rule.
    CrashDatabase,
    /// A transaction of another one is rolled back, and its position with it; only without
    /// the rule.
    RollBack,
    /// A relay looks at the end of the stream, and reads what follows it.
    RelayReads(usize),
    /// A relay appends what it has read.
    RelayAppends(usize),
    /// Redis forgets everything.
    FlushRedis,
    /// A projector takes the lease: it was free, or its time is up.
    TakeLease(usize),
    /// A projector reads what follows its position.
    ProjectorReads(usize),
    /// A projector commits what it has read.
    ProjectorCommits(usize),
    /// A projector writes the rows that its checkpoint is ahead of; only without the rule.
    ProjectorWrites(usize),
    /// A projector loses its memory.
    ProjectorCrashes(usize),
    /// A worker takes up a command that waits for its reply.
    WorkerTakes(usize, u8),
    /// A worker appends its reply.
    WorkerAppends(usize),
    /// A worker loses its memory.
    WorkerCrashes(usize),
}

impl Model for World {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        let clients = vec![Client::default(); usize::from(self.commands)];
        vec![State { clients, rows: vec![0], ..State::default() }]
    }

    fn actions(&self, state: &State, steps: &mut Vec<Step>) {
        let fault = state.faults < self.faults;
        for command in 0..self.commands {
            let client = state.clients[usize::from(command)];
            let waits = !client.told && !client.answer && client.coming == 0;
            // One that was sent is sent again while it is under way, too: patience ends.
            let again = client.sent > 0 && client.sent < COPIES && !client.told;
            let lost = waits && client.sent >= COPIES;
            if (waits && client.sent == 0) || again || lost {
                steps.push(Step::Send(command));
            }
            if client.coming > 0 {
                steps.push(Step::Commit(command));
            }
            if client.answer {
                steps.push(Step::Tell(command));
                if fault {
                    steps.push(Step::Lose(command));
                }
            }
        }
        if !state.volatile.is_empty() {
            steps.push(Step::Flush);
            if fault {
                steps.push(Step::CrashDatabase);
            }
        }
        if !self.rules.dense && fault && state.wasted == 0 {
            steps.push(Step::RollBack);
        }
        if !state.stream.is_empty() && fault {
            steps.push(Step::FlushRedis);
        }
        for number in 0..self.relays {
            match state.relays[number] {
                None if state.stream_end() < state.head() => steps.push(Step::RelayReads(number)),
                None => {}
                Some(_) => steps.push(Step::RelayAppends(number)),
            }
        }
        for number in 0..self.others {
            self.of_projector(state, number, fault, steps);
            self.of_worker(state, number, fault, steps);
        }
    }

    fn next_state(&self, last: &State, step: Step) -> Option<State> {
        let mut state = last.clone();
        self.carry_out(&mut state, step);
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        promises::all()
    }
}

impl World {
    fn of_projector(&self, state: &State, number: usize, fault: bool, steps: &mut Vec<Step>) {
        match state.projectors[number] {
            None => {
                let held = state.projectors.iter().flatten().any(|one| one.epoch == state.epoch);
                if !held || (fault && state.epoch < EPOCHS) {
                    steps.push(Step::TakeLease(number));
                }
            }
            Some(lease) if lease.owes_rows.is_some() => {
                steps.push(Step::ProjectorWrites(number));
                if fault {
                    steps.push(Step::ProjectorCrashes(number));
                }
            }
            Some(lease) => {
                match lease.read {
                    Some(_) => steps.push(Step::ProjectorCommits(number)),
                    None if lease.position < state.head() => {
                        steps.push(Step::ProjectorReads(number));
                    }
                    None => {}
                }
                if fault {
                    steps.push(Step::ProjectorCrashes(number));
                }
            }
        }
    }

    fn of_worker(&self, state: &State, number: usize, fault: bool, steps: &mut Vec<Step>) {
        match state.workers[number] {
            None => {
                let pending = (0..self.commands).filter(|command| state.is_pending(*command));
                // The sweep of those that wait: a hint from the stream only makes it earlier.
                let replied = |command: &u8| {
                    self.rules.sequence_expected && state.count(Event::Replied(*command)) > 0
                };
                let free = pending.filter(|command| !replied(command));
                steps.extend(free.map(|command| Step::WorkerTakes(number, command)));
            }
            Some(_) => {
                steps.push(Step::WorkerAppends(number));
                if fault {
                    steps.push(Step::WorkerCrashes(number));
                }
            }
        }
    }

    fn carry_out(&self, state: &mut State, step: Step) {
        match step {
            Step::Send(command) => {
                let client = &mut state.clients[usize::from(command)];
                client.sent = (client.sent + 1).min(COPIES);
                client.coming += 1;
            }
            Step::Commit(command) => self.commit(state, command),
            Step::Flush => {
                for event in std::mem::take(&mut state.volatile) {
                    append(state, event);
                }
            }
            Step::Tell(command) => {
                let client = &mut state.clients[usize::from(command)];
                (client.answer, client.told) = (false, true);
            }
            Step::Lose(command) => {
                state.clients[usize::from(command)].answer = false;
                state.faults += 1;
            }
            Step::CrashDatabase => {
                state.volatile.clear();
                state.faults += 1;
            }
            Step::RollBack => {
                state.wasted = 1;
                state.faults += 1;
            }
            Step::RelayReads(number) => {
                state.relays[number] = Some(Read { end: state.stream_end(), to: state.head() });
            }
            Step::RelayAppends(number) => self.relay(state, number),
            Step::FlushRedis => {
                state.stream.clear();
                state.faults += 1;
            }
            Step::TakeLease(number) => {
                let held = state.projectors.iter().flatten().any(|one| one.epoch == state.epoch);
                state.faults += u8::from(held);
                state.epoch += 1;
                let (epoch, position) = (state.epoch, state.checkpoint);
                state.projectors[number] =
                    Some(Lease { epoch, position, read: None, owes_rows: None });
            }
            Step::ProjectorReads(number) => {
                let head = state.head();
                if let Some(lease) = &mut state.projectors[number] {
                    lease.read = Some(head);
                }
            }
            Step::ProjectorCommits(number) => self.project(state, number),
            Step::ProjectorWrites(number) => {
                let owed = state.projectors[number].as_mut().and_then(|one| one.owes_rows.take());
                if let Some((from, to)) = owed {
                    apply(state, from, to);
                }
            }
            Step::ProjectorCrashes(number) => {
                state.projectors[number] = None;
                state.faults += 1;
            }
            Step::WorkerTakes(number, command) => {
                let seen = state.count(Event::Replied(command));
                state.workers[number] = Some((command, seen));
            }
            Step::WorkerAppends(number) => {
                if let Some((command, seen)) = state.workers[number].take() {
                    let moved = state.count(Event::Replied(command)) != seen;
                    if !(self.rules.sequence_expected && moved) {
                        append(state, Event::Replied(command));
                    }
                }
            }
            Step::WorkerCrashes(number) => {
                state.workers[number] = None;
                state.faults += 1;
            }
        }
    }

    fn commit(&self, state: &mut State, command: u8) {
        let event = Event::Sent(command);
        let known = state.count(event) > 0 || state.volatile.contains(&event);
        let client = &mut state.clients[usize::from(command)];
        client.coming -= 1;
        // Who was told listens no more.
        client.answer = !client.told;
        if known && self.rules.known_by_id {
            return;
        }
        if self.rules.answered_when_durable {
            append(state, event);
        } else {
            state.volatile.push(event);
        }
    }

    fn relay(&self, state: &mut State, number: usize) {
        let Some(Read { end, to }) = state.relays[number].take() else { return };
        let last = state.stream_end();
        if self.rules.end_compared && last != end {
            return;
        }
        // Redis itself refuses an id at or below its last one.
        let entries = state.log.iter().map(|(position, _)| *position);
        let entries: Vec<u8> =
            entries.filter(|one| *one > end && *one <= to && *one > last).collect();
        state.stream.extend(entries);
    }

    fn project(&self, state: &mut State, number: usize) {
        let Some(mut lease) = state.projectors[number] else { return };
        let Some(to) = lease.read.take() else { return };
        let holds = lease.epoch == state.epoch && lease.position == state.checkpoint;
        if self.rules.fenced && !holds {
            state.projectors[number] = None;
            return;
        }
        state.checkpoint = to;
        if self.rules.rows_with_checkpoint {
            apply(state, lease.position, to);
        } else {
            lease.owes_rows = Some((lease.position, to));
        }
        lease.position = to;
        state.projectors[number] = Some(lease);
    }
}

fn append(state: &mut State, event: Event) {
    let position = state.head() + 1 + std::mem::take(&mut state.wasted);
    state.log.push((position, event));
    state.rows.resize(usize::from(position) + 1, 0);
}

fn apply(state: &mut State, from: u8, to: u8) {
    for row in state.rows.iter_mut().take(usize::from(to) + 1).skip(usize::from(from) + 1) {
        *row += 1;
    }
}

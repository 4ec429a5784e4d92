//! What must hold in every state.

use stateright::{Model, Property};

use super::world::{Event, State, World};

pub(crate) const NOTHING_LOST: &str = "what was acknowledged is in the log";
pub(crate) const ONCE: &str = "a command takes effect once";
pub(crate) const DENSE: &str = "positions are dense";
pub(crate) const STREAM_WHOLE: &str = "the stream lacks nothing in its middle";
pub(crate) const ROWS: &str = "rows are those of everything up to the checkpoint, once";
pub(crate) const ONE_REPLY: &str = "a command is answered once";
pub(crate) const NO_DEAD_END: &str = "when nothing can happen any more, everything is done";
/// Not a promise: that there is a way to the end.
pub(crate) const ALL_DONE: &str = "everything can be done";

pub(crate) fn all() -> Vec<Property<World>> {
    vec![
        Property::always(NOTHING_LOST, |world: &World, state: &State| {
            // What is not durable yet can be lost only by a fault, and then shows.
            let there = |command| {
                let event = Event::Sent(command);
                state.count(event) > 0
                    || (!world.rules.answered_when_durable && state.volatile.contains(&event))
            };
            (0..).zip(&state.clients).all(|(command, client)| !client.told || there(command))
        }),
        Property::always(ONCE, |_, state: &State| {
            commands(state).all(|command| state.count(Event::Sent(command)) <= 1)
        }),
        Property::always(DENSE, |_, state: &State| {
            (1..).zip(&state.log).all(|(expected, (position, _))| expected == *position)
        }),
        Property::always(STREAM_WHOLE, |_, state: &State| {
            state.stream.windows(2).all(|pair| matches!(pair, [a, b] if a + 1 == *b))
        }),
        Property::always(ROWS, |_, state: &State| {
            let expected = |position: usize| u8::from(position <= usize::from(state.checkpoint));
            let owed = |position: usize| {
                let owing = state.projectors.iter().flatten().filter_map(|one| one.owes_rows);
                owing
                    .into_iter()
                    .any(|(from, to)| position > usize::from(from) && position <= usize::from(to))
            };
            state.rows.iter().enumerate().skip(1).all(|(position, times)| {
                *times == expected(position) || (*times == 0 && owed(position))
            })
        }),
        Property::always(ONE_REPLY, |_, state: &State| {
            commands(state).all(|command| state.count(Event::Replied(command)) <= 1)
        }),
        Property::always(NO_DEAD_END, |world: &World, state: &State| {
            let mut steps = Vec::new();
            world.actions(state, &mut steps);
            !steps.is_empty() || is_done(state)
        }),
        Property::sometimes(ALL_DONE, |_, state: &State| is_done(state)),
    ]
}

fn commands(state: &State) -> std::ops::Range<u8> {
    0..state.clients.len() as u8
}

/// Everybody was told, every command is answered, and everybody who follows has come to the end.
fn is_done(state: &State) -> bool {
    let head = state.head();
    state.clients.iter().all(|client| client.told)
        && commands(state).all(|command| state.count(Event::Replied(command)) == 1)
        && state.checkpoint == head
        && state.stream_end() == head
}

//! The turn: context, model loop, actions.

//! An action as its stream tells it: what is previewed now, what it brought about.

use chrono::{DateTime, Utc};
use domain::action::{Action, ActionEvent, ActionRequested, Preview};
use domain::{Event, Personal, Role};
use eventing::Loaded;
use serde_json::Value;

use crate::Cause;

/// The present state of an action's stream.
#[derive(Debug, Clone)]
pub struct Current {
    /// How it was asked for.
    pub requested: ActionRequested,
    /// The arguments that count, revised ones if any.
    pub arguments: Personal<Value>,
    /// The preview that counts.
    pub preview: Personal<Preview>,
    /// The moment that words such as `tomorrow` in the arguments start from.
    pub resolved_at: DateTime<Utc>,
    /// The story that it belongs to.
    pub correlation_id: uuid::Uuid,
}

impl Current {
    /// Reads it; `None` when there is no such action.
    pub fn of(loaded: &Loaded<Action>) -> Option<Self> {
        let mut current: Option<Self> = None;
        for recorded in &loaded.events {
            match recorded.decode() {
                Ok(Event::Action(ActionEvent::ActionRequested(event))) => {
                    current = Some(Self {
                        arguments: event.arguments.clone(),
                        preview: event.preview.clone(),
                        resolved_at: event.resolved_at.unwrap_or(recorded.metadata.occurred_at),
                        correlation_id: recorded.metadata.correlation_id,
                        requested: event,
                    });
                }
                Ok(Event::Action(ActionEvent::ActionRevised(event))) => {
                    if let Some(current) = &mut current {
                        current.arguments = event.arguments;
                        current.preview = event.preview;
                        current.resolved_at = event.resolved_at;
                    }
                }
                _ => {}
            }
        }
        current
    }

    /// What its effects are caused by, when it is done in this role.
    pub fn cause(&self, role: Role, now: DateTime<Utc>) -> Cause {
        Cause {
            action: self.requested.action_id,
            turn: self.requested.turn_id,
            member: self.requested.member_id,
            role,
            now,
        }
    }
}

//! What every aggregate is: a pure decision over a fold, for `cqrs-es`.

use cqrs_es::{Aggregate, DomainEvent};

use crate::DomainError;

/// An aggregate whose decisions are a pure function of its state and a command.
///
/// `Aggregate::handle` only forwards to [`Decider::decide`]; the event store calls
/// `decide` itself, because one command may touch several streams.
pub trait Decider:
    Aggregate<Services = (), Error: DomainError, Command: Clone + Send + Sync, Event: DomainEvent>
    + Clone
    + 'static
{
    /// The events that follow from `command` in this state; none when it is satisfied already.
    fn decide(&self, command: Self::Command) -> Result<Vec<Self::Event>, Self::Error>;
}

/// Declares an aggregate's event enum from its event structs: variant, wire name and
/// struct name are one, and the version is what is written with new events.
macro_rules! domain_events {
    ($(#[$meta:meta])* pub enum $name:ident { $($variant:ident = $version:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $(#[doc = concat!("See [`", stringify!($variant), "`].")] $variant($variant),)+
        }

        impl $name {
            /// Wire name and current version of every event of this aggregate.
            pub const TYPES: &'static [(&'static str, &'static str)] =
                &[$((stringify!($variant), $version)),+];
        }

        impl cqrs_es::DomainEvent for $name {
            fn event_type(&self) -> String {
                match self { $(Self::$variant(_) => stringify!($variant).to_owned(),)+ }
            }
            fn event_version(&self) -> String {
                match self { $(Self::$variant(_) => $version.to_owned(),)+ }
            }
        }

        $(impl From<$variant> for $name {
            fn from(event: $variant) -> Self { Self::$variant(event) }
        })+
    };
}
pub(crate) use domain_events;

/// Implements `cqrs_es::Aggregate` for a type with inherent `decide` and `evolve`.
macro_rules! aggregate {
    ($name:ident, $wire:literal, $command:ty, $event:ty, $error:ty) => {
        impl cqrs_es::Aggregate for $name {
            const TYPE: &'static str = $wire;
            type Command = $command;
            type Event = $event;
            type Error = $error;
            type Services = ();

            async fn handle(
                &mut self,
                command: $command,
                _: &(),
                sink: &cqrs_es::event_sink::EventSink<Self>,
            ) -> Result<(), $error> {
                for event in $name::decide(self, command)? {
                    sink.write(event, self).await;
                }
                Ok(())
            }

            fn apply(&mut self, event: $event) {
                self.evolve(event);
            }
        }

        impl crate::Decider for $name {
            fn decide(&self, command: $command) -> Result<Vec<$event>, $error> {
                $name::decide(self, command)
            }
        }
    };
}
pub(crate) use aggregate;

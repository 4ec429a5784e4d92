//! The product as it is run, and businesses in it.

mod business;
mod instance;
mod sockets;

pub use business::{Business, Person};
pub use instance::{Instance, Limits, Roles};
pub use sockets::Sockets;

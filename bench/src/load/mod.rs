//! Load over HTTP and WebSocket, by clients of our own, and the servers it goes to.
//!
//! - [`http`]: one kept connection; [`socket`]: one WebSocket
//! - [`closed`]: clients that each wait for their answer; [`paced`]: so many a second
//! - [`apart`]: clients that have a thread of their own
//! - [`process`]: a server as a process, its log, its memory
//! - [`steward`]: the product as it is run, with businesses made for it
//! - [`fastapi`]: the service on the prototype's stack

pub mod apart;
pub mod closed;
pub mod fastapi;
pub mod files;
pub mod http;
pub mod paced;
pub mod process;
pub mod socket;
pub mod steward;

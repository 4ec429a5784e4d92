//! A port that nobody listens on at the moment.

use std::net::{Ipv4Addr, TcpListener};

/// Asks the system for a free port on loopback.
pub(super) fn free() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

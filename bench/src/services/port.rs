//! A port that nobody listens on at the moment.

use std::net::{Ipv4Addr, TcpListener};

use rand::Rng;

/// Below what systems give to connections: a server that is away for a while finds its port
/// again.
const PORTS: std::ops::Range<u16> = 15_000..32_000;
const TRIES: usize = 50;

/// A free port on loopback.
pub fn free() -> std::io::Result<u16> {
    for _ in 0..TRIES {
        let port = rand::rng().random_range(PORTS);
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(port);
        }
    }
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_found_can_be_listened_on() {
        let port = free().unwrap();
        assert!(TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok());
    }
}

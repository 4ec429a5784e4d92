//! How many connections there are, in all and of each address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use crate::extract::network;

/// Counts connections.
pub(super) struct Caps {
    in_all: usize,
    of_address: usize,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    in_all: usize,
    of: HashMap<String, usize>,
}

/// The place of one connection, given back when it is dropped.
pub(super) struct Place {
    caps: Arc<Caps>,
    network: Option<String>,
}

impl Caps {
    /// At most `in_all` connections, and `of_address` of each address.
    pub(super) fn new(in_all: usize, of_address: usize) -> Self {
        Self { in_all, of_address, taken: Mutex::default() }
    }

    /// A place for a connection from `address`, if there is one; `exempt` addresses have
    /// no limit of their own.
    pub(super) fn take(caps: &Arc<Self>, address: IpAddr, exempt: bool) -> Option<Place> {
        let mut taken = caps.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.in_all >= caps.in_all {
            return None;
        }
        let network = (!exempt).then(|| network(address));
        if let Some(network) = &network {
            let count = taken.of.entry(network.clone()).or_default();
            if *count >= caps.of_address {
                return None;
            }
            *count += 1;
        }
        taken.in_all += 1;
        Some(Place { caps: caps.clone(), network })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.caps.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.in_all = taken.in_all.saturating_sub(1);
        let Some(network) = &self.network else { return };
        match taken.of.get_mut(network) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                taken.of.remove(network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_limited_and_given_back() {
        let caps = Arc::new(Caps::new(3, 2));
        let take = |address: &str, exempt| Caps::take(&caps, address.parse().unwrap(), exempt);
        let first = take("192.0.2.1", false).unwrap();
        let second = take("192.0.2.1", false).unwrap();
        assert!(take("192.0.2.1", false).is_none(), "two of an address");
        let third = take("192.0.2.2", false).unwrap();
        assert!(take("192.0.2.3", false).is_none(), "three in all");
        drop((second, third));
        let second = take("192.0.2.1", true).unwrap();
        let third = take("192.0.2.1", false).unwrap();
        drop((first, second, third));
        assert!(caps.taken.lock().unwrap().of.is_empty());
    }

    #[test]
    fn a_network_of_ipv6_counts_as_one_address() {
        let caps = Arc::new(Caps::new(9, 1));
        let first = Caps::take(&caps, "2001:db8::1".parse().unwrap(), false);
        assert!(first.is_some());
        assert!(Caps::take(&caps, "2001:db8::2".parse().unwrap(), false).is_none());
        assert!(Caps::take(&caps, "2001:db8:0:1::1".parse().unwrap(), false).is_some());
    }
}

//! Which stream a writer appends to next.

use rand::Rng;
use uuid::Uuid;

use super::Load;

/// Operations on a stream of one's own, unless told otherwise.
const LENGTH: usize = 10;

/// The streams of one writer: its own ones, each begun anew after some operations; or a
/// fixed set that all writers share.
#[derive(Debug, Clone)]
pub struct Streams {
    load: Load,
    own: Uuid,
    used: usize,
}

impl Streams {
    /// As `load` says.
    pub fn of(load: &Load) -> Self {
        Self { load: *load, own: Uuid::now_v7(), used: 0 }
    }

    /// The stream of the next operation.
    pub fn pick(&mut self) -> Uuid {
        if self.load.streams > 0 {
            return numbered(self.load.length, rand::rng().random_range(0..self.load.streams));
        }
        let length = if self.load.length == 0 { LENGTH } else { self.load.length };
        if self.used >= length {
            (self.own, self.used) = (Uuid::now_v7(), 0);
        }
        self.used += 1;
        self.own
    }
}

/// The shared stream of that number among those of that length: the same in every process.
pub fn numbered(length: usize, number: usize) -> Uuid {
    let name = [length, number].map(|part| (part as u64).to_be_bytes()).concat();
    Uuid::new_v5(&Uuid::NAMESPACE_OID, &name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_stream_of_ones_own_is_left_after_some_operations() {
        let mut streams = Streams::of(&Load { length: 3, ..Load::default() });
        let picked: Vec<_> = (0..6).map(|_| streams.pick()).collect();
        assert!(picked[0] == picked[2] && picked[3] == picked[5] && picked[2] != picked[3]);
    }

    #[test]
    fn shared_ones_are_shared() {
        let load = Load { streams: 1, ..Load::default() };
        assert_eq!(Streams::of(&load).pick(), Streams::of(&load).pick());
        let some: BTreeSet<_> = (0..50).map(|number| numbered(10, number)).collect();
        assert_eq!(some.len(), 50);
        assert_ne!(numbered(10, 1), numbered(100, 1));
    }
}

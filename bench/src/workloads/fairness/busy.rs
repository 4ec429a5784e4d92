//! How busy the machine is, whoever is at work.

/// Time of all cores until a moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Busy {
    all: u64,
    idle: u64,
}

impl Busy {
    /// Until now.
    pub(super) fn now() -> Self {
        Self::read(&std::fs::read_to_string("/proc/stat").unwrap_or_default())
    }

    /// The share of all cores that was at work since an earlier moment, 0 to 1.
    pub(super) fn since(self, earlier: Self) -> f64 {
        let (all, idle) = (self.all - earlier.all, self.idle - earlier.idle);
        1.0 - idle as f64 / all as f64
    }

    /// User, nice, system, idle, waiting for a disk, and others.
    fn read(text: &str) -> Self {
        let line = text.lines().next().unwrap_or_default();
        // Those after the eighth are in the first two as well.
        let times: Vec<u64> =
            line.split_whitespace().skip(1).take(8).flat_map(str::parse).collect();
        Self { all: times.iter().sum(), idle: times.iter().skip(3).take(2).sum() }
    }
}

#[cfg(test)]
mod tests {
    use super::Busy;

    #[test]
    fn what_is_not_idle_is_busy() {
        let earlier = Busy::read("cpu  10 0 10 70 10 0 0 0 0 0\ncpu0 1 1 1 1\n");
        assert_eq!(earlier, Busy { all: 100, idle: 80 });
        let later = Busy::read("cpu  100 0 20 70 10 0 0 0 0 0\n");
        assert!((later.since(earlier) - 1.0).abs() < 1e-9);
    }
}

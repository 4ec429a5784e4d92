//! Which faults, when. A seed gives the same schedule again; what it meets there is another
//! matter, since processes take the time that they take.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

use crate::cluster::ROLES;

/// The longest that a process is stopped: beyond its lease, so that others take over from
/// one that does not know it.
const LONGEST_STOP: u64 = 6_000;

/// Something that goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A process of the product is killed (-9), and started again after so many milliseconds.
    Kill(&'static str, u64),
    /// A process is stopped (SIGSTOP), and goes on after so many milliseconds.
    Stop(&'static str, u64),
    /// A process is asked to end (SIGTERM), and started again.
    Restart(&'static str),
    /// Postgres loses its processes as in a power failure, and is started again.
    CrashPostgres(u64),
    /// Redis forgets everything.
    FlushRedis,
    /// Redis is killed, and started again, empty.
    KillRedis(u64),
    /// All connections of a link are cut, and new ones refused, for so many milliseconds.
    Cut(Link, u64),
    /// What goes over a link takes longer, by the second figure, for so many milliseconds.
    Delay(Link, u64, u64),
    /// What clients say to an API is said twice, over two connections, for so many milliseconds.
    Double(usize, u64),
    /// The model answers its next calls in these ways.
    Model(Vec<&'static str>),
}

/// What lies between two parts of the deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// Between clients and one of the APIs.
    Api(usize),
    /// Between the product and Postgres.
    Postgres,
    /// Between the product and Redis.
    Redis,
    /// Between the workers and the model.
    Model,
}

impl Fault {
    /// Whether a process is killed by it.
    pub fn kills(&self) -> bool {
        matches!(self, Self::Kill(..) | Self::CrashPostgres(_) | Self::KillRedis(_))
    }

    /// One word for it, for the report.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Kill(..) => "process killed",
            Self::Stop(..) => "process stopped for a while",
            Self::Restart(_) => "process restarted",
            Self::CrashPostgres(_) => "Postgres crashed",
            Self::FlushRedis => "Redis flushed",
            Self::KillRedis(_) => "Redis killed",
            Self::Cut(..) => "connections cut",
            Self::Delay(..) => "connections delayed",
            Self::Double(..) => "requests doubled",
            Self::Model(_) => "model broken",
        }
    }
}

/// One entry of the schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The pause before it.
    pub after: Duration,
    /// What happens.
    pub fault: Fault,
}

/// The schedule of a seed, without an end.
#[derive(Debug)]
pub struct Plan(StdRng);

impl Plan {
    /// Of this seed.
    pub fn of(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    fn fault(&mut self) -> Fault {
        let dice = &mut self.0;
        // Of a hundred.
        match dice.random_range(0..100) {
            0..52 => Fault::Kill(role(dice), dice.random_range(0..800)),
            52..59 => Fault::Stop(role(dice), dice.random_range(200..LONGEST_STOP)),
            59..64 => Fault::Restart(role(dice)),
            64..70 => Fault::CrashPostgres(dice.random_range(0..1_500)),
            70..74 => Fault::FlushRedis,
            74..78 => Fault::KillRedis(dice.random_range(0..3_000)),
            78..84 => Fault::Cut(link(dice), dice.random_range(50..1_500)),
            84..88 => {
                let by = dice.random_range(5..150);
                Fault::Delay(link(dice), dice.random_range(200..2_500), by)
            }
            88..94 => Fault::Double(dice.random_range(0..2), dice.random_range(200..3_000)),
            _ => {
                let calls = dice.random_range(1..4);
                Fault::Model((0..calls).map(|_| trouble(dice)).collect())
            }
        }
    }
}

impl Iterator for Plan {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        let after = Duration::from_millis(self.0.random_range(20..500));
        Some(Step { after, fault: self.fault() })
    }
}

fn role(dice: &mut StdRng) -> &'static str {
    ROLES.choose(dice).map_or("api-1", |(name, _)| name)
}

fn link(dice: &mut StdRng) -> Link {
    match dice.random_range(0..5) {
        0 => Link::Api(0),
        1 => Link::Api(1),
        2 => Link::Postgres,
        3 => Link::Redis,
        _ => Link::Model,
    }
}

/// Ways in which a model fails, by their names in the offline model.
const TROUBLE: [&str; 11] = [
    "rate_limited",
    "internal",
    "unavailable",
    "stream_error",
    "stream_cut",
    "malformed_call",
    "empty_stop",
    "blocked",
    "max_tokens",
    "slow",
    "hang",
];

fn trouble(dice: &mut StdRng) -> &'static str {
    TROUBLE.choose(dice).copied().unwrap_or("internal")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_schedule_again() {
        let steps = |seed| Plan::of(seed).take(2_000).collect::<Vec<_>>();
        assert_eq!(steps(7), steps(7));
        assert_ne!(steps(7), steps(8));
    }

    #[test]
    fn every_kind_of_fault_comes_up_and_more_than_half_are_kills() {
        let steps: Vec<Step> = Plan::of(1).take(2_000).collect();
        let kinds: std::collections::BTreeSet<_> =
            steps.iter().map(|step| step.fault.kind()).collect();
        assert_eq!(kinds.len(), 10, "{kinds:?}");
        assert!(steps.iter().filter(|step| step.fault.kills()).count() > 1_000);
    }
}

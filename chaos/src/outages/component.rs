//! What is taken away, how, and how it comes back.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;

use crate::cluster::Cluster;

/// A component of the deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Component {
    /// By this name it is asked for.
    pub name: &'static str,
    how: How,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// These processes are killed.
    Processes(&'static [&'static str]),
    /// Killed; what it held is gone.
    Redis,
    /// Stopped at once, as by a power failure.
    Postgres,
}

const fn processes(name: &'static str, of: &'static [&'static str]) -> Component {
    Component { name, how: How::Processes(of) }
}

/// All of them, in the order in which they are taken away.
pub const ALL: [Component; 10] = [
    processes("api", &["api-1"]),
    processes("relays", &["relay-1", "relay-2"]),
    processes("projectors", &["projector-1", "projector-2"]),
    processes("agent-workers", &["worker-1", "worker-2", "worker-3"]),
    processes("timers", &["timers-1"]),
    processes("pushes", &["push-1"]),
    processes("sealer", &["sealer-1"]),
    Component { name: "redis", how: How::Redis },
    Component { name: "postgres", how: How::Postgres },
    processes("offline-model", &["model"]),
];

impl Component {
    /// The one of that name.
    pub fn named(name: &str) -> Option<Self> {
        ALL.into_iter().find(|component| component.name == name)
    }

    /// Takes it away for so long, and brings it back; when it was at work again itself. Whoever
    /// ends meanwhile for want of it is started again by others.
    pub(super) async fn leave(
        self,
        cluster: Arc<Cluster>,
        away: Duration,
    ) -> anyhow::Result<Instant> {
        match self.how {
            How::Redis => cluster.services.lock().await.kill_redis(away).await?,
            How::Postgres => cluster.services.lock().await.crash_postgres(away).await?,
            How::Processes(names) => {
                let role = |name| cluster.roles.get(name).context("there is no such process");
                for name in names {
                    role(name)?.lock().await.leave()?;
                }
                tokio::time::sleep(away).await;
                for name in names {
                    role(name)?.lock().await.start()?;
                }
                for name in names {
                    role(name)?.lock().await.at_work().await?;
                }
            }
        }
        Ok(Instant::now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::ROLES;

    #[test]
    fn every_process_belongs_to_one_component_but_the_second_api() {
        let mut taken: Vec<&str> = Vec::new();
        for component in ALL {
            if let How::Processes(names) = component.how {
                taken.extend(names);
            }
        }
        taken.push("api-2");
        taken.sort_unstable();
        let mut all: Vec<&str> = ROLES.iter().map(|(name, _)| *name).collect();
        all.sort_unstable();
        assert_eq!(taken, all);
    }

    #[test]
    fn components_are_found_by_name() {
        assert_eq!(Component::named("redis").map(|found| found.how), Some(How::Redis));
        assert_eq!(Component::named("gremlins"), None);
    }
}

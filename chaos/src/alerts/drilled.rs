//! One drill, carried out: what was seen.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::act::Drill;
use super::deployment::Deployment;
use super::runbook;

const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long an alert may take to fire, and to end.
const PATIENCE: Duration = Duration::from_secs(300);
/// How long it must be gone to be over.
const GONE: Duration = Duration::from_secs(4);

/// What was seen of a drill.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) drill: &'static Drill,
    /// After how many seconds it fired.
    pub(super) fired: Option<f64>,
    /// Whether `steward doctor` named it then.
    pub(super) named: bool,
    /// After how many seconds it was over.
    pub(super) resolved: Option<f64>,
    /// What else fired meanwhile.
    pub(super) others: BTreeSet<String>,
    /// What did not work.
    pub(super) faults: Vec<String>,
}

impl Seen {
    /// Whether it fired by its cause, and its runbook ended that.
    pub(super) fn is_good(&self) -> bool {
        self.fired.is_some() && self.resolved.is_some() && self.faults.is_empty()
    }
}

/// Carries one out.
pub(super) async fn carry_out(deployment: &mut Deployment, drill: &'static Drill) -> Seen {
    let alert = drill.alert;
    let mut seen = Seen {
        drill,
        fired: None,
        named: false,
        resolved: None,
        others: BTreeSet::new(),
        faults: Vec::new(),
    };
    if let Some(left) = until_calm(deployment).await {
        seen.faults.push(format!("before it began, {left} fired"));
    }
    let begun = Instant::now();
    note(&mut seen, deployment.act(alert, drill.breaking).await);
    if seen.faults.is_empty() {
        seen.fired = until(deployment, &mut seen, begun, true).await;
    }
    if seen.fired.is_some() {
        look(deployment, &mut seen).await;
    }
    let begun = Instant::now();
    note(&mut seen, deployment.act(alert, drill.mending).await);
    if seen.fired.is_some() {
        seen.resolved = until(deployment, &mut seen, begun, false).await;
    }
    note(&mut seen, deployment.act(alert, drill.after).await);
    // Whoever was ended has no session any more.
    deployment.sessions.clear();
    seen
}

/// What the runbooks say to look at must work while it fires.
async fn look(deployment: &Deployment, seen: &mut Seen) {
    let alert = seen.drill.alert;
    match deployment.shell.looks("steward doctor").await {
        Ok(said) => seen.named = said.contains(&format!("#{}", alert.to_lowercase())),
        Err(error) => seen.faults.push(format!("{error:#}")),
    }
    for command in runbook::looks(alert) {
        note(seen, deployment.shell.looks(command).await);
    }
}

fn note<T>(seen: &mut Seen, done: anyhow::Result<T>) {
    if let Err(error) = done {
        seen.faults.push(format!("{error:#}"));
    }
}

/// Waits until it fires, or does not any more; after how many seconds that was.
async fn until(
    deployment: &Deployment,
    seen: &mut Seen,
    begun: Instant,
    wanted: bool,
) -> Option<f64> {
    let drill = seen.drill;
    let mut gone: Option<Instant> = None;
    while begun.elapsed() < PATIENCE {
        // One that does not answer now does so a moment later.
        if let Ok(firing) = deployment.prometheus.firing().await {
            let names = firing.iter().map(|alert| alert.name().to_owned());
            seen.others.extend(names.filter(|name| name != drill.alert));
            // Whatever it is about, it is over when it is gone for all.
            let fires = firing.iter().any(|alert| {
                alert.name() == drill.alert
                    && (!wanted || drill.of.is_none_or(|of| alert.is_of(of)))
            });
            match (fires, wanted) {
                (true, true) => return Some(begun.elapsed().as_secs_f64()),
                (true, false) => gone = None,
                (false, true) => {}
                (false, false) => {
                    let since = *gone.get_or_insert_with(Instant::now);
                    if since.elapsed() > GONE {
                        return Some((since - begun).as_secs_f64());
                    }
                }
            }
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    None
}

/// Waits until nothing fires; else what does.
async fn until_calm(deployment: &Deployment) -> Option<String> {
    let (begun, mut last) = (Instant::now(), BTreeSet::new());
    let mut calm: Option<Instant> = None;
    while begun.elapsed() < PATIENCE {
        if let Ok(firing) = deployment.prometheus.firing().await {
            last = firing.iter().map(|alert| alert.name().to_owned()).collect();
            if last.is_empty() {
                if calm.get_or_insert_with(Instant::now).elapsed() > GONE {
                    return None;
                }
            } else {
                calm = None;
            }
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Some(last.into_iter().collect::<Vec<_>>().join(", "))
}

//! What the program itself says: read models as a clean rebuild makes them, the seals, and no
//! dead letters. And that no process panicked.

use super::Verdict;
use crate::cluster::Cluster;

pub(super) async fn check(cluster: &Cluster, verdict: &mut Verdict) -> anyhow::Result<()> {
    let failed = |arguments: &[&str]| match cluster.run(arguments) {
        Ok(_) => Vec::new(),
        Err(error) => vec![format!("{error:#}")],
    };
    verdict.add(
        "read models",
        "projections verify: every read model is as a clean rebuild makes it",
        failed(&["projections", "verify", "--all"]),
    );
    verdict.add("the seals", "audit verify: every event is sealed", failed(&["audit", "verify"]));
    let letters = cluster.run(&["dead-letters", "list", "--json"])?;
    let wrong = letters.lines().take(5).map(|letter| format!("a dead letter: {letter}")).collect();
    verdict.add("read models", "no event was parked", wrong);
    let mut panics = Vec::new();
    for role in cluster.roles.values() {
        panics.extend(role.lock().await.panics()?);
    }
    verdict.add("processes", "no process panicked", panics);
    Ok(())
}

//! The deployment of a drill: its processes, people, a Prometheus, and an operator's shell.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use bench::services::port;
use sqlx::PgConnection;
use tokio::task::JoinHandle;

use super::disk::Disk;
use super::people::People;
use super::prometheus::{Prometheus, Target};
use super::shell::Shell;
use super::shorten::shorten;
use super::webhook::Webhook;
use crate::cluster::{Cluster, ROLES};
use crate::load::PushService;

const RULES: &str = include_str!("../../../ops/alerts.yml");
const SUPERVISE_EVERY: Duration = Duration::from_millis(200);
/// The smallest limit that there is for the database's size.
const LIMIT_GB: &str = "1";

/// A running deployment. It ends with this value.
#[derive(Debug)]
pub(super) struct Deployment {
    pub(super) prometheus: Prometheus,
    pub(super) people: People,
    pub(super) webhook: Webhook,
    pub(super) shell: Shell,
    /// Sessions of another program, which stay open.
    pub(super) sessions: Vec<PgConnection>,
    pub(super) disk: Option<Disk>,
    pub(super) cluster: Arc<Cluster>,
    supervisor: JoinHandle<()>,
    _pushes: PushService,
}

impl Deployment {
    /// Starts one, whose files lie in a folder of this name.
    pub(super) async fn start(
        program: &Path,
        prometheus: &Path,
        name: &str,
    ) -> anyhow::Result<Self> {
        let (pushes, webhook) = (PushService::start().await?, Webhook::start().await?);
        let cluster = Arc::new(Cluster::prepare(program, pushes.origin(), name).await?);
        let mut targets: Vec<Target> = Vec::new();
        for (name, role) in ROLES {
            // The model is no part of a deployment, and tells no figures.
            let figures = SocketAddr::from((Ipv4Addr::LOCALHOST, port::free()?));
            let mut process = cluster.roles.get(name).context("no such process")?.lock().await;
            process.set("STEWARD_METRICS_LISTEN", &figures.to_string());
            process.set("STEWARD_DATABASE_LIMIT_GB", LIMIT_GB);
            process.set("STEWARD_SEAL_WEBHOOK", &webhook.url);
            if role != "offline-model" {
                targets.push((name, role, figures));
            }
        }
        cluster.start().await?;
        let folder = cluster.folder.join("prometheus");
        let prometheus = Prometheus::start(prometheus, &folder, &shorten(RULES), &targets).await?;
        prometheus.until_up(targets.len()).await?;
        let people = People::start(cluster.servers, Arc::default()).await?;
        let shell = Shell::prepare(&cluster).await?;
        let watched = cluster.clone();
        let supervisor = tokio::spawn(async move {
            loop {
                tokio::time::sleep(SUPERVISE_EVERY).await;
                // One that does not start is told by an alert.
                let _ = watched.supervise().await;
            }
        });
        let (sessions, disk) = (Vec::new(), None);
        let _pushes = pushes;
        Ok(Self {
            prometheus,
            people,
            webhook,
            shell,
            sessions,
            disk,
            cluster,
            supervisor,
            _pushes,
        })
    }

    /// A folder of the deployment's own.
    pub(super) fn folder(&self, name: &str) -> PathBuf {
        self.cluster.folder.join(name)
    }
}

impl Drop for Deployment {
    fn drop(&mut self) {
        self.supervisor.abort();
    }
}

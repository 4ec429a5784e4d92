//! A real Prometheus over the deployment.

use std::collections::BTreeMap;
use std::fs::File;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use bench::load::process::spawn;
use bench::services::port;
use serde::Deserialize;

const PATIENCE: Duration = Duration::from_secs(30);
const HEAD: &str = "\
global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
rule_files: [alerts.yml]
scrape_configs:
  - job_name: steward
    static_configs:
";

/// What is scraped: a process, its role, and where it tells its figures.
pub(super) type Target = (&'static str, &'static str, SocketAddr);

/// An alert that fires.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Alert {
    labels: BTreeMap<String, String>,
    state: String,
}

impl Alert {
    /// Its name.
    pub(super) fn name(&self) -> &str {
        self.labels.get("alertname").map_or("", String::as_str)
    }

    /// Whether it has a label of this value.
    pub(super) fn is_of(&self, (label, value): (&str, &str)) -> bool {
        self.labels.get(label).is_some_and(|found| found == value)
    }
}

/// A running Prometheus. It ends with this value.
#[derive(Debug)]
pub(super) struct Prometheus {
    child: Child,
    url: String,
    http: reqwest::Client,
}

impl Prometheus {
    /// Starts it in an empty folder with these rules.
    pub(super) async fn start(
        program: &Path,
        folder: &Path,
        rules: &str,
        targets: &[Target],
    ) -> anyhow::Result<Self> {
        if folder.exists() {
            std::fs::remove_dir_all(folder)?;
        }
        std::fs::create_dir_all(folder)?;
        std::fs::write(folder.join("alerts.yml"), rules)?;
        let target = |(name, role, address): &Target| {
            format!(
                "      - {{ targets: [\"{address}\"], labels: {{ role: {role}, process: {name} }} }}\n"
            )
        };
        let targets: String = targets.iter().map(target).collect();
        std::fs::write(folder.join("prometheus.yml"), HEAD.to_owned() + &targets)?;
        let address = format!("127.0.0.1:{}", port::free()?);
        let mut command = Command::new(program);
        command.current_dir(folder).arg(format!("--web.listen-address={address}")).args([
            "--config.file=prometheus.yml",
            "--storage.tsdb.path=data",
            "--log.level=warn",
        ]);
        let child = spawn(&mut command, File::create(folder.join("prometheus.log"))?)?;
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(5)).build()?;
        let prometheus = Self { child, url: format!("http://{address}"), http };
        let begun = Instant::now();
        while prometheus.firing().await.is_err() {
            let log = folder.join("prometheus.log");
            ensure!(
                begun.elapsed() < PATIENCE,
                "Prometheus does not answer; see {}",
                log.display()
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Ok(prometheus)
    }

    /// What fires at the moment.
    pub(super) async fn firing(&self) -> anyhow::Result<Vec<Alert>> {
        #[derive(Deserialize)]
        struct Answer {
            data: Data,
        }
        #[derive(Deserialize)]
        struct Data {
            alerts: Vec<Alert>,
        }
        let request = self.http.get(format!("{}/api/v1/alerts", self.url));
        let answer: Answer = request.send().await?.error_for_status()?.json().await?;
        let alerts = answer.data.alerts.into_iter();
        Ok(alerts.filter(|alert| alert.state == "firing").collect())
    }

    /// Waits until every target was reached.
    pub(super) async fn until_up(&self, targets: usize) -> anyhow::Result<()> {
        let begun = Instant::now();
        loop {
            let request = self.http.get(format!("{}/api/v1/query?query=sum(up)", self.url));
            let answer: serde_json::Value = request.send().await?.json().await?;
            let up = answer["data"]["result"][0]["value"][1].as_str().context("no value");
            if up.is_ok_and(|up| up == targets.to_string()) {
                return Ok(());
            }
            ensure!(begun.elapsed() < PATIENCE, "not every process is scraped: {answer}");
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

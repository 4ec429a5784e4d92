//! Does to a deployment what a drill says.

use anyhow::{Context, ensure};
use serde_json::json;
use sqlx::{Connection, Executor};

use super::act::Act;
use super::deployment::Deployment;
use super::disk::Disk;
use super::runbook;

impl Deployment {
    /// Does these things, one after the other; the alert is the one whose section is followed.
    pub(super) async fn act(&mut self, alert: &str, acts: &[Act]) -> anyhow::Result<()> {
        for act in acts {
            self.act_once(alert, *act).await.with_context(|| format!("{act:?}"))?;
        }
        Ok(())
    }

    async fn act_once(&mut self, alert: &str, act: Act) -> anyhow::Result<()> {
        match act {
            Act::Kill(names) => {
                for name in names {
                    self.cluster.roles.get(name).context(*name)?.lock().await.leave()?;
                }
            }
            Act::Start(names) => self.start_processes(names).await?,
            Act::StopPostgres => self.cluster.services.lock().await.stop_postgres()?,
            Act::StartPostgres => self.cluster.services.lock().await.start_postgres().await?,
            Act::StopRedis => self.cluster.services.lock().await.stop_redis()?,
            Act::StartRedis => self.cluster.services.lock().await.start_redis().await?,
            Act::Link(mode) => self.cluster.postgres.set(mode),
            Act::RedisMemory(bytes) => self.set_redis_memory(bytes).await?,
            Act::Webhook(takes) => self.webhook.set(takes),
            Act::Model(kind, times) => self.script_model(kind, times).await?,
            Act::Runbook(command) => {
                ensure!(runbook::gives(alert, command), "the runbook does not give this command");
                self.shell.does(command).await?;
            }
            Act::Tool(command) => {
                self.shell.does(command).await?;
            }
            Act::Sql(sql) => {
                let mut connection = self.superuser().await?;
                connection.execute(sqlx::raw_sql(sql)).await?;
                connection.close().await?;
            }
            Act::Hold(sql) => self.hold(sql).await?,
            Act::Connect => self.connect().await?,
            Act::Until(sql) => self.until(sql).await?,
            Act::Rest => self.people.rest().await,
            Act::GoOn => self.people.go_on(),
            Act::Poison(email) => self.poison(email).await?,
            Act::Discard => self.discard().await?,
            Act::Erase(email) => self.erase(email).await?,
            Act::FillDisk(name) => self.fill_disk(name).await?,
            Act::MakeRoom => self.disk.as_ref().context("there is no disk")?.make_room()?,
        }
        Ok(())
    }

    async fn start_processes(&self, names: &[&'static str]) -> anyhow::Result<()> {
        for name in names {
            self.cluster.roles.get(name).context(*name)?.lock().await.start()?;
        }
        for name in names {
            self.cluster.roles.get(name).context(*name)?.lock().await.at_work().await?;
        }
        Ok(())
    }

    async fn set_redis_memory(&self, bytes: u64) -> anyhow::Result<()> {
        let client = redis::Client::open(self.cluster.redis_url.as_str())?;
        let mut connection = client.get_multiplexed_async_connection().await?;
        let mut set = redis::cmd("CONFIG");
        set.arg("SET").arg("maxmemory").arg(bytes);
        Ok(set.exec_async(&mut connection).await?)
    }

    async fn script_model(&self, kind: &str, times: usize) -> anyhow::Result<()> {
        let url = format!("http://{}/_faults", self.cluster.model_address);
        let script = json!({ "clear": true, "chat": vec![json!({ "kind": kind }); times] });
        let http = reqwest::Client::builder().no_proxy().build()?;
        http.post(url).json(&script).send().await?.error_for_status()?;
        Ok(())
    }

    async fn fill_disk(&mut self, name: &str) -> anyhow::Result<()> {
        let disk = Disk::mount(self.folder("disk"))?;
        disk.fill()?;
        let mut process = self.cluster.roles.get(name).context("no such process")?.lock().await;
        process.set("STEWARD_HOME", &disk.folder().display().to_string());
        process.restart().await?;
        process.at_work().await?;
        drop(process);
        self.shell.at_home(disk.folder())?;
        self.disk = Some(disk);
        Ok(())
    }
}

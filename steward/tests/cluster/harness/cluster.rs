//! Roles as processes of their own, on one Postgres and one Redis.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;
use test_support::TestRedis;

use super::{Faults, Log, Member, Process, program};

/// The processes of one deployment. They end with this value, Postgres last.
pub(crate) struct Cluster {
    roles: BTreeMap<String, Process>,
    /// Ours to flush, kill and start again.
    pub(crate) redis: TestRedis,
    services: Process,
    database_url: String,
    model_url: String,
    folder: TempDir,
}

impl Cluster {
    /// Postgres with the schema and the demo's businesses, and a Redis; no role yet.
    pub(crate) async fn start() -> Self {
        let cluster = Self::without_schema().await;
        cluster.run("migrate");
        cluster.run("seed");
        cluster
    }

    /// The same on an empty database.
    pub(crate) async fn without_schema() -> Self {
        let folder = TempDir::new().unwrap();
        let mut command = program(folder.path());
        command.args(["services", "--throw-away", "--root"]).arg(folder.path());
        let mut services = Process::start("services", folder.path(), &mut command);
        services.says("REDIS_URL=").await;
        let database_url = services.said("DATABASE_URL=").unwrap();
        let redis = TestRedis::start().await;
        let model_url = String::new();
        Self { roles: BTreeMap::new(), redis, services, database_url, model_url, folder }
    }

    /// The program, told where Postgres and Redis are.
    pub(crate) fn program(&self) -> Command {
        let mut command = program(self.folder.path());
        command
            .env("DATABASE_URL", &self.database_url)
            .env("REDIS_URL", self.redis.url())
            .env("STEWARD_LEASE_SECONDS", "3");
        if !self.model_url.is_empty() {
            command.env("STEWARD_OFFLINE_MODEL_URL", &self.model_url);
        }
        command
    }

    /// Where Postgres is.
    pub(crate) fn database_url(&self) -> &str {
        &self.database_url
    }

    /// Runs a tool to its end.
    pub(crate) fn run(&self, tool: &str) {
        let ran = self.program().arg(tool).output().unwrap();
        assert!(ran.status.success(), "{tool}: {}", String::from_utf8_lossy(&ran.stderr));
    }

    /// Starts the offline model, which roles started later talk to.
    pub(crate) async fn start_offline_model(&mut self) -> Faults {
        self.start_role("offline-model", "model").await;
        let address = self.role("model").said("offline model is listening address=").unwrap();
        self.model_url = format!("http://{address}");
        Faults::of(&address)
    }

    /// Lets workers started later ask a model that is a test's own, each in its name.
    pub(crate) fn ask(&mut self, model_url: &str) {
        self.model_url = model_url.to_owned();
    }

    /// Starts a role as a process called `name`, and waits until it is at work.
    pub(crate) async fn start_role(&mut self, role: &str, name: &str) {
        self.start_role_with(role, name, &[]).await;
    }

    /// The same with settings of its own.
    pub(crate) async fn start_role_with(
        &mut self,
        role: &str,
        name: &str,
        settings: &[(&str, &str)],
    ) {
        let mut command = self.program();
        command.arg(role).envs(settings.iter().copied());
        if role == "agent-worker" {
            command.env("STEWARD_OFFLINE_MODEL_URL", self.model_url.replace("{worker}", name));
        }
        self.start_process(role, name, command).await;
    }

    /// The same without a setting that it usually has.
    pub(crate) async fn start_role_without(&mut self, role: &str, name: &str, setting: &str) {
        let mut command = self.program();
        command.arg(role).env_remove(setting);
        self.start_process(role, name, command).await;
    }

    async fn start_process(&mut self, role: &str, name: &str, mut command: Command) {
        let mut process = Process::start(name, self.folder.path(), &mut command);
        let at_work = match role {
            "api" => "api listening address=",
            "offline-model" => "offline model is listening address=",
            _ => "running role=",
        };
        process.says(at_work).await;
        self.roles.insert(name.to_owned(), process);
    }

    /// A process by its name.
    pub(crate) fn role(&mut self, name: &str) -> &mut Process {
        self.roles.get_mut(name).unwrap()
    }

    /// Kills a process, and forgets it.
    pub(crate) fn kill_9(&mut self, name: &str) {
        self.role(name).kill_9();
        self.roles.remove(name);
    }

    /// Where a process of the API listens.
    pub(crate) fn api(&mut self, name: &str) -> String {
        self.role(name).said("api listening address=").unwrap()
    }

    /// Signs a member in at the process of the API called `name`.
    pub(crate) async fn sign_in(&mut self, name: &str, email: &str) -> Member {
        Member::sign_in(&self.api(name), email).await
    }

    /// The log.
    pub(crate) async fn log(&self) -> Log {
        Log::open(&self.database_url).await
    }

    /// What every process has logged and printed, Postgres included, by name.
    pub(crate) fn logs(&self) -> BTreeMap<String, String> {
        let read =
            |path: &Path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
        let files = std::fs::read_dir(self.folder.path()).unwrap();
        files
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|kind| kind != "env" && path.is_file()))
            .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), read(&path)))
            .collect()
    }

    /// Whether all processes that were not killed still run.
    pub(crate) fn all_live(&mut self) -> bool {
        self.services.lives() && self.roles.values_mut().all(Process::lives)
    }
}

//! Everything in one process, `steward up`, on data that stays.

use std::fs::{read_link, read_to_string};
use std::path::Path;
use std::process::Command;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use super::{Faults, Log, Member, Process, program};

/// `steward up`, which may be killed and started again on its data.
pub(crate) struct Solo {
    process: Option<Process>,
    redis_url: Option<String>,
    root: TempDir,
}

impl Solo {
    /// Prepares one; with a Redis of its own unless one is given.
    pub(crate) fn new(redis_url: Option<String>) -> Self {
        Self { process: None, redis_url, root: TempDir::new().unwrap() }
    }

    /// Starts it and waits until it says that it is ready. Nothing is sent to it.
    pub(crate) async fn start(&mut self) {
        let folder = self.root.path();
        let mut command = program(folder);
        command.arg("up").arg("--root").arg(folder).env("STEWARD_LEASE_SECONDS", "2");
        if let Some(url) = &self.redis_url {
            command.env("REDIS_URL", url);
        }
        let mut process = Process::start("up", folder, &mut command);
        process.says("Steward is ready at ").await;
        self.process = Some(process);
    }

    /// Kills the whole process with nothing said. Its Postgres is left behind.
    pub(crate) fn kill_9(&mut self) {
        self.running().kill_9();
        self.process = None;
    }

    /// The same, and its Postgres and Redis with it.
    pub(crate) fn kill_9_with_servers(&mut self) {
        self.kill_9();
        self.end_orphans();
    }

    /// Ends it in order.
    pub(crate) fn end(&mut self) -> bool {
        let ended = self.running().end();
        self.process = None;
        ended.success()
    }

    /// Signs a member in.
    pub(crate) async fn sign_in(&mut self, email: &str) -> Member {
        Member::sign_in(&self.address(), email).await
    }

    /// Where its API listens; another port after each start.
    pub(crate) fn address(&mut self) -> String {
        self.running().said("api listening address=").unwrap()
    }

    /// The faults of its offline model.
    pub(crate) fn faults(&mut self) -> Faults {
        Faults::of(&self.running().said("offline model is listening address=").unwrap())
    }

    /// Its log.
    pub(crate) async fn log(&self) -> Log {
        Log::open(&self.url("DATABASE_URL")).await
    }

    /// The program, told where everything of it is.
    pub(crate) fn tool(&mut self) -> Command {
        let redis_url = self.redis_url.clone().unwrap_or_else(|| self.url("REDIS_URL"));
        let model = self.running().said("offline model is listening address=").unwrap();
        let mut command = program(self.root.path());
        command
            .env("DATABASE_URL", self.url("DATABASE_URL"))
            .env("REDIS_URL", redis_url)
            .env("STEWARD_OFFLINE_MODEL_URL", format!("http://{model}"));
        command
    }

    /// Where one of its servers is.
    fn url(&self, name: &str) -> String {
        let urls = read_to_string(self.root.path().join("services.env")).unwrap();
        let url = urls.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        url.unwrap().to_owned()
    }

    /// Where everything of it lies.
    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    fn running(&mut self) -> &mut Process {
        self.process.as_mut().unwrap()
    }

    /// Servers that a killed process left behind and no other one took over.
    fn end_orphans(&self) {
        let files = [("postgres/postmaster.pid", Signal::QUIT), ("redis/redis.pid", Signal::TERM)];
        for (file, signal) in files {
            let file = self.root.path().join(file);
            let pid = read_to_string(&file)
                .ok()
                .and_then(|text| Pid::from_raw(text.lines().next()?.trim().parse().ok()?));
            let Some(pid) = pid else { continue };
            let works_in = read_link(format!("/proc/{}/cwd", pid.as_raw_nonzero()));
            if works_in.is_ok_and(|folder| folder.starts_with(self.root.path())) {
                let _ = kill_process(pid, signal);
            }
        }
    }
}

impl Drop for Solo {
    fn drop(&mut self) {
        self.process = None;
        self.end_orphans();
    }
}

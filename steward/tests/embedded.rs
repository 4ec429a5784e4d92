//! The embedded Postgres and Redis, as `steward services` runs them.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use sqlx::postgres::PgConnection;
use sqlx::{Connection, Executor};
use tempfile::TempDir;

fn steward(root: &Path) -> Command {
    let home = std::env::var_os("STEWARD_HOME").map_or_else(|| ".steward".into(), PathBuf::from);
    let mut command = Command::new(env!("CARGO_BIN_EXE_steward"));
    command
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
        .args(["services", "--home"])
        .arg(home)
        .arg("--root")
        .arg(root);
    command
}

/// A running `steward services`, on what `make services` prepared; ended with this value.
struct Running {
    process: Child,
    database_url: String,
    redis_url: String,
}

impl Running {
    fn start(root: &Path) -> Self {
        let mut process = steward(root).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut value = |name: &str| {
            let line = lines.next().unwrap().unwrap();
            line.strip_prefix(name).unwrap().to_owned()
        };
        let (database_url, redis_url) = (value("DATABASE_URL="), value("REDIS_URL="));
        Self { process, database_url, redis_url }
    }

    async fn postgres(&self) -> PgConnection {
        PgConnection::connect(&self.database_url).await.unwrap()
    }

    async fn ping_redis(&self) -> redis::RedisResult<String> {
        let client = redis::Client::open(self.redis_url.as_str())?;
        let mut connection = client.get_multiplexed_async_connection().await?;
        redis::cmd("PING").query_async(&mut connection).await
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.process.id().try_into().unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    fn end(mut self, signal: Signal) {
        self.signal(signal);
        assert!(self.process.wait().unwrap().success());
    }

    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // So that its servers end too.
        if self.process.try_wait().is_ok_and(|ended| ended.is_none()) {
            self.signal(Signal::TERM);
            let _ = self.process.wait();
        }
    }
}

fn pid_in(file: &Path) -> Pid {
    let text = std::fs::read_to_string(file).unwrap();
    Pid::from_raw(text.lines().next().unwrap().trim().parse().unwrap()).unwrap()
}

fn refused(output: &Output) -> String {
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Whether the process lives (a zombie that waits for its parent does not).
fn lives(pid: Pid) -> bool {
    std::fs::read_link(format!("/proc/{}/exe", pid.as_raw_nonzero())).is_ok()
}

async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !holds().await {
        assert!(Instant::now() < deadline, "{what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn data_stays_and_nothing_is_left_running() {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    let first = Running::start(root);
    let mut postgres = first.postgres().await;
    postgres.execute("CREATE EXTENSION vector").await.unwrap();
    postgres.execute("CREATE TABLE kept AS SELECT 'ä' AS word").await.unwrap();
    postgres.close().await.unwrap();
    assert_eq!(first.ping_redis().await.unwrap(), "PONG");
    let servers =
        [pid_in(&root.join("postgres/postmaster.pid")), pid_in(&root.join("redis/redis.pid"))];

    let second = steward(root).output().unwrap();
    assert!(refused(&second).contains("another steward"));
    let shown = steward(root).arg("--show").output().unwrap();
    assert!(String::from_utf8(shown.stdout).unwrap().contains(&first.database_url));

    first.end(Signal::INT);
    for server in servers {
        assert!(!lives(server));
    }
    assert!(!root.join("run").exists() && !root.join("services.env").exists());

    let again = Running::start(root);
    let mut postgres = again.postgres().await;
    let word: String =
        sqlx::query_scalar("SELECT upper(word) FROM kept").fetch_one(&mut postgres).await.unwrap();
    assert_eq!(word, "Ä");
    again.end(Signal::TERM);
}

#[tokio::test]
async fn a_killed_steward_is_followed_by_another() {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    let killed = Running::start(root);
    killed.postgres().await.execute("CREATE TABLE kept ()").await.unwrap();
    killed.kill();
    let orphans =
        [pid_in(&root.join("postgres/postmaster.pid")), pid_in(&root.join("redis/redis.pid"))];
    for orphan in orphans {
        assert!(lives(orphan));
    }

    let next = Running::start(root);
    next.postgres().await.execute("SELECT FROM kept").await.unwrap();
    assert_eq!(next.ping_redis().await.unwrap(), "PONG");
    for orphan in orphans {
        assert!(!lives(orphan));
    }
    next.end(Signal::TERM);
}

#[tokio::test]
async fn a_server_that_ends_is_started_again() {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    let steward = Running::start(root);
    kill_process(pid_in(&root.join("postgres/postmaster.pid")), Signal::KILL).unwrap();
    kill_process(pid_in(&root.join("redis/redis.pid")), Signal::KILL).unwrap();
    eventually("Redis comes back", async || steward.ping_redis().await.is_ok()).await;
    eventually("Postgres comes back", async || {
        PgConnection::connect(&steward.database_url).await.is_ok()
    })
    .await;
    steward.end(Signal::TERM);
}

#[tokio::test]
async fn a_damaged_folder_is_named_and_left_alone() {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    Running::start(root).end(Signal::TERM);
    std::fs::remove_file(root.join("postgres/global/pg_control")).unwrap();
    let told = refused(&steward(root).output().unwrap());
    assert!(told.contains("is damaged"), "{told}");
    assert!(told.contains(&format!("rm -rf {}", root.join("postgres").display())), "{told}");

    std::fs::write(root.join("postgres/PG_VERSION"), "17\n").unwrap();
    let told = refused(&steward(root).output().unwrap());
    assert!(told.contains("is of Postgres 17"), "{told}");
    assert!(root.join("postgres/base").exists());
}

#[tokio::test]
async fn what_a_crash_left_behind_does_not_matter() {
    let folder = TempDir::new().unwrap();
    let root = folder.path();
    Running::start(root).end(Signal::TERM);
    // The number in the pid file is another program's by now: ours.
    let stale = format!("{}\n{}\n", std::process::id(), root.join("postgres").display());
    std::fs::write(root.join("postgres/postmaster.pid"), stale).unwrap();
    std::fs::write(root.join("redis/redis.pid"), std::process::id().to_string()).unwrap();
    std::fs::create_dir(root.join("postgres.new-1")).unwrap();
    Running::start(root).end(Signal::TERM);
}

#[tokio::test]
async fn a_long_path_gets_short_sockets() {
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("a folder, with a name").join("x".repeat(90));
    let steward = Running::start(&root);
    steward.postgres().await.ping().await.unwrap();
    assert_eq!(steward.ping_redis().await.unwrap(), "PONG");
    steward.end(Signal::TERM);
}

#[test]
fn a_missing_preparation_is_named() {
    let folder = TempDir::new().unwrap();
    let told = refused(
        &Command::new(env!("CARGO_BIN_EXE_steward"))
            .args(["services", "--home"])
            .arg(folder.path())
            .output()
            .unwrap(),
    );
    assert!(told.contains("scripts/prepare.sh run"), "{told}");
}

//! The private Redis. It holds nothing that must survive, so it writes nothing down.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rustix::process::Signal;

use super::account::{self, Account};
use super::place::Place;
use super::process::{self, Process, Ways};
use super::supervisor::Supervised;
use super::{Report, url_path};

const PROGRAMS: [&str; 2] = ["redis-server", "valkey-server"];
const PATIENCE: Duration = Duration::from_secs(20);
const WAYS: Ways = &[(Signal::TERM, Duration::from_secs(5))];

struct Server {
    program: PathBuf,
    folder: PathBuf,
    socket: PathBuf,
    log: PathBuf,
    account: Option<Account>,
}

pub(super) async fn start(place: &Place, report: &Report) -> anyhow::Result<(String, Supervised)> {
    let folder = place.make_folder("redis")?;
    if let Some(orphan) = process::living(&folder.join("redis.pid"))
        && process::works_in(orphan, &folder)
    {
        report("stopping the Redis of a steward that was killed");
        process::end_orphan(orphan, WAYS).await;
    }
    let (log, _) = place.open_log("redis.log")?;
    let socket = place.run.join("redis.sock");
    let server = Server { program: find_program()?, folder, socket, log, account: place.account };
    report("starting Redis");
    let mut process = server.spawn()?;
    let url = format!("unix://{}", url_path(&server.socket));
    server.wait(&mut process, &url).await?;
    let running = Supervised::watch("Redis", process, move || server.spawn());
    Ok((url, running))
}

impl Server {
    fn spawn(&self) -> anyhow::Result<Process> {
        let _ = std::fs::remove_file(&self.socket);
        let log = std::fs::File::options().append(true).create(true).open(&self.log)?;
        let child = account::command(&self.program, self.account)
            .args(["--port", "0", "--unixsocketperm", "700", "--save", "", "--appendonly", "no"])
            .arg("--unixsocket")
            .arg(&self.socket)
            .arg("--dir")
            .arg(&self.folder)
            .arg("--pidfile")
            .arg(self.folder.join("redis.pid"))
            .current_dir("/")
            // Out of reach of the terminal's Ctrl-C: we stop it ourselves, in order.
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .with_context(|| format!("{} does not start", self.program.display()))?;
        Ok(Process::new(child, WAYS))
    }

    async fn wait(&self, process: &mut Process, url: &str) -> anyhow::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let Err(error) = ping(url).await else { return Ok(()) };
            if let Some(how) = process.has_ended() {
                bail!(
                    "Redis has ended while starting ({how}). Its last words, from {}:\n{}",
                    self.log.display(),
                    last_lines(&self.log, 5)
                );
            }
            if Instant::now() > deadline {
                bail!(
                    "Redis did not answer within {} s: {error}. Its log is {}.",
                    PATIENCE.as_secs(),
                    self.log.display()
                );
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

async fn ping(url: &str) -> Result<(), redis::RedisError> {
    let client = redis::Client::open(url)?;
    let mut connection = client.get_multiplexed_async_connection().await?;
    redis::cmd("PING").query_async(&mut connection).await
}

fn find_program() -> anyhow::Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = PROGRAMS.iter().find_map(|name| {
        std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| is_program(file))
    });
    found.context(
        "neither redis-server nor valkey-server is on the PATH.\n\
         Run `make run` or `scripts/prepare.sh run`, which install it where they can, install it \
         yourself (Debian: apt-get install redis-server), or set REDIS_URL to a Redis of yours.",
    )
}

fn is_program(file: &Path) -> bool {
    std::fs::metadata(file).is_ok_and(|m| m.is_file() && m.permissions().mode() & 0o111 != 0)
}

/// The last lines of a log, for an error message.
pub(super) fn last_lines(log: &Path, count: usize) -> String {
    let bytes = std::fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

//! The private Postgres.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::Stdio;
use std::str::FromStr;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rustix::process::Signal;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection, Executor};

use super::account::{self, Account};
use super::files::POSTGRES_MAJOR;
use super::place::Place;
use super::process::{self, Process, Ways};
use super::supervisor::Supervised;
use super::{Options, Report, url_path};

mod trouble;

const USER: &str = "steward";
const DATABASE: &str = "steward";
/// Begins the name of a data folder that is not complete yet.
const DRAFT: &str = "postgres.new-";
/// Without progress; recovery after a crash may take its time, and is reported.
const PATIENCE: Duration = Duration::from_secs(300);
/// Fast shutdown, then immediate shutdown.
const WAYS: Ways =
    &[(Signal::INT, Duration::from_secs(30)), (Signal::QUIT, Duration::from_secs(10))];

struct Server {
    programs: PathBuf,
    data: PathBuf,
    run: PathBuf,
    log: PathBuf,
    account: Option<Account>,
    durable: bool,
}

pub(super) async fn start(
    place: &Place,
    options: &Options,
) -> anyhow::Result<(String, Supervised)> {
    let report = &options.report;
    let (log, _) = place.open_log("postgres.log")?;
    let server = Server {
        programs: place.programs.clone(),
        data: place.home.join("postgres"),
        run: place.run.clone(),
        log,
        account: place.account,
        durable: options.durable,
    };
    if !server.data.exists() {
        report("creating the database (once)");
        server.create(place).await?;
    }
    server.check()?;
    server.end_orphan(report).await;
    report("starting Postgres");
    let log_start = server.log_length();
    let mut process = server.spawn()?;
    let mut connection = server.wait(&mut process, log_start, report).await?;
    create_database(&mut connection).await?;
    connection.close().await?;
    let url = server.url(DATABASE);
    let running = Supervised::watch("Postgres", process, move || server.spawn());
    Ok((url, running))
}

impl Server {
    fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@localhost:5432/{database}?host={}", url_path(&self.run))
    }

    /// Makes the data folder beside its place; the rename says that it is complete.
    async fn create(&self, place: &Place) -> anyhow::Result<()> {
        // A name of its own: the initdb of a steward that was killed may still be at work.
        let name = format!("{DRAFT}{}", std::process::id());
        for entry in fs::read_dir(&place.home)?.flatten() {
            if entry.file_name().to_string_lossy().starts_with(DRAFT) {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        let draft = place.make_folder(&name)?;
        let log_start = self.log_length();
        let log = self.open_log()?;
        let initdb = account::command(&self.programs.join("bin/initdb"), self.account)
            .arg("--pgdata")
            .arg(&draft)
            .args(["--username", USER, "--auth-local", "trust", "--auth-host", "reject"])
            // A damaged page is an error then, and no wrong answer.
            .arg("--data-checksums")
            .args(["--encoding", "UTF8", "--locale", "C"])
            .args(["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"])
            .args((!self.durable).then_some("--no-sync"))
            .current_dir("/")
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("initdb does not start")?;
        if !Process::new(initdb, WAYS).ended().await?.success() {
            let words = self.words_since(log_start);
            let _ = fs::remove_dir_all(&draft);
            bail!(trouble::explain(&words, &self.data, &self.log));
        }
        fs::rename(&draft, &self.data)?;
        Ok(())
    }

    fn open_log(&self) -> std::io::Result<fs::File> {
        fs::File::options().append(true).create(true).open(&self.log)
    }

    fn log_length(&self) -> u64 {
        fs::metadata(&self.log).map_or(0, |metadata| metadata.len())
    }

    /// What was written to the log since it had that length.
    fn words_since(&self, length: u64) -> String {
        let log = fs::read(&self.log).unwrap_or_default();
        let new = usize::try_from(length).ok().and_then(|start| log.get(start..));
        String::from_utf8_lossy(new.unwrap_or_default()).into_owned()
    }

    /// Refuses a data folder that is not one, or another version's.
    fn check(&self) -> anyhow::Result<()> {
        let version = match fs::read_to_string(self.data.join("PG_VERSION")) {
            Ok(version) => version,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                bail!(trouble::damaged(&self.data, "PG_VERSION is missing"))
            }
            Err(error) => {
                return Err(error)
                    .with_context(|| format!("{} cannot be read", self.data.display()));
            }
        };
        if version.trim() != POSTGRES_MAJOR {
            bail!(
                "the data in {} is of Postgres {}, and this steward comes with {POSTGRES_MAJOR}.\n\
                 Start it with the steward that made it and take a dump (pg_dump), or, if the data \
                 may go, remove the folder.",
                self.data.display(),
                version.trim()
            );
        }
        Ok(())
    }

    async fn end_orphan(&self, report: &Report) {
        let pid_file = self.data.join("postmaster.pid");
        let Some(pid) = process::living(&pid_file) else { return };
        if process::works_in(pid, &self.data) {
            report("stopping the Postgres of a steward that was killed");
            process::end_orphan(pid, WAYS).await;
        } else {
            // Left by a crash, and the number is another program's by now, at which
            // Postgres would refuse to start. The lock says that nobody else does.
            let _ = fs::remove_file(&pid_file);
        }
    }

    fn spawn(&self) -> anyhow::Result<Process> {
        let log = self.open_log()?;
        let on = |durable: bool| if durable { "on" } else { "off" };
        let settings = [
            "listen_addresses=".to_owned(),
            "port=5432".to_owned(),
            "unix_socket_permissions=0700".to_owned(),
            "max_connections=200".to_owned(),
            "shared_buffers=256MB".to_owned(),
            "effective_cache_size=1GB".to_owned(),
            "maintenance_work_mem=128MB".to_owned(),
            "max_wal_size=2GB".to_owned(),
            "random_page_cost=1.1".to_owned(),
            "jit=off".to_owned(),
            "timezone=UTC".to_owned(),
            "log_timezone=UTC".to_owned(),
            // Statements and details may hold personal text: only what went wrong is logged.
            "log_min_error_statement=panic".to_owned(),
            "log_error_verbosity=terse".to_owned(),
            format!("fsync={}", on(self.durable)),
            format!("full_page_writes={}", on(self.durable)),
        ];
        let child = account::command(&self.programs.join("bin/postgres"), self.account)
            .arg("-D")
            .arg(&self.data)
            .arg("-k")
            .arg(&self.run)
            .args(settings.iter().flat_map(|setting| ["-c", setting]))
            .current_dir("/")
            // Out of reach of the terminal's Ctrl-C: we stop it ourselves, in order.
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("Postgres does not start")?;
        Ok(Process::new(child, WAYS))
    }

    async fn wait(
        &self,
        process: &mut Process,
        log_start: u64,
        report: &Report,
    ) -> anyhow::Result<PgConnection> {
        let options = PgConnectOptions::from_str(&self.url("postgres"))?;
        let begun = Instant::now();
        let mut told = false;
        loop {
            let error = match PgConnection::connect_with(&options).await {
                Ok(connection) => return Ok(connection),
                Err(error) => error,
            };
            if process.has_ended().is_some() {
                let words = self.words_since(log_start);
                bail!(trouble::explain(&words, &self.data, &self.log));
            }
            if begun.elapsed() > PATIENCE {
                bail!(
                    "Postgres did not answer within {} s: {error}. Its log is {}.",
                    PATIENCE.as_secs(),
                    self.log.display()
                );
            }
            if !told && begun.elapsed() > Duration::from_secs(3) {
                report("Postgres is recovering what was not written down when it last ended");
                told = true;
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }
}

async fn create_database(connection: &mut PgConnection) -> anyhow::Result<()> {
    let exists: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
            .bind(DATABASE)
            .fetch_one(&mut *connection)
            .await?;
    if !exists {
        connection.execute(format!("CREATE DATABASE {DATABASE}").as_str()).await?;
    }
    Ok(())
}

//! The service on the prototype's stack: uvicorn with one or more processes, and its worker.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

use super::http::Client;
use super::process::Server;
use crate::Context;
use crate::measure::About;

/// Connections to Postgres, of all processes together.
const CONNECTIONS: usize = 32;
const PATIENCE: Duration = Duration::from_secs(30);

/// The running service, and a token for each member of its one tenant.
#[derive(Debug)]
pub struct FastApi {
    /// Where it listens.
    pub address: SocketAddr,
    /// A token for each member.
    pub tokens: Vec<String>,
    _servers: [Server; 2],
}

impl FastApi {
    /// Whether its packages are there.
    pub fn installed(context: &Context) -> bool {
        python(context).exists()
    }

    /// Who it is.
    pub fn about(context: &Context, processes: usize) -> anyhow::Result<About> {
        let script = "from importlib.metadata import version as v; print('FastAPI ' + v('fastapi'), \
                      'uvicorn ' + v('uvicorn'), 'SQLAlchemy ' + v('sqlalchemy'), sep=', ')";
        let told = Command::new(python(context)).args(["-c", script]).output()?;
        Ok(About {
            name: name(processes),
            version: String::from_utf8_lossy(&told.stdout).trim().to_owned(),
            guarantees: "a row committed before the answer; a crash before the stream loses the \
                         frame; no order, no idempotence, nothing encrypted, recorded or sealed; a \
                         token is believed without asking for its session"
                .to_owned(),
            tuning: format!(
                "{processes} of uvicorn's processes with uvloop and httptools, no access log, \
                 {CONNECTIONS} connections to Postgres in all; a worker of its own process"
            ),
        })
    }

    /// Starts it on an empty database, with so many members.
    pub async fn start(
        context: &Context,
        processes: usize,
        members: usize,
    ) -> anyhow::Result<Self> {
        let url = context.services.empty_database(&format!("bench_fastapi_{processes}")).await?;
        // A database of Redis for each of them.
        let redis = format!("{}/{}", context.services.redis_url(), 4 + processes);
        let command = |module: &[&str]| {
            let mut command = Command::new(python(context));
            command
                .current_dir(context.paths.peer("fastapi"))
                .args(["-m"])
                .args(module)
                .env("PYTHONDONTWRITEBYTECODE", "1")
                .env("DATABASE_URL", &url)
                .env("REDIS_URL", &redis)
                .env("JWT_KEY", "6f".repeat(32))
                .env("POOL_SIZE", (CONNECTIONS / processes).to_string());
            command
        };
        let seeded = command(&["service.seed", &members.to_string()]).output()?;
        ensure!(seeded.status.success(), "{}", String::from_utf8_lossy(&seeded.stderr).trim());
        let tokens: Vec<String> =
            String::from_utf8(seeded.stdout)?.lines().map(str::to_owned).collect();
        ensure!(tokens.len() == members, "{} tokens for {members} members", tokens.len());
        let log = |name: &str| context.paths.work.join(format!("fastapi-{processes}-{name}.log"));
        let address = free()?;
        let uvicorn = [
            "uvicorn",
            "service.main:app",
            "--loop",
            "uvloop",
            "--http",
            "httptools",
            "--no-access-log",
            "--log-level",
            "warning",
            "--host",
            "127.0.0.1",
        ];
        let api = Server::start(
            command(&uvicorn)
                .args(["--port", &address.port().to_string()])
                .args(["--workers", &processes.to_string()]),
            &log("api"),
        )?;
        let worker = Server::start(&mut command(&["service.worker"]), &log("worker"))?;
        answers(address).await.with_context(|| format!("see {}", log("api").display()))?;
        Ok(Self { address, tokens, _servers: [api, worker] })
    }
}

/// What it is called in results.
pub fn name(processes: usize) -> String {
    if processes == 1 { "fastapi".to_owned() } else { format!("fastapi-{processes}") }
}

fn python(context: &Context) -> PathBuf {
    context.paths.work.join("peers/fastapi/bin/python")
}

fn free() -> std::io::Result<SocketAddr> {
    std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()
}

async fn answers(address: SocketAddr) -> anyhow::Result<()> {
    let begun = Instant::now();
    loop {
        let asked = async {
            Client::connect(address, None).await?.get::<serde_json::Value>("/healthz").await
        };
        match asked.await {
            Ok(_) => return Ok(()),
            Err(error) if begun.elapsed() > PATIENCE => return Err(error),
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

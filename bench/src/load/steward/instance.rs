//! A private instance of the product, on the durable services of the measurements.

use std::net::SocketAddr;
use std::process::Command;

use anyhow::Context as _;

use crate::Context;
use crate::load::process::Server;
use crate::measure::About;

/// Which roles run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Roles {
    /// All in one process, `steward up`: as a small business runs it.
    Up,
    /// API, relay and projector, a process each: all but the agent worker, so that no model
    /// answers what is sent.
    WithoutAnswers,
}

/// Whether it counts the requests of its clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limits {
    /// Nothing is refused for its number.
    Raised,
    /// Members and businesses have the limits of the product. Addresses have none: load comes
    /// from one.
    Usual,
}

/// Whatever protects made-up text.
pub(super) const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
/// Load comes from one address.
const OF_ADDRESSES: [(&str, &str); 3] = [
    ("STEWARD_CONNECTIONS", "100000"),
    ("STEWARD_ADDRESS_CONNECTIONS", "100000"),
    ("STEWARD_ADDRESS_REQUESTS", "60000000"),
];
/// Nothing is refused for its number.
const OF_BUSINESSES: [(&str, &str); 2] =
    [("STEWARD_MEMBER_REQUESTS", "60000000"), ("STEWARD_TENANT_REQUESTS", "60000000")];
/// What listens leaves its port to the system.
const ANY_PORT: [(&str, &str); 2] =
    [("STEWARD_LISTEN", "127.0.0.1:0"), ("STEWARD_METRICS_LISTEN", "127.0.0.1:0")];
const SECRETS: [&str; 5] = [
    "STEWARD_DEPLOYMENT_KEY",
    "STEWARD_SIGNING_KEY",
    "STEWARD_SERVER_SECRET",
    "STEWARD_SEAL_KEY",
    "STEWARD_PUSH_KEY",
];
/// Redis' databases are numbered; peers have others.
const REDIS_DATABASE: u32 = 1;

/// A running instance. It is stopped with this value.
#[derive(Debug)]
pub struct Instance {
    /// Where its API listens.
    pub address: SocketAddr,
    /// Its database, for the superuser.
    pub database: String,
    /// The process of the API, then those of the other roles.
    pub servers: Vec<Server>,
}

impl Instance {
    /// Starts it on a database of its own, without the demo's businesses.
    pub async fn start(context: &Context, name: &str, roles: Roles) -> anyhow::Result<Self> {
        Self::start_with(context, name, roles, Limits::Raised).await
    }

    /// The same, with limits on what one client may ask for.
    pub async fn start_with(
        context: &Context,
        name: &str,
        roles: Roles,
        limits: Limits,
    ) -> anyhow::Result<Self> {
        let database = context.services.empty_database(&format!("bench_{name}")).await?;
        let start = |role: &str, arguments: &[&str]| {
            let log = context.paths.work.join(format!("steward-{name}-{role}.log"));
            let mut command = command(context, &database, name, limits);
            Server::start(command.args(arguments), &log)
        };
        let mut servers = Vec::new();
        let address = match roles {
            Roles::Up => {
                let root = context.paths.work.join(format!("steward-{name}"));
                let root = root.display().to_string();
                let mut up = start("up", &["up", "--no-seed", "--root", &root])?;
                let port = up.says("Steward is ready at http://localhost:").await?;
                servers.push(up);
                format!("127.0.0.1:{port}")
            }
            Roles::WithoutAnswers => {
                start("migrate", &["migrate"])?.ended().await?;
                for role in ["api", "relay", "projector"] {
                    servers.push(start(role, &[role])?);
                }
                for server in servers.iter_mut().skip(1) {
                    server.says("running role=").await?;
                }
                let api = servers.first_mut().context("there is no API")?;
                api.says("api listening address=").await?
            }
        };
        let address = address.parse().with_context(|| format!("the address {address}"))?;
        Ok(Self { address, database, servers })
    }

    /// Memory of all its processes now, in kB.
    pub fn resident_kb(&self) -> anyhow::Result<u64> {
        self.servers.iter().map(Server::resident_kb).sum()
    }

    /// Who it is.
    pub fn about(roles: Roles) -> About {
        let how = match roles {
            Roles::Up => "all roles in one process",
            Roles::WithoutAnswers => "API, relay and projector, a process each; no agent worker",
        };
        About {
            name: "steward".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            guarantees: "committed before the answer, in one dense order; a repeated key takes \
                         effect once; the session is asked for; personal text is encrypted; frames \
                         come after the read models, none is lost"
                .to_owned(),
            tuning: format!("{how}; limits on what one client may ask for raised by settings"),
        }
    }
}

fn command(context: &Context, database: &str, name: &str, limits: Limits) -> Command {
    let of_businesses = OF_BUSINESSES.into_iter().filter(|_| limits == Limits::Raised);
    let home = context.paths.postgres.parent().unwrap_or(&context.paths.repository);
    let mut command = Command::new(&context.steward);
    command
        .env_clear()
        .envs(SECRETS.map(|secret| (secret, KEY)))
        .envs(OF_ADDRESSES)
        .envs(of_businesses)
        .envs(ANY_PORT)
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .env("STEWARD_HOME", home)
        .env("STEWARD_SEAL_HEADS", context.paths.work.join(format!("heads-{name}.ndjson")))
        .env("DATABASE_URL", database)
        .env("REDIS_URL", format!("{}/{REDIS_DATABASE}", context.services.redis_url()))
        .env("NO_COLOR", "1");
    command
}

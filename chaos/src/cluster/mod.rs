//! The deployment: Postgres, Redis, a model, and several processes of each role, each behind
//! links that can be broken.

mod process;
mod role;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use bench::paths::Paths;
use bench::services::{Services, port};
use tokio::sync::Mutex;

pub use role::Role;

use crate::link::Proxy;

/// The processes of the product, by name, and the role of each.
pub const ROLES: [(&str, &str); 13] = [
    ("api-1", "api"),
    ("api-2", "api"),
    ("relay-1", "relay"),
    ("relay-2", "relay"),
    ("projector-1", "projector"),
    ("projector-2", "projector"),
    ("worker-1", "agent-worker"),
    ("worker-2", "agent-worker"),
    ("worker-3", "agent-worker"),
    ("timers-1", "timers"),
    ("push-1", "push"),
    ("sealer-1", "sealer"),
    ("model", "offline-model"),
];
const DATABASE: &str = "chaos";
/// Whatever protects made-up text. The keys are the test's own.
const SECRETS: [&str; 6] = [
    "STEWARD_DEPLOYMENT_KEY",
    "STEWARD_SIGNING_KEY",
    "STEWARD_SERVER_SECRET",
    "STEWARD_SEAL_KEY",
    "STEWARD_PUSH_KEY",
    "STEWARD_OTHER_DEPLOYMENT_KEYS",
];
const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
/// Load comes from one address, and leases are short so that takeovers are many.
const SETTINGS: [(&str, &str); 10] = [
    ("STEWARD_PUBLIC_URL", "http://localhost:8000"),
    ("STEWARD_LEASE_SECONDS", "3"),
    ("STEWARD_DRAIN_SECONDS", "1"),
    ("STEWARD_CONNECTIONS", "100000"),
    ("STEWARD_ADDRESS_CONNECTIONS", "100000"),
    ("STEWARD_ADDRESS_REQUESTS", "60000000"),
    ("STEWARD_MEMBER_REQUESTS", "60000000"),
    ("STEWARD_TENANT_REQUESTS", "60000000"),
    ("RUST_LOG", "info"),
    ("NO_COLOR", "1"),
];

/// A running deployment. It ends with this value.
#[derive(Debug)]
pub struct Cluster {
    /// The processes of the product.
    pub roles: BTreeMap<&'static str, Mutex<Role>>,
    /// What lies before the APIs.
    pub apis: [Proxy; 2],
    /// Where the APIs themselves listen.
    pub servers: [SocketAddr; 2],
    /// What lies before Postgres.
    pub postgres: Proxy,
    /// What lies before Redis.
    pub redis: Proxy,
    /// What lies before the model.
    pub model: Proxy,
    /// Postgres and Redis themselves.
    pub services: Mutex<Services>,
    /// The database, for its superuser, past every link.
    pub database: String,
    /// Redis, past every link.
    pub redis_url: String,
    /// The model, past every link.
    pub model_address: SocketAddr,
    /// Where everything that a run leaves lies.
    pub folder: PathBuf,
    program: PathBuf,
    environment: Vec<(String, String)>,
}

impl Cluster {
    /// Starts Postgres and Redis with the demo's businesses, but no process of the product yet.
    /// What it leaves lies in a folder of that name under the run's own; runs in different
    /// folders may go on side by side.
    pub async fn prepare(program: &Path, push_service: &str, run: &str) -> anyhow::Result<Self> {
        let mut paths = Paths::find()?;
        ensure!(program.exists(), "there is no {}: build the product first", program.display());
        let program = program.canonicalize()?;
        let folder = paths.work.with_file_name("chaos").join(run);
        std::fs::create_dir_all(&folder)?;
        let home = paths.postgres.parent().context("Postgres lies in no folder")?.to_owned();
        paths.work = folder.clone();
        let services = Services::start(&paths).await?;
        let database = services.empty_database(DATABASE).await?;
        let redis_url = services.redis_url();
        let postgres = Proxy::before(address(&database)?).await?;
        let redis = Proxy::before(address(&redis_url)?).await?;
        let servers = [free_port()?, free_port()?, free_port()?];
        let [api_1, api_2, model_address] = servers;
        let apis = [Proxy::before(api_1).await?, Proxy::before(api_2).await?];
        let model = Proxy::before(model_address).await?;
        let mut environment: Vec<(String, String)> = SETTINGS
            .iter()
            .chain(SECRETS.map(|secret| (secret, KEY)).iter())
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let mut set = |name: &str, value: String| environment.push((name.to_owned(), value));
        set("STEWARD_HOME", home.display().to_string());
        set("STEWARD_SEAL_HEADS", folder.join("heads.ndjson").display().to_string());
        set("STEWARD_METRICS_LISTEN", "127.0.0.1:0".to_owned());
        set("STEWARD_OFFLINE_MODEL_LISTEN", model_address.to_string());
        set("STEWARD_OFFLINE_MODEL_URL", format!("http://{}", model.address));
        set("STEWARD_PUSH_SERVICES", push_service.to_owned());
        set("DATABASE_URL", through(&database, postgres.address)?);
        set("REDIS_URL", through(&redis_url, redis.address)?);
        let mut cluster = Self {
            roles: BTreeMap::new(),
            apis,
            servers: [api_1, api_2],
            postgres,
            redis,
            model,
            services: Mutex::new(services),
            database,
            redis_url,
            model_address,
            folder,
            program,
            environment,
        };
        remove(&cluster.folder.join("heads.ndjson"))?;
        cluster.run(&["migrate"])?;
        cluster.run(&["seed"])?;
        for (name, role) in ROLES {
            let mut command = cluster.command();
            command.arg(role);
            match name {
                "api-1" => command.env("STEWARD_LISTEN", api_1.to_string()),
                "api-2" => command.env("STEWARD_LISTEN", api_2.to_string()),
                _ => &mut command,
            };
            let log = cluster.folder.join(format!("{name}.log"));
            remove(&log)?;
            cluster.roles.insert(name, Mutex::new(Role::new(name, command, log)));
        }
        Ok(cluster)
    }

    /// Starts every process and waits until each is at work.
    pub async fn start(&self) -> anyhow::Result<()> {
        for role in self.roles.values() {
            role.lock().await.start()?;
        }
        for role in self.roles.values() {
            role.lock().await.at_work().await?;
        }
        Ok(())
    }

    /// Starts again what has ended by itself.
    pub async fn supervise(&self) -> anyhow::Result<()> {
        for role in self.roles.values() {
            // One that is held is being broken.
            if let Ok(mut role) = role.try_lock() {
                role.supervise()?;
            }
        }
        Ok(())
    }

    /// How often a process has ended by itself.
    pub async fn gave_up(&self) -> u32 {
        let mut times = 0;
        for role in self.roles.values() {
            times += role.lock().await.gave_up;
        }
        times
    }

    /// Runs one of the program's tools, past every link, to its end; what it printed.
    pub fn run(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let output = self
            .command()
            .args(arguments)
            .env("DATABASE_URL", &self.database)
            .env("REDIS_URL", &self.redis_url)
            .output()
            .context("the program does not start")?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let complaint = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "steward {}: {said}{complaint}", arguments.join(" "));
        Ok(said)
    }

    /// The settings that every process has.
    pub fn settings(&self) -> &[(String, String)] {
        &self.environment
    }

    /// The product.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// The program, with nothing inherited that could steer it.
    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .current_dir(&self.folder)
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }
}

fn remove(file: &Path) -> anyhow::Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} is in the way", file.display()))
        }
        _ => Ok(()),
    }
}

fn free_port() -> anyhow::Result<SocketAddr> {
    Ok((std::net::Ipv4Addr::LOCALHOST, port::free()?).into())
}

/// Where the server of a URL listens.
fn address(url: &str) -> anyhow::Result<SocketAddr> {
    let rest = url.split("://").nth(1).with_context(|| format!("{url} is no URL"))?;
    let host = rest.split('/').next().and_then(|part| part.rsplit('@').next());
    Ok(host.with_context(|| format!("{url} names no host"))?.parse()?)
}

/// The same URL with another server.
fn through(url: &str, link: SocketAddr) -> anyhow::Result<String> {
    Ok(url.replace(&address(url)?.to_string(), &link.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_led_through_a_link() {
        let link = "127.0.0.1:9".parse().unwrap();
        let led = |url| through(url, link).unwrap();
        assert_eq!(
            led("postgres://bench@127.0.0.1:5432/chaos"),
            "postgres://bench@127.0.0.1:9/chaos"
        );
        assert_eq!(led("redis://127.0.0.1:6379"), "redis://127.0.0.1:9");
    }
}

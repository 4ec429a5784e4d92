//! `steward up`: everything in one process, with what is missing started beside it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use eventing::checkpoint;
use futures::future::join_all;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{migrate, offline_model, restore, seed as seed_command};
use crate::embedded::{self, Report, Services};
use crate::language::{ModelEndpoint, chat_model};
use crate::platform::Platform;
use crate::secrets::Secrets;
use crate::seed;
use crate::settings::Settings;
use crate::trial::Trial;

/// How long roles may take to end.
const DRAIN: Duration = Duration::from_secs(20);
/// How long the whole may take to become ready.
const READY: Duration = Duration::from_secs(60);
/// How long connections may take to be given back.
const CLOSE: Duration = Duration::from_secs(2);

/// Arguments of `steward up`.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) settings: Settings,
    /// Keep data, logs and sockets here instead of under the home folder.
    #[arg(long)]
    pub(crate) root: Option<PathBuf>,
    /// Give up safety against power failure, and remove the data at the end: for trials.
    #[arg(long)]
    pub(crate) throw_away: bool,
    /// Do not write the demo's businesses.
    #[arg(long)]
    pub(crate) no_seed: bool,
    /// What is different in a trial.
    #[arg(skip)]
    pub(crate) trial: Trial,
}

/// Runs until a signal.
pub(crate) async fn run(args: Args) -> anyhow::Result<()> {
    let shutdown = super::shutdown_on_signal()?;
    let report: Report = Arc::new(|step| eprintln!("steward: {step}"));
    let mut running = tokio::select! {
        running = start(&args, report.clone()) => running?,
        () = shutdown.cancelled() => return Ok(()),
    };
    // The port may have been left to the system.
    let address = Settings { listen: running.address, ..args.settings.clone() }.public_url();
    println!("\nSteward is ready at {address}");
    println!("  API reference: {address}/docs");
    println!(
        "  Model: {}",
        if running.offline {
            "the offline model (set GOOGLE_API_KEY for Gemini)"
        } else {
            &running.model
        }
    );
    if running.seeded {
        println!("  Demo accounts:\n{}", seed_command::accounts().trim_end());
    }
    println!("Ctrl-C stops it.\n");
    let ended = tokio::select! {
        () = shutdown.cancelled() => None,
        ended = running.ended() => Some(ended),
    };
    report("stopping");
    running.stop().await;
    match ended {
        None => Ok(()),
        Some(error) => Err(error),
    }
}

/// A running deployment in this process.
pub(crate) struct Running {
    /// Where the API listens.
    pub(crate) address: SocketAddr,
    /// The model that answers.
    pub(crate) model: String,
    /// Whether it is the offline model.
    pub(crate) offline: bool,
    /// What the API works on.
    pub(crate) api: api::Services,
    seeded: bool,
    services: Services,
    roles: JoinSet<anyhow::Result<()>>,
    shutdown: CancellationToken,
}

/// Starts everything and waits until it is ready.
pub(crate) async fn start(args: &Args, report: Report) -> anyhow::Result<Running> {
    let mut settings = args.settings.clone();
    settings.check()?;
    settings.listen = free(settings.listen, "STEWARD_LISTEN").await?;
    settings.metrics_listen =
        Some(free(settings.metrics_address(), "STEWARD_METRICS_LISTEN").await?);
    let mut options = settings.services();
    if let Some(root) = &args.root {
        settings.seal_heads.get_or_insert_with(|| root.join("audit/heads.ndjson"));
        options.root.clone_from(root);
    }
    options.durable = !args.throw_away;
    options.report = report.clone();
    let services = embedded::start(&options).await?;
    let endpoint = ModelEndpoint::of(&settings);
    let model = chat_model(&settings, &endpoint);
    match start_roles(args, settings, &services, &report).await {
        Ok((address, offline, api, roles, shutdown)) => Ok(Running {
            address,
            model,
            offline,
            api,
            seeded: !args.no_seed && args.settings.demo_allowed(),
            services,
            roles,
            shutdown,
        }),
        Err(error) => {
            services.stop().await;
            Err(error)
        }
    }
}

type Roles = (SocketAddr, bool, api::Services, JoinSet<anyhow::Result<()>>, CancellationToken);

async fn start_roles(
    args: &Args,
    settings: Settings,
    services: &Services,
    report: &Report,
) -> anyhow::Result<Roles> {
    report("bringing the schema up to date");
    migrate::migrate(&services.urls.database_url).await?;
    let secrets = Secrets::load(&settings, true)?;
    let shutdown = CancellationToken::new();
    let mut roles = JoinSet::new();
    let mut model = ModelEndpoint::of(&settings);
    if model.offline {
        report("starting the offline model");
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        model.url = Some(format!("http://{}", listener.local_addr()?));
        let (settings, shutdown) = (settings.clone(), shutdown.clone());
        let scripts = args.trial.scripts.clone();
        roles.spawn(
            async move { offline_model::serve(&settings, scripts, listener, shutdown).await },
        );
    }
    let offline = model.offline;
    let platform = Arc::new(
        Platform::connect(&settings, secrets, services.urls.clone(), model)
            .await?
            .with_clock(args.trial.clock.clone()),
    );
    restore::is_complete(&platform).await?;
    let api_services = platform.api_services().await?;

    report("starting relay, projector, sealer, agent worker, push and API");
    macro_rules! role {
        ($($role:tt)*) => {{
            let (platform, shutdown) = (platform.clone(), shutdown.clone());
            roles.spawn(async move { platform.$($role)*(shutdown).await });
        }};
    }
    role!(relay);
    role!(projector);
    role!(sealer);
    role!(agent_worker);
    role!(push);
    role!(figures);
    {
        let (platform, shutdown) = (platform.clone(), shutdown.clone());
        roles.spawn(async move {
            platform.bridge(shutdown).await;
            Ok(())
        });
    }
    {
        let (platform, shutdown, services) =
            (platform.clone(), shutdown.clone(), api_services.clone());
        roles.spawn(async move { platform.api(services, shutdown).await });
    }
    if !args.no_seed && settings.demo_allowed() {
        report("writing the demo's businesses, where they are missing");
        let seeded = seed::run(&api_services).await.context("the demo could not be seeded")?;
        let (database, signals) = (&api_services.database, &api_services.signals);
        if !checkpoint::wait_for(database, signals, &[], seeded, READY).await? {
            bail!(
                "the read models did not reach the demo's last event within a minute; see the log above"
            );
        }
    }
    let ready = wait_until_ready(settings.listen);
    tokio::select! {
        ready = ready => ready?,
        Some(ended) = roles.join_next() => return Err(early(ended)),
    }
    Ok((settings.listen, offline, api_services, roles, shutdown))
}

impl Running {
    /// Waits until a role ends by itself, and tells why.
    pub(crate) async fn ended(&mut self) -> anyhow::Error {
        match self.roles.join_next().await {
            Some(ended) => early(ended),
            None => anyhow::anyhow!("nothing runs any more"),
        }
    }

    /// Ends the roles in order, then the services.
    pub(crate) async fn stop(mut self) {
        self.shutdown.cancel();
        let drained = async { while self.roles.join_next().await.is_some() {} };
        if tokio::time::timeout(DRAIN, drained).await.is_err() {
            tracing::warn!("some roles did not end in time");
        }
        // Connections are given back before the server that they lead to stops.
        let databases = [self.api.database.clone(), self.api.system.clone()];
        drop(self.api);
        let closed = join_all(databases.iter().map(|database| database.pool().close()));
        if tokio::time::timeout(CLOSE, closed).await.is_err() {
            tracing::debug!("some connections were not given back in time");
        }
        self.services.stop().await;
    }
}

fn early(ended: Result<anyhow::Result<()>, tokio::task::JoinError>) -> anyhow::Error {
    match ended {
        Ok(Ok(())) => anyhow::anyhow!("a role ended early"),
        Ok(Err(error)) => error,
        Err(error) => anyhow::anyhow!(error).context("a role was lost"),
    }
}

/// The address to listen on: a free port for port 0; a taken one gets a message here,
/// before anything else is started.
pub(super) async fn free(address: SocketAddr, variable: &str) -> anyhow::Result<SocketAddr> {
    match TcpListener::bind(address).await {
        Ok(listener) => Ok(listener.local_addr()?),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => bail!(
            "{address} is taken by another program (another steward?); stop it, or choose another address, for example {variable}={}:{}",
            address.ip(),
            address.port().saturating_add(1)
        ),
        Err(error) => {
            Err(error).with_context(|| format!("{address} cannot be listened on; check {variable}"))
        }
    }
}

/// Where this machine reaches what listens on `address`.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}

async fn wait_until_ready(address: SocketAddr) -> anyhow::Result<()> {
    let client = crate::http::client()?;
    let url = format!("http://{}/readyz", reachable(address));
    let polling = async {
        loop {
            if let Ok(answer) = client.get(&url).send().await
                && answer.status().is_success()
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(READY, polling)
        .await
        .context("it did not become ready within a minute; see the log above")
}

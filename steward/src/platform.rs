//! The parts that roles are made of: pools, stores, models, built from the settings.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use agent_worker::timers::TimersConfig;
use anyhow::Context;
use audit::{PublicKey, SealKey};
use eventing::sealer::{Pace, Sealer};
use eventing::{Database, DbRole, EventStore, KeyRing, LogReader, Signals};
use llm::RetryPolicy;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::embedded::Urls;
use crate::figures;
use crate::heads;
use crate::language::{Language, ModelEndpoint, chat_model};
use crate::secrets::Secrets;
use crate::settings::Settings;

/// Connections of one process. Roles that run together share them.
pub(crate) struct Platform {
    settings: Settings,
    secrets: Secrets,
    urls: Urls,
    redis: redis::Client,
    /// Wake-ups within this process, and through Redis.
    pub(crate) signals: Signals,
    /// The log's identity.
    pub(crate) log_id: Uuid,
    system: Database,
    model: ModelEndpoint,
    metrics: Option<PrometheusHandle>,
    clock: agent_worker::Clock,
}

impl Platform {
    /// Connects to what `urls` name; the schema must be there.
    pub(crate) async fn connect(
        settings: &Settings,
        secrets: Secrets,
        urls: Urls,
        model: ModelEndpoint,
    ) -> anyhow::Result<Self> {
        let redis = redis::Client::open(urls.redis_url.as_str())
            .context("REDIS_URL is not a Redis address")?;
        crate::postgres::reach(&urls.database_url).await?;
        let system = Database::connect(&urls.database_url, DbRole::System, 16)
            .await
            .context("the schema is not there, or not for this user; run `steward migrate`")?;
        let head = eventing::log::head(&system)
            .await
            .context("the log is not there; run `steward migrate`")?;
        KeyRing::new(system.clone(), secrets.deployment_key.clone())
            .check()
            .await
            .context("STEWARD_DEPLOYMENT_KEY is not the one of this database")?;
        let metrics = figures::record();
        Ok(Self {
            settings: settings.clone(),
            secrets,
            urls,
            redis,
            signals: Signals::local(),
            log_id: head.log_id,
            system,
            model,
            metrics,
            clock: agent_worker::Clock::default(),
        })
    }

    /// Lets the steward believe another clock.
    pub(crate) fn with_clock(mut self, clock: agent_worker::Clock) -> Self {
        self.clock = clock;
        self
    }

    async fn database(&self, role: DbRole, connections: u32) -> anyhow::Result<Database> {
        Database::connect(&self.urls.database_url, role, connections)
            .await
            .with_context(|| format!("cannot act as {} in Postgres", role.name()))
    }

    fn keys(&self, database: &Database) -> KeyRing {
        KeyRing::new(database.clone(), self.secrets.deployment_key.clone())
    }

    fn store(&self, database: &Database) -> EventStore {
        EventStore::start(database.clone(), self.keys(database), self.signals.clone())
    }

    /// The database, seen as the system sees it: all tenants, nothing of the log to change.
    pub(crate) fn system(&self) -> &Database {
        &self.system
    }

    /// Where Postgres is, for what only the schema's owner may do.
    pub(crate) fn database_url(&self) -> &str {
        &self.urls.database_url
    }

    /// Takes commands for any tenant, as the system.
    pub(crate) fn system_store(&self) -> EventStore {
        self.store(&self.system)
    }

    /// Member keys, read as the system.
    pub(crate) fn system_keys(&self) -> KeyRing {
        self.keys(&self.system)
    }

    /// The log, read as the system.
    pub(crate) fn log(&self) -> LogReader {
        LogReader::new(self.system.clone(), self.keys(&self.system))
    }

    /// Joins this process's wake-ups with those of others, until `shutdown`.
    pub(crate) async fn bridge(&self, shutdown: CancellationToken) {
        self.signals.bridge(self.redis.clone(), self.log_id, shutdown).await;
    }

    /// Runs the relay until `shutdown`, and beside it the monitor of the whole.
    pub(crate) async fn relay(&self, shutdown: CancellationToken) -> anyhow::Result<()> {
        let (redis, signals) = (self.redis.clone(), self.signals.clone());
        tokio::join!(
            eventing::relay::run(self.log(), redis.clone(), signals, shutdown.clone()),
            eventing::monitor::run(self.system.clone(), redis, shutdown),
        );
        Ok(())
    }

    /// Keeps this process's figures in order until `shutdown`.
    pub(crate) async fn figures(&self, shutdown: CancellationToken) -> anyhow::Result<()> {
        if let Some(handle) = self.metrics.clone() {
            let (home, limit) = (self.settings.home.clone(), self.settings.database_limit());
            figures::keep(handle, home, limit, shutdown).await;
        } else {
            shutdown.cancelled().await;
        }
        Ok(())
    }

    /// Serves this process's figures at `address` until `shutdown`.
    pub(crate) async fn serve_figures(
        &self,
        address: SocketAddr,
        shutdown: CancellationToken,
    ) -> anyhow::Result<()> {
        if let Some(handle) = self.metrics.clone() {
            tokio::spawn(figures::serve(address, handle, shutdown).await?);
        }
        Ok(())
    }

    /// Seals the log and publishes its heads until `shutdown`.
    pub(crate) async fn sealer(&self, shutdown: CancellationToken) -> anyhow::Result<()> {
        let key = Secrets::seal_key(&self.settings, false)?.context(
            "STEWARD_SEAL_KEY is not set, and none is kept; set it to 64 hex digits \
             (openssl rand -hex 32 makes some) for the sealer alone",
        )?;
        let sealer = Sealer::new(self.system.clone(), key, Pace::default());
        let heads = self.settings.heads(self.log_id);
        tokio::join!(
            sealer.run(self.signals.clone(), shutdown.clone()),
            heads::run(self.system.pool().clone(), heads, shutdown),
        );
        Ok(())
    }

    /// The file that heads are published to.
    pub(crate) fn heads(&self) -> PathBuf {
        self.settings.heads(self.log_id).file
    }

    /// What makes the read models.
    fn projector_config(&self) -> projector::Config {
        projector::Config {
            lease: self.settings.lease(),
            redis: Some(self.redis.clone()),
            ..projector::Config::new(
                self.system.clone(),
                self.keys(&self.system),
                self.signals.clone(),
            )
        }
    }

    /// The projector, for its tools.
    pub(crate) fn projections(&self) -> anyhow::Result<projector::Projector> {
        Ok(projector::Projector::new(self.projector_config())?)
    }

    /// Runs the projector until `shutdown`.
    pub(crate) async fn projector(&self, shutdown: CancellationToken) -> anyhow::Result<()> {
        let config = self.projector_config();
        projector::run(config, shutdown).await.context("the projector stopped")
    }

    /// Fires timers until `shutdown`.
    pub(crate) async fn timers(&self, shutdown: CancellationToken) -> anyhow::Result<()> {
        let database = self.database(DbRole::Worker, 8).await?;
        let store = self.store(&database);
        let lease = self.settings.lease();
        agent_worker::timers::run(TimersConfig { database, store, lease }, shutdown).await;
        Ok(())
    }

    /// How devices are reached whose app is closed; none without a key for it.
    fn push_services(&self) -> anyhow::Result<push::PushServices> {
        let others = self.settings.push_services.iter().map(|origin| origin.trim());
        push::PushServices::with(others.filter(|origin| !origin.is_empty()))
            .context("STEWARD_PUSH_SERVICES must be origins such as https://push.example.com")
    }

    fn push_key(&self) -> anyhow::Result<Option<push::VapidKey>> {
        let key = self.secrets.push_key.as_ref().map(push::VapidKey::from_hex);
        key.transpose().context("STEWARD_PUSH_KEY cannot be used")
    }

    /// Pushes notices until `shutdown`; without a key there is nothing to do.
    pub(crate) async fn push(&self, shutdown: CancellationToken) -> anyhow::Result<()> {
        let Some(key) = self.push_key()? else {
            tracing::warn!("STEWARD_PUSH_KEY is not set: notices reach open apps alone");
            shutdown.cancelled().await;
            return Ok(());
        };
        let config = push::Config {
            database: self.system.clone(),
            store: self.system_store(),
            log: self.log(),
            signals: self.signals.clone(),
            presence: push::Presence::new(Some(self.redis.clone()), self.log_id),
            sender: Arc::new(push::Sender::new(
                key,
                self.push_services()?,
                self.settings.push_contact()?,
            )?),
        };
        push::run(config, shutdown).await;
        Ok(())
    }

    /// Runs an agent worker until `shutdown`; it fires timers beside its turns.
    pub(crate) async fn agent_worker(&self, shutdown: CancellationToken) -> anyhow::Result<()> {
        let database = self.database(DbRole::Worker, 16).await?;
        let language = Language::prepare(&self.settings, &self.model)?;
        let store = self.store(&database);
        let lease = self.settings.lease();
        let timers = TimersConfig { database: database.clone(), store: store.clone(), lease };
        let config = agent_worker::Config {
            store,
            database,
            signals: self.signals.clone(),
            redis: Some(self.redis.clone()),
            log_id: self.log_id,
            models: language.models,
            breakers: Arc::default(),
            embedder: language.embedder,
            retry: RetryPolicy::default(),
            lease,
            concurrency: 16,
            turn_deadline: Duration::from_secs(180),
            clock: self.clock.clone(),
        };
        // Whatever ends the turns ends the timers with them.
        let stop = shutdown.child_token();
        let (turns, ()) = tokio::join!(
            async {
                let ended = agent_worker::run(config, shutdown).await;
                stop.cancel();
                ended
            },
            agent_worker::timers::run(timers, stop.clone()),
        );
        turns.context("the agent worker stopped")
    }

    /// What the API works on, and the seed with it.
    pub(crate) async fn api_services(&self) -> anyhow::Result<api::Services> {
        let database = self.database(DbRole::Api, 24).await?;
        Ok(api::Services {
            store: self.store(&database),
            database,
            system: self.system.clone(),
            log: self.log(),
            signals: self.signals.clone(),
            redis: Some(self.redis.clone()),
        })
    }

    /// The keys by which heads are believed: as set, else that of this deployment's sealer
    /// where it is at hand.
    pub(crate) fn seal_keys(&self) -> anyhow::Result<Vec<PublicKey>> {
        let keys = self.settings.seal_public_keys()?;
        if !keys.is_empty() {
            return Ok(keys);
        }
        Ok(Secrets::seal_key(&self.settings, false)?.iter().map(SealKey::public).collect())
    }

    /// Runs the API and the web app until `shutdown`.
    pub(crate) async fn api(
        &self,
        services: api::Services,
        shutdown: CancellationToken,
    ) -> anyhow::Result<()> {
        let settings = &self.settings;
        let metrics = self
            .metrics
            .clone()
            .map(|handle| api::Metrics { listen: settings.metrics_address(), handle });
        let language = Language::prepare(&self.settings, &self.model)?;
        let config = api::Config {
            listen: settings.listen,
            metrics,
            services,
            signing_key: self.secrets.signing_key.clone(),
            server_secret: self.secrets.server_secret.clone(),
            issuer: settings.public_url(),
            allowed_origins: settings
                .allowed_origins
                .iter()
                .filter(|origin| !origin.is_empty())
                .cloned()
                .collect(),
            secure_cookies: settings.secure_cookies,
            trusted_proxies: settings.trusted_proxies()?,
            demo: settings.demo_allowed(),
            model: api::ModelInfo {
                name: chat_model(settings, &self.model),
                offline: self.model.offline,
                offered: language.models.offered().into_iter().map(str::to_owned).collect(),
            },
            embedder: Some(language.embedder),
            extractor: api::Extractor {
                program: std::env::current_exe().context("where this program lies is not known")?,
                arguments: vec!["extract-text".to_owned()],
            },
            public_url: settings.public_url(),
            mail: settings.mail()?,
            limits: settings.limits.limits(),
            seal_keys: self.seal_keys()?,
            push: api::PushOffer {
                key: self.push_key()?.map(|key| key.public().to_owned()),
                services: self.push_services()?,
            },
        };
        api::run(config, shutdown).await.context("the API stopped")
    }
}

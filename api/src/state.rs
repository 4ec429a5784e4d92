//! What handlers share.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use eventing::Head;
use ipnet::IpNet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::auth::api_keys::KeyCache;
use crate::auth::revoked;
use crate::auth::{AccessTokens, Passwords, ServerSecret, SessionCache};
use crate::config::{Config, Limits, ModelInfo, PushOffer, Services};
use crate::extraction::Extraction;
use crate::features::documents::Slots;
use crate::limits::Limiter;
use crate::mail::Mailer;
use crate::progress::Progress;
use crate::server::Error;
use crate::suspension::Suspensions;
use crate::ws::Hub;

/// The state of the running API. Clones share it.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

/// See [`AppState`].
pub struct Inner {
    pub(crate) services: Services,
    pub(crate) limits: Limits,
    pub(crate) model: ModelInfo,
    pub(crate) extraction: Extraction,
    pub(crate) slots: Slots,
    pub(crate) embedder: Option<Arc<dyn llm::Embedder>>,
    pub(crate) demo: bool,
    pub(crate) secure_cookies: bool,
    pub(crate) trusted_proxies: Vec<IpNet>,
    /// Whether people come by https: browsers are told to stay with it.
    pub(crate) https: bool,
    pub(crate) allowed_origins: Vec<String>,
    pub(crate) tokens: AccessTokens,
    pub(crate) passwords: Passwords,
    pub(crate) secret: ServerSecret,
    pub(crate) seal_keys: Vec<audit::PublicKey>,
    pub(crate) push: PushOffer,
    pub(crate) presence: push::Presence,
    pub(crate) sessions: SessionCache,
    pub(crate) suspensions: Suspensions,
    pub(crate) api_keys: KeyCache,
    pub(crate) limiter: Limiter,
    pub(crate) progress: Progress,
    pub(crate) hub: Hub,
    /// Sends mails.
    pub mailer: Mailer,
    public_url: String,
    pub(crate) log_id: Uuid,
    /// Whether it was asked to stop; it goes on serving for a while.
    pub(crate) draining: CancellationToken,
    /// Whether that while is over.
    pub(crate) shutdown: CancellationToken,
}

impl AppState {
    /// Checks the configuration and starts what runs beside requests until `Limits::drain` after
    /// `draining`: the hub of the WebSockets, and the sending of mails.
    pub async fn start(config: Config, draining: CancellationToken) -> Result<Self, Error> {
        let services = config.services;
        let shutdown = after(draining.clone(), config.limits.drain);
        let Head { log_id, .. } = services.log.head().await?;
        let progress = Progress::new(&services);
        let position = progress.position().await?;
        let hub = Hub::start(&services, progress.clone(), log_id, position, shutdown.clone());
        let Limits { uploads_at_once, uploads_of_tenant, files_at_once, file_time, .. } =
            config.limits;
        let inner = Inner {
            extraction: Extraction::new(config.extractor, files_at_once, file_time),
            slots: Slots::new(uploads_at_once, uploads_of_tenant),
            tokens: AccessTokens::new(&config.signing_key, &config.issuer)?,
            passwords: Passwords::new(config.limits.hashing).await?,
            secret: ServerSecret::new(config.server_secret)?,
            seal_keys: config.seal_keys,
            push: config.push,
            presence: push::Presence::new(services.redis.clone(), log_id),
            sessions: SessionCache::default(),
            suspensions: Suspensions::default(),
            api_keys: KeyCache::default(),
            limiter: Limiter::new(config.limits.clone(), services.redis.clone(), log_id),
            https: config.issuer.starts_with("https://"),
            services,
            limits: config.limits,
            model: config.model,
            embedder: config.embedder,
            demo: config.demo,
            secure_cookies: config.secure_cookies,
            trusted_proxies: config.trusted_proxies,
            allowed_origins: config.allowed_origins,
            progress,
            hub,
            mailer: Mailer::start(config.mail, shutdown.clone())?,
            public_url: config.public_url,
            log_id,
            draining,
            shutdown,
        };
        let state = Self(Arc::new(inner));
        tokio::spawn(revoked::watch(state.clone(), state.shutdown.clone()));
        Ok(state)
    }

    /// The address of one of the app's pages that a token opens. It stands after the `#`,
    /// which browsers send to no server.
    pub fn link(&self, page: &str, token: &str) -> String {
        format!("{}/{page}#{token}", self.public_url)
    }
}

impl Deref for AppState {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// Cancelled so long after `first`.
fn after(first: CancellationToken, pause: Duration) -> CancellationToken {
    let then = CancellationToken::new();
    let cancelled = then.clone();
    tokio::spawn(async move {
        first.cancelled().await;
        tokio::time::sleep(pause).await;
        cancelled.cancel();
    });
    then
}

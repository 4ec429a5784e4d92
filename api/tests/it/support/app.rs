//! The API under test, with everything it works on.

use std::sync::Arc;
use std::time::Duration;

use api::{
    AppState, Config, Extractor, Limits, MailConfig, ModelInfo, PushOffer, Services, Transport,
};
use axum::Router;
use eventing::{Database, DbRole, DeploymentKey, EventStore, KeyRing, LogReader, Signals};
use projector::Projector;
use secrecy::SecretString;
use tempfile::TempDir;
use test_support::TestDb;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::Call;

/// What differs between tests.
pub(crate) struct Setup {
    pub(crate) limits: Limits,
    pub(crate) demo: bool,
    /// `None`: the Redis that tests share.
    pub(crate) redis_url: Option<String>,
    /// The address that people use.
    pub(crate) issuer: &'static str,
    pub(crate) embedder: Option<Arc<dyn llm::Embedder>>,
    /// What reads files: the program and its first arguments.
    pub(crate) extractor: (&'static str, &'static [&'static str]),
}

/// What signs the heads of the tests' logs.
pub(crate) fn seal_key() -> audit::SealKey {
    audit::SealKey::from_hex(&"5e".repeat(32)).unwrap()
}

impl Default for Setup {
    fn default() -> Self {
        let limits = Limits { read_your_writes: Duration::from_millis(300), ..Limits::default() };
        let extractor = (env!("CARGO_BIN_EXE_extract-text"), &[][..]);
        Self {
            limits,
            demo: true,
            redis_url: None,
            issuer: "steward-test",
            embedder: None,
            extractor,
        }
    }
}

/// The API under test.
pub(crate) struct TestApp {
    pub(crate) db: TestDb,
    pub(crate) state: AppState,
    pub(crate) router: Router,
    pub(crate) services: Services,
    pub(crate) api: Database,
    pub(crate) store: EventStore,
    pub(crate) redis: redis::Client,
    pub(crate) limits: Limits,
    projector: Projector,
    /// Where mails are put.
    pub(super) mail: TempDir,
    _stop: DropGuard,
}

impl TestApp {
    pub(crate) async fn new() -> Self {
        Self::with(Setup::default()).await
    }

    pub(crate) async fn with(setup: Setup) -> Self {
        let db = TestDb::new().await;
        let url = db.url();
        let api = Database::connect(&url, DbRole::Api, 8).await.unwrap();
        let system = Database::connect(&url, DbRole::System, 8).await.unwrap();
        let key = DeploymentKey::generate();
        let signals = Signals::local();
        let keys = KeyRing::new(api.clone(), key.clone());
        let store = EventStore::start(api.clone(), keys, signals.clone());
        let system_keys = KeyRing::new(system.clone(), key);
        let redis_url = setup.redis_url.unwrap_or_else(|| db.redis_url().to_owned());
        let redis = redis::Client::open(redis_url).unwrap();
        let stop = CancellationToken::new();
        let mail = tempfile::tempdir().unwrap();
        let limits = setup.limits.clone();
        let services = Services {
            database: api.clone(),
            system: system.clone(),
            store: store.clone(),
            log: LogReader::new(system.clone(), system_keys.clone()),
            signals: signals.clone(),
            redis: Some(redis.clone()),
        };
        let config = Config {
            listen: ([127, 0, 0, 1], 0).into(),
            metrics: None,
            services: services.clone(),
            signing_key: SecretString::from("5".repeat(64)),
            seal_keys: vec![seal_key().public()],
            server_secret: SecretString::from("a secret for tests, of 32 characters or more"),
            issuer: setup.issuer.to_owned(),
            allowed_origins: Vec::new(),
            secure_cookies: false,
            trusted_proxies: Vec::new(),
            demo: setup.demo,
            model: ModelInfo {
                name: "offline-model".to_owned(),
                offline: true,
                offered: vec!["offline-model".to_owned(), "small-model".to_owned()],
            },
            embedder: setup.embedder,
            extractor: Extractor {
                program: setup.extractor.0.into(),
                arguments: setup.extractor.1.iter().map(ToString::to_string).collect(),
            },
            public_url: "https://steward.test".to_owned(),
            mail: MailConfig::new(
                Transport::Folder(mail.path().to_owned()),
                "Steward <steward@steward.test>",
            ),
            limits: setup.limits,
            push: PushOffer {
                key: Some("a-public-key".to_owned()),
                services: push::PushServices::default(),
            },
        };
        let state = AppState::start(config, stop.clone()).await.unwrap();
        let mut projector = projector::Config::new(system, system_keys, signals);
        projector.poll = Duration::from_millis(20);
        Self {
            router: api::router(state.clone()),
            state,
            services,
            api,
            store,
            redis,
            limits,
            projector: Projector::new(projector).unwrap(),
            mail,
            _stop: stop.drop_guard(),
            db,
        }
    }

    /// Brings the read models to the end of the log.
    pub(crate) async fn project(&self) {
        self.projector.run_until_idle().await.unwrap();
    }

    /// Carries out what was decided of erasures; how many.
    pub(crate) async fn erase_pending(&self) -> usize {
        self.projector.erase_pending().await.unwrap()
    }

    /// Makes a projection's rows anew.
    pub(crate) async fn rebuild(&self, name: &str) {
        self.projector.rebuild(name, projector::Options::default(), |_| {}).await.unwrap();
    }

    /// Runs the projector beside `work`.
    pub(crate) async fn projecting<T>(&self, work: impl Future<Output = T>) -> T {
        let stop = CancellationToken::new();
        let running = self.projector.run(stop.clone());
        let work = async {
            let result = work.await;
            stop.cancel();
            result
        };
        let (ended, result) = tokio::join!(running, work);
        ended.unwrap();
        result
    }

    pub(crate) fn get(&self, path: impl Into<String>) -> Call {
        Call::new(self.router.clone(), "GET", path.into())
    }

    pub(crate) fn post(&self, path: impl Into<String>) -> Call {
        Call::new(self.router.clone(), "POST", path.into())
    }

    pub(crate) fn put(&self, path: impl Into<String>) -> Call {
        Call::new(self.router.clone(), "PUT", path.into())
    }

    pub(crate) fn call(&self, method: &'static str, path: impl Into<String>) -> Call {
        Call::new(self.router.clone(), method, path.into())
    }

    /// How many events the log holds.
    pub(crate) async fn events(&self) -> i64 {
        sqlx::query_scalar("SELECT position FROM log_head")
            .fetch_one(self.db.admin_pool())
            .await
            .unwrap()
    }

    /// How many events of a type the log holds.
    pub(crate) async fn events_of(&self, kind: &str) -> i64 {
        sqlx::query_scalar("SELECT count(*) FROM events WHERE event_type = $1")
            .bind(kind)
            .fetch_one(self.db.admin_pool())
            .await
            .unwrap()
    }
}

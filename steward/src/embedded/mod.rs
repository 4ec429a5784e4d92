//! The embedded default: a private Postgres and a private Redis under `.steward/`,
//! for whoever has set neither `DATABASE_URL` nor `REDIS_URL`.
//!
//! Both listen on unix sockets only, in a folder that nobody else may enter, so there
//! is no port to be taken and no password to keep. One steward at a time owns a
//! folder, by a file lock. What a killed steward left running is stopped by the next
//! one before it starts its own.

mod account;
mod files;
mod place;
mod postgres;
mod process;
mod redis;
mod supervisor;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;

use self::place::Place;
use self::supervisor::Supervised;

/// Told in one line what is being done.
pub(crate) type Report = Arc<dyn Fn(&str) + Send + Sync>;

/// What to start, and where.
#[derive(Clone)]
pub(crate) struct Options {
    /// Holds data, logs and sockets; made when missing.
    pub(crate) root: PathBuf,
    /// The unpacked Postgres, with `bin`, `lib` and `share`.
    pub(crate) programs: PathBuf,
    /// An external Postgres: then none is started.
    pub(crate) database_url: Option<String>,
    /// An external Redis: then none is started.
    pub(crate) redis_url: Option<String>,
    /// Whether data must survive a power failure, and stays after [`Services::stop`].
    pub(crate) durable: bool,
    /// Hears about progress.
    pub(crate) report: Report,
}

impl Options {
    /// The usual options: everything under `home` (`.steward`), kept.
    pub(crate) fn new(home: &Path) -> Self {
        Self {
            root: home.to_owned(),
            programs: home.join(files::POSTGRES_FOLDER),
            database_url: None,
            redis_url: None,
            durable: true,
            report: Arc::new(|step| tracing::info!("{step}")),
        }
    }
}

/// Where the services are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Urls {
    /// For sqlx and any other Postgres client; the embedded user is a superuser.
    pub(crate) database_url: String,
    /// For redis and any other Redis client that knows unix sockets.
    pub(crate) redis_url: String,
}

/// The running services. They are restarted when they end by themselves, and stopped
/// (in order when [`Services::stop`] is called, in haste when this is dropped).
pub(crate) struct Services {
    /// Where they are.
    pub(crate) urls: Urls,
    postgres: Option<Supervised>,
    redis: Option<Supervised>,
    place: Option<Place>,
}

/// Starts what the options do not name as external, and waits until it answers.
pub(crate) async fn start(options: &Options) -> anyhow::Result<Services> {
    if let (Some(database_url), Some(redis_url)) = (&options.database_url, &options.redis_url) {
        let urls = Urls { database_url: database_url.clone(), redis_url: redis_url.clone() };
        return Ok(Services { urls, postgres: None, redis: None, place: None });
    }
    if options.database_url.is_none() {
        files::check_postgres(&options.programs)?;
    }
    let place = Place::take(options).await?;
    let (redis_url, redis) = match &options.redis_url {
        Some(url) => (url.clone(), None),
        None => {
            let (url, running) = redis::start(&place, &options.report).await?;
            (url, Some(running))
        }
    };
    let (database_url, postgres) = match &options.database_url {
        Some(url) => (url.clone(), None),
        None => match postgres::start(&place, options).await {
            Ok((url, running)) => (url, Some(running)),
            Err(error) => {
                if let Some(redis) = redis {
                    redis.stop().await;
                }
                return Err(error);
            }
        },
    };
    let urls = Urls { database_url, redis_url };
    place.publish(&urls).context("the addresses of the services could not be written down")?;
    Ok(Services { urls, postgres, redis, place: Some(place) })
}

impl Services {
    /// Stops what was started and waits until it has ended.
    pub(crate) async fn stop(self) {
        let stop = async |service: Option<Supervised>| {
            if let Some(service) = service {
                service.stop().await;
            }
        };
        tokio::join!(stop(self.postgres), stop(self.redis));
        if let Some(place) = self.place {
            place.leave();
        }
    }
}

/// Where the services of a steward that runs at this moment are, if one does.
pub(crate) fn running(root: &Path) -> Option<Urls> {
    place::published(root)
}

/// A path as part of a URL.
fn url_path(path: &Path) -> String {
    use std::os::unix::ffi::OsStrExt;
    let mut encoded = String::new();
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(*byte));
            }
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

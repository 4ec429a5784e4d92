//! Every setting, from flags, the environment and `.env`; `.env.example` lists them.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use audit::PublicKey;
use clap::{Args, ValueEnum};
use ipnet::IpNet;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use crate::embedded;
use crate::heads;
use crate::limits::ClientLimits;
use crate::secret_files::SecretFiles;
use crate::telemetry::traces::TraceSettings;

/// Where the offline model is unless told otherwise.
pub(crate) const OFFLINE_MODEL_URL: &str = "http://127.0.0.1:8010";

/// Settings that all roles share.
#[derive(Debug, Clone, Args)]
pub(crate) struct Settings {
    /// Where Steward keeps what it downloads, generates and stores.
    #[arg(long, env = "STEWARD_HOME", default_value = ".steward")]
    pub(crate) home: PathBuf,
    /// An external Postgres with pgvector; its user may create roles. Else one is started.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub(crate) database_url: Option<SecretString>,
    /// An external Redis. Else one is started.
    #[arg(long, env = "REDIS_URL", hide_env_values = true)]
    pub(crate) redis_url: Option<SecretString>,
    /// Key for Gemini. Without one the offline model answers.
    #[arg(long, env = "GOOGLE_API_KEY", hide_env_values = true)]
    pub(crate) google_api_key: Option<SecretString>,
    /// The protocol of the language model's server.
    #[arg(long, env = "STEWARD_MODEL_PROVIDER", value_enum, default_value_t = ModelProvider::Gemini)]
    pub(crate) model_provider: ModelProvider,
    /// The model that answers; for Gemini gemini-3.8-flash unless set.
    #[arg(long, env = "STEWARD_MODEL")]
    pub(crate) model: Option<String>,
    /// The model that answers when that one cannot; empty for none. For Gemini
    /// gemini-3.5-flash-lite unless set.
    #[arg(long, env = "STEWARD_FALLBACK_MODEL")]
    pub(crate) fallback_model: Option<String>,
    /// More models that businesses may choose, separated by commas.
    #[arg(long, env = "STEWARD_MODELS", value_delimiter = ',')]
    pub(crate) models: Vec<String>,
    /// The model that embeds; for Gemini gemini-embedding-001 unless set.
    #[arg(long, env = "STEWARD_EMBEDDING_MODEL")]
    pub(crate) embedding_model: Option<String>,
    /// The length of its vectors; for Gemini 768 unless set.
    #[arg(long, env = "STEWARD_EMBEDDING_DIMENSIONS", value_parser = dimensions)]
    pub(crate) embedding_dimensions: Option<usize>,
    /// The model's server: another one that speaks Gemini's protocol, or the one that
    /// speaks OpenAI's.
    #[arg(long, env = "STEWARD_MODEL_URL")]
    pub(crate) model_url: Option<String>,
    /// The embedding model's server, if it is another one; OpenAI's protocol only.
    #[arg(long, env = "STEWARD_EMBEDDING_URL")]
    pub(crate) embedding_url: Option<String>,
    /// Key for a server that speaks OpenAI's protocol, if it wants one.
    #[arg(long, env = "STEWARD_MODEL_API_KEY", hide_env_values = true)]
    pub(crate) model_api_key: Option<SecretString>,
    /// Where `steward offline-model` is found by roles that run alone.
    #[arg(long, env = "STEWARD_OFFLINE_MODEL_URL", default_value = OFFLINE_MODEL_URL)]
    pub(crate) offline_model_url: String,
    /// Where `steward offline-model` listens.
    #[arg(long, env = "STEWARD_OFFLINE_MODEL_LISTEN", default_value = "127.0.0.1:8010")]
    pub(crate) offline_model_listen: SocketAddr,
    /// Where the API and the web app listen.
    #[arg(long, env = "STEWARD_LISTEN", default_value = "127.0.0.1:8000")]
    pub(crate) listen: SocketAddr,
    /// Where /metrics listens; keep it private. Unless set, 127.0.0.1:9464 for the API and
    /// `up`; other roles that run alone then serve none.
    #[arg(long, env = "STEWARD_METRICS_LISTEN")]
    pub(crate) metrics_listen: Option<SocketAddr>,
    /// The address that people use.
    #[arg(long, env = "STEWARD_PUBLIC_URL")]
    pub(crate) public_url: Option<String>,
    /// Other origins whose pages may use the API, separated by commas.
    #[arg(long, env = "STEWARD_ALLOWED_ORIGINS", value_delimiter = ',')]
    pub(crate) allowed_origins: Vec<String>,
    /// Cookies for https only.
    #[arg(long, env = "STEWARD_SECURE_COOKIES", default_value = "false", action = clap::ArgAction::Set)]
    pub(crate) secure_cookies: bool,
    /// Networks of the proxies in front, separated by commas (10.0.0.0/8,fd00::/8): what
    /// they say in X-Forwarded-For is believed.
    #[arg(long, env = "STEWARD_TRUSTED_PROXIES", value_delimiter = ',')]
    pub(crate) trusted_proxies: Vec<String>,
    /// What there was before: only refused, with what to set now.
    #[arg(long, env = "STEWARD_BEHIND_PROXY", hide = true)]
    pub(crate) behind_proxy: Option<String>,
    /// The server that mails leave by, such as smtps://user:password@mail.example.com. Without
    /// one they are written into a folder.
    #[arg(long, env = "STEWARD_SMTP_URL", hide_env_values = true)]
    pub(crate) smtp_url: Option<SecretString>,
    /// Whom mails are from, such as `Steward <steward@example.com>`.
    #[arg(long, env = "STEWARD_MAIL_FROM")]
    pub(crate) mail_from: Option<String>,
    /// Let the demo's accounts sign in beyond a loopback address.
    #[arg(long, env = "STEWARD_DEMO", num_args = 0..=1, default_value = "false", default_missing_value = "true", action = clap::ArgAction::Set)]
    pub(crate) demo: bool,
    /// Wraps the keys of personal text: 64 hex digits. Losing it loses all personal text.
    #[arg(long, env = "STEWARD_DEPLOYMENT_KEY", hide_env_values = true)]
    pub(crate) deployment_key: Option<SecretString>,
    /// Deployment keys that members' keys may be wrapped by too, while the key is changed:
    /// the next one or the former, separated by commas (docs/erasure.md).
    #[arg(long, env = "STEWARD_OTHER_DEPLOYMENT_KEYS", hide_env_values = true)]
    pub(crate) other_deployment_keys: Option<SecretString>,
    /// Signs access tokens: 64 hex digits.
    #[arg(long, env = "STEWARD_SIGNING_KEY", hide_env_values = true)]
    pub(crate) signing_key: Option<SecretString>,
    /// Derives fingerprints and limits' subjects: 64 hex digits.
    #[arg(long, env = "STEWARD_SERVER_SECRET", hide_env_values = true)]
    pub(crate) server_secret: Option<SecretString>,
    /// Signs the heads of the log: 64 hex digits, for the sealer alone.
    #[arg(long, env = "STEWARD_SEAL_KEY", hide_env_values = true)]
    pub(crate) seal_key: Option<SecretString>,
    /// Says who we are to the push services of browsers: 64 hex digits, for the API and
    /// `push`. With another key every device has to be switched on again.
    #[arg(long, env = "STEWARD_PUSH_KEY", hide_env_values = true)]
    pub(crate) push_key: Option<SecretString>,
    /// Where people of push services reach those of this deployment, such as
    /// mailto:ops@example.com. Unless set, the public address.
    #[arg(long, env = "STEWARD_PUSH_CONTACT")]
    pub(crate) push_contact: Option<String>,
    /// Push services besides those of browsers, as origins separated by commas.
    #[arg(long, env = "STEWARD_PUSH_SERVICES", value_delimiter = ',')]
    pub(crate) push_services: Vec<String>,
    /// The public key that heads are verified with, as `steward audit key` prints it; former
    /// ones after it, separated by commas.
    #[arg(long, env = "STEWARD_SEAL_PUBLIC_KEY", value_delimiter = ',')]
    pub(crate) seal_public_key: Vec<String>,
    /// The file that heads are appended to. Unless set, one for each log under audit/ of the
    /// home folder.
    #[arg(long, env = "STEWARD_SEAL_HEADS")]
    pub(crate) seal_heads: Option<PathBuf>,
    /// An address that heads are posted to as well.
    #[arg(long, env = "STEWARD_SEAL_WEBHOOK", hide_env_values = true)]
    pub(crate) seal_webhook: Option<SecretString>,
    /// Seconds until others go on with the work of a process that gives no sign of life.
    #[arg(long, env = "STEWARD_LEASE_SECONDS", default_value = "10", value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(crate) lease_seconds: u64,
    /// How large the database may become, in GB: its disk, or what is paid for. An alarm is
    /// raised before.
    #[arg(long, env = "STEWARD_DATABASE_LIMIT_GB", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub(crate) database_limit_gb: Option<u64>,
    /// What one client may ask for.
    #[command(flatten)]
    pub(crate) limits: ClientLimits,
    /// Secrets that stand in files.
    #[command(flatten)]
    pub(crate) secret_files: SecretFiles,
    /// Where traces go.
    #[command(flatten)]
    pub(crate) traces: TraceSettings,
    /// How log lines look.
    #[arg(long, env = "STEWARD_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub(crate) log_format: LogFormat,
}

/// What the language model's server speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ModelProvider {
    /// Gemini's protocol: Google, or the offline model where there is no key.
    Gemini,
    /// OpenAI's: Ollama, vLLM, llama.cpp's server and others.
    Openai,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

impl Settings {
    /// The embedding model's files.
    pub(crate) fn embedding_model_folder(&self) -> PathBuf {
        self.home.join("models/all-minilm-l6-v2")
    }

    /// Whether the demo's accounts may sign in: on a loopback address, or when told so.
    pub(crate) fn demo_allowed(&self) -> bool {
        self.demo || self.listen.ip().is_loopback()
    }

    /// Where the API, and `up`, serve /metrics.
    pub(crate) fn metrics_address(&self) -> SocketAddr {
        self.metrics_listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 9464)))
    }

    /// How large the database may become, in bytes.
    pub(crate) fn database_limit(&self) -> Option<u64> {
        self.database_limit_gb.map(|gigabytes| gigabytes * 1_000_000_000)
    }

    /// The address that people use.
    pub(crate) fn public_url(&self) -> String {
        set(self.public_url.as_deref()).map_or_else(
            || format!("http://localhost:{}", self.listen.port()),
            |url| url.trim_end_matches('/').to_owned(),
        )
    }

    /// Where people of push services reach ours: as set, else the public address if people
    /// elsewhere can open it.
    pub(crate) fn push_contact(&self) -> anyhow::Result<String> {
        let known = |contact: &str| contact.starts_with("mailto:") || contact.starts_with("https:");
        match self.push_contact.as_deref().map(str::trim).filter(|contact| !contact.is_empty()) {
            Some(contact) if known(contact) => Ok(contact.to_owned()),
            Some(_) => bail!("STEWARD_PUSH_CONTACT must begin with mailto: or https:"),
            None => {
                let address = self.public_url();
                Ok(if known(&address) { address } else { "mailto:steward@localhost".to_owned() })
            }
        }
    }

    /// The networks of the proxies in front.
    pub(crate) fn trusted_proxies(&self) -> anyhow::Result<Vec<IpNet>> {
        let named = self.trusted_proxies.iter().map(|text| text.trim());
        named.filter(|text| !text.is_empty()).map(network).collect()
    }

    /// The keys by which heads of the log are believed, if they are set.
    pub(crate) fn seal_public_keys(&self) -> anyhow::Result<Vec<PublicKey>> {
        let named = self.seal_public_key.iter().map(|text| text.trim());
        let key =
            |text: &str| text.parse().map_err(|error| anyhow!("STEWARD_SEAL_PUBLIC_KEY: {error}"));
        named.filter(|text| !text.is_empty()).map(key).collect()
    }

    /// Where heads of the log `log_id` go.
    pub(crate) fn heads(&self, log_id: Uuid) -> heads::Config {
        let set = self.seal_heads.clone().filter(|path| !path.as_os_str().is_empty());
        let file = set.unwrap_or_else(|| self.home.join(format!("audit/heads-{log_id}.ndjson")));
        let webhook = self.seal_webhook.clone();
        let webhook = webhook.filter(|url| !url.expose_secret().trim().is_empty());
        heads::Config { file, webhook }
    }

    /// How long a lease lasts without a sign of life of its holder.
    pub(crate) fn lease(&self) -> Duration {
        Duration::from_secs(self.lease_seconds)
    }

    /// Gemini's key, if there is one.
    pub(crate) fn api_key(&self) -> Option<SecretString> {
        self.google_api_key.clone().filter(|key| !key.expose_secret().trim().is_empty())
    }

    /// How mails leave: by a server, else into the folder `mail`.
    pub(crate) fn mail(&self) -> anyhow::Result<api::MailConfig> {
        let server = self.smtp_url.clone().filter(|url| !url.expose_secret().trim().is_empty());
        let from = set(self.mail_from.as_deref());
        let (transport, from) = match (server, from) {
            (Some(url), Some(from)) => (api::Transport::Smtp(url), from),
            (Some(_), None) => bail!(
                "STEWARD_SMTP_URL is set, so set STEWARD_MAIL_FROM too: whom mails are from, \
                 such as Steward <steward@example.com>"
            ),
            (None, from) => {
                let folder = api::Transport::Folder(self.home.join("mail"));
                (folder, from.unwrap_or("Steward <steward@localhost>"))
            }
        };
        Ok(api::MailConfig::new(transport, from))
    }

    /// What to start of Postgres and Redis.
    pub(crate) fn services(&self) -> embedded::Options {
        embedded::Options {
            database_url: exposed(self.database_url.as_ref()),
            redis_url: exposed(self.redis_url.as_ref()),
            ..embedded::Options::new(&self.home)
        }
    }

    /// Where the services of a role that runs alone are: as set, else those that a
    /// running `steward up` has started.
    pub(crate) fn external(&self) -> anyhow::Result<embedded::Urls> {
        let found = embedded::running(&self.home);
        let database_url = exposed(self.database_url.as_ref());
        let redis_url = exposed(self.redis_url.as_ref());
        let missing =
            "set DATABASE_URL and REDIS_URL, or start `steward up` or `steward services` first";
        Ok(embedded::Urls {
            database_url: database_url
                .or_else(|| found.as_ref().map(|urls| urls.database_url.clone()))
                .context(missing)?,
            redis_url: redis_url.or(found.map(|urls| urls.redis_url)).context(missing)?,
        })
    }

    /// Where Postgres is: as set, else the one of a running `steward up`.
    pub(crate) fn database(&self) -> anyhow::Result<String> {
        exposed(self.database_url.as_ref())
            .or_else(|| Some(embedded::running(&self.home)?.database_url))
            .context("set DATABASE_URL, or start `steward up` or `steward services` first")
    }

    /// Refuses combinations that cannot work or are not safe.
    pub(crate) fn check(&self) -> anyhow::Result<()> {
        if self.listen.port() != 0 && self.listen == self.metrics_address() {
            bail!("STEWARD_LISTEN and STEWARD_METRICS_LISTEN must differ");
        }
        if set(self.behind_proxy.as_deref()).is_some_and(|value| value != "false")
            && self.trusted_proxies()?.is_empty()
        {
            bail!(
                "STEWARD_BEHIND_PROXY is gone: set STEWARD_TRUSTED_PROXIES to the addresses of \
                 the proxies in front, for example 10.0.0.0/8"
            );
        }
        self.trusted_proxies()?;
        self.mail()?;
        self.seal_public_keys()?;
        self.push_contact()?;
        Ok(())
    }
}

/// A setting that is there and not empty: compose files pass empty ones on.
pub(crate) fn set(value: Option<&str>) -> Option<&str> {
    value.map(str::trim).filter(|value| !value.is_empty())
}

/// The text of a secret that is there and not empty.
fn exposed(secret: Option<&SecretString>) -> Option<String> {
    set(secret.map(|secret| secret.expose_secret())).map(str::to_owned)
}

/// A network, or one address.
fn network(text: &str) -> anyhow::Result<IpNet> {
    let network = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    network.with_context(|| {
        format!(
            "STEWARD_TRUSTED_PROXIES names {text:?}, which is no network; write it as 10.0.0.0/8 \
             or as one address"
        )
    })
}

/// The length of vectors, as pgvector can keep them.
fn dimensions(text: &str) -> Result<usize, String> {
    let length = text.trim().parse().ok().filter(|length| (1..=16_000).contains(length));
    length.ok_or_else(|| "the length of vectors is a number from 1 to 16000".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Alone {
        #[command(flatten)]
        settings: Settings,
    }

    fn parse(arguments: &[&str]) -> Settings {
        Alone::parse_from([&["steward"], arguments].concat()).settings
    }

    #[test]
    fn proxies_are_networks_or_addresses() {
        let settings = parse(&["--trusted-proxies=10.0.0.0/8,,192.0.2.1, fd00::/8"]);
        let networks = settings.trusted_proxies().unwrap();
        let written: Vec<String> = networks.iter().map(ToString::to_string).collect();
        assert_eq!(written, ["10.0.0.0/8", "192.0.2.1/32", "fd00::/8"]);
        let error = parse(&["--trusted-proxies=nginx"]).check().unwrap_err().to_string();
        assert!(error.contains("\"nginx\", which is no network"), "{error}");
    }

    #[test]
    fn the_former_setting_says_what_to_set() {
        let error = parse(&["--behind-proxy=true"]).check().unwrap_err().to_string();
        assert!(error.contains("set STEWARD_TRUSTED_PROXIES"), "{error}");
        parse(&["--behind-proxy=true", "--trusted-proxies=10.0.0.1"]).check().unwrap();
        parse(&["--behind-proxy=false"]).check().unwrap();
    }
}

//! What the tools of the log share: reaching a deployment without being one of its roles,
//! printing for people or programs, and telling how far long work is.

pub(crate) mod output;
pub(crate) mod progress;

use std::path::PathBuf;

use clap::Parser;
use secrecy::SecretString;

use crate::language::ModelEndpoint;
use crate::platform::Platform;
use crate::secrets::Secrets;
use crate::settings::Settings;

/// Which deployment a tool works on: that of a running `steward up` unless told.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Deployment")]
pub(crate) struct Deployment {
    /// Where the deployment keeps its secrets, and the services that it started.
    #[arg(long, env = "STEWARD_HOME", default_value = ".steward")]
    home: PathBuf,
    /// Its Postgres, if that is an external one.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<SecretString>,
    /// Its Redis, if that is an external one.
    #[arg(long, env = "REDIS_URL", hide_env_values = true)]
    redis_url: Option<SecretString>,
}

/// The settings alone, for reading the environment.
#[derive(Parser)]
struct Environment {
    #[command(flatten)]
    settings: Settings,
}

impl Deployment {
    /// All of its settings; the rest of them from the environment.
    pub(crate) fn settings(&self) -> anyhow::Result<Settings> {
        let mut settings = Environment::try_parse_from(["steward"])?.settings;
        settings.home.clone_from(&self.home);
        settings.database_url.clone_from(&self.database_url);
        settings.redis_url.clone_from(&self.redis_url);
        settings.read_secret_files()?;
        Ok(settings)
    }

    /// Where its Postgres is, for what needs neither Redis nor a secret.
    pub(crate) fn database_url(&self) -> anyhow::Result<String> {
        self.settings()?.database()
    }

    /// Connects to it.
    pub(crate) async fn connect(&self) -> anyhow::Result<Platform> {
        let settings = self.settings()?;
        let urls = settings.external()?;
        let secrets = Secrets::load(&settings, false)?;
        let model = ModelEndpoint::of(&settings);
        Platform::connect(&settings, secrets, urls, model).await
    }
}
